"""A gesture beside the cost of the dispute: what it would save, what to settle below, whether figures and merits speak for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.cases.models import Case
from app.costs.queries import case_facts, estimate_for, tariff_at
from app.costs.rules import Estimate
from app.costs.rules.naming import in_a_row
from app.costs.rules.ranking import GestureOption, Ranked, Zone, rank_gestures, zone_of
from app.costs.rules.ranking_words import REASONS
from app.gestures.queries.offers import past_offers
from app.gestures.rules.catalogue import Entry, current
from app.gestures.rules.weighing import Card, Weighed
from app.kernel import Money, day_of

MOST_WEIGHED = 10
"""Pairs of gestures are weighed too: their number grows with the square."""


@dataclass(frozen=True)
class Beside:
    """The two prices: the estimate, what this gesture would make of it, and the most that is worth paying."""

    estimate: Estimate
    ranked: Ranked | None
    zone: Zone

    @property
    def against(self) -> bool:
        """Do figures or merits speak against it? Then a reason is asked."""
        return self.ranked is not None and not self.ranked.allowed


def beside(case: Case, weighed: Weighed | None, at: datetime) -> Beside:
    """The cost of the dispute beside what is weighed (or beside nothing yet)."""
    facts, estimate, tariff = case_facts(case), estimate_for(case, at, working=False), tariff_at(at)
    zone = zone_of(facts, estimate, tariff)
    if weighed is None or not weighed.lines or not (weighed.cost or weighed.value):
        return Beside(estimate, None, zone)
    floor = floor_of(current([line.entry for line in weighed.lines], day_of(at, case.zone)), case.category)
    (ranked,) = rank_gestures(facts, estimate, [_option(weighed)], past_offers(), tariff, floor=floor)
    return Beside(estimate, _alone(ranked), zone)


def _alone(one: Ranked) -> Ranked:
    """A gesture weighed by itself is never called the least costly of all: nothing stood beside it."""
    if not one.allowed:
        return one
    return replace(one, advice="possible", reason=REASONS["saves" if one.saving.minor > 0 else "floor"])


def _option(weighed: Weighed) -> GestureOption:
    codes = "+".join(sorted(line.entry.code for line in weighed.lines))
    label = in_a_row(line.entry.name for line in weighed.lines)
    kinds = {line.entry.kind.value for line in weighed.lines}
    kind = next(iter(sorted(kinds & {"apology", "contact"})), "")
    return GestureOption(codes, label, weighed.cost, weighed.value, kind)


def rank_cards(case: Case, cards: tuple[Card, ...], at: datetime) -> tuple[Ranked, ...]:
    """The gestures that may be granted now, and the pairs that pay, weighed against going on: the best first."""
    options = [
        GestureOption(card.entry.code, card.entry.name, card.cost, card.value, card.entry.kind.value)
        for card in cards
        if card.verdict.answer.value == "granted"
    ]
    if not options:
        return ()
    floor = floor_of(tuple(card.entry for card in cards), case.category)
    facts, estimate = case_facts(case), estimate_for(case, at, working=False)
    return rank_gestures(facts, estimate, cheapest_of(options), past_offers(), tariff_at(at), floor=floor)


def cheapest_of(options: Sequence[GestureOption]) -> list[GestureOption]:
    """Those worth weighing, the same on the form and in the portfolio: the least costly, the more valued first."""
    return sorted(options, key=lambda one: (one.cost.minor, -one.value.minor, one.code))[:MOST_WEIGHED]


def floor_of(entries: tuple[Entry, ...], category: str) -> Money | None:
    """The least that a founded complaint of this category gets, by the palette."""
    least = [one.price.least or one.price.fixed for one in entries if category in one.floor_for]
    return min((one for one in least if one is not None), key=lambda one: one.minor, default=None)
