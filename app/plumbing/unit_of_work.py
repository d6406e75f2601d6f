"""One place commits: returning commits, raising rolls back; what happened is told to the reactions first.

A writing unit of work takes SQLite's write lock at its start. Events told with `tell` run the reactions of
`app.reactions`, in order, before the commit; a reaction may refuse, and then everything rolls back. What must happen
after the commit (waking the worker) is handed to `afterwards`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import current_app, request
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Session, SessionTransaction

from app.kernel import Event
from app.plumbing import memo
from app.plumbing.db import db, write_turn

P = ParamSpec("P")
R = TypeVar("R")
Reaction = Callable[[Event], None]
DEEPEST = 3
HELD = "held"


@dataclass
class Unit:
    """What one unit of work has told and still has to do."""

    told: list[tuple[int, Event]] = field(default_factory=list)
    depth: int = 0
    after: list[Callable[[], None]] = field(default_factory=list)


_unit: ContextVar[Unit | None] = ContextVar("unit_of_work", default=None)


class TooDeep(RuntimeError):
    """Reactions that answer each other without end: a mistake in the table."""


def is_open() -> bool:
    """Is a writing unit of work under way?"""
    return _unit.get() is not None


def tell(event: Event) -> None:
    """Something happened inside this unit of work; reactions will hear of it before the commit."""
    unit = _unit.get()
    if unit is None:
        raise RuntimeError("nothing may happen outside a writing unit of work")
    unit.told.append((unit.depth, event))


def afterwards(act: Callable[[], None]) -> None:
    """Do this once the commit has succeeded."""
    unit = _unit.get()
    if unit is None:
        raise RuntimeError("nothing to follow: no unit of work is open")
    unit.after.append(act)


def held(kind: type[Any]) -> dict[Any, Any]:
    """What this transaction has locked of a kind, by key: asked for once, forgotten with the commit or any rollback."""
    kept: dict[Any, Any] = db.session().info.setdefault(HELD, {}).setdefault(kind, {})
    return kept


@listens_for(db.session, "after_commit")
@listens_for(db.session, "after_soft_rollback")
def _let_go(session: Session, *_previous: SessionTransaction) -> None:
    session.info.pop(HELD, None)


@contextmanager
def writing() -> Iterator[Unit]:
    """Open the write transaction, run what is inside, run the reactions, commit; any exception rolls back."""
    if _unit.get() is not None:
        raise RuntimeError("a unit of work is already open")
    db.session.rollback()
    db.session.expire_all()
    unit = Unit()
    unit_token = _unit.set(unit)
    try:
        with write_turn():
            try:
                yield unit
                react()
                db.session.commit()
            except BaseException:
                db.session.rollback()
                raise
    finally:
        _unit.reset(unit_token)
        memo.forget()
    for act in unit.after:
        act()


def undo() -> None:
    """Roll back what this unit has done so far (a refusal that the page shows on its form)."""
    unit = _unit.get()
    db.session.rollback()
    if unit is not None:
        unit.told.clear()
        unit.after.clear()


def react() -> None:
    """Run the reactions to what was told so far; a form does so before it says "done", and shows their refusal itself."""
    unit = _unit.get()
    if unit is not None:
        _react(unit, current_app.extensions.get("reactions", {}))


def _react(unit: Unit, table: Mapping[str, tuple[Reaction, ...]]) -> None:
    db.session.flush()
    while unit.told:
        depth, event = unit.told.pop(0)
        if depth >= DEEPEST and table.get(event.kind):
            raise TooDeep(event.kind)
        unit.depth = depth + 1
        reactions = table.get(event.kind, ())
        for reaction in reactions:
            reaction(event)
        if reactions:
            db.session.flush()
    unit.depth = 0


def commits(view: Callable[P, R]) -> Callable[P, R]:
    """A view whose POST is one unit of work; its GET only reads."""

    @wraps(view)
    def door(*args: P.args, **kwargs: P.kwargs) -> R:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return view(*args, **kwargs)
        _ = request.form, request.files
        with writing():
            return view(*args, **kwargs)

    door.commits = True  # type: ignore[attr-defined]
    return door
