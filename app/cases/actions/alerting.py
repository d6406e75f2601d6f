"""Alerts: each threshold of a duty is told once, also after an outage (then marked late); imported history raises none."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from app.cases.models import Alert, Case, DutyRow
from app.kernel import day_of
from app.people.rules import Actor
from app.plumbing.db import db
from app.regimes.rules.duties import DutyState
from app.regimes.rules.pack import Kind

THRESHOLDS = (7, 2, 0)
"""Days before the date (house rule, where a pack does not say)."""
HORIZON = timedelta(days=8)


def raise_alerts(*, at: datetime) -> int:
    """Tell the owners of open cases which duties of ours come near; returns how many alerts were new."""
    wanted = (
        select(DutyRow, Case).join(Case, Case.id == DutyRow.case_id)
        .where(DutyRow.state.in_((DutyState.PENDING, DutyState.MISSED)), DutyRow.ours, Case.is_open, Case.imported.is_(False),
               DutyRow.due_on <= (at + HORIZON).date())
    )  # fmt: skip
    rows = [(duty, case) for duty, case in db.session.execute(wanted)]
    known = _known([duty.id for duty, _case in rows])
    fresh = [alert for duty, case in rows for alert in _due(duty, case, known, at)]
    db.session.add_all(fresh)
    return len(fresh)


def _known(ids: list[int]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for start in range(0, len(ids), 500):
        wanted = select(Alert.duty_id, Alert.threshold).where(Alert.duty_id.in_(ids[start : start + 500]))
        found |= {(duty, threshold) for duty, threshold in db.session.execute(wanted)}
    return found


def _due(duty: DutyRow, case: Case, known: set[tuple[int, int]], at: datetime) -> list[Alert]:
    assert duty.due_on is not None
    left = (duty.due_on - day_of(at, case.zone)).days
    reached = [threshold for threshold in THRESHOLDS if left <= threshold and (duty.id, threshold) not in known]
    if duty.kind is Kind.HOUSE:
        reached = [threshold for threshold in reached if threshold <= 2]
    return [
        Alert(duty_id=duty.id, threshold=threshold, staff_id=case.owner_id, at=at, late=left < threshold - 1)
        for threshold in reached
    ]


def see_alerts(*, by: Actor, at: datetime) -> None:
    """Mark this person's alerts as seen."""
    db.session.execute(update(Alert).where(Alert.staff_id == by.staff_id, Alert.seen_at.is_(None)).values(seen_at=at))
