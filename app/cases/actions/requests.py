"""A person asks for their data (GDPR, art. 15): recorded on the customer, extended once, answered with a copy or with reasons."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from app.cases.actions.promising import keep_promise
from app.cases.models import AccessRequest, Promise
from app.cases.queries.requests import all_seen, time_to_answer
from app.cases.rules.requests import Outcome, require_extension, require_open, require_reason, require_receipt
from app.journal.actions import HOUSE, record_late
from app.kernel import Event, Json, Refused, day_of, words
from app.people.models import Customer
from app.people.rules import Actor, Permission
from app.plumbing.db import db
from app.plumbing.typography import PARIS, say


def record_request(
    customer: Customer, received_on: date, *, by: Actor, at: datetime, promise: Promise | None = None
) -> AccessRequest:
    """Record that a customer asks for their data, with the last day to answer; whoever hears it may."""
    if not by.may(Permission.CASE_FACT) and not by.may(Permission.ACCESS_ANSWER):
        raise Refused("not_allowed", MAY_NOT_RECORD, "received_on")
    if customer.anonymous:
        raise Refused("nobody", NOBODY, "received_on")
    require_receipt(received_on, day_of(at, PARIS))
    time = time_to_answer(received_on)
    row = AccessRequest(
        customer_id=customer.id, customer=customer, received_on=received_on, due_on=time.due_on(received_on), rule=time.id,
        promise_id=promise.id if promise is not None else None, recorded_at=at, by=by.key,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # its number goes into the journal
    _tell(row, "house.access_requested", by, at, received_on=received_on.isoformat(), due_on=row.due_on.isoformat())
    return row


def extend_request(row: AccessRequest, reason: str, *, by: Actor, at: datetime) -> AccessRequest:
    """Give oneself the longer time, once, within the first month; the person is told with the reasons (`correspondence`)."""
    row = _locked(row, by)
    require_extension(row.asked, reason, day_of(at, PARIS))
    row.extended_until_on = time_to_answer(row.received_on).extended_on(row.received_on)
    row.extension_reason = reason.strip()
    _tell(row, "house.access_extended", by, at, until_on=row.extended_until_on.isoformat())
    return row


def answer_request(row: AccessRequest, outcome: Outcome, reason: str = "", *, by: Actor, at: datetime) -> AccessRequest:
    """Note that a request was answered: with the copy, or refused with reasons; the promise made on a case is kept."""
    row = _locked(row, by)
    require_open(row.asked)
    if outcome is Outcome.REFUSED:
        require_reason(reason)
    elif not row.pdf_key:
        raise Refused("no_copy", NO_COPY, "request")
    row.outcome, row.refusal, row.answered_at, row.answered_by = outcome, reason.strip(), at, by.key
    if row.promise is not None and row.promise.state in ("open", "broken"):
        keep_promise(row.promise.case, row.promise, say(outcome.words, "fr"), by=by, at=at)
    _tell(row, "house.access_answered", by, at, outcome=outcome.value)
    return row


def require_sight(row: AccessRequest, *, by: Actor) -> None:
    """Refuse to prepare or to read a copy to whoever may not see all it shows."""
    if not by.may(Permission.ACCESS_ANSWER):
        raise Refused("not_allowed", MAY_NOT_ANSWER, "request")
    if not all_seen(by, row.customer_id):
        raise Refused("not_all_seen", NOT_ALL_SEEN, "request")


def _locked(row: AccessRequest, by: Actor) -> AccessRequest:
    if not by.may(Permission.ACCESS_ANSWER):
        raise Refused("not_allowed", MAY_NOT_ANSWER, "request")
    wanted = select(AccessRequest).where(AccessRequest.id == row.id).with_for_update(of=AccessRequest)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def _tell(row: AccessRequest, kind: str, by: Actor, at: datetime, **more: Json) -> None:
    record_late(Event(kind, HOUSE, at, by.key, {"request": row.id, "customer": row.customer_id, **more}))


MAY_NOT_RECORD = words("Votre rôle ne permet pas de noter cette demande.", "Your role may not record this request.")
MAY_NOT_ANSWER = words(
    "Seules la qualité et la direction répondent aux demandes d’accès.",
    "Only the quality officer and the director answer access requests.",
)
NOT_ALL_SEEN = words(
    "La copie montrerait un dossier que vous ne voyez pas : quelqu’un d’autre doit répondre.",
    "The copy would show a case that you may not see: somebody else has to answer.",
)
NOBODY = words(
    "Ce client n’a pas de nom : rien n’est gardé de lui.", "This customer is nameless: nothing is kept of them."
)
NO_COPY = words("Préparez d’abord la copie.", "First prepare the copy.")
