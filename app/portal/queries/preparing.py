"""Whether a copy is being prepared."""

from __future__ import annotations

from sqlalchemy import select

from app.cases.models import AccessRequest
from app.plumbing.db import db
from app.plumbing.jobs import Job

PREPARE = "portal.access_copy"


def copy_on_its_way(row: AccessRequest) -> Job | None:
    """The task that prepares the copy, until it is done."""
    wanted = select(Job).where(Job.kind == PREPARE, Job.cause == row.ref, Job.done_at.is_(None)).order_by(Job.id.desc())
    return db.session.scalars(wanted.limit(1)).one_or_none()
