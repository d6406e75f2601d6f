"""When our closing days or hours change, house targets and alerts of every living case follow: a job of the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, exists, or_, select, update
from sqlalchemy.orm.exc import StaleDataError

from app.cases.actions.applying import refresh
from app.cases.models import Case, DutyRow
from app.kernel import Event
from app.plumbing import jobs, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job

KIND = "cases.derive_again"


def derive_soon(event: Event) -> None:
    """Ask the worker to derive the duties of every living case again."""
    jobs.enqueue(KIND, {}, at=event.at, cause=event.kind)


def look_soon(event: Event) -> None:
    """Have every case looked at that an earlier version left for never, as it told nothing of open cases of a file.

    Looking too early tells nothing and sets the right moment (decision 15).
    """
    warned = select(DutyRow.case_id).where(DutyRow.alert_at.is_not(None))
    left = update(CASES).where(CASES.c.look_at.is_(None), CASES.c.id.in_(warned))
    db.session.connection().execute(left.values(look_at=event.at))


CASES = cast(Table, Case.__table__)
"""Past the version of the case."""


def derive_everywhere(_job: Job, at: datetime) -> dict[str, Any]:
    """Derive the duties of all living cases again, each in a unit of work; one that changed meanwhile is up to date."""
    warned = exists().where(DutyRow.case_id == Case.id, DutyRow.alert_at.is_not(None))
    wanted = select(Case.id).where(or_(Case.is_open, warned)).order_by(Case.id)
    return {"cases": sum(_derive(number, at) for number in list(db.session.scalars(wanted)))}


def _derive(number: int, at: datetime) -> int:
    try:
        with unit_of_work.writing():
            case = db.session.get(Case, number)
            assert case is not None
            refresh(case, at=at)
    except StaleDataError:
        return 0  # somebody acted on it in between, and that derived it too
    return 1


HANDLERS: dict[str, Callable[[Job, datetime], dict[str, Any]]] = {KIND: derive_everywhere}
