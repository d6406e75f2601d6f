"""Taking turns: whoever writes into the embedded database, thread or process, does so one after the other.

The database's own waiting asks again from time to time, so that some writer may wait for seconds while others pass. Here
whoever waits is woken by the kernel; a turn is over when its holder ends it, or ends.
"""

from __future__ import annotations

import fcntl
import os
import threading
from functools import lru_cache
from types import TracebackType


class Turn:
    """The turn of one database file: taken by a thread, once or several times over, and given back as often."""

    def __init__(self, database: str) -> None:
        self._threads = threading.RLock()
        self._beside = f"{database}.turn"
        self._depth = 0
        self._held = -1

    def __enter__(self) -> None:
        self._threads.acquire()
        try:
            if not self._depth:
                self._held = _ours(self._beside)
            self._depth += 1
        except BaseException:
            self._threads.release()
            raise

    def __exit__(
        self, _kind: type[BaseException] | None, _raised: BaseException | None, _where: TracebackType | None
    ) -> None:
        self._depth -= 1
        if not self._depth:
            os.close(self._held)
        self._threads.release()


def _ours(beside: str) -> int:
    """The file beside the database, once no other process holds it; closing it gives it back."""
    held = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
    except BaseException:
        os.close(held)
        raise
    return held


@lru_cache(maxsize=16)
def turn_of(database: str) -> Turn:
    """The turn of this database file in this process."""
    return Turn(database)
