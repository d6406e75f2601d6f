"""The delays of surveys as they are set, and every earlier setting."""

from __future__ import annotations

from sqlalchemy import select

from app.feedback.models import SurveyTimes
from app.feedback.rules.timing import SHIPPED, Times
from app.plumbing.db import db

LATEST = select(SurveyTimes).order_by(SurveyTimes.id.desc())


def times_now() -> Times:
    """The delays as they stand: what ships until somebody sets others."""
    row = db.session.scalars(LATEST.limit(1)).one_or_none()
    return row.times if row is not None else SHIPPED


def times_set() -> list[SurveyTimes]:
    """Every setting, the newest first."""
    return list(db.session.scalars(LATEST))
