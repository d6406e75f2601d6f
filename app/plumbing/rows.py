"""Rows that an action knows in full, each kind written by one statement: the unit of work need not find out what changed.

The ORM's flush orders rows, asks every relation and then writes; for what a case brings with it on its first day that
costs more than the writing itself. What is written here is in the same transaction as everything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from flask import current_app
from sqlalchemy import Connection, Insert, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Session, SessionTransaction

from app.plumbing.db import Base, db, on_sqlite

LAID = "rows.laid"
MOST_LAID = 20_000
"""How many rows, known to be there, a process remembers."""


@lru_cache(maxsize=64)
def _insert(model: type[Base]) -> Insert:
    return insert(cast(Table, model.__table__))


def insert_all(model: type[Base], rows: Sequence[Mapping[str, Any]], connection: Connection | None = None) -> None:
    """Write these rows, given by column, in one statement; what all of them leave out takes its default.

    `connection`: of the session, where several tables are written one after the other.
    """
    if rows:
        (connection or db.session.connection()).execute(_insert(model), rows)


def insert_one(model: type[Base], row: Mapping[str, Any]) -> int:
    """Write one row, given by column; the number that the database gave it.

    Whatever it points at must be written already.
    """
    made = db.session.connection().execute(_insert(model), row)
    number: int = made.inserted_primary_key[0]  # type: ignore[index]
    return number


def lay_all(model: type[Base], rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Make sure that these rows are there, by their key: rows shared by all, never changed, never taken away.

    A process remembers which of them it saw committed, and asks no more.
    """
    known, ours = _known(), db.session().info.setdefault(LAID, set())
    missing = sorted(key for key in rows if (model, key) not in known and (model, key) not in ours)
    if missing:
        db.session.connection().execute(_laying(model, on_sqlite()), [rows[key] for key in missing])
        ours.update((model, key) for key in missing)


@lru_cache(maxsize=64)
def _laying(model: type[Base], embedded: bool) -> Insert:
    made: Any = (sqlite if embedded else postgresql).insert(model.__table__)
    laying: Insert = made.on_conflict_do_nothing()
    return laying


def _known() -> set[tuple[type[Base], str]]:
    known: set[tuple[type[Base], str]] = current_app.extensions.setdefault(LAID, set())
    if len(known) > MOST_LAID:
        known.clear()
    return known


@listens_for(db.session, "after_commit")
def _laid_for_good(session: Session) -> None:
    """Only the whole transaction’s commit counts: what a savepoint held may still be rolled back."""
    if LAID in session.info and not session.in_nested_transaction():
        _known().update(session.info.pop(LAID))


@listens_for(db.session, "after_soft_rollback")
def _not_laid(session: Session, _previous: SessionTransaction) -> None:
    session.info.pop(LAID, None)
