"""The import as a job of the worker: asked for on the page, run apart, with progress and a result that stays."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.intake import queries
from app.intake.actions.importing import Outcome, import_rows
from app.intake.actions.undoing import run_undo
from app.intake.queries import KIND
from app.intake.queries.undoing import UNDO
from app.intake.rules.columns import Said, read_anew
from app.kernel import Refused, Words, words
from app.people.models import Service
from app.people.queries import staff_member
from app.people.rules import SYSTEM, Actor, Permission
from app.plumbing import installation, jobs, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import LEASE, Job
from app.plumbing.storage import Storage
from app.plumbing.typography import say

MOST_TOLD = 500
"""Refused lines that a result keeps word for word; beyond, only their number."""
NOT_ALLOWED = words("Votre rôle ne permet pas d’importer.", "Your role does not allow importing.")


def storage() -> Storage:
    """Where files are kept."""
    return Storage.at(installation.settings().storage_url)


def ask_for_import(
    file_key: str,
    file_name: str,
    mapping: str,
    service: Service,
    *,
    by: Actor,
    at: datetime,
    said: Said | None = None,
    sheet: str = "",
    key: str = "",
) -> Job:
    """Ask the worker to bring in a stored file; the same form sent twice asks once. `said`: what a person said its columns are;
    `sheet`: the one they chose of a workbook."""
    if not by.may(Permission.CASE_IMPORT):
        raise Refused("not_allowed", NOT_ALLOWED, "file")
    payload = {"file": file_key, "name": file_name, "mapping": mapping, "service": service.id, "by": by.staff_id}
    if said is not None:
        payload["said"] = said.as_json()
    if sheet:
        payload["sheet"] = sheet
    return jobs.enqueue(KIND, payload, at=at, key=f"{KIND}:{key}" if key else "", cause=f"staff:{by.staff_id}")


def run_import(job: Job) -> dict[str, Any]:
    """Do the import of a job (opens its own units of work); safe to start again after a crash: nothing is created twice.

    A file that cannot be read on stops the import with a sentence; what came in before stays.
    """
    number = job.id
    try:
        done, runs = _import(job)
        return {**as_json(done), "runs": runs}
    except Refused as refused:
        db.session.rollback()
        so_far = dict(db.session.get_one(Job, number).result or {})
        return {**so_far, "stopped": {"fr": say(refused.message, "fr"), "en": say(refused.message, "en")}}


def _import(job: Job) -> tuple[Outcome, list[str]]:
    payload, number = dict(job.payload), job.id
    clock = installation.clock()
    by = staff_member(payload["by"]).actor if payload["by"] else SYSTEM
    if not by.may(Permission.CASE_IMPORT):
        raise Refused("not_allowed", NOT_ALLOWED, "by")
    table = queries.opened(io.BytesIO(storage().get(payload["file"])), payload.get("sheet", ""))
    service = db.session.get(Service, payload["service"])
    assert service is not None
    at = clock.now()
    runs = _begun(number, at)
    done = import_rows(
        table,
        read_anew(queries.mapping_named(payload["mapping"]), Said.of(payload.get("said"))),
        service,
        by=by,
        at=at,
        progress=lambda far, so_far: _keep_progress(number, far, so_far, clock.now()),
    )
    return done, runs


def _begun(number: int, at: datetime) -> list[str]:
    """Keep at which instant this run begins: its cases are logged at it, and are found by it if the import is undone."""
    with unit_of_work.writing():
        job = db.session.get_one(Job, number)
        runs = [*(job.result or {}).get("runs", []), at.isoformat()]
        job.result = {**(job.result or {}), "runs": runs}
    return runs


def _keep_progress(number: int, far: float, so_far: Outcome, now: datetime) -> None:
    """Show how far it is, and keep the lease: a long import is not taken over while it runs."""
    with unit_of_work.writing():
        job = db.session.get(Job, number)
        if job is not None:
            job.progress = min(99, int(far * 100))
            counts = {"read": so_far.read, "created": so_far.created, "duplicates": so_far.duplicates}
            job.result = {**(job.result or {}), **counts}
            job.leased_until = now + LEASE


def as_json(done: Outcome) -> dict[str, Any]:
    """An outcome as a job keeps it, its reasons in both languages."""
    return {
        "read": done.read,
        "created": done.created,
        "duplicates": done.duplicates,
        "refused": [
            {"line": refusal.line, "fr": _said(refusal.reasons, "fr"), "en": _said(refusal.reasons, "en")}
            for refusal in done.refused[:MOST_TOLD]
        ],
        "refused_in_all": len(done.refused),
    }


def _said(reasons: tuple[Words, ...], lang: str) -> str:
    return " ".join(say(reason, "en" if lang == "en" else "fr") for reason in reasons)


HANDLERS: dict[str, Callable[[Job], dict[str, Any]]] = {KIND: run_import, UNDO: run_undo}
"""For the worker: kind of job → what does it. Called outside a unit of work; the answer is the job's result."""
