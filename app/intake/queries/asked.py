"""Imports asked for on the page: how far they are, what they did."""

from __future__ import annotations

from sqlalchemy import select

from app.cases.models import Case
from app.kernel import Refused, words
from app.plumbing.db import db
from app.plumbing.jobs import Job

KIND = "intake.import"
"""The kind of job an import is."""


def import_job(number: int) -> Job:
    """This import; refuses a job of another kind."""
    job = db.session.get(Job, number)
    if job is None or job.kind != KIND:
        raise Refused("no_such_import", words("Cet import n’existe pas.", "There is no such import."))
    return job


def past_imports() -> list[Job]:
    """The imports asked for lately, newest first."""
    return list(db.session.scalars(select(Job).where(Job.kind == KIND).order_by(Job.id.desc()).limit(10)))


def import_files_of(case: Case) -> list[str]:
    """The stored files that a case may have been brought in with: once its words are erased, they are no longer kept."""
    if not case.imported:
        return []
    done = db.session.scalars(select(Job.payload).where(Job.kind == KIND, Job.done_at.is_not(None)))
    return [payload["file"] for payload in done if payload["mapping"] == case.source]
