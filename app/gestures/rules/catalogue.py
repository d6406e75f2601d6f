"""An entry of the palette (catalogue): what it says, how it is priced, when it fits, since when it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.gestures.rules.kinds import Kind, Nature, Pricing
from app.kernel import Money, Words

NOTHING = Money(0)
USUAL_VAT, ALL, NONE = Fraction(1, 5), Fraction(1), Fraction(0)


@dataclass(frozen=True)
class Fit:
    """When an entry fits a case; an empty tuple means every one."""

    categories: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()
    needs_purchase: bool = False


@dataclass(frozen=True)
class Price:
    """How the two amounts are found; rates are exact shares, amounts include VAT unless said."""

    how: Pricing
    nature: Nature
    vat: Fraction = USUAL_VAT
    """VAT rate that was charged (0.2 = 20 %)."""
    fixed: Money | None = None
    percent: Fraction | None = None
    """Most of the purchase price (PERCENT)."""
    cost_ratio: Fraction = ALL
    """What one euro of value costs us before VAT recovered by nature."""
    rate: Money | None = None
    """List price of an hour (HOURS)."""
    handling: Money = NOTHING
    """What doing it costs us besides, net of VAT."""
    returned: Fraction = NONE
    """Share of the purchase price that comes back to us with the goods."""
    least: Money | None = None
    most: Money | None = None


@dataclass(frozen=True)
class Entry:
    """One gesture of the palette, in one version."""

    code: str
    version: int
    name: Words
    wording: Words
    """As the customer reads it; `{value}` is what they receive."""
    kind: Kind
    price: Price
    fit: Fit
    valid_from: date
    valid_until: date | None = None
    evidence: Words | None = None
    """What has to be on the case before it is granted; None when nothing."""
    carry_out_days: int = 14
    """Civil days we give ourselves to carry it out once accepted."""
    floor_for: tuple[str, ...] = ()
    """Categories in which a founded complaint gets at least this one."""

    def in_force_on(self, day: date) -> bool:
        """Does this version hold on that civil day?"""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def current(entries: tuple[Entry, ...] | list[Entry], on: date) -> tuple[Entry, ...]:
    """The version of each entry in force on a civil day, by code."""
    best: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda one: one.version):
        if entry.valid_from <= on:
            best[entry.code] = entry
    return tuple(entry for _code, entry in sorted(best.items()) if entry.in_force_on(on))
