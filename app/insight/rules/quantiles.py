"""How a duration is spread: the median and the ninetieth percentile, by nearest rank, so that each is a value that occurred."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """How many there are, the value half of them do not exceed, and the one nine in ten do not exceed (civil days)."""

    n: int
    median: int | None
    p90: int | None


def spread(counted: Iterable[tuple[int, int]]) -> Spread:
    """Of (value, how many have it)."""
    ordered = sorted((value, count) for value, count in counted if count)
    n = sum(count for _value, count in ordered)
    return Spread(n, _at(ordered, n, 50), _at(ordered, n, 90))


def _at(ordered: list[tuple[int, int]], n: int, percent: int) -> int | None:
    rank, seen = -(-n * percent // 100), 0
    for value, count in ordered:
        seen += count
        if seen >= rank:
            return value
    return None
