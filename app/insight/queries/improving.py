"""Improvement actions and their measured effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.insight.models import Improvement
from app.insight.queries.conditions import FACTS, Asked, among
from app.insight.rules.causes import By
from app.insight.rules.improving import Effect, Plan, since
from app.insight.rules.metrics import Basis
from app.insight.rules.periods import Period
from app.kernel import Refused, words
from app.people.models import Service
from app.people.rules import Actor
from app.plumbing.db import db

UNKNOWN = words("Cette action d’amélioration n’existe pas.", "There is no such improvement action.")


@dataclass(frozen=True)
class Measured:
    """An action, its effect over the cases the reader may see, and the periods it was measured over."""

    row: Improvement
    effect: Effect
    before: Period
    after: Period | None


def improvements(actor: Actor, today: date) -> list[Measured]:
    """Every action with its effect, those still to be done first, by date."""
    order = (Improvement.status.in_(("done", "dropped")), Improvement.due_on, Improvement.id)
    return [measured(row, actor, today) for row in db.session.scalars(select(Improvement).order_by(*order))]


def improvement(number: int) -> Improvement:
    """This action; refuses an unknown number."""
    found = db.session.get(Improvement, number)
    if found is None:
        raise Refused("no_such_improvement", UNKNOWN, "improvement")
    return found


def measured(row: Improvement, actor: Actor, today: date) -> Measured:
    """An action with complaints of its cause before and after, counted over the cases the reader may see."""
    after = since(row.done_on, today)
    effect = Effect(
        _received(row.plan, row.plan.baseline, actor, today),
        row.plan.baseline.days,
        _received(row.plan, after, actor, today) if after else 0,
        after.days if after else 0,
        row.target_percent,
    )
    return Measured(row, effect, row.plan.baseline, after)


def _received(plan: Plan, period: Period, actor: Actor, today: date) -> int:
    asked = asked_of(plan, period, today)
    wanted = select(func.sum(FACTS.c.received)).where(*among(actor, asked, Basis.RECEIVED))
    return int(db.session.scalar(wanted) or 0)


def asked_of(plan: Plan, period: Period, today: date) -> Asked:
    """Complaints of an action's cause over a period."""
    return Asked(period, today, by=plan.by, value=key_of(plan.by, plan.value))


def key_of(by: By, value: str) -> str | int:
    """A cause as facts keep it: a service by its number (0, which none has, when it is unknown)."""
    return (db.session.scalar(select(Service.id).where(Service.code == value)) or 0) if by is By.SERVICE else value
