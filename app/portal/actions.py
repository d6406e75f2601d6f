"""Preparing the copy of their data for whoever asked for it: drawn by the worker, kept with the request until it is answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.cases.actions import require_sight
from app.cases.models import AccessRequest
from app.cases.queries.requests import request_numbered
from app.cases.rules.requests import require_open
from app.exhibits.queries import store
from app.people.rules import Actor
from app.plumbing import jobs, unit_of_work
from app.plumbing.jobs import Job
from app.portal.queries.copying import cases_of, copy_as_pdf, copy_of
from app.portal.queries.preparing import PREPARE


def ask_for_copy(row: AccessRequest, *, by: Actor, at: datetime) -> Job:
    """Ask the worker for the copy as it stands now; refuses whoever may not see all it shows, and a request that was answered."""
    require_sight(row, by=by)
    require_open(row.asked)
    return jobs.enqueue(PREPARE, {"request": row.id}, at=at, cause=row.ref)


def prepare(job: Job, at: datetime) -> dict[str, Any]:
    """Draw the copy and keep it, with the same as data. A second run makes it again."""
    row = request_numbered(job.payload["request"])
    if row.asked.outcome is not None:
        return {"made": False}
    document = copy_of(row.customer, cases_of(row.customer), at)
    kept = store()
    pdf = kept.put(copy_as_pdf(row.customer, document, row.ref, at))
    data = kept.put(json.dumps(document, ensure_ascii=False, indent=1).encode())
    with unit_of_work.writing():
        row = request_numbered(job.payload["request"])
        if row.asked.outcome is None:
            row.pdf_key, row.json_key, row.made_at = pdf, data, at
    return {"made": True}


HANDLERS: dict[str, Callable[[Job, datetime], dict[str, Any]]] = {PREPARE: prepare}
