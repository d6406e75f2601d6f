"""Whatever moment the power goes, what was acknowledged is kept: rows, journal and files; of the rest nothing by half."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from app.factory import create_app
from app.journal.queries import verify
from app.kernel import FixedClock
from app.plumbing.db import db
from app.worker.tables import CHECKS
from config import Settings, settings_from
from tests.conftest import NOW
from tests.factories.house import a_case, company
from tests.worker.power_cut import CALLS, Disk, Op, read_trace

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "amiable.sqlite3"
TOLD = "SELECT words.body FROM journal_text AS words JOIN journal_entry AS entry ON entry.id = words.entry_id WHERE entry.kind = 'case.contact'"
EVERY = 100
"""Of so many cuts, one is opened by the product itself, and all of it verified."""


def recorded(settings: Settings, tmp_path: Path, how_many: int) -> tuple[Path, list[Op]]:
    """A folder as it was, and all that a writer asked of the disk in it."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not here")
    case = a_case(company())
    firm = case.owner
    assert firm is not None
    numbers = case.id, firm.id, how_many
    db.session.remove()
    db.engine.dispose()
    before = shutil.copytree(settings.data, tmp_path / "before")
    trace = tmp_path / "trace"
    env = {**os.environ, "AMIABLE_DATA": str(settings.data), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40}
    command = ["strace", "-f", "-y", "-xx", "-s", "9999999", "-e", f"trace={CALLS}", "-o", str(trace)]
    writer = [sys.executable, "-m", "tests.worker.recorded_writer", *map(str, numbers)]
    run = subprocess.run(
        [*command, *writer], cwd=ROOT, env=env, capture_output=True, text=True, timeout=900, check=False
    )
    if "ptrace" in run.stderr:
        pytest.skip("strace may not look on here")
    assert run.returncode == 0, run.stderr[-2000:]
    assert run.stdout.count("told") == how_many
    return before, read_trace(trace, settings.data)


def kept_in(folder: Path) -> tuple[set[str], set[str]]:
    """The contacts and the exhibits of a folder after a cut; the database is whole, and so is each file that a row names."""
    connection = sqlite3.connect(folder / DATABASE)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    heard = {row[0] for row in connection.execute(TOLD)}
    shown = set()
    for name, key in connection.execute("SELECT file_name, file_key FROM exhibit"):
        content = (folder / "files" / key[:2] / key[2:]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == key, "bytes before the row that names them"
        shown.add(name)
    connection.close()
    return heard, shown


def lost_after(told: list[int], folder: Path) -> int:
    """How many of those acknowledged are not there."""
    heard, shown = kept_in(folder)
    assert len(heard) == len(shown), "a contact and its exhibit are kept together, or neither"
    return sum(
        f"piece-{number}.txt" not in shown or not any(f"appel {number}" in text for text in heard) for number in told
    )


def harm(told: list[int], folder: Path) -> int:
    """The same on a disk that lies, where the database itself may be broken: that counts too."""
    try:
        return lost_after(told, folder)
    except (AssertionError, sqlite3.DatabaseError, OSError):
        return 1


class Cuts:
    """A recording, and the power cut in it at many moments."""

    def __init__(self, settings: Settings, tmp_path: Path, how_many: int) -> None:
        self.data, self.found, self.how_many = settings.data, tmp_path / "found", how_many
        self.before, self.ops = recorded(settings, tmp_path, how_many)

    def lost(self, cuts: int, seed: int, deaf_to: frozenset[str] = frozenset()) -> int:
        """Cut the power so often; returns how many acknowledged acts were lost, all cuts together."""
        draw = random.Random(seed)
        shutil.rmtree(self.data)  # the recording names the folder: it is laid there as it was
        shutil.copytree(self.before, self.data)
        disk, done, told, lost = Disk(self.data), 0, list[int](), 0
        for turn, moment in enumerate(sorted(draw.randrange(len(self.ops)) for _cut in range(cuts))):
            for op in self.ops[done:moment]:
                if op.what == "told":
                    told.append(op.at)
                else:
                    disk.do(op, deaf_to)
            done = moment
            disk.left(self.found, self.data, draw)
            if turn % EVERY == EVERY - 1 and not deaf_to:
                assert problems_of(self.found) == []
            lost += (harm if deaf_to else lost_after)(told, self.found)
            shutil.rmtree(self.found)
        print(
            f"seed {seed}, {len(self.ops)} things asked of the disk, {cuts} cuts, {len(told)} acknowledged, {lost} lost"
        )
        assert len(told) > self.how_many // 2
        return lost


def problems_of(found: Path) -> list[object]:
    """What `verify` says of a folder after a cut, once the product has opened it."""
    settings = settings_from({"AMIABLE_DATA": str(found), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40})
    with create_app(settings, FixedClock(NOW)).app_context():
        told = [*verify(), *(problem for check in CHECKS for problem in check())]
        db.session.remove()
        db.engine.dispose()
    return told


@pytest.fixture(params=["sqlite"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """The embedded database only: of a server's disk the server answers itself."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(request.getfixturevalue("sqlite_template"), data / DATABASE)
    return settings_from({"AMIABLE_DATA": str(data), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40})


def test_no_cut_loses_what_was_acknowledged(app: Flask, settings: Settings, tmp_path: Path) -> None:
    cuts = Cuts(settings, tmp_path, how_many=10)
    assert cuts.lost(100, seed=1) == 0
    assert cuts.lost(40, seed=2, deaf_to=frozenset({"-wal"})) > 0, (
        "the control: a disk that lies about the log is caught"
    )


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3, 6))
def test_thousands_of_cuts_lose_nothing(app: Flask, settings: Settings, tmp_path: Path, seed: int) -> None:
    assert Cuts(settings, tmp_path, how_many=60).lost(1_000, seed) == 0
