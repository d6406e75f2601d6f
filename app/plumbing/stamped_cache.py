"""What changes seldom (who works here, when we are open, tariffs): read once by a process, and again when it changed.

The database itself says so: a trigger on each watched table puts a new stamp on one row, in the transaction that changed
it, whoever did (an action, a command, somebody with the database in hand). A reader asks for the stamp first, once a
transaction (a page together with its session), so that nothing older than the stamp is kept under it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import current_app
from sqlalchemy import BigInteger, Select, select
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from app.plumbing.db import Base, db, write_mode
from app.plumbing.triggers import marks

P = ParamSpec("P")
R = TypeVar("R")
STAMP, CHANGED, SHELF = "seldom.stamp", "seldom.changed", "seldom"


class CacheStamp(Base):
    """The one row that every change of a watched table stamps anew, with a number drawn by chance."""

    __tablename__ = "seldom_stamp"

    id: Mapped[int] = mapped_column(primary_key=True)
    stamp: Mapped[int] = mapped_column(BigInteger)


ASKED: Select[Any] = select(CacheStamp.__table__.c.stamp)
CURRENT = ASKED.scalar_subquery()
"""The stamp, as a column of whatever is read first in a request (then tell `noted`)."""

_watched: set[type[Base]] = set()


def watched() -> frozenset[type[Base]]:
    """The models whose tables are watched."""
    return frozenset(_watched)


@dataclass
class _Shelf:
    """What was read under one stamp."""

    stamp: int | None = None
    kept: dict[Any, Any] = field(default_factory=dict)


def watch(*models: type[Base]) -> None:
    """Rows of these tables change seldom: each change of one makes all that is kept be read again.

    They are changed through rows of a session, never by a statement over many (a house test reads the code).
    """
    _watched.update(models)
    marks(CacheStamp.__tablename__, *models)


def cached_until_changed(read: Callable[P, R]) -> Callable[P, R]:
    """A query over watched tables only, whose answer is kept until one of them changes.

    The answer must be a value (frozen, no row of a session): all requests share it. The arguments must be hashable. A
    transaction that has itself changed a watched table asks the database each time.
    """

    @wraps(read)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        session = db.session()
        stamp = _stamp(session)
        if stamp is None:
            return read(*args, **kwargs)
        shelf = _shelf(stamp)
        key = (read, args, tuple(kwargs.items()))
        if key not in shelf.kept:
            shelf.kept[key] = read(*args, **kwargs)
        return cast(R, shelf.kept[key])

    return asked


def noted(stamp: int | None) -> None:
    """The stamp as this transaction has just read it."""
    db.session().info[STAMP] = stamp


def current() -> int | None:
    """The stamp under which this transaction reads what changes seldom; None once it has changed some of it itself.

    What was worked out before a write, under its stamp, still holds inside it if the stamp is the same there.
    """
    return _stamp(db.session())


def _stamp(session: Session) -> int | None:
    """The stamp this transaction may keep and find things under; None once it has changed something itself."""
    if CHANGED in session.info or (write_mode.get() and _watched_among(session)):
        return None
    if STAMP not in session.info:
        session.info[STAMP] = session.execute(ASKED).scalar()
    return cast(int | None, session.info[STAMP])


def _shelf(stamp: int) -> _Shelf:
    shelf = current_app.extensions.get(SHELF)
    if shelf is None or shelf.stamp != stamp:
        shelf = current_app.extensions[SHELF] = _Shelf(stamp)
    return cast(_Shelf, shelf)


def _watched_among(session: Session) -> bool:
    """Does the session hold a change of a watched table that the database has not seen?"""
    return any(type(row) in _watched for row in (*session.new, *session.dirty, *session.deleted))


@listens_for(db.session, "before_flush")
def _see_rows(session: Session, *_how: Any) -> None:
    if _watched_among(session):
        session.info[CHANGED] = True


@listens_for(db.session, "after_commit")
@listens_for(db.session, "after_soft_rollback")
def _over(session: Session, *_previous: SessionTransaction) -> None:
    session.info.pop(STAMP, None)
    session.info.pop(CHANGED, None)
