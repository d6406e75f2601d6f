"""The proactive letters of an incident: written once, one to each buyer who has not complained, held back together; forgotten
with their reader.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from app.cases.actions import warn
from app.cases.actions.keeping import BY_THE_CLOCK
from app.cases.models import Incident, Warned
from app.correspondence.actions.delivery import locked_letter, put_on_its_way, stop
from app.correspondence.actions.erasing import LEAVING
from app.correspondence.actions.wordings import refuse_forbidden
from app.correspondence.actions.writing import require_finished
from app.correspondence.models import IncidentLetter, IncidentWording
from app.correspondence.queries.incidents import (
    drawn,
    fields_for,
    letters_about,
    our_contact,
    recipients,
)
from app.correspondence.queries.outside import lang_read, reach_of_customer
from app.correspondence.rules import (
    CONTACT_MISSING,
    HOUSE_ZONE,
    UNDO_FOR,
    LetterKind,
    Standing,
    channel_for,
    check_template,
    require_no_amount,
)
from app.journal.actions import erase_words, record
from app.journal.queries import entries_of_kind
from app.kernel import Event, Lang, Refused, Words, day_of, words
from app.people.rules import Actor
from app.plumbing import mail
from app.plumbing.db import db


class Written(NamedTuple):
    """The letters that were written, and how many of those named were left out: they complained or were written to meanwhile."""

    letters: list[IncidentLetter]
    left_out: int


def write_to_buyers(
    incident: Incident, wording: Words, customers: Collection[int], *, by: Actor, at: datetime
) -> Written:
    """Write the proactive letter to these buyers, and put each on its way; one letter each, whatever happens at the same time."""
    if not customers:
        raise Refused("nobody", words("Choisissez au moins un client.", "Choose at least one customer."), "to")
    reached = {one.number for one in recipients(incident, day_of(at, HOUSE_ZONE)).reached}
    rows = warn(incident, reached.intersection(customers), by=by, at=at)
    if not rows:
        raise Refused("nobody_left", NOBODY_LEFT, "to")
    for lang in sorted({lang_read(row.customer.lang) for row in rows}):
        check_text(wording, lang, at=at)
    if not our_contact():
        raise Refused("contact_missing", CONTACT_MISSING, "fr")
    kept = IncidentWording(incident_id=incident.id, fr=wording.fr.strip(), en=wording.en.strip(), at=at, by=by.key)
    db.session.add(kept)
    db.session.flush()  # letters point at its number
    letters = [_letter(row, kept, wording, by=by, at=at) for row in rows]
    db.session.add_all(letters)
    db.session.flush()  # their numbers name their jobs
    for letter in letters:
        put_on_its_way(letter, at=at)
    record(Event("incident.letters_written", incident.stream, at, by.key, {"n": len(letters), "wording": kept.id}))
    return Written(letters, len(customers) - len(letters))


def check_text(wording: Words, lang: Lang, *, at: datetime) -> None:
    """Refuse a text that lacks a field, is not finished, names an amount, or says what we are forbidden to write."""
    text = wording.template(lang)
    check_template(LetterKind.PROACTIVE, text, lang)
    require_finished(text, lang)
    require_no_amount(text, lang)
    refuse_forbidden(text, lang, at=at)


def _letter(row: Warned, kept: IncidentWording, wording: Words, *, by: Actor, at: datetime) -> IncidentLetter:
    who, lang = reach_of_customer(row.customer, day_of(at, HOUSE_ZONE)), lang_read(row.customer.lang)
    said = drawn(wording, fields_for(row.incident, row.purchase, who), lang, who.for_whom)
    return IncidentLetter(
        warned_id=row.id, warned=row, wording_id=kept.id, lang=lang, channel=channel_for(who), to_name=who.addressed[:200], to_email=who.email,
        to_postal=who.postal, **said._asdict(), message_id=f"<{secrets.token_hex(16)}@{mail.sender_host()}>",
        written_on=day_of(at, HOUSE_ZONE), written_at=at, by=by.key, leaves_at=at + UNDO_FOR,
    )  # fmt: skip


def hold_back(incident: Incident, *, by: Actor, at: datetime) -> int:
    """Hold back every letter about an incident that has not left; returns how many."""
    waiting = [row for row in letters_about(incident) if row.standing.may_stop]
    for row in waiting:
        stop(row, by=by, at=at)
    return len(waiting)


def forget_incident_letters(event: Event) -> None:
    """A customer was forgotten: the letters they were sent about incidents say neither what nor to whom."""
    mine = select(IncidentLetter.id).join(Warned, Warned.id == IncidentLetter.warned_id)
    for number in db.session.scalars(mine.where(Warned.customer_id == event.data["customer"])).all():
        row = locked_letter(number, IncidentLetter)
        if row.standing is Standing.LEAVING:
            raise Refused("letter_leaving", LEAVING.fill(n=row.id), "ground")
        if row.sent_at is None:
            row.stopped_at = row.stopped_at or event.at
        row.forget(day_of(event.at, HOUSE_ZONE))
        if row.job is not None:
            row.job.error = ""
        _forget_answers(row, event)
        told = Event("correspondence.forgotten", row.warned.incident.stream, event.at, event.by, {"message": row.id})
        record(told)


def _forget_answers(row: IncidentLetter, event: Event) -> None:
    """What a server answered about their address goes too."""
    for entry in entries_of_kind(row.stream, "correspondence.failed"):
        if entry.data["message"] == row.id and entry.words is not None:
            erase_words(entry, by=event.by, at=event.at, reason=BY_THE_CLOCK)


NOBODY_LEFT = words(
    "Il ne reste personne à qui écrire : ces clients ont réclamé, ou ont déjà reçu cette lettre.",
    "Nobody is left to write to: these customers have complained, or have had this letter already.",
)
