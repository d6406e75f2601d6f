"""Words of a case were erased: the letters that carried them lose them too; the fact, the date and the fingerprint stay."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.cases.actions.keeping import BY_THE_CLOCK
from app.cases.queries.erasing import erased_by
from app.cases.queries.keeping import erased_case
from app.correspondence.actions.customers_page import BY_NAME
from app.correspondence.actions.delivery import locked_letter
from app.correspondence.models import ERASED_BODY, CustomerAccess, Message, MessageErasure
from app.correspondence.queries import letters_with
from app.correspondence.rules import Standing
from app.journal.models import Entry, Erasure
from app.kernel import Event, Refused, words
from app.plumbing.db import db
from app.plumbing.jobs import Job


def erase_letters(event: Event) -> None:
    """Take the words out of every letter written with this entry; what has not left yet is held back for good."""
    found = erased_by(event)
    if found is None:
        return
    case, entry = found
    erasure = db.session.get_one(Erasure, entry.id)
    for each in letters_with(case, entry):
        row = locked_letter(each.id, Message)
        if row.standing is Standing.LEAVING:
            raise Refused("letter_leaving", LEAVING.fill(n=row.number), "ground")
        if row.sent_at is None:
            row.stopped_at = row.stopped_at or event.at
        row.erasure = MessageErasure(entry_id=entry.id, at=erasure.at, by=erasure.by, reason=erasure.reason)
        db.session.flush()  # the erasure must be on record before the database lets the words go
        row.body, row.signature = ERASED_BODY, ""


def forget_letters(event: Event) -> None:
    """A whole case was erased: its letters say neither what nor to whom, and nobody comes to its page any more."""
    case = erased_case(event)
    wanted = select(Entry).where(Entry.stream == event.stream, Entry.kind == event.kind)
    entry = db.session.scalars(wanted.order_by(Entry.seq.desc()).limit(1)).one()
    for number in db.session.scalars(select(Message.id).where(Message.case_id == case.id)).all():
        _forget_letter(locked_letter(number, Message), entry, event)
    db.session.execute(delete(CustomerAccess).where(CustomerAccess.case_id == case.id))
    for job in db.session.scalars(select(Job).where(Job.kind == BY_NAME)):
        if job.payload.get("ref") == case.ref:
            job.payload = {"ref": case.ref, "email": ""}


def _forget_letter(row: Message, entry: Entry, event: Event) -> None:
    if row.standing is Standing.LEAVING:
        raise Refused("letter_leaving", LEAVING.fill(n=row.number), "ground")
    if row.sent_at is None:
        row.stopped_at = row.stopped_at or event.at
    if row.erasure is None:
        row.erasure = MessageErasure(entry_id=entry.id, at=event.at, by=event.by, reason=BY_THE_CLOCK)
    db.session.flush()  # the erasure must be on record before the database lets the words go
    row.body, row.signature = ERASED_BODY, ""
    row.to_name, row.to_postal, row.for_whom, row.subject, row.enclosed_name = ERASED_BODY, "", "", ERASED_BODY, ""
    row.to_email = ERASED_BODY if row.to_email else ""


LEAVING = words(
    "La lettre n° {n}, qui porte ces mots, est en train de partir : recommencez dans un instant.",
    "Letter no. {n}, which carries these words, is leaving right now: try again in a moment.",
)
