"""What somebody was alerted to and has not seen, as far as it still waits to be done."""

from __future__ import annotations

from sqlalchemy import and_, or_, select

from app.cases.models import Alert, Case, DutyRow
from app.cases.queries.sight import visible
from app.people.rules import Actor
from app.plumbing.db import db
from app.regimes.rules.duties import DutyState
from app.regimes.rules.parts import Kind

TO_DO = frozenset({DutyState.PENDING, DutyState.MISSED})
OUTLIVES_CLOSING = frozenset({Kind.LEGAL, Kind.SETTLEMENT, Kind.PROMISE})
"""Closing stops no clock: what the law or our word still asks is told on closed cases too."""
WAITS = and_(
    or_(
        DutyRow.state.in_(sorted(TO_DO)),
        and_(DutyRow.kind == Kind.PROMISE, DutyRow.state == DutyState.LATE),
    ),
    or_(Case.is_open, DutyRow.kind.in_(sorted(OUTLIVES_CLOSING))),
    Case.merged_into_id.is_(None),
)
"""A duty still to be done (or a broken promise), of a case that lives: what was done since is no alert any more."""
MOST = 100


def unseen_alerts(actor: Actor) -> list[tuple[Alert, DutyRow, Case]]:
    """What this person was alerted to and has not seen, with the duty and its case; only cases they may still see."""
    wanted = (
        select(Alert, DutyRow, Case).join(DutyRow, DutyRow.id == Alert.duty_id).join(Case, Case.id == DutyRow.case_id)
        .where(Alert.staff_id == actor.staff_id, Alert.seen_at.is_(None), WAITS, visible(actor))
        .order_by(DutyRow.due_on, Alert.id).limit(MOST)
    )  # fmt: skip
    return [(alert, duty, case) for alert, duty, case in db.session.execute(wanted)]
