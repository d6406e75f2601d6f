"""Words of a case were erased: nothing that this house keeps shows them any longer. Done at once, and again by the worker."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from obstore.exceptions import BaseError
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from app.cases.models import Case
from app.cases.queries.erasing import erased_by
from app.cases.queries.keeping import erased_case
from app.documents.models import FilePart, Settlement
from app.documents.queries.erasing import keys_gone_with, keys_of, keys_sent_to, still_needed
from app.exhibits.queries import store
from app.kernel import Event
from app.plumbing import jobs, mail, search, unit_of_work
from app.plumbing.db import db, settled
from app.plumbing.jobs import Job
from app.plumbing.triggers import NOTHING

FORGET = "documents.forget"


def forget_files(event: Event) -> None:
    """Ask for the stored mails, letters and files that show these words to be removed; their fingerprints stay in their rows."""
    found = erased_by(event)
    if found is None:
        return
    case, entry = found
    keys, mails = keys_gone_with(case, entry)
    jobs.enqueue(FORGET, {"keys": keys, "mails": mails}, at=event.at, key=f"{FORGET}:{entry.id}", cause=case.ref)
    unit_of_work.afterwards(lambda: _at_once(keys, mails))


def forget_case(event: Event) -> None:
    """A whole case was erased: agreements lose their wording, and everything the store keeps of the case goes."""
    case = erased_case(event)
    for row in db.session.scalars(select(Settlement).where(Settlement.case_id == case.id)):
        row.facts, row.ours, row.theirs = NOTHING, NOTHING, NOTHING
        row.proof = NOTHING if row.proof else ""
        for signature in row.signatures:
            signature.name, signature.capacity = NOTHING, NOTHING
    keys, mails = keys_of(case)
    db.session.execute(delete(FilePart).where(FilePart.case_id == case.id))
    forget_stored(keys, mails, case.ref, at=event.at, key=case.ref)


def forget_sent(event: Event) -> None:
    """A customer was forgotten: what the store keeps of what they were sent outside any case goes."""
    number = int(str(event.data["customer"]))
    keys, mails = keys_sent_to(number)
    if mails or keys:
        forget_stored(keys, mails, "", at=event.at, key=f"customer:{number}")


def forget_stored(keys: list[str], mails: list[str], about: str, *, at: datetime, key: str) -> None:
    """Remove from the store and the outbox what is no longer kept: right after the commit, and once more by the worker.

    By then whatever was being drawn or prepared meanwhile has come to its end, and goes too.
    """
    payload = {"keys": keys, "mails": mails, "about": about}
    jobs.enqueue(FORGET, payload, at=at, due_at=at + 2 * jobs.LEASE, key=f"{FORGET}:{key}", cause=about)
    unit_of_work.afterwards(lambda: _at_once(keys, mails, about))


def _at_once(keys: list[str], mails: list[str], about: str = "") -> None:
    """What fails here (a store that does not answer) is tried again by the worker."""
    with suppress(OSError, BaseError, OperationalError):
        _forget(keys, mails, about)


def _forget(keys: list[str], mails: list[str], about: str = "") -> None:
    for key in keys:
        if not still_needed(key):
            store().delete(key)
    for message_id in mails:
        mail.forget(message_id)
    if about:
        mail.forget_about(about)
    with unit_of_work.writing():
        search.purge()
    settled()


def forget(job: Job, at: datetime) -> dict[str, Any]:
    """Remove what shows erased words. A second run does no harm."""
    keys, mails, about = list(job.payload["keys"]), list(job.payload["mails"]), str(job.payload.get("about", ""))
    erased = db.session.scalars(select(Case).where(Case.ref == about)).one_or_none() if about else None
    if erased is not None:
        keys = sorted({*keys, *keys_of(erased)[0]})
    _forget(keys, mails, about)
    return {"files": len(keys), "mails": len(mails)}


HANDLERS: dict[str, Callable[[Job, datetime], dict[str, Any]]] = {FORGET: forget}
"""What the worker does for this room: each handler opens its own units of work."""
