"""Words of a case were erased: nothing that this house keeps shows them any longer. Done at once, and again by the worker."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from obstore.exceptions import BaseError
from sqlalchemy.exc import OperationalError

from app.cases.queries.erasing import erased_by
from app.documents.queries.erasing import keys_gone_with, still_needed
from app.exhibits.queries import store
from app.kernel import Event
from app.plumbing import jobs, mail, search, unit_of_work
from app.plumbing.db import settled
from app.plumbing.jobs import Job

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


def _at_once(keys: list[str], mails: list[str]) -> None:
    """What fails here (a store that does not answer) is tried again by the worker."""
    with suppress(OSError, BaseError, OperationalError):
        _forget(keys, mails)


def _forget(keys: list[str], mails: list[str]) -> None:
    for key in keys:
        if not still_needed(key):
            store().delete(key)
    for message_id in mails:
        mail.forget(message_id)
    with unit_of_work.writing():
        search.purge()
    settled()


def forget(job: Job, at: datetime) -> dict[str, Any]:
    """Remove what shows erased words. A second run does no harm."""
    keys, mails = list(job.payload["keys"]), list(job.payload["mails"])
    _forget(keys, mails)
    return {"files": len(keys), "mails": len(mails)}


HANDLERS: dict[str, Callable[[Job, datetime], dict[str, Any]]] = {FORGET: forget}
"""What the worker does for this room: each handler opens its own units of work."""
