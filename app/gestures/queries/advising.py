"""The gestures that whoever has a case could propose, weighed against going on."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import datetime

from app.cases.models import Case
from app.costs.queries import Weigh, WeighOne, case_facts, estimate_for, tariff_at
from app.costs.rules import CaseFacts, Estimate, GestureOption, Ranked, rank_gestures
from app.costs.rules.naming import in_a_row
from app.gestures.models import Offer
from app.gestures.queries.costing import cheapest_of, floor_of
from app.gestures.queries.grounds import House, ground_for
from app.gestures.queries.held import held_by
from app.gestures.queries.offers import past_offers
from app.gestures.rules.verdict import Answer
from app.gestures.rules.weighing import Card, Ground, palette_on
from app.kernel import words


def advising(at: datetime) -> Weigh:
    """What weighs gestures on many cases: palette, grid, people, past offers and tariff are read once for all of them."""
    house, history, tariff = House(), past_offers(), tariff_at(at)

    def together(cases: Sequence[Case]) -> WeighOne:
        held = held_by(cases)
        return lambda case, facts, estimate: weigh(
            ground_for(case, case.owner, at, house, held[case.id]), case, facts, estimate
        )

    alike: dict[Hashable, tuple[Card, ...]] = {}

    def weigh(ground: Ground, case: Case, facts: CaseFacts, estimate: Estimate) -> tuple[Ranked, ...]:
        key = _likeness(ground)
        cards = alike.get(key) or alike.setdefault(key, palette_on(ground))
        options = [
            GestureOption(card.entry.code, card.entry.name, card.cost, card.value, card.entry.kind.value)
            for card in cards
            if card.verdict.answer is not Answer.REFUSED and card.cost.currency == case.currency
        ]
        if not options:
            return ()
        floor = floor_of(tuple(card.entry for card in cards), case.category)
        return rank_gestures(facts, estimate, cheapest_of(options), history, tariff, floor=floor)

    return together


def _likeness(ground: Ground) -> Hashable:
    """What the palette on a case depends on, besides what is read once for all: cases alike in it see the same cards."""
    staff = {one.email.strip().lower() for one in ground.people}
    email = ground.beneficiary_email.strip().lower()
    return (
        replace(ground.side, ref=""),
        ground.counted(),
        ground.author_id,
        ground.budget,
        ground.blocked,
        ground.legal_first,
        email if email in staff else "",
    )


def advice_for(case: Case, at: datetime) -> tuple[Ranked, ...]:
    """What the owner of a case may grant, or ask to be granted, best first; empty when no gesture may be offered now."""
    return tuple(advising(at)([case])(case, case_facts(case), estimate_for(case, at, working=False)))


def weighed_offer(offer: Offer, at: datetime) -> Ranked | None:
    """An offer as weighed against going on, to be kept with it: its chance of acceptance is judged once it is answered."""
    case = offer.case
    if offer.currency != case.currency or not (offer.value or offer.cost):
        return None
    codes = "+".join(sorted(line.code for line in offer.lines))
    label = in_a_row(words(line.name_fr, line.name_en) for line in offer.lines)
    kinds = sorted({line.kind.value for line in offer.lines} & {"apology", "contact"})
    option = GestureOption(codes, label, offer.cost, offer.value, kinds[0] if kinds else "")
    facts, estimate = case_facts(case), estimate_for(case, at, working=False)
    return rank_gestures(facts, estimate, [option], past_offers(), tariff_at(at))[0]
