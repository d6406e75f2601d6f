"""Figures over answers, each with the size of its sample; hidden where they would say too much of one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

FEW = 5
"""Below this many answers a figure about one person is hidden from that person."""
SATISFIED, PROMOTER, DETRACTOR = 4, 9, 6
"""Satisfied: 4 or 5 of 5. Promoters: 9 or 10 of 10. Detractors: 6 or less."""


@dataclass(frozen=True)
class Figure:
    """A figure and how many answers it is drawn from; no value without an answer."""

    value: Fraction | None
    sample: int


def csat(scores: Iterable[int]) -> Figure:
    """The share of satisfied customers, 0 to 1."""
    found = list(scores)
    return _share(sum(score >= SATISFIED for score in found), len(found))


def ces(scores: Iterable[int]) -> Figure:
    """The mean of the effort scores, 1 to 7: more is easier."""
    found = list(scores)
    return _share(sum(found), len(found))


def nps(scores: Iterable[int]) -> Figure:
    """The share of promoters less that of detractors, −1 to 1 (shown × 100)."""
    found = list(scores)
    return _share(sum((score >= PROMOTER) - (score <= DETRACTOR) for score in found), len(found))


def confirmed(scores: Iterable[int]) -> Figure:
    """The share of customers who say that it is solved (or was done) indeed, from scores of 0, 1 or 2."""
    found = list(scores)
    return _share(sum(score == 2 for score in found), len(found))


def _share(part: int, whole: int) -> Figure:
    return Figure(Fraction(part, whole) if whole else None, whole)


def is_hidden(sample: int, rated: int | None, reader: int | None) -> bool:
    """Is a figure about one member of staff hidden from this reader: themselves, while the answers are few?"""
    return rated is not None and rated == reader and sample < FEW
