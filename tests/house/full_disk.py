"""A disk without room, for tests: what the database and the store of files say then is what they say on a real one."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from app.plumbing import storage
from app.plumbing.db import db, on_sqlite

CHANGES = ("INSERT", "UPDATE", "DELETE", "WITH")
EMBEDDED = (
    "PRAGMA max_page_count=1",
    "INSERT INTO replay (key, body, answer, at) VALUES ('full', '', zeroblob(4000000), '2026-01-01')",
)
SERVED = ("DO $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$",)


@contextmanager
def database_full() -> Iterator[None]:
    """The database takes no row more: the embedded one may not grow by a page, the server refuses as with a full disk."""
    first = EMBEDDED if on_sqlite() else SERVED

    def refuse(_connection: Any, cursor: Any, statement: str, _given: Any, _context: Any, _many: bool) -> None:
        if statement.lstrip().upper().startswith(CHANGES):
            for each in first:
                cursor.execute(each)

    db.session.remove()
    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)
        db.session.remove()
        db.engine.dispose()  # the next connections have room


@contextmanager
def commit_full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The database finds no room at the very end, when all was said: where a log of what changed is written out."""

    embedded = on_sqlite()

    def refuse(_dialect: object, connection: Any) -> None:
        connection.rollback()
        if not embedded:
            raise psycopg.errors.DiskFull("No space left on device")
        full = sqlite3.OperationalError("database or disk is full")
        full.sqlite_errorname = "SQLITE_FULL"
        raise full

    with monkeypatch.context() as patched:
        patched.setattr(type(db.engine.dialect), "do_commit", refuse)
        yield


@contextmanager
def store_full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder of files takes no byte more: writing begins, then fails."""

    class Full:
        def __getattr__(self, name: str) -> Any:
            return getattr(os, name)

        def fsync(self, handle: int) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(storage, "os", Full())
        yield
