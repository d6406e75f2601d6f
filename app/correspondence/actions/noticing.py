"""When our time to answer ends in silence, the customer is told so, with the mediator (L. 616-1 C. conso, FR-MED-18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.cases.models import Case
from app.correspondence.actions.writing import send_letter
from app.correspondence.models import Message
from app.correspondence.queries import fields_of, reach_of
from app.correspondence.queries.letters import lang_of
from app.correspondence.queries.noticing import mediator_named
from app.correspondence.rules import LetterKind, channel_for, draft
from app.correspondence.rules.still_unanswered import UNANSWERED
from app.kernel import Refused, day_of, words
from app.people.rules import SYSTEM
from app.plumbing.typography import say


def name_mediator(case: Case, *, at: datetime) -> Message:
    """Write to a customer whom we have not answered in time, with the text that their regime requires."""
    today = day_of(at, case.zone)
    reach = reach_of(case, today)
    if reach is None or not mediator_named(case, at):
        raise Refused("nothing_to_say", NOTHING)
    fields = fields_of(case, today)
    later = fields.next_on is not None and fields.next_on > today
    text = draft(LetterKind.HOLDING, fields if later else replace(fields, next_on=None), UNANSWERED)
    return send_letter(
        case, LetterKind.HOLDING, say(text, lang_of(case), case.zone), channel_for(reach), by=SYSTEM, at=at
    )


NOTHING = words(
    "Il n’y a rien à dire d’un médiateur, ou personne à qui l’écrire.",
    "There is nothing to say of a mediator, or nobody to write it to.",
)
