"""Improvement actions: written and changed by the quality officer; every change is kept in the history of the settings."""

from __future__ import annotations

from datetime import date, datetime

from app.insight.models import Improvement
from app.insight.queries.improving import key_of
from app.insight.rules.causes import By
from app.insight.rules.improving import Plan, check, kept_of
from app.kernel import Json, Refused, words
from app.people.actions import changed
from app.people.queries import staff_member
from app.people.rules import Actor, Permission
from app.plumbing.db import db

NOT_ALLOWED = words("Votre rôle ne le permet pas.", "Your role does not allow it.")
NO_CAUSE = words("Dites quelle cause cette action vise.", "Say which cause this action addresses.")
NOT_HERE = words("Cette personne ne travaille plus ici.", "This person no longer works here.")


def add_improvement(plan: Plan, *, by: Actor, at: datetime, today: date) -> Improvement:
    """Write an action down."""
    _check(plan, by, today)
    row = Improvement(made_at=at)
    _lay(row, plan)
    db.session.add(row)
    db.session.flush()  # its number goes into the history
    changed("improvement.added", by=by, at=at, data={"improvement": row.id, "is": kept_of(plan)})
    return row


def change_improvement(row: Improvement, plan: Plan, *, by: Actor, at: datetime, today: date) -> None:
    """Change it; what it was stays in the history."""
    _check(plan, by, today)
    if row.plan == plan:
        return
    before, after = kept_of(row.plan), kept_of(plan)
    _lay(row, plan)
    moved = {name for name in after if before[name] != after[name]}
    data: dict[str, Json] = {
        "improvement": row.id,
        "was": {name: before[name] for name in sorted(moved)},
        "is": {name: after[name] for name in sorted(moved)},
    }
    changed("improvement.changed", by=by, at=at, data=data)


def _check(plan: Plan, by: Actor, today: date) -> None:
    if not by.may(Permission.INSIGHT_IMPROVE):
        raise Refused("not_allowed", NOT_ALLOWED, "title")
    check(plan, today)
    if not plan.value or (plan.by is By.SERVICE and not key_of(plan.by, plan.value)):
        raise Refused("cause_missing", NO_CAUSE, "cause")
    if not staff_member(plan.owner_id).active:
        raise Refused("owner_gone", NOT_HERE, "owner")


def _lay(row: Improvement, plan: Plan) -> None:
    row.title, row.cause_by, row.cause, row.owner_id = plan.title.strip()[:200], plan.by, plan.value[:80], plan.owner_id
    row.due_on, row.target_percent, row.status, row.done_on = (
        plan.due_on,
        plan.target_percent,
        plan.status,
        plan.done_on,
    )
    row.baseline_from_on, row.baseline_to_on, row.note = plan.baseline.from_on, plan.baseline.to_on, plan.note.strip()
