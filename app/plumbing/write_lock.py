"""Taking turns: whoever writes into the embedded database, thread or process, does so one after the other.

The database's own waiting asks again from time to time, so that some writer may wait for seconds while others pass. Here
whoever waits is woken by the kernel; a turn is over when its holder ends it, or ends.
"""

from __future__ import annotations

import fcntl
import os
import threading
from contextlib import suppress
from functools import lru_cache
from types import TracebackType

from sqlalchemy import Dialect, Engine, event


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
def write_lock_of(database: str) -> Turn:
    """The turn of this database file in this process."""
    return Turn(database)


@event.listens_for(Engine, "do_connect")
def _kept_from_others(dialect: Dialect, _record: object, arguments: list[str], _named: object) -> None:
    """The file of the embedded database is made for its owner alone; its log and its index beside it take after it."""
    if dialect.name == "sqlite" and arguments and "memory" not in arguments[0]:
        for_its_owner(arguments[0])


def for_its_owner(path: str | os.PathLike[str]) -> None:
    """An empty file that nobody but its owner can read, where there is none yet."""
    with suppress(OSError):  # whoever opens it says what is wrong
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
