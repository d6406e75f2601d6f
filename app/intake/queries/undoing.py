"""What undoing an import would take away, and what stays because somebody has done something on it since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.cases.models import Case, Link
from app.journal.models import Entry
from app.people.models import Customer
from app.people.rules import SYSTEM
from app.plumbing.db import db
from app.plumbing.jobs import Job

UNDO = "intake.undo_import"
"""The kind of job that undoes an import."""
MOST_NAMED = 200
"""Cases that stay, as named one by one; beyond, only their number."""


@dataclass(frozen=True)
class Undoing:
    """Of the cases that an import made: how many go, how many of these are open, which stay, how many customers came with them."""

    going: int
    open: int
    staying: Sequence[str]
    staying_in_all: int
    customers: int


def undoing_of(job: Job) -> Job | None:
    """The task that undoes this import, once it was asked for."""
    return db.session.scalars(select(Job).where(Job.key == f"{UNDO}:{job.id}")).one_or_none()


def can_be_undone(job: Job) -> bool:
    """Is it known which cases it made? Imports of earlier versions did not keep when they ran."""
    return job.state == "done" and bool(_runs(job)) and bool((job.result or {}).get("created"))


def foreseen_undoing(job: Job) -> Undoing:
    """What undoing it would do now."""
    went = and_(Case.erased_at.is_(None), ~_touched())
    counts = select(func.count(), func.coalesce(func.sum(case((Case.is_open, 1), else_=0)), 0))
    going, still_open = db.session.execute(counts.where(_made_by(job), went)).one()
    named = select(Case.ref).where(_made_by(job), Case.erased_at.is_(None), _touched()).order_by(Case.id)
    stays = list(db.session.scalars(named))
    came = select(func.count(Customer.id.distinct())).join(Case, Case.customer_id == Customer.id)
    people = came.where(_made_by(job), went, Customer.created_at == Case.logged_at, Customer.anonymous.is_(False))
    return Undoing(going, int(still_open), stays[:MOST_NAMED], len(stays), db.session.scalar(people) or 0)


def cases_to_undo(job: Job) -> list[int]:
    """The cases that it made and that are still there, by number."""
    return list(db.session.scalars(select(Case.id).where(_made_by(job), Case.erased_at.is_(None)).order_by(Case.id)))


def is_touched(number: int) -> bool:
    """Has somebody done something on this case since it came in?"""
    return db.session.scalar(select(Case.id).where(Case.id == number, _touched())) is not None


def _runs(job: Job) -> list[datetime]:
    return [datetime.fromisoformat(run) for run in (job.result or {}).get("runs", [])]


def _made_by(job: Job) -> ColumnElement[bool]:
    return and_(Case.source == job.payload["mapping"], Case.imported, Case.logged_at.in_(_runs(job)))


def _touched() -> ColumnElement[bool]:
    """An entry by anybody but the system after it came in; another case that leads to it, or it to another."""
    other = aliased(Case)
    acts = select(Entry.id).where(
        Entry.stream == "case:" + Case.ref, Entry.at != Case.logged_at, Entry.by != SYSTEM.key
    )
    links = select(Link.case_id).where(or_(Link.case_id == Case.id, Link.other_id == Case.id))
    merged = select(other.id).where(other.merged_into_id == Case.id)
    return or_(acts.exists(), links.exists(), merged.exists(), Case.merged_into_id.is_not(None))
