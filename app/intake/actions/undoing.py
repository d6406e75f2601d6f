"""Undoing an import whole: every case it made that nobody has touched since, each in a unit of work of its own (decision 19)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.cases.actions import undo_import_of
from app.cases.queries.sight import locked_now
from app.intake.queries import import_job
from app.intake.queries.undoing import MOST_NAMED, UNDO, can_be_undone, cases_to_undo, is_touched
from app.kernel import Refused, words
from app.people.queries import staff_member
from app.people.rules import Actor, Permission
from app.plumbing import installation, jobs, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import LEASE, Job

TOLD_EVERY = 20
"""Cases between two notes of how far it is."""


def ask_to_undo(job: Job, *, by: Actor, at: datetime) -> Job:
    """Ask the worker to undo an import, once; refuses everybody but whoever ran it."""
    if not may_undo(job, by):
        raise Refused("not_yours", NOT_YOURS, "import")
    if not can_be_undone(job):
        raise Refused("not_undone", NOT_UNDONE, "import")
    return jobs.enqueue(
        UNDO, {"import": job.id, "by": by.staff_id}, at=at, key=f"{UNDO}:{job.id}", cause=f"staff:{by.staff_id}"
    )


def may_undo(job: Job, by: Actor) -> bool:
    """Whoever ran it, as long as they may import."""
    return by.staff_id is not None and by.staff_id == job.payload["by"] and by.may(Permission.CASE_IMPORT)


def run_undo(job: Job) -> dict[str, Any]:
    """Undo it (opens its own units of work); safe to start again: what is gone is gone, the rest is asked again."""
    number, clock = job.id, installation.clock()
    by, which = staff_member(job.payload["by"]).actor, import_job(job.payload["import"])
    asked, gone = which.id, int((job.result or {}).get("gone", 0))
    stays: list[str] = []
    numbers = cases_to_undo(which)
    for place, case in enumerate(numbers):
        ref = _undo(case, asked, by, clock.now())
        stays += [ref] if ref else []
        gone += not ref
        if place % TOLD_EVERY == 0:
            _tell_how_far(number, place * 100 // len(numbers), gone, clock.now())
    return {"gone": gone, "stays": stays[:MOST_NAMED], "stays_in_all": len(stays)}


def _undo(number: int, which: int, by: Actor, at: datetime) -> str:
    """Undo one case; returns its reference if it stays."""
    with unit_of_work.writing():
        case = locked_now(number)
        if is_touched(number):
            return case.ref
        undo_import_of(case, which, by=by, at=at)
    return ""


def _tell_how_far(number: int, percent: int, gone: int, now: datetime) -> None:
    with unit_of_work.writing():
        job = db.session.get_one(Job, number)
        job.progress, job.result, job.leased_until = min(99, percent), {"gone": gone}, now + LEASE


NOT_YOURS = words(
    "Seule la personne qui a fait cette reprise peut la défaire.", "Only whoever ran this import may undo it."
)
NOT_UNDONE = words(
    "Cette reprise ne peut pas être défaite : elle n’a rien créé, ou une version antérieure l’a faite.",
    "This import cannot be undone: it made nothing, or an earlier version ran it.",
)
