"""Returns to outsiders: which figures, in which bands of time, over which complaints. Data, dated and with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.insight.rules.metrics import Metric, metric
from app.kernel import Words, words
from app.regimes.rules.parts import Status


@dataclass(frozen=True)
class Band:
    """Resolved within so many days, civil or working."""

    days: int
    working: bool = False

    def words_after(self, before: Band | None) -> Words:
        """Its name on screen, after the band before it."""
        if before is None:
            return (WITHIN_WORKING if self.working else WITHIN).fill(n=self.days)
        if before.working == self.working:
            return BETWEEN.fill(a=before.days + 1, b=self.days)
        return BEYOND.fill(n=self.days)


WITHIN = words("{n} {n:jour|jours} au plus", "at most {n} {n:day|days}")
WITHIN_WORKING = words("{n} {n:jour ouvré|jours ouvrés} au plus", "at most {n} working {n:day|days}")
BETWEEN = words("de {a} à {b} jours", "{a} to {b} days")
BEYOND = words("plus longtemps, {n} jours au plus", "longer, at most {n} days")
LONGER = words("plus longtemps", "longer")


@dataclass(frozen=True)
class Return:
    """One return: what it is called, whose rule it is, what it counts."""

    id: str
    title: Words
    source: str
    status: Status
    """How well it is known, as in the packs."""
    checked_on: date
    valid_from: date
    valid_until: date | None
    regime: str
    """Only complaints under these rules; empty: all."""
    bands: tuple[Band, ...]
    figures: tuple[Metric, ...]
    note: Words | None = None

    def valid_on(self, day: date) -> bool:
        """Is it to be made on that day?"""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    @property
    def band_words(self) -> tuple[Words, ...]:
        """Its bands, the last being whatever took longer."""
        before = (None, *self.bands)
        return (*(band.words_after(last) for band, last in zip(self.bands, before, strict=False)), LONGER)


def return_of(kept: dict[str, object]) -> Return:
    """A return as its file says it; refuses a figure that does not exist."""
    bands = kept["bands"]
    figures = kept["figures"]
    assert isinstance(bands, list)
    assert isinstance(figures, list)
    return Return(
        id=str(kept["id"]),
        title=_said(kept["title"]),
        source=str(kept["source"]),
        status=Status(str(kept["status"])),
        checked_on=_day(kept["checked_on"]),
        valid_from=_day(kept["valid_from"]),
        valid_until=_day(kept["valid_until"]) if kept.get("valid_until") else None,
        regime=str(kept.get("regime") or ""),
        bands=tuple(_band(one) for one in bands),
        figures=tuple(metric(str(code)) for code in figures),
        note=_said(kept["note"]) if kept.get("note") else None,
    )


def _band(kept: dict[str, int]) -> Band:
    if "working_days" in kept:
        return Band(kept["working_days"], working=True)
    return Band(kept["days"])


def _said(kept: object) -> Words:
    assert isinstance(kept, dict)
    return Words(str(kept["fr"]), str(kept["en"]))


def _day(kept: object) -> date:
    assert isinstance(kept, date)
    return kept
