"""How facts are arranged for a reader: months of the chronology, totals, texts that fit one page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.documents.rules.facts import ClaimLine, Entry
from app.kernel import Money

SUMMARY_LIMIT = 620
"""Characters of each text of the summary, so that it stays on one page."""
SENTENCE_END = re.compile(r"[.!?…»]\s")


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


def periods(entries: Sequence[Entry]) -> tuple[Period, ...]:
    """Entries in the order of time (those of one day as given), numbered from 1, by month."""
    ordered = sorted(entries, key=lambda entry: entry.on)
    numbered = [Numbered(number, entry) for number, entry in enumerate(ordered, 1)]
    months = groupby(numbered, key=lambda each: each.entry.on.replace(day=1))
    return tuple(Period(month, tuple(each)) for month, each in months)


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
