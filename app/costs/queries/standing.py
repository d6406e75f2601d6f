"""Estimates that stand: which are stale, and all open disputes together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select

from app.cases.models import Case
from app.cases.queries import visible
from app.costs.models import StandingEstimate
from app.costs.queries.estimates import estimate_on, facts_of_cases
from app.costs.queries.tariffs import tariff_at
from app.costs.rules.draws import MODEL
from app.costs.rules.portfolio import Portfolio, portfolio
from app.costs.rules.standing import Effects, Standing, effects_of, open_case
from app.costs.rules.tariff import Tariff
from app.journal.models import Head
from app.people.rules import Actor
from app.plumbing.db import db


def model_of(tariff: Tariff) -> str:
    """How an estimate names the model and tariff it was made with."""
    return f"{MODEL} · tariff {tariff.version}"


def stale_cases(at: datetime, limit: int) -> list[int]:
    """Open cases without an estimate, or whose journal or tariff has moved on since; those never estimated first."""
    kept = StandingEstimate
    wanted = (
        select(Case.id)
        .join(Head, Head.stream == "case:" + Case.ref)
        .outerjoin(kept, kept.case_id == Case.id)
        .where(
            Case.is_open,
            or_(
                kept.case_id.is_(None),
                kept.seq != Head.seq,
                kept.model != model_of(tariff_at(at)),
                kept.weighed.is_(False),
            ),
        )
        .order_by(kept.case_id.is_not(None), Case.id)
        .limit(limit)
    )
    return list(db.session.scalars(wanted))


@dataclass(frozen=True)
class Together:
    """All open disputes an actor may see: the sum, and what it could not count."""

    found: Portfolio
    currency: str
    not_estimated: int
    not_weighed: int


def portfolio_for(actor: Actor, at: datetime) -> Together:
    """Expected cost of the open disputes this actor may see, from the estimates that stand, in the tariff's currency."""
    tariff = tariff_at(at)
    rows = db.session.execute(_standing_rows(actor)).all()
    cases = [open_case(_standing(row), tariff) for row in rows]
    total = db.session.scalar(select(func.count()).select_from(Case).where(Case.is_open, visible(actor))) or 0
    unweighed = sum(not row.weighed for row in rows)
    return Together(portfolio(cases, tariff.currency), tariff.currency, total - len(rows), unweighed)


def _standing_rows(actor: Actor) -> Any:
    kept = StandingEstimate
    columns = (
        Case.ref, Case.customer_id, kept.currency, kept.mean_minor, kept.booked_minor, kept.relation_minor, kept.booked_shared,
        kept.booked_own, kept.relation_shared, kept.relation_own, kept.weighed, kept.advice,
    )  # fmt: skip
    return select(*columns).join(kept, kept.case_id == Case.id).where(Case.is_open, visible(actor)).order_by(Case.id)


def _standing(row: Row[Any]) -> Standing:
    spread = (row.booked_shared, row.booked_own, row.relation_shared, row.relation_own)
    return Standing(
        row.ref, f"customer:{row.customer_id}", row.currency, row.booked_minor, row.relation_minor, spread, row.advice
    )


def sample_of_open(limit: int) -> tuple[Sequence[Case], int]:
    """An even sample of the open cases (every k-th by number) and how many there are: to show what a change would do."""
    ids = list(db.session.scalars(select(Case.id).where(Case.is_open).order_by(Case.id)))
    every = max(-(-len(ids) // limit), 1)
    chosen = ids[::every]
    return list(db.session.scalars(select(Case).where(Case.id.in_(chosen)).order_by(Case.id))), len(ids)


SAMPLE = 30


def effects(before: Tariff, after: Tariff) -> Effects:
    """What a new tariff would make of a sample of the open cases, on the same draws."""
    cases, total = sample_of_open(SAMPLE)
    facts = facts_of_cases(cases).values()
    return effects_of([(estimate_on(one, before), estimate_on(one, after)) for one in facts], total, after)
