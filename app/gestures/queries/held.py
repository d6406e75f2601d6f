"""What cases already hold, read with a few queries for however many of them: gestures given, rights recognised, the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from app.cases.models import Case
from app.cases.queries.clocks import Told, told_of
from app.gestures.models import EntitlementRow, Offer, OfferLine
from app.gestures.rules.counting import Given
from app.journal.queries import data_of_each
from app.kernel import Money, day_of
from app.plumbing.db import db


@dataclass(frozen=True)
class Held:
    """One case: those merged into it, every gesture sent on them or to the customer, rights recognised, facts of the journal."""

    together: frozenset[int]
    given: tuple[Given, ...]
    recognised: frozenset[str]
    told: Told


def held_by(cases: Sequence[Case]) -> dict[int, Held]:
    """What each of these cases holds."""
    merged, recognised = _merged(cases), _recognised(cases)
    together = {case.id: frozenset({case.id, *merged[case.id]}) for case in cases}
    given, told = _given(cases, together), _told(cases)
    return {case.id: Held(together[case.id], given[case.id], recognised[case.id], told[case.stream]) for case in cases}


def _merged(cases: Sequence[Case]) -> dict[int, set[int]]:
    """The cases merged into each of these, and into those in turn."""
    found: dict[int, set[int]] = defaultdict(set)
    counts_for = {case.id: {case.id} for case in cases}
    while counts_for:
        wanted = select(Case.merged_into_id, Case.id).where(Case.merged_into_id.in_(counts_for))
        below: dict[int, set[int]] = {}
        for into, number in db.session.execute(wanted):
            below[number] = counts_for[int(into or 0)]
            for top in below[number]:
                found[top].add(number)
        counts_for = below
    return found


def _recognised(cases: Sequence[Case]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    wanted = select(EntitlementRow.case_id, EntitlementRow.rule)
    for number, rule in db.session.execute(wanted.where(EntitlementRow.case_id.in_([case.id for case in cases]))):
        found[number].add(rule)
    return {case.id: frozenset(found[case.id]) for case in cases}


def _told(cases: Sequence[Case]) -> dict[str, Any]:
    if len(cases) == 1:  # a page has often read it already
        return {cases[0].stream: told_of(cases[0])}
    return data_of_each([case.stream for case in cases])


def _given(cases: Sequence[Case], together: dict[int, frozenset[int]]) -> dict[int, tuple[Given, ...]]:
    """Every gesture sent on these cases or to their customers, by anybody."""
    rows = list(_sent(set().union(*together.values()), {case.customer_id for case in cases}))
    of_case: dict[int, list[Any]] = defaultdict(list)
    of_customer: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        of_case[row.case_id].append(row)
        of_customer[row.customer_id].append(row)
    found = {}
    for case in cases:
        mine = {row.line: row for row in of_customer[case.customer_id]}
        mine |= {row.line: row for number in together[case.id] for row in of_case[number]}
        found[case.id] = tuple(_one(mine[line], case.zone) for line in sorted(mine))
    return found


def _sent(numbers: Iterable[int], customers: Iterable[int]) -> Any:
    columns = (
        Offer.case_id, Offer.customer_id, OfferLine.value_minor, OfferLine.currency, Offer.sent_at, OfferLine.state,
        Offer.id, OfferLine.id.label("line"),
    )  # fmt: skip
    return db.session.execute(
        select(*columns)
        .join(OfferLine, OfferLine.offer_id == Offer.id)
        .where(Offer.sent_at.is_not(None), or_(Offer.customer_id.in_(customers), Offer.case_id.in_(numbers)))
    )


def _one(row: Any, zone: str) -> Given:
    value, on = Money(row.value_minor, row.currency), day_of(row.sent_at, zone)
    return Given(row.case_id, row.customer_id, value, on, row.state.value, row.id)
