"""Promises of a case: ahead, and still owed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from app.cases.models import Case, Promise
from app.cases.rules.opening import Opening
from app.cases.rules.silence import Silence
from app.plumbing.db import db

OWED_PROMISES = (
    select(Promise)
    .where(Promise.case_id == bindparam("case"), Promise.state.in_(("open", "broken")))
    .order_by(Promise.due_at, Promise.id)
)


def open_promises(case: Case | Opening) -> list[Promise]:
    """Promises whose date is still ahead, the first due first."""
    return [row for row in owed_promises(case) if row.state == "open"]


def owed_promises(case: Case | Opening) -> list[Promise]:
    """Promises still to be kept, the first due first: one whose date has passed is broken, and owed until it is kept."""
    return list(db.session.scalars(OWED_PROMISES, {"case": case.id}))


def promises_due(at: datetime) -> list[Promise]:
    """Open promises whose instant has passed."""
    return list(
        db.session.scalars(
            select(Promise).where(Promise.state == "open", Promise.due_at <= at).order_by(Promise.due_at)
        )
    )


def silence_of(case: Case) -> Silence:
    """What decides whether silence closes this case."""
    return Silence(case.state, case.quiet_close_on, case.offer_until_on, bool(owed_promises(case)))
