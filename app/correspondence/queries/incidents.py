"""The proactive letters of an incident: who can be reached and how, what each would read, what became of each."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.cases.models import Incident, Warned
from app.cases.queries.warning import MOST, to_warn
from app.correspondence.models import IncidentLetter, IncidentWording
from app.correspondence.queries.drawing import signature_of
from app.correspondence.queries.outside import called, lang_read, reaches_of
from app.correspondence.queries.wordings import wording_of
from app.correspondence.rules import (
    Channel,
    Fields,
    LetterKind,
    Reach,
    Standing,
    channel_for,
    contact,
    draft,
    locked,
    subject,
)
from app.correspondence.rules.reaching import CONCERNS
from app.correspondence.rules.wording import DRAFTS
from app.kernel import Lang, Refused, Words, words
from app.people.models import Purchase
from app.people.queries import house_card
from app.plumbing.db import db
from app.plumbing.typography import say

AT_ONCE = 200
"""Letters written at once at most: whoever is left is written to next."""


class Recipient(NamedTuple):
    """Somebody to write to: what they bought, where they can be reached, by which way."""

    purchase: Purchase
    reach: Reach
    channel: Channel

    @property
    def number(self) -> int:
        """The customer's number."""
        return self.purchase.customer_id


class Recipients(NamedTuple):
    """Who can be written to now, whom nothing can reach, and how many more there are."""

    reached: list[Recipient]
    unreached: list[Purchase]
    more: int

    @property
    def langs(self) -> list[Lang]:
        """The languages they read, ours first."""
        read = {lang_read(one.reach.lang) for one in self.reached}
        return [lang for lang in BOTH if lang in read]


BOTH: tuple[Lang, ...] = ("fr", "en")


def recipients(incident: Incident, on: date) -> Recipients:
    """Everybody who bought the same thing, has not complained and was not written to: how each, or who acts for them, is reached."""
    bought = to_warn(incident, MOST)
    reaches = reaches_of([one.customer for one in bought], on)
    found = [(one, reaches[one.customer_id]) for one in bought]
    reached = [Recipient(one, reach, channel_for(reach)) for one, reach in found if reach.email or reach.postal]
    unreached = [one for one, reach in found if not (reach.email or reach.postal)]
    return Recipients(reached[:AT_ONCE], unreached, max(len(reached) - AT_ONCE, 0))


def text_to_start(incident: Incident, on: date) -> Words:
    """What the letter starts from: what was written about this incident last, else as the house words it, else our proposal."""
    last = db.session.scalars(
        select(IncidentWording)
        .where(IncidentWording.incident_id == incident.id)
        .order_by(IncidentWording.id.desc())
        .limit(1)
    ).one_or_none()
    start = wording_of(LetterKind.PROACTIVE, on) or DRAFTS[LetterKind.PROACTIVE]
    return words(last.fr or start.fr, last.en or start.en) if last is not None else start


def our_contact() -> str:
    """Whom a letter tells to write to or call."""
    card = house_card()
    return contact(card.contact_name, card.contact_email, card.contact_phone) if card is not None else ""


def fields_for(incident: Incident, purchase: Purchase, reach: Reach) -> Fields:
    """What the letter to this buyer, or to whoever acts for them, may name."""
    title, name = called(purchase.customer, reach)
    return Fields(
        incident.ref, incident.title, purchase.bought_on, title=title, name=name, bought=purchase.label,
        bought_on=purchase.bought_on, contact=our_contact(),
    )  # fmt: skip


class Drawn(NamedTuple):
    """A letter as its reader will read it."""

    subject: str
    body: str
    signature: str


def drawn(wording: Words, fields: Fields, lang: Lang, for_whom: str = "") -> Drawn:
    """The letter to one reader: the fields filled in, for whom they read it, the parts that always come with it, who signs."""
    parts = [say(draft(LetterKind.PROACTIVE, fields, wording), lang).strip()]
    parts += [say(CONCERNS.fill(who=for_whom), lang)] if for_whom else []
    parts += [say(part, lang) for part in locked(LetterKind.PROACTIVE)]
    body = "\n\n".join(parts)
    return Drawn(say(subject(LetterKind.PROACTIVE, fields), lang)[:300], body, signature_of(lang, body))


LETTERS = (
    select(IncidentLetter)
    .join(Warned, Warned.id == IncidentLetter.warned_id)
    .options(contains_eager(IncidentLetter.warned).joinedload(Warned.customer))
    .order_by(IncidentLetter.id)
)


def letters_about(incident: Incident) -> list[IncidentLetter]:
    """The letters about an incident, in the order they were written."""
    return list(db.session.scalars(LETTERS.where(Warned.incident_id == incident.id)))


def letter_about(incident: Incident, number: int) -> IncidentLetter:
    """This letter about this incident; refuses one that does not exist."""
    found = db.session.scalars(
        LETTERS.where(Warned.incident_id == incident.id, IncidentLetter.id == number)
    ).one_or_none()
    if found is None:
        raise Refused("no_such_letter", words("Cette lettre n’existe pas.", "There is no such letter."), "letter")
    return found


def letters_to(customer_id: int) -> list[IncidentLetter]:
    """What a customer was written about incidents, the last first."""
    wanted = LETTERS.where(Warned.customer_id == customer_id).order_by(None).order_by(IncidentLetter.id.desc())
    return list(db.session.scalars(wanted))


def about_incidents_on_their_way(most: int = 300) -> list[IncidentLetter]:
    """Letters about incidents that have not left yet."""
    wanted = LETTERS.where(IncidentLetter.sent_at.is_(None), IncidentLetter.stopped_at.is_(None)).limit(most)
    return list(db.session.scalars(wanted))


def counted(letters: list[IncidentLetter]) -> list[tuple[Standing, int]]:
    """How many letters stand where, in the order in which they travel."""
    found = [row.standing for row in letters]
    return [(standing, found.count(standing)) for standing in Standing if standing in found]
