"""Logging a complaint from the one page: a new case, or a repeat attached to one that exists."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from app.cases import actions as cases
from app.cases.actions.logging import Complaint
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.cases.queries.clocks import opens_in_writing
from app.cases.rules.opening import Opening
from app.cases.rules.parties import PartyRole
from app.cases.rules.states import State
from app.kernel import Audience, Json, Refused, words
from app.people import actions as people
from app.people.models import Customer, Purchase, Service
from app.people.queries import complainant
from app.people.rules import Actor, Complainant, CustomerKind, Permission
from app.plumbing.db import db

WHO = words("Indiquez qui se plaint.", "Say who complains.")
IS_CLOSED = words(
    "Le dossier {ref} est clos : enregistrez un dossier lié, ou demandez à la supervision de le rouvrir.",
    "Case {ref} is closed: log a linked case, or ask a supervisor to reopen it.",
)
NOT_THEIRS = words("Cet achat n’est pas celui de ce client.", "That purchase is not this customer’s.")


@dataclass(frozen=True)
class Person:
    """A customer who is new to us, as typed."""

    name: str
    title: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    """Where they live; empty: where the law of their contract is from."""
    prefers: str = "email"


@dataclass(frozen=True)
class Speaker:
    """Somebody who speaks or stands beside the complainant, with a mandate if they represent."""

    role: PartyRole
    name: str
    email: str = ""
    mandate_signed: bool = False
    mandate_from: date | None = None
    mandate_until: date | None = None


@dataclass(frozen=True)
class Draft:
    """What the page collected: the complaint, who, and how it relates to cases that exist."""

    complaint: Complaint
    service: Service
    customer: Customer | None = None
    person: Person | None = None
    purchase: Purchase | None = None
    kind: CustomerKind | None = None
    speaker: Speaker | None = None
    linked_to: Case | None = None
    link_why: str = ""
    solved: bool = False
    """Solved at once, the customer says at the end of the contact."""
    minutes: int = 0
    extra: dict[str, str] = field(default_factory=dict)


def plan(draft: Draft, *, by: Actor, at: datetime) -> cases.Planned:
    """Work out all that needs no lock of what the page collected; writes nothing, refuses what cannot be logged."""
    who = draft.customer.complainant if draft.customer else _newcomer(draft)
    _check_purchase(draft.purchase, who)
    return cases.plan_case(draft.complaint, who, draft.service, by=by, at=at, purchase=draft.purchase, kind=draft.kind)


def log(draft: Draft, planned: cases.Planned | None = None, *, by: Actor, at: datetime) -> Opening:
    """Log a complaint: the case, its customer if new, its parties, its link; oral and unsolved: the invitation to write.

    `planned`: as it was worked out before this transaction was begun.
    """
    planned = planned or plan(draft, by=by, at=at)
    case = cases.open_case(planned, _written_down(planned.complainant, draft, by, at), by=by, at=at)
    if draft.minutes:
        cases.book_time(case, draft.minutes, draft.complaint.channel, by=by, at=at, quiet=True)
    if draft.speaker is not None or draft.linked_to is not None or draft.solved:
        _go_on(cases.row_of(case), draft, by, at)
    if not draft.solved and not draft.complaint.written and opens_in_writing(case):
        tell(case, "case.invited_to_write", Happening(audience=Audience.CUSTOMER), by=by, at=at)
    return case


def _go_on(case: Case, draft: Draft, by: Actor, at: datetime) -> None:
    """What else is said of it at once; solved on the spot: reported by staff and closed."""
    if draft.speaker is not None:
        _add_speaker(case, draft.speaker, by, at)
    if draft.linked_to is not None:
        cases.link_cases(case, draft.linked_to, draft.link_why, by=by, at=at)
    if draft.solved:
        cases.take_charge(case, by=by, at=at)
        cases.close(case, "close_solved", by=by, at=at, solved="yes")


def _newcomer(draft: Draft) -> Complainant:
    """A customer who is not written down yet."""
    person = draft.person
    if person is None or not person.name.strip():
        raise Refused("who_missing", WHO, "who")
    kind, name, email = draft.kind or CustomerKind.CONSUMER, person.name.strip(), person.email.strip()
    return Complainant(kind, people.GOOD_STANDING, person.title, name, person.organisation, email, person.phone)


def _written_down(planned: Complainant, draft: Draft, by: Actor, at: datetime) -> Complainant:
    """The customer as they are now: read again, or written first if they are new."""
    if planned.id is not None:
        return complainant(planned.id)
    assert draft.person is not None
    said = {
        **vars(draft.person),
        "lang": draft.complaint.lang,
        "country": draft.person.country or draft.complaint.country,
    }
    return replace(planned, id=people.enter_customer(by=by, at=at, kind=planned.kind, **said))


def _check_purchase(purchase: Purchase | None, customer: Complainant) -> None:
    if purchase is not None and purchase.customer_id != customer.id:
        raise Refused("not_their_purchase", NOT_THEIRS, "purchase")


def _add_speaker(case: Case, speaker: Speaker, by: Actor, at: datetime) -> None:
    cases.add_party(
        case,
        speaker.role,
        speaker.name,
        by=by,
        at=at,
        email=speaker.email,
        mandate_signed=speaker.mandate_signed,
        mandate_from=speaker.mandate_from,
        mandate_until=speaker.mandate_until,
    )


def attach_repeat(case: Case, complaint: Complaint, *, by: Actor, at: datetime, minutes: int = 0) -> Case:
    """The same facts again: a contact on the case that exists; the earliest first written complaint counts for ever.

    A closed case is reopened by whoever may; others are told what to do.
    """
    if case.state is State.CLOSED:
        if case.merged_into is not None:
            return attach_repeat(case.merged_into, complaint, by=by, at=at, minutes=minutes)
        if not by.may(Permission.CASE_REOPEN):
            raise Refused("case_closed", IS_CLOSED.fill(ref=case.ref), "relation")
        cases.reopen(case, complaint.what, by=by, at=at)
    cases.record_contact(case, complaint.channel, "in", complaint.what, by=by, at=at, minutes=minutes)
    count_repeat(case, complaint, by=by, at=at)
    return case


def count_repeat(case: Case, complaint: Complaint, *, by: Actor, at: datetime) -> None:
    """The complaint was said again, its words being in the case already; the earliest first written one counts for ever."""
    sent_on = complaint.sent_on or complaint.received_on
    data: dict[str, Json] = {"channel": complaint.channel, "written": complaint.written, "direction": "in"}
    if complaint.received_by:
        data["received_by"] = complaint.received_by
    happened: dict[str, date | datetime] = {"complaint.first": sent_on, "complaint.received": complaint.received_on}
    if complaint.written:
        happened |= {"first_written_complaint.sent": sent_on, "first_written_complaint.received": complaint.received_on}
        case.first_written_on = min(sent_on, case.first_written_on or sent_on)
    tell(case, "case.repeated", Happening(data, audience=Audience.CUSTOMER, happened=happened), by=by, at=at)
    db.session.flush()  # duties are derived from what the journal and the case now hold
    cases.refresh(case, at=at)


ALREADY_WRITTEN = words(
    "Ce dossier a déjà une première réclamation écrite.", "This case has a first written complaint already."
)


def in_writing(case: Case, text: str, received_on: date, *, by: Actor, at: datetime) -> None:
    """Somebody read a message that is in the case and says that it is the complaint, in writing: that decides dates for ever."""
    if not by.may(Permission.CASE_FACT):
        raise Refused("not_allowed", words("Votre rôle ne le permet pas.", "Your role may not."), "ref")
    if case.first_written_on is not None:
        raise Refused("written_already", ALREADY_WRITTEN, "ref")
    count_repeat(case, Complaint(text, "email", written=True, received_on=received_on), by=by, at=at)
