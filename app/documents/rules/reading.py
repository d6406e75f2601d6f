"""How facts are arranged for a reader: months of the chronology, totals, texts that fit one page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import TypeVar

from app.documents.rules.facts import ClaimLine, Entry
from app.kernel import Money

SUMMARY_LIMIT = 620
"""Characters of each text of the summary, so that it stays on one page."""
LEAST, MOST = 30, 45
"""Entries of a stretch of a chronology: three to ten pages, as a rule."""
Thing = TypeVar("Thing")
SENTENCE_END = re.compile(r"(?<!\b\w)[.!?…»]\s")


@dataclass(frozen=True)
class Numbered:
    """An entry with its number in the file."""

    number: int
    entry: Entry


@dataclass(frozen=True)
class Period:
    """The entries of one month."""

    month: date
    entries: tuple[Numbered, ...]
    continued: bool = False
    """Whether earlier entries of this month stand in the stretch before."""


def periods(entries: Sequence[Entry]) -> tuple[Period, ...]:
    """Entries in the order of time (those of one day as given), numbered from 1, by month."""
    ordered = sorted(entries, key=lambda entry: entry.on)
    numbered = [Numbered(number, entry) for number, entry in enumerate(ordered, 1)]
    months = groupby(numbered, key=lambda each: each.entry.on.replace(day=1))
    return tuple(Period(month, tuple(each)) for month, each in months)


def stretches(found: Iterable[Period], least: int = LEAST, most: int = MOST) -> tuple[tuple[Period, ...], ...]:
    """Months cut into stretches that are laid out apart, each on a new page; at least one, maybe empty.

    A stretch ends with a month once it holds `least` entries, and within one after `most`. Where it ends never depends
    on what comes later: a later entry changes the last stretch, or begins another.
    """
    whole: list[list[Period]] = [[]]
    for period in found:
        for each in period.entries:
            last, size = whole[-1], sum(len(part.entries) for part in whole[-1])
            is_new = not last or last[-1].month != period.month
            if size >= most or (size >= least and is_new):
                whole.append([Period(period.month, (each,), continued=not is_new)])
            elif is_new:
                last.append(Period(period.month, (each,)))
            else:
                last[-1] = replace(last[-1], entries=(*last[-1].entries, each))
    return tuple(tuple(stretch) for stretch in whole)


def batches(things: Sequence[Thing], most: int = MOST) -> tuple[tuple[Thing, ...], ...]:
    """The same for things without a month: so many at a time; at least one batch, maybe empty."""
    return tuple(tuple(things[start : start + most]) for start in range(0, max(1, len(things)), most))


@dataclass(frozen=True)
class Totals:
    """Sums of the claim lines; None where no line carries an amount."""

    asked: Money | None
    recognised: Money | None
    offered: Money | None


def totals(claims: Iterable[ClaimLine]) -> Totals:
    """What is asked, recognised as due and offered, all lines together (one currency; lines without amount left out)."""
    lines = tuple(claims)
    return Totals(
        _sum(line.amount for line in lines),
        _sum(line.recognised for line in lines),
        _sum(line.offered for line in lines),
    )


def _sum(amounts: Iterable[Money | None]) -> Money | None:
    total: Money | None = None
    for amount in amounts:
        if amount is not None:
            total = amount if total is None else total + amount
    return total


def shortened(text: str, limit: int = SUMMARY_LIMIT) -> str:
    """The text in one paragraph, cut after a sentence (else a word) before `limit` characters, with an ellipsis."""
    plain = " ".join(text.split())
    if len(plain) <= limit:
        return plain
    ends = [found.end() for found in SENTENCE_END.finditer(plain[:limit])]
    cut = ends[-1] if ends and ends[-1] > limit // 2 else plain.rfind(" ", 0, limit)
    return f"{plain[: cut if cut > 0 else limit].rstrip()} […]"
