"""What one page reads, it reads once: several panels ask the same question of the database, and only the first waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from flask import has_request_context, request
from sqlalchemy import ColumnElement, CompoundSelect, Select, literal_column

from app.plumbing.db import write_mode

P = ParamSpec("P")
R = TypeVar("R")
Rows = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
Lists = Mapping[Callable[..., list[Any]], Rows]
"""Queries that find a list, each with the statement it asks."""
KEPT = "amiable.read"
_batch: ContextVar[MutableMapping[Any, Any] | None] = ContextVar("batch", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """What the worker reads for many cases at once it reads once, as a page does; forgotten at the end."""
    before = _batch.set({})
    try:
        yield
    finally:
        _batch.reset(before)


def read_once(read: Callable[P, R]) -> Callable[P, R]:
    """A query remembered for the rest of a request (or of one reading) that only reads; a unit of work always asks again.

    The arguments must be hashable. A list is given as a new list each time, so that a caller may sort its own.
    `query.known(arguments)` tells what was already found for them, or None, and asks nothing; `given` tells the query.
    """

    @wraps(read)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        kept = _kept()
        if kept is None:
            return read(*args, **kwargs)
        key = (read, args, tuple(kwargs.items()) if kwargs else ())
        if key not in kept:
            kept[key] = read(*args, **kwargs)
        found: Any = kept[key]
        return list(found) if type(found) is list else found  # type: ignore[return-value]

    asked.known = partial(_known, read)  # type: ignore[attr-defined]
    return asked


def _known(read: Callable[..., Any], *args: Any) -> Any:
    """What was found for these arguments if the request has asked already, else None."""
    kept = _kept()
    return None if kept is None else kept.get((read, args, ()))


def given(found: Mapping[Callable[..., object], object], *args: Any) -> None:
    """What queries read once would find for these arguments is known otherwise: they ask nothing while the request lasts."""
    kept = _kept()
    if kept is not None:
        for query, answer in found.items():
            kept.setdefault((vars(query)["__wrapped__"], args, ()), answer)


def holds(rows: Rows) -> ColumnElement[bool]:
    """Whether a statement would find any row: a condition, to be asked together with others of its kind."""
    if isinstance(rows, CompoundSelect):
        return rows.exists()
    return rows.with_only_columns(literal_column("1"), maintain_column_froms=True).order_by(None).exists()


def forget() -> None:
    """Something was written: what was read before may no longer hold."""
    if has_request_context():
        request.environ.pop(KEPT, None)


def _kept() -> MutableMapping[Any, Any] | None:
    if write_mode.get():
        return None
    batch = _batch.get()
    if batch is not None:
        return batch
    try:
        kept: MutableMapping[Any, Any] = request.environ.setdefault(KEPT, {})
    except RuntimeError:  # outside a request
        return None
    return kept
