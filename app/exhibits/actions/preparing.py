"""What the worker does for exhibits: the clean copy made ahead of time, so that files are built quickly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.exhibits.actions.adding import to_prepare
from app.exhibits.actions.taking import Copies, copies_of
from app.exhibits.models import Exhibit
from app.exhibits.queries import original, store
from app.plumbing import pictures, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.plumbing.pdf import SandboxError
from app.plumbing.pictures import Family


def prepare(job: Job, at: datetime) -> dict[str, Any]:
    """Make the clean copy of an exhibit ahead of time, so that files are built quickly; opens its own unit of work."""
    exhibit = db.session.get(Exhibit, job.payload["exhibit"])
    if exhibit is None or exhibit.copy_key:
        return {"made": False}
    if not to_prepare(exhibit):
        return {"made": False}
    if exhibit.type.family is Family.OFFICE:
        return _prepare_office(exhibit)
    made = copies_of(store().put, original(exhibit), exhibit.type.family, exhibit.pages)
    number, key = exhibit.number, exhibit.id
    with unit_of_work.writing():
        row = db.session.get(Exhibit, key)
        assert row is not None
        row.copy_key, row.copy_type, row.copy_pages = made.copy_key, made.copy_type, made.copy_pages
        row.printable_key = made.printable_key
    return {"made": bool(made.copy_key), "number": number}


def _prepare_office(exhibit: Exhibit) -> dict[str, Any]:
    """The cleaned copy of an office file of ours; where there is none, the reason is kept and nothing is attached."""
    number, key, problem, made = exhibit.number, exhibit.id, None, Copies()
    try:
        copy = pictures.cleaned(original(exhibit))
        made = Copies(store().put(copy.content), copy.kind.code)
    except SandboxError as why:
        problem = why
    with unit_of_work.writing():
        row = db.session.get_one(Exhibit, key)
        row.copy_key, row.copy_type = made.copy_key, made.copy_type
        if problem is not None:
            row.problem_code, row.problem = problem.code, {"fr": problem.words.fr, "en": problem.words.en}
    return {"made": bool(made.copy_key), "number": number}


HANDLERS: dict[str, Callable[[Job, datetime], dict[str, Any]]] = {"exhibit.prepare": prepare}
"""What the worker does for this room: each handler opens its own units of work."""
