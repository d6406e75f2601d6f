"""A parameter of the cost model: three values, a unit, where it comes from, and for which cases it holds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from app.kernel import Money, Refused, Words, words


class Unit(StrEnum):
    """What a parameter is counted in."""

    CHANCE = "chance"
    """Conditional probability, 0 to 1."""
    SHARE = "share"
    """Part of an amount, 0 to 1."""
    ODDS = "odds"
    """Factor on the odds p/(1−p) of a branch; 1 changes nothing."""
    HOURS = "h"
    MONEY = "money"
    """Major units (euros) of the parameter's currency, without VAT unless its source says otherwise."""
    MONEY_PER_HOUR = "money/h"
    COUNT = "count"
    FACTOR = "factor"
    YEARS = "years"
    MONTHS = "months"
    YEARLY = "per year"
    """A yearly rate: interest, discount."""


class Status(StrEnum):
    """How far a value can be trusted."""

    SOURCED = "sourced"
    """Published, with its source and year."""
    ASSUMPTION = "assumption"
    """No source found: to be replaced by the house's own figures."""
    HOUSE = "house"
    """Set or learnt by the house, adopted by a person."""


MONEY_UNITS = (Unit.MONEY, Unit.MONEY_PER_HOUR)
HIGHEST = {Unit.CHANCE: 1.0, Unit.SHARE: 1.0, Unit.YEARLY: 1.0, Unit.ODDS: 1000.0, Unit.YEARS: 100.0}
LARGEST = 1e9


@dataclass(frozen=True)
class Scope:
    """The cases a parameter is for; an empty field means all. A regime matches by its beginning: FR covers FR-GEN."""

    regime: str = ""
    sector: str = ""
    segment: str = ""

    def rank(self, regimes: tuple[str, ...], sector: str, segment: str) -> int:
        """How precisely this scope fits the case: 0 for everyone, -1 when it does not fit."""
        wanted = self.regime.lower()
        regime_fits = any(one.lower() == wanted or one.lower().startswith(wanted + "-") for one in regimes)
        fits = (
            (self.regime, regime_fits),
            (self.sector, self.sector == sector),
            (self.segment, self.segment == segment),
        )
        if any(asked and not fit for asked, fit in fits):
            return -1
        return sum(weight for weight, (asked, _) in zip((1, 2, 4), fits, strict=True) if asked)


EVERYONE = Scope()


@dataclass(frozen=True)
class Parameter:
    """Low, likely and high value of one thing the model needs; refused at birth when they make no sense."""

    code: str
    label: Words
    unit: Unit
    low: float
    likely: float
    high: float
    source: str
    year: int
    status: Status
    scope: Scope = EVERYONE
    currency: str = "EUR"
    group: str = ""
    """Parameters of a group move together in the draws (see `Tariff.groups`)."""
    source_fr: str = ""
    """The source for French readers, where it is written in both languages; empty: `source` is for all."""

    def __post_init__(self) -> None:
        for value in (self.low, self.likely, self.high):
            self._refuse_nonsense(value)
        if not self.low <= self.likely <= self.high:
            raise Refused("crossed_bounds", CROSSED.fill(name=self.label), self.code)
        if not self.source.strip():
            raise Refused("source_missing", NO_SOURCE.fill(name=self.label), self.code)
        Money(0, self.currency)

    def _refuse_nonsense(self, value: float) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise Refused("not_a_number", NOT_A_NUMBER.fill(name=self.label), self.code)
        highest = HIGHEST.get(self.unit, LARGEST)
        if not 0 <= value <= highest or (self.unit is Unit.ODDS and value == 0):
            message = OUTSIDE.fill(name=self.label, value=f"{value:g}", highest=f"{highest:g}")
            raise Refused("outside_bounds", message, self.code)

    @cached_property
    def said_source(self) -> Words:
        """Where it comes from, in the reader's language; what people typed in theirs stays as typed."""
        if self.source == ASSUMPTION.en and not self.source_fr:
            return ASSUMPTION
        return words(self.source_fr or self.source, self.source)

    @cached_property
    def beside_status(self) -> Words:
        """The source where its status stands before it already: “assumption” is not said twice; empty where nothing more is known."""
        if self.status is not Status.ASSUMPTION:
            return self.said_source
        return words(_after(ASSUMPTION.fr, self.said_source.fr), _after(ASSUMPTION.en, self.said_source.en))

    @property
    def cited(self) -> Words:
        """Source, status and year."""
        if self.status is Status.ASSUMPTION and self.source.startswith(ASSUMPTION.en):
            return CITED_ASSUMPTION.fill(source=self.said_source, year=self.year)
        return CITED.fill(source=self.said_source, status=STATUS_WORDS[self.status], year=self.year)

    @cached_property
    def citation(self) -> Words:
        """Code, source, status and year in one line, for the working."""
        return words("{code} : {cited}", "{code}: {cited}", code=self.code, cited=self.cited)

    @property
    def mean(self) -> float:
        """Mean of the PERT distribution: (low + 4 × likely + high) / 6."""
        return (self.low + 4 * self.likely + self.high) / 6


def _after(word: str, source: str) -> str:
    return source.removeprefix(word).lstrip(" \u202f\u00a0:;,").strip() if source.startswith(word) else source


ASSUMPTION = words("hypothèse", "assumption")
STATUS_WORDS: dict[Status, Words] = {
    Status.SOURCED: words("sourcé", "sourced"),
    Status.ASSUMPTION: ASSUMPTION,
    Status.HOUSE: words("maison", "house"),
}
CITED = words("{source} ({status}, {year})", "{source} ({status}, {year})")
CITED_ASSUMPTION = words("{source} ({year})", "{source} ({year})")
CROSSED = words("{name} : il faut minimum ≤ probable ≤ maximum.", "{name}: low ≤ likely ≤ high is required.")
NO_SOURCE = words(
    "{name} : dites d’où vient ce chiffre (ou « hypothèse »).",
    "{name}: say where this figure comes from (or “assumption”).",
)
NOT_A_NUMBER = words("{name} : ce n’est pas un nombre.", "{name}: this is not a number.")
OUTSIDE = words(
    "{name} : {value} est hors des bornes (0 à {highest}).", "{name}: {value} is out of bounds (0 to {highest})."
)
