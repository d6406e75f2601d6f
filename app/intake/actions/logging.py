"""Logging a complaint from the one page: a new case, or a repeat attached to one that exists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from app.cases import actions as cases
from app.cases.actions.logging import Complaint
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.cases.rules.parties import PartyRole
from app.cases.rules.workflow import State
from app.kernel import Audience, Json, Refused, words
from app.people import actions as people
from app.people.models import Customer, Purchase, Service
from app.people.rules import Actor, CustomerKind, Permission
from app.plumbing.db import db

WHO = words("Indiquez qui se plaint.", "Say who complains.")
IS_CLOSED = words(
    "Le dossier {ref} est clos : enregistrez un dossier lié, ou demandez à un superviseur de le rouvrir.",
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


def log(draft: Draft, *, by: Actor, at: datetime) -> Case:
    """Log a complaint: the case, its customer if new, its parties, its link; oral and unsolved: the invitation to write."""
    customer = draft.customer or _new_customer(draft, by, at)
    _check_purchase(draft.purchase, customer)
    case = cases.log_case(
        draft.complaint, customer, draft.service, by=by, at=at, purchase=draft.purchase, kind=draft.kind
    )
    if draft.speaker is not None:
        _add_speaker(case, draft.speaker, by, at)
    if draft.minutes:
        cases.book_time(case, draft.minutes, draft.complaint.channel, by=by, at=at, quiet=True)
    if draft.linked_to is not None:
        cases.link_cases(case, draft.linked_to, draft.link_why, by=by, at=at)
    _after_talking(case, draft, by, at)
    return case


def _new_customer(draft: Draft, by: Actor, at: datetime) -> Customer:
    if draft.person is None or not draft.person.name.strip():
        raise Refused("who_missing", WHO, "who")
    person, complaint = draft.person, draft.complaint
    return people.add_customer(
        by=by,
        at=at,
        kind=draft.kind or CustomerKind.CONSUMER,
        lang=complaint.lang,
        country=complaint.country,
        **vars(person),
    )


def _check_purchase(purchase: Purchase | None, customer: Customer) -> None:
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


def _after_talking(case: Case, draft: Draft, by: Actor, at: datetime) -> None:
    """Solved on the spot: reported by staff and closed; oral and not solved: the customer is invited to write."""
    if draft.solved:
        cases.take_charge(case, by=by, at=at)
        cases.close(case, "close_solved", by=by, at=at, solved="yes")
    elif not draft.complaint.written:
        tell(case, "case.invited_to_write", Happening(audience=Audience.CUSTOMER), by=by, at=at)


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
    sent_on = complaint.sent_on or complaint.received_on
    data: dict[str, Json] = {"channel": complaint.channel, "written": complaint.written, "direction": "in"}
    happened: dict[str, date | datetime] = {"complaint.first": sent_on}
    if complaint.written:
        happened |= {"first_written_complaint.sent": sent_on, "first_written_complaint.received": complaint.received_on}
        case.first_written_on = min(sent_on, case.first_written_on or sent_on)
    tell(case, "case.repeated", Happening(data, audience=Audience.CUSTOMER, happened=happened), by=by, at=at)
    db.session.flush()  # duties are derived from what the journal and the case now hold
    cases.refresh(case, at=at)
    return case
