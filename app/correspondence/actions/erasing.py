"""Words of a case were erased: the letters that carried them lose them too; the fact, the date and the fingerprint stay."""

from __future__ import annotations

from app.cases.queries.erasing import erased_by
from app.correspondence.actions.travelling import locked_letter
from app.correspondence.models import ERASED_BODY, MessageErasure
from app.correspondence.queries import letters_with
from app.correspondence.rules import Standing
from app.journal.models import Erasure
from app.kernel import Event, Refused, words
from app.plumbing.db import db


def erase_letters(event: Event) -> None:
    """Take the words out of every letter written with this entry; what has not left yet is held back for good."""
    found = erased_by(event)
    if found is None:
        return
    case, entry = found
    erasure = db.session.get_one(Erasure, entry.id)
    for each in letters_with(case, entry):
        row = locked_letter(each.id)
        if row.standing is Standing.LEAVING:
            raise Refused("letter_leaving", LEAVING.fill(n=row.number), "ground")
        if row.sent_at is None:
            row.stopped_at = row.stopped_at or event.at
        row.erasure = MessageErasure(entry_id=entry.id, at=erasure.at, by=erasure.by, reason=erasure.reason)
        db.session.flush()  # the erasure must be on record before the database lets the words go
        row.body, row.signature = ERASED_BODY, ""


LEAVING = words(
    "La lettre n° {n}, qui porte ces mots, est en train de partir : recommencez dans un instant.",
    "Letter no. {n}, which carries these words, is leaving right now: try again in a moment.",
)
