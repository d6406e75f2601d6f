"""How much is drawn at a time on one machine, however many processes make files.

A place is a lock on a small file in the temporary folder: the system gives it back when its holder is gone, killed or
not, so that no place is ever lost and none has to be cleaned up.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore

PLACES = 2
"""Drawing takes a processor: this many parts at a time, on the whole machine."""
PAUSE = 0.02
"""Seconds between two looks for a free place, while other processes hold all of them."""
_mine = BoundedSemaphore(PLACES)


@contextmanager
def place() -> Iterator[None]:
    """Hold one of the machine's places; waits until one is free."""
    with _mine:
        held = _taken(folder())
        try:
            yield
        finally:
            os.close(held)


def folder() -> Path:
    """Where the locks of this user are: nobody else can hold them."""
    found = Path(tempfile.gettempdir()) / f"amiable-room-{os.getuid()}"
    found.mkdir(mode=0o700, exist_ok=True)
    if found.stat().st_uid != os.getuid():
        raise PermissionError(f"{found} belongs to somebody else")
    return found


def _taken(where: Path) -> int:
    """The descriptor of a lock that is now ours."""
    while True:
        for number in range(PLACES):
            held = os.open(where / str(number), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(held)
            else:
                return held
        time.sleep(PAUSE)
