"""Minutes spent on a case, as those who may correct them see them."""

from __future__ import annotations

from sqlalchemy import select

from app.cases.models import Case
from app.cases.models.beside import TimeSpent
from app.people.rules import Actor, Permission
from app.plumbing.db import db

SHOWN = 50


def time_booked(case: Case, by: Actor) -> list[TimeSpent]:
    """The newest bookings of a case that this person may correct: their own; a supervisor's and a quality officer's, everybody's."""
    wanted = select(TimeSpent).where(TimeSpent.case_id == case.id).order_by(TimeSpent.id.desc()).limit(SHOWN)
    if not by.may(Permission.CASE_ASSIGN):
        wanted = wanted.where(TimeSpent.staff_id == by.staff_id)
    return list(db.session.scalars(wanted))
