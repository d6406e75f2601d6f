"""The cases behind a figure: as many as it says, and adding up to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select

from app.cases.models import Case
from app.insight.queries.conditions import FACTS, Asked, among, amount_in
from app.insight.rules.metrics import Metric
from app.people.models import Service
from app.people.rules import Actor
from app.plumbing.db import db

PAGE = 50


@dataclass(frozen=True)
class Listed:
    """One page of the cases behind a figure, and how many there are in all."""

    rows: tuple[Row[Any], ...]
    cases: int
    first: int


SHOWN = (
    Case.ref, Case.subject, Case.state, Case.level, Case.category, Case.product, Service.name_fr, Service.name_en, FACTS.c.currency,
    FACTS.c.received_on, FACTS.c.answer_days, FACTS.c.resolution_days,
)  # fmt: skip


def cases_behind(actor: Actor, asked: Asked, metric: Metric, page: int = 1, most: int | None = PAGE) -> Listed:
    """The cases whose number makes this figure, the latest first."""
    amount = amount_in(metric, asked)
    conditions = [*among(actor, asked, metric.basis), amount != 0]
    total = db.session.scalar(select(func.count()).select_from(FACTS).where(*conditions)) or 0
    first = (max(page, 1) - 1) * PAGE
    rows = (
        select(*SHOWN, amount.label("amount"))
        .select_from(FACTS)
        .join(Case, Case.id == FACTS.c.case_id)
        .join(Service, Service.id == FACTS.c.service_id)
        .where(*conditions)
        .order_by(FACTS.c.case_id.desc())
    )
    if most is not None:
        rows = rows.limit(most).offset(first)
    return Listed(tuple(db.session.execute(rows)), total, first)
