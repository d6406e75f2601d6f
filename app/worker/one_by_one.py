"""Each piece of what is due in a unit of work of its own, so that one that fails stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy.orm.exc import StaleDataError

from app.kernel import Refused
from app.plumbing import logs, unit_of_work


def each(ids: Iterable[int], do: Callable[[int], object]) -> int:
    """Do something to each, in a unit of work of its own; what refuses or fails is logged and left for the next time."""
    count = 0
    for number in ids:
        try:
            with unit_of_work.writing():
                do(number)
            count += 1
        except (Refused, StaleDataError) as refused:
            logs.log.info("left", number=number, why=getattr(refused, "code", "stale"))
    return count
