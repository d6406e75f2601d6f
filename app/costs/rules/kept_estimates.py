"""An estimate that stands: what the portfolio needs of it, kept in a row and read back; and what a new tariff would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.costs.rules.acceptance import Record
from app.costs.rules.estimate import Estimate
from app.costs.rules.portfolio import Weight
from app.costs.rules.ranking import Ranked
from app.costs.rules.tariff import Tariff
from app.kernel import Json, Money, Words, words


def weight_in(tariff: Tariff, currency: str, weight: Weight) -> Weight:
    """The same weight, its amounts in the tariff's currency."""
    if currency == tariff.currency:
        return weight

    def exchanged(amount: float) -> int:
        return _exchanged(round(amount), currency, tariff).minor

    return weight._replace(
        booked=exchanged(weight.booked),
        relation=exchanged(weight.relation),
        booked_shared=exchanged(weight.booked_shared),
        booked_own=exchanged(weight.booked_own),
        relation_shared=exchanged(weight.relation_shared),
        relation_own=exchanged(weight.relation_own),
        saving=None if weight.saving is None else exchanged(weight.saving),
        saving_relation=exchanged(weight.saving_relation),
    )


def _exchanged(minor: int, currency: str, tariff: Tariff) -> Money:
    if currency == tariff.currency:
        return Money(minor, currency)
    amount = float(Fraction(Money(minor, currency).decimal))
    return Money(round(tariff.minor_units(amount, currency, tariff.currency)), tariff.currency)


AMOUNTS = (
    "cost",
    "value",
    "after_refusal",
    "expected_total",
    "saving",
    "saving_low",
    "saving_high",
    "saving_relation",
)


def advice_as_kept(one: Ranked) -> dict[str, Json]:
    """A gesture as advised, as plain JSON."""
    return {
        "codes": list(one.codes),
        "fr": in_one_string(one.label, "fr"),
        "en": in_one_string(one.label, "en"),
        "currency": one.cost.currency,
        "chance": one.chance,
        "history": [one.history.n, one.history.accepted],
        "advice": one.advice,
        **{name: getattr(one, name).minor for name in AMOUNTS},
    }


def in_one_string(sentence: Words, lang: str) -> str:
    """A sentence of one language with its values (other sentences) put in."""
    template = sentence.fr if lang == "fr" else sentence.en
    if not sentence.values:
        return template
    return template.format(**{name: _spoken(value, lang) for name, value in sentence.values})


def _spoken(value: object, lang: str) -> str:
    if isinstance(value, Words):
        return in_one_string(value, lang)
    if isinstance(value, tuple | list):
        return ", ".join(_spoken(one, lang) for one in value)
    return str(value)


def advice_kept(row: Mapping[str, Any], tariff: Tariff | None = None) -> Ranked:
    """The same read back, in its own currency or in that of a tariff."""
    currency = row["currency"]
    amounts = {
        name: _exchanged(row[name], currency, tariff) if tariff else Money(row[name], currency) for name in AMOUNTS
    }
    return Ranked(
        codes=tuple(row["codes"]),
        label=words(row["fr"], row["en"]),
        chance=row["chance"],
        history=Record(*row["history"]),
        advice=row["advice"],
        reason=words("", ""),
        **amounts,
    )


@dataclass(frozen=True)
class Effect:
    """What a new tariff would make of one case: its expected cost before and after."""

    ref: str
    before: Money
    after: Money

    @property
    def change(self) -> Money:
        """Signed."""
        return self.after - self.before


@dataclass(frozen=True)
class Effects:
    """What it would make of a sample of the open cases."""

    open_cases: int
    cases: tuple[Effect, ...]
    """Those of the sample, largest change first."""
    before: Money
    after: Money

    @property
    def changed(self) -> int:
        """How many of the sample move at all."""
        return sum(one.before != one.after for one in self.cases)


def effects_of(pairs: Sequence[tuple[Estimate, Estimate]], open_cases: int, tariff: Tariff) -> Effects:
    """Compare estimates before and after, pair by pair."""
    cases = [Effect(a.ref, a.mean, b.mean) for a, b in pairs]
    sums = [Money(0, tariff.currency), Money(0, tariff.currency)]
    for one in cases:
        for place, amount in enumerate((one.before, one.after)):
            sums[place] += _exchanged(amount.minor, amount.currency, tariff)
    ordered = sorted(cases, key=lambda one: (-abs(one.change.minor), one.ref))
    return Effects(open_cases, tuple(ordered), *sums)
