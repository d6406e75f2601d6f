"""What people do with mails: link one to a case and take it off again, keep it aside and bring it back, read it, try again."""

from __future__ import annotations

from datetime import datetime

from app.cases import actions as cases
from app.cases.models import Case
from app.cases.queries import locked
from app.cases.queries.erasing import entry_numbered
from app.correspondence.actions.mails.attaching import Prepared, hang, hang_logged
from app.correspondence.actions.mails.opening import locked_mail
from app.correspondence.models import IncomingMail
from app.correspondence.queries.mails import last_entry
from app.correspondence.rules.mails import Place, Why
from app.exhibits import actions as exhibits
from app.exhibits.queries import exhibit_numbered
from app.kernel import Refused, words
from app.people.rules import Actor, Permission
from app.plumbing.db import db
from app.plumbing.typography import say


def _found(row: IncomingMail, *places: Place, by: Actor) -> IncomingMail:
    """The mail, locked; refuses who does not sort mails, and one that is elsewhere by now."""
    if not by.may(Permission.MAIL_SORT):
        raise Refused("not_allowed", NOT_ALLOWED, "ref")
    row = locked_mail(row.id)
    if row.place not in places or row.erased_at is not None:
        raise Refused("elsewhere", ELSEWHERE.fill(place=row.place.words), "ref")
    return row


def link(row: IncomingMail, case: Case, prepared: Prepared, *, by: Actor, at: datetime) -> None:
    """Put a mail into a case; into the one that a merged case was merged into. `prepared`: what is attached, made before."""
    row = _found(row, Place.TO_SORT, Place.ASIDE, by=by)
    while case.merged_into is not None:
        case = case.merged_into
    if case.erased_at is not None:
        raise Refused("erased", ERASED, "ref")
    hang(row, case, prepared, by=by, at=at)


def file_logged(row: IncomingMail, case: Case, prepared: Prepared, *, by: Actor, at: datetime) -> None:
    """A complaint was logged from this mail, in the same unit of work: the mail and what is attached hang on its case."""
    hang_logged(_found(row, Place.TO_SORT, Place.ASIDE, by=by), case, prepared, by=by, at=at)


def may_take_off(row: IncomingMail) -> bool:
    """Can its link be undone (nobody has built on it)?"""
    if row.case is None or row.place not in (Place.SORTED, Place.TO_READ):
        return False
    try:
        _require_untouched(row, row.case)
    except Refused:
        return False
    return row.why is not Why.RETURNED


def take_off(row: IncomingMail, *, by: Actor, at: datetime) -> None:
    """Undo a link while nobody has built on it: the words leave the case's journal, the exhibits are withdrawn."""
    row = _found(row, Place.SORTED, Place.TO_READ, by=by)
    assert row.case is not None
    case, seq = locked(row.case), row.entry_seq
    _require_untouched(row, case)
    assert seq is not None
    numbers, unread = list(row.exhibits), row.unread_before
    row.place, row.why, row.reader, row.case_id, row.case = Place.TO_SORT, None, "", None, None
    row.proposed_id, row.proposed_by, row.entry_seq, row.last_seq, row.exhibits = None, None, None, None, []
    row.parts = [{name: part[name] for name in ABOUT if name in part} for part in row.parts]
    db.session.flush()  # the words go from the journal, and stay in the mail
    reason = say(TAKEN_OFF, "fr")
    for number in numbers:
        exhibits.withdraw(exhibit_numbered(case, int(number)), reason, by=by, at=at)
    cases.take_back(case, seq, reason, by=by, at=at)
    if not unread and case.is_open:
        case.wrote_on = None
        cases.refresh(case, at=at)


ABOUT = ("name", "size", "locked")
"""What a mail in no case says of what is attached to it."""


def _require_untouched(row: IncomingMail, case: Case) -> None:
    if row.last_seq is None or row.entry_seq is None or row.last_seq != last_entry(case):
        raise Refused("built_on", BUILT_ON, "ref")
    if entry_numbered(case, row.entry_seq).kind != "case.contact":
        raise Refused("built_on", MOVED, "ref")


def set_aside(row: IncomingMail, reason: str, *, by: Actor, at: datetime) -> None:
    """Keep a mail aside, saying why."""
    row = _found(row, Place.TO_SORT, Place.UNREADABLE, by=by)
    if not reason.strip():
        raise Refused("reason_missing", words("Dites pourquoi.", "Say why."), "reason")
    row.place, row.why, row.detail = Place.ASIDE, Why.BY_HAND, reason.strip()[:300]
    row.sorted_at, row.sorted_by = at, by.key


def bring_back(row: IncomingMail, *, by: Actor, at: datetime) -> None:
    """Bring a mail that was kept aside back to those to be sorted; one never read is opened again."""
    row = _found(row, Place.ASIDE, by=by)
    row.place = Place.TO_SORT if row.sender_email or row.body or row.subject else Place.NEW
    row.why, row.detail, row.sorted_at, row.sorted_by = None, "", at, by.key


def try_again(row: IncomingMail, *, by: Actor) -> None:
    """Have a mail that could not be opened opened again, at the worker's next round."""
    row = _found(row, Place.UNREADABLE, by=by)
    row.place, row.why, row.detail = Place.NEW, None, ""


def mark_read(row: IncomingMail, *, by: Actor, at: datetime) -> None:
    """Note that a mail whose case waits for nothing was read, and asks for nothing more."""
    row = _found(row, Place.TO_READ, by=by)
    row.place, row.reader, row.sorted_at, row.sorted_by = Place.SORTED, "", at, by.key


NOT_ALLOWED = words("Votre rôle ne permet pas de classer les courriels.", "Your role may not sort mails.")
ELSEWHERE = words(
    "Quelqu’un l’a fait entre-temps : ce courriel est « {place} ».",
    "Somebody did it meanwhile: this mail is “{place}”.",
)
ERASED = words(
    "Les mots de ce dossier sont effacés : enregistrez un nouveau dossier.",
    "The words of this case are erased: log a new case.",
)
BUILT_ON = words(
    "Le dossier a continué depuis : l’erreur se corrige dans le dossier (effacer les mots, retirer les pièces).",
    "The case has gone on since: put it right in the case (erase the words, withdraw the exhibits).",
)
MOVED = words(
    "Ce courriel répondait à notre demande et a fait avancer le dossier : cela ne se défait pas.",
    "This mail answered what we had asked and moved the case on: that is not undone.",
)
TAKEN_OFF = words("Courriel classé par erreur dans ce dossier.", "Mail put into this case by mistake.")
