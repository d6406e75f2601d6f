"""Two parts are drawn at a time on a machine, whichever processes draw them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

import pytest

from app.plumbing.pdf import slots
from config import ROOT

HOLDER = """
import sys
from contextlib import ExitStack
from app.plumbing.pdf.slots import place
with ExitStack() as held:
    for _ in range(int(sys.argv[1])):
        held.enter_context(place())
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _a_machine_of_our_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


@contextmanager
def another_process(holding: int, temporary: Path) -> Iterator[subprocess.Popen[str]]:
    env = {**os.environ, "TMPDIR": str(temporary)}
    command = [sys.executable, "-c", HOLDER, str(holding)]
    with subprocess.Popen(
        command, env=env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        try:
            yield other
        finally:
            other.kill()


def entering() -> Queue[str]:
    """Somebody of this process who asks for a place, and says when there was one."""
    said: Queue[str] = Queue()

    def ask() -> None:
        with slots.place():
            said.put("in")

    threading.Thread(target=ask, daemon=True).start()
    return said


def test_a_place_that_another_process_holds_is_waited_for(tmp_path: Path) -> None:
    with another_process(slots.PLACES, tmp_path) as other:
        waiting = entering()
        threading.Event().wait(0.3)
        assert waiting.empty()

        other.communicate("")

        assert waiting.get(timeout=30) == "in"


def test_a_killed_process_gives_its_places_back(tmp_path: Path) -> None:
    with another_process(slots.PLACES, tmp_path) as other:
        waiting = entering()
        threading.Event().wait(0.3)
        assert waiting.empty()

        other.send_signal(signal.SIGKILL)

        assert waiting.get(timeout=30) == "in"


def test_what_one_process_leaves_free_another_takes_at_once(tmp_path: Path) -> None:
    with another_process(slots.PLACES - 1, tmp_path):
        assert entering().get(timeout=30) == "in"


def test_a_folder_of_somebody_else_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slots.folder()
    where = tmp_path / f"amiable-room-{os.getuid() + 1}"
    (tmp_path / f"amiable-room-{os.getuid()}").rename(where)
    monkeypatch.setattr("os.getuid", lambda: int(where.name.rpartition("-")[2]))

    with pytest.raises(PermissionError):
        slots.folder()
