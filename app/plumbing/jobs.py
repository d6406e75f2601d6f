"""Work to be done after the commit, written in the same transaction as its cause: the outbox and its claims.

A job is claimed with a lease, done at least once, retried with growing pauses, and after its last try kept as a dead
letter that a person can see and start again. Its key makes a second request for the same work a no-op.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Index, String, Text, and_, case, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.plumbing.db import Base, db

LEASE = timedelta(minutes=5)
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720))


class Job(Base):
    """One piece of work: what, with which cause, when due, how often tried."""

    __tablename__ = "job"
    __table_args__ = (Index(None, "done_at", "dead_at", "due_at"), Index(None, "cause"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    cause: Mapped[str] = mapped_column(String(60), default="")
    payload: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    progress: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]
    error: Mapped[str] = mapped_column(Text, default="")

    @property
    def state(self) -> str:
        """done, dead, running or waiting."""
        if self.done_at:
            return "done"
        if self.dead_at:
            return "dead"
        return "running" if self.leased_until else "waiting"

    @property
    def last_try(self) -> bool:
        """Is it given up if it fails once more?"""
        return self.tries > len(PAUSES)


def enqueue(
    kind: str, payload: dict[str, Any], *, at: datetime, due_at: datetime | None = None, key: str = "", cause: str = ""
) -> Job:
    """Ask for work, once per key; returns the job (the one already asked for when the key is known)."""
    key = key or f"{kind}:{secrets.token_hex(12)}"
    known = db.session.scalars(select(Job).where(Job.key == key)).one_or_none()
    if known is not None:
        return known
    job = Job(kind=kind, key=key, payload=payload, made_at=at, due_at=due_at or at, cause=cause)
    db.session.add(job)
    db.session.flush()  # callers link to its number
    return job


def claim(now: datetime, kinds: Sequence[Collection[str]]) -> Job | None:
    """Take the next job that is due and nobody works on, with a lease; inside a unit of work.

    `kinds` are the kinds to choose among, group after group: one of a later group waits for all of the groups before.
    """
    wanted = select(Job.id).where(_due(now, kinds))
    first = wanted.order_by(_group(kinds), Job.due_at, Job.id).limit(1)
    chosen = first.with_for_update(skip_locked=True).scalar_subquery()
    taken = update(Job).where(Job.id == chosen).values(leased_until=now + LEASE, tries=Job.tries + 1).returning(Job.id)
    job_id = db.session.execute(taken).scalar_one_or_none()
    return db.session.get(Job, job_id, populate_existing=True) if job_id is not None else None


def any_due(now: datetime, kinds: Sequence[Collection[str]]) -> bool:
    """Is there work of these kinds to be claimed? Reads, and takes nobody's turn."""
    return db.session.scalar(select(Job.id).where(_due(now, kinds)).limit(1)) is not None


def _due(now: datetime, kinds: Sequence[Collection[str]]) -> ColumnElement[bool]:
    free = or_(Job.leased_until.is_(None), Job.leased_until < now)
    known = Job.kind.in_([kind for group in kinds for kind in group])
    return and_(Job.done_at.is_(None), Job.dead_at.is_(None), Job.due_at <= now, free, known)


def _group(kinds: Sequence[Collection[str]]) -> ColumnElement[int]:
    return case(*((Job.kind.in_(group), place) for place, group in enumerate(kinds)))


def finish(job: Job, *, at: datetime, result: dict[str, Any] | None = None) -> None:
    """The work is done."""
    job.done_at, job.leased_until, job.result, job.progress, job.error = at, None, result, 100, ""


def fail(job: Job, *, at: datetime, error: str, for_good: bool = False) -> None:
    """The work failed: try again later, or keep it as a dead letter after the last try."""
    job.error, job.leased_until = error[:2000], None
    if for_good or job.last_try:
        job.dead_at = at
    else:
        job.due_at = at + PAUSES[job.tries - 1]


def forget(cause: str) -> None:
    """Keep of the work asked for by this cause only that it was done: no answer of a server, no waiting work."""
    mine = Job.cause == cause
    db.session.execute(update(Job).where(mine, Job.error != "").values(error=""))
    db.session.execute(update(Job).where(mine, Job.done_at.is_(None)).values(done_at=Job.due_at, leased_until=None))


def retry(job: Job, *, at: datetime) -> None:
    """A person starts a dead letter again."""
    job.dead_at, job.due_at, job.tries, job.error = None, at, 0, ""


def waiting_counts() -> dict[str, int]:
    """How many jobs wait and how many are dead, for the health page."""
    waiting = select(func.count()).where(Job.done_at.is_(None), Job.dead_at.is_(None)).scalar_subquery()
    dead = select(func.count()).where(Job.dead_at.is_not(None)).scalar_subquery()
    row = db.session.execute(select(waiting, dead)).one()
    return {"waiting": row[0], "dead": row[1]}
