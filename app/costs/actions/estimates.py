"""Keeping the stake of a case current, and freezing estimates with the decisions they inform."""

from __future__ import annotations

from datetime import datetime

from app.cases.models import Case
from app.costs.models import FrozenEstimate
from app.costs.queries import case_of_stream, estimate_for, frozen_for
from app.costs.rules.keeping import as_kept
from app.kernel import Event
from app.people.rules import Actor
from app.plumbing.db import db


def refresh_stake(case: Case, *, at: datetime) -> None:
    """Keep on the case what the queue shows as its stake: the expected cost if it is not settled."""
    stake = None if not case.is_open else estimate_for(case, at, working=False).mean.minor
    if case.stake_minor != stake:
        case.stake_minor = stake


def keep_stake(event: Event) -> None:
    """Something happened to a case that changes what it may cost: keep its stake current (a reaction)."""
    case = case_of_stream(event.stream)
    if case is not None:
        refresh_stake(case, at=event.at)


def freeze_estimate(case: Case, cause: str, *, by: Actor, at: datetime) -> FrozenEstimate:
    """Keep the estimate as it stands with the decision it informs (once per decision)."""
    known = frozen_for(case, cause)
    if known is not None:
        return known
    found = estimate_for(case, at, working=False)
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
        body=as_kept(found),
    )
    db.session.add(row)
    return row
