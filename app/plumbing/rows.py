"""Rows that an action knows in full, each kind written by one statement: the unit of work need not find out what changed.

The ORM's flush orders rows, asks every relation and then writes; for what a case brings with it on its first day that
costs more than the writing itself. What is written here is in the same transaction as everything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Connection, Insert, Table, insert

from app.plumbing.db import Base, db


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
