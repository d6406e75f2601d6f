"""Keeping the stake of a case current, and freezing estimates with the decisions they inform."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, select, update

from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.costs.models import FrozenEstimate, StandingEstimate
from app.costs.queries import case_of_stream, estimate_for, frozen_for
from app.costs.queries.kept_estimates import Fresh
from app.costs.rules import Estimate, Ranked
from app.costs.rules.booking import Cost, check_booked
from app.costs.rules.keeping import as_kept
from app.costs.rules.kept_estimates import advice_as_kept
from app.journal.rules import Sealed
from app.kernel import Audience, Event, Json, Money, Refused, words
from app.people.rules import Actor, Permission
from app.plumbing.db import NOT_KEYS, db

NOT_ALLOWED = words("Votre rôle ne le permet pas.", "Your role does not allow it.")
NO_PROOF = words(
    "Dites d’où vient ce montant : facture, jugement, pièce n°…",
    "Say where this amount comes from: bill, judgment, exhibit no.…",
)


def refresh_stake(case: Case, *, at: datetime) -> None:
    """Keep on the case what the queue shows as its stake: the expected cost if it is not settled.

    None where it cannot be estimated (a currency without a rate): that stops nobody's work on the case.
    """
    try:
        stake = estimate_for(case, at, working=False).mean.minor if case.is_open else None
    except Refused:
        stake = None
    if case.stake_minor != stake:
        case.stake_minor = stake


def keep_stake(event: Event) -> None:
    """Something happened to a case that changes what it may cost: keep its stake current (a reaction)."""
    case = case_of_stream(event.stream)
    if case is not None:
        refresh_stake(case, at=event.at)


def keep_standing(found: Sequence[Fresh], *, at: datetime) -> int:
    """Keep what the portfolio and the queue show of estimates just made (reading and estimating held no lock).

    Nobody's page of these cases grows old by it. A case that somebody is acting on is left for the next time, as it will be
    estimated anew. Returns how many were kept.
    """
    numbers = [one.case_id for one in found]
    cases = {row.id: row for row in db.session.execute(AT_STAKE, {"numbers": numbers})}
    kept = select(StandingEstimate).where(StandingEstimate.case_id.in_(cases))
    known = {row.case_id: row for row in db.session.scalars(kept)}
    free = [one for one in found if one.case_id in cases]
    for one in free:
        row = known.get(one.case_id) or StandingEstimate(case_id=one.case_id)
        _keep(row, one.estimate, one.seq, at)
        row.weighed = one.ranked is not None
        row.advice = advice_as_kept(one.best) if one.best else None
        db.session.add(row)
    moved = [one for one in free if cases[one.case_id].stake_minor != one.estimate.mean.minor]
    _keep_stakes({one.case_id: one.estimate.mean.minor for one in moved if cases[one.case_id].is_open})
    return len(free)


AT_STAKE = (
    select(Case.id, Case.is_open, Case.stake_minor)
    .where(Case.id.in_(bindparam("numbers", expanding=True)))
    .order_by(Case.id)
    .with_for_update(skip_locked=True, **NOT_KEYS)
)
CASES = cast(Table, Case.__table__)
STAKE = update(CASES).where(CASES.c.id == bindparam("case")).values(stake_minor=bindparam("stake"))
"""Past the version of the case."""


def _keep_stakes(stakes: dict[int, int]) -> None:
    if stakes:
        db.session.connection().execute(STAKE, [{"case": case, "stake": stake} for case, stake in stakes.items()])
    for row in [row for row in db.session.identity_map.values() if isinstance(row, Case) and row.id in stakes]:
        db.session.expire(row, ["stake_minor"])


def _keep(row: StandingEstimate, found: Estimate, seq: int, at: datetime) -> None:
    row.at, row.seq, row.model, row.currency = at, seq, found.model, found.currency
    row.mean_minor, row.p10_minor, row.p90_minor = found.mean.minor, found.p10.minor, found.p90.minor
    row.booked_minor, row.relation_minor = found.booked.mean.minor, found.relation.minor
    spread = found.spread
    row.booked_shared, row.booked_own = spread.booked_shared, spread.booked_own
    row.relation_shared, row.relation_own = spread.relation_shared, spread.relation_own


def freeze_estimate(
    case: Case, cause: str, *, by: Actor, at: datetime, offered: Ranked | None = None, number: int = 0
) -> FrozenEstimate:
    """Keep the estimate as it stands with the decision it informs (once per decision).

    `offered`, `number`: the gestures offered as weighed, and the offer's number, so that its chance can be judged later.
    """
    known = frozen_for(case, cause)
    if known is not None:
        return known
    found = estimate_for(case, at, working=False)
    body = dict(as_kept(found))
    if offered is not None:
        body["offered"] = {"number": number, **advice_as_kept(offered)}
    row = FrozenEstimate(
        case_id=case.id,
        cause=cause,
        at=at,
        by=by.key,
        currency=found.currency,
        mean_minor=found.mean.minor,
        p10_minor=found.p10.minor,
        p50_minor=found.p50.minor,
        p90_minor=found.p90.minor,
        model=found.model,
        digest=found.digest,
        body=body,
    )
    db.session.add(row)
    return row


def freeze_with_answer(event: Event) -> None:
    """An answer was sent: keep what the dispute was then expected to cost still, where that can be told (a reaction)."""
    case = case_of_stream(event.stream)
    if case is not None:
        with suppress(Refused):
            freeze_estimate(case, f"answer:{int(event.at.timestamp())}", by=Actor(event.by, ""), at=event.at)


def book_cost(case: Case, cost: Cost, amount: Money, proof: str, *, by: Actor, at: datetime) -> Sealed:
    """Book what this dispute really cost us, with its proof: it goes into the journal, and calibration learns from it."""
    if not by.may(Permission.CASE_WORK):
        raise Refused("not_allowed", NOT_ALLOWED, "cost")
    if not proof.strip():
        raise Refused("proof", NO_PROOF, "proof")
    check_booked(amount, case.currency)
    data: dict[str, Json] = {"cost": cost.value, "amount": amount.minor, "currency": amount.currency}
    what = Happening(data, {"proof": proof.strip()}, Audience.INTERNAL)
    return tell(case, "cost.booked", what, by=by, at=at)
