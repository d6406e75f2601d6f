"""A person asks for their data (GDPR, art. 15) in a case: told in its journal, a promise for the legal month, a request of theirs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.cases.actions.promising import promise
from app.cases.actions.requests import record_request
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, Promise
from app.cases.queries.requests import time_to_answer
from app.kernel import Audience, Refused, day_ends_at, day_of, words
from app.people.rules import Actor, Permission
from app.plumbing.typography import say

ORIGIN = "gdpr:15"


def record_access_request(case: Case, received_on: date, *, by: Actor, at: datetime) -> Promise:
    """Record that a person asks for their data: an open promise, which also keeps the case until it is answered."""
    if not by.may(Permission.CASE_FACT):
        raise Refused("not_allowed", NOT_ALLOWED, "received_on")
    if received_on > day_of(at, case.zone):
        raise Refused("future", FUTURE, "received_on")
    due_on = time_to_answer(received_on).due_on(received_on)
    data = {"received_on": received_on.isoformat(), "due_on": due_on.isoformat()}
    tell(case, "case.access_requested", Happening({**data}, audience=Audience.INTERNAL), by=by, at=at)
    what = say(WHAT.fill(on=received_on), "en" if case.lang == "en" else "fr", case.zone)
    due_at = max(day_ends_at(due_on, case.zone) - timedelta(seconds=1), at + timedelta(minutes=1))
    row = promise(case, what, due_at, by=by, at=at, origin=ORIGIN)
    if not case.customer.anonymous:
        record_request(case.customer, received_on, by=by, at=at, promise=row)
    return row


WHAT = words(
    "Répondre à votre demande d’accès du {on} (RGPD, art. 15)", "Answer your access request of {on} (GDPR, art. 15)"
)
FUTURE = words("Cette demande ne peut pas venir de l’avenir.", "This request cannot come from the future.")
NOT_ALLOWED = words("Votre rôle ne permet pas de noter cette demande.", "Your role may not record this request.")
