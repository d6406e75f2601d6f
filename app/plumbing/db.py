"""The database: one `Base`, named constraints, UTC instants, and each database's manner of opening a transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from time import monotonic
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    Integer,
    MetaData,
    Row,
    String,
    any_,
    bindparam,
    event,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects import registry as dialects
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, registry
from sqlalchemy.types import JSON, TypeDecorator

from app.kernel import as_utc
from app.plumbing.write_lock import write_lock_of

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

write_mode: ContextVar[bool] = ContextVar("write_mode", default=False)
"""True while a unit of work writes: SQLite then takes its write lock at once instead of failing half-way."""


@contextmanager
def write_turn() -> Iterator[None]:
    """Write mode for what is inside; into the embedded database threads and processes write one after the other, in turn."""
    token = write_mode.set(True)
    try:
        with write_lock_of(db.engine.url.database or "") if on_sqlite() else nullcontext():
            yield
    finally:
        write_mode.reset(token)


NOT_KEYS: dict[str, Any] = {"key_share": True}
"""For `with_for_update`: lock a row against other writers, not against rows that merely point at it (FOR NO KEY UPDATE).

Inserting a row that refers to a budget or a case holds its key in share mode; two such writers that then asked for the
full lock of the same row would wait for each other for ever.
"""


class UtcInstant(TypeDecorator[datetime]):
    """An aware instant, kept and given back in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC; refuses a time without a zone."""
        if value is None:
            return None
        utc = as_utc(value)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All rows of all rooms."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: UtcInstant, dict[str, Any]: JSON, list[Any]: JSON},
    )


ONLY_READING = "nothing may be written outside a unit of work"


@lru_cache(maxsize=1)
def _for_reading(engine: Engine) -> Engine:
    """The same connections, each question asked by itself (AUTOCOMMIT)."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


class HouseSession(Session):
    """Writes in a transaction, in write mode only; elsewhere, on PostgreSQL, each question is asked by itself.

    A transaction would give a page that only reads nothing: with or without one, a question is answered by what is committed
    when it is asked. It would take much: psycopg forgets at each ROLLBACK what it had prepared, and the server would plan
    every question of every page anew, which is half of its work for a page.

    Its flush also writes the rows that rooms write by statements of their own, several at a time: they wait no longer than
    a pending object would, until the next question, or the commit.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held_back: list[Callable[[], None]] = []

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write everything that waits."""
        while self.held_back:
            self.held_back.pop(0)()
        super().flush(objects)

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Engine | Connection | None = None, **_others: Any
    ) -> Engine | Connection:
        """The engine of the house as this moment wants it; outside write mode, refuses a statement that changes rows."""
        if bind is not None or write_mode.get():
            return bind or db.engine
        if getattr(clause, "is_dml", False):
            raise RuntimeError(ONLY_READING)
        engine = db.engine
        return engine if engine.dialect.name == "sqlite" else _for_reading(engine)


db = SQLAlchemy(model_class=Base, session_options={"class_": HouseSession, "expire_on_commit": False})


@event.listens_for(db.session, "before_flush")
def _only_in_write_mode(_session: Session, _context: Any, _instances: Any) -> None:
    if not write_mode.get():
        raise RuntimeError(ONLY_READING)


def with_the_flush(write: Callable[[], None]) -> None:
    """Write this with the next flush of the session."""
    session = db.session()
    assert isinstance(session, HouseSession)
    session.held_back.append(write)


class Written(str):
    """JSON that was written out already: a column of JSON keeps it as it stands."""

    __slots__ = ()


_written_out = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_escaped = json.JSONEncoder().encode


def as_json(value: Any) -> str:
    """What is kept in a column of JSON: letters as they are, nothing between them; half a letter, which no database takes, escaped."""
    if type(value) is Written:
        return value
    written = _written_out(value)
    try:
        written.encode()
    except UnicodeEncodeError:
        return _escaped(value)
    return written


def one_of(kind: type[StrEnum], name: str) -> Enum:
    """A column type for a closed list, with its CHECK in the database."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=name,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )


def only_where(condition: str) -> dict[str, Any]:
    """What makes an index hold only the rows of which `condition` is true, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def columns_of(statement: Executable, values: Mapping[str, Any]) -> Sequence[Row[*tuple[Any, ...]]]:
    """What a statement of plain columns finds, past the making of objects, which costs more than the asking.

    A unit of work first writes what it holds back, so that it finds its own.
    """
    if write_mode.get():
        db.session.flush()
    return db.session.connection().execute(statement, values).all()


_decoder = json.JSONDecoder()


def read_json(written: str | bytes) -> Any:
    """What a JSON column holds, decoded: thirty of them a page, written by ourselves, and nothing stands around what was written."""
    return _decoder.raw_decode(written.decode() if isinstance(written, bytes) else written)[0]


def like_pattern(plain: str) -> str:
    """What a person typed, as a LIKE pattern with nothing special in it (escape character `\\`)."""
    return plain.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def lay(row: type[Base], **values: Any) -> None:
    """Make sure that a row shared by all exists before it is locked: whoever comes second waits, and finds it.

    What is held back stays so: writing it first would lock other rows before this one, and two would wait for each other.
    """
    insert = sqlite.insert if on_sqlite() else postgresql.insert
    db.session.connection().execute(insert(row).values(**values).on_conflict_do_nothing())


def in_chunks(values: Iterable[Any], size: int = 500) -> list[list[Any]]:
    """Lists short enough for one IN clause."""
    every = list(values)
    return [every[start : start + size] for start in range(0, len(every), size)]


def among(column: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """The condition that a column holds one of the numbers given with the statement (as `numbered` writes them).

    They are given as one list: the statement is the same however many there are, so it can be kept, and stays prepared.
    """
    if on_sqlite():
        each = func.json_each(bindparam("numbers", type_=String)).table_valued("value")
        return column.in_(select(each.c.value))
    return column == any_(bindparam("numbers", type_=ARRAY(Integer)))


def listed(*conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    """Several conditions as one column, a list of whether each holds; written as the current database writes it."""
    write = func.json_array if on_sqlite() else func.json_build_array
    return write(*conditions, type_=JSON)


def numbered(numbers: Iterable[int]) -> dict[str, Any]:
    """What is given with a statement that asks `among` these numbers."""
    return {"numbers": json.dumps(list(numbers)) if on_sqlite() else list(numbers)}


def on_sqlite() -> bool:
    """Is the current database the embedded one?"""
    return db.engine.dialect.name == "sqlite"


def overwritten() -> None:
    """From here on, what this transaction deletes is overwritten in the embedded database's file, not only let go of."""
    if on_sqlite():
        db.session.connection().exec_driver_sql("PRAGMA secure_delete=ON")


def settled() -> None:
    """Bring the embedded database's log into its file and empty it, unless somebody is reading: what was erased leaves the log."""
    if not on_sqlite():
        return
    raw = db.engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA busy_timeout=1000")
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.cursor().execute("PRAGMA busy_timeout=60000")
    finally:
        raw.close()


def written_back() -> None:
    """Bring what the embedded database's log holds into its file, as far as nobody reads it; nobody waits meanwhile.

    The worker does so each round, so that a page seldom has to: whoever commits past `LOG_PAGES` does it for all.
    """
    if not on_sqlite():
        return
    raw = db.engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
    finally:
        raw.close()


LOG_PAGES = 4_000
"""How many pages the embedded database's log may hold before a commit brings them into the file: sixteen megabytes, fifty complaints."""

PAGE_CACHE_KIB = 16_384
"""What a connection to the embedded database keeps of it; its own 2 MiB hold less than one search reads at 100,000 cases."""


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=60000",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # so that REPLACE asks the guards of deletion too
        f"cache_size=-{PAGE_CACHE_KIB}",
        f"wal_autocheckpoint={LOG_PAGES}",
    ):
        connection.execute(f"PRAGMA {pragma}")


class Embedded(SQLiteDialect_pysqlite):
    """SQLAlchemy's dialect of the embedded database, which begins each transaction as this moment wants it.

    A listener to the engine's `begin` could do so too; but an engine that is listened to asks at each statement who else
    might be listening.
    """

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin; in write mode, with the write lock at once."""
        dbapi_connection.execute("BEGIN IMMEDIATE" if write_mode.get() else "BEGIN")


ALIVE = 5.0
"""Seconds for which a connection that has just answered is taken to be alive."""


class Served(PGDialect_psycopg):
    """SQLAlchemy's dialect of the database server; before each page the pool asks whether a connection is still alive.

    One that has answered so a moment ago is believed: asking costs a page as much as a small question of its own.
    """

    supports_statement_cache = True

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Is it alive?"""
        now = monotonic()
        if now - getattr(dbapi_connection, "answered_at", -ALIVE) >= ALIVE:
            super().do_ping(dbapi_connection)  # type: ignore[no-untyped-call]
            dbapi_connection.answered_at = now
        return True


dialects.register("sqlite", __name__, Embedded.__name__)
dialects.register("postgresql.psycopg", __name__, Served.__name__)
