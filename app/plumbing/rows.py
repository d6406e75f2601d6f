"""Rows that an action knows in full, each kind written by one statement: the unit of work need not find out what changed.

The ORM's flush orders rows, asks every relation and then writes; for what a case brings with it on its first day that
costs more than the writing itself. What is written here is in the same transaction as everything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import Column, Connection, Insert, Table, event, insert
from sqlalchemy import inspect as mapping_of
from sqlalchemy.orm import Session, SessionTransaction, make_transient, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict

from app.plumbing.db import Base, db

Row = TypeVar("Row", bound=Base)


class _Shape(NamedTuple):
    """How a model is written: its statement, and the attribute of each column."""

    insert: Insert
    columns: tuple[tuple[str, Column[Any]], ...]
    key: str


@lru_cache(maxsize=64)
def _shape(model: type[Base]) -> _Shape:
    mapper = mapping_of(model)
    table = cast(Table, mapper.local_table)
    columns = tuple((mapper.get_property_by_column(column).key, column) for column in table.c)
    key = next(name for name, column in columns if column.primary_key)
    return _Shape(insert(table), columns, key)


def insert_all(model: type[Base], rows: Sequence[Mapping[str, Any]], connection: Connection | None = None) -> None:
    """Write these rows, given by column, in one statement; what all of them leave out takes its default.

    `connection`: of the session, where several tables are written one after the other.
    """
    if rows:
        (connection or db.session.connection()).execute(_shape(model).insert, rows)


def inserted(row: Row) -> Row:
    """Write one new row now, numbered by the database, and keep it in the session like one that was read.

    Whatever it points at must be written already.
    """
    shape, known = _shape(type(row)), instance_dict(row)
    given = {column.key: known.get(name) for name, column in shape.columns if name in known or column.default is None}
    if given.get(shape.key) is None:
        given.pop(shape.key, None)
    made: Any = db.session.connection().execute(shape.insert, given)
    written = made.last_inserted_params()
    known.update({name: written[column.key] for name, column in shape.columns if column.key in written})
    known[shape.key] = made.inserted_primary_key[0]
    make_transient_to_detached(row)
    db.session.add(row)
    db.session().info.setdefault(NEW, []).append(row)
    return row


NEW = "inserted"


@event.listens_for(db.session, "after_commit")
def _kept(session: Session) -> None:
    session.info.pop(NEW, None)


@event.listens_for(db.session, "after_soft_rollback")
def _never_was(session: Session, _previous: SessionTransaction) -> None:
    """A row that was rolled back is nobody's: its number is given to another."""
    for row in session.info.pop(NEW, ()):
        make_transient(row)
