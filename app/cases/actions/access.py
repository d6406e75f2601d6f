"""A person asks for their data (GDPR, art. 15): the request is told, and becomes a promise for the legal month."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.cases.actions.promising import promise
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, Promise
from app.kernel import Audience, Refused, day_ends_at, day_of, words
from app.people.rules import Actor, Permission
from app.plumbing.typography import say
from app.regimes.rules.dates import add_months

ORIGIN = "gdpr:15"
MONTHS = 1
"""To answer, from receipt (GDPR, art. 12(3)); two more for a complex request are agreed with the person, by hand."""


def record_access_request(case: Case, received_on: date, *, by: Actor, at: datetime) -> Promise:
    """Record that a person asks for their data: an open promise, which also keeps the case until it is answered."""
    if not by.may(Permission.CASE_FACT):
        raise Refused("not_allowed", NOT_ALLOWED, "received_on")
    if received_on > day_of(at, case.zone):
        raise Refused("future", FUTURE, "received_on")
    due_on = add_months(received_on, MONTHS)
    data = {"received_on": received_on.isoformat(), "due_on": due_on.isoformat()}
    tell(case, "case.access_requested", Happening({**data}, audience=Audience.INTERNAL), by=by, at=at)
    what = say(WHAT.fill(on=received_on), "en" if case.lang == "en" else "fr", case.zone)
    due_at = max(day_ends_at(due_on, case.zone) - timedelta(seconds=1), at + timedelta(minutes=1))
    return promise(case, what, due_at, by=by, at=at, origin=ORIGIN)


WHAT = words(
    "Répondre à votre demande d’accès du {on} (RGPD, art. 15)", "Answer your access request of {on} (GDPR, art. 15)"
)
FUTURE = words("Cette demande ne peut pas venir de l’avenir.", "This request cannot come from the future.")
NOT_ALLOWED = words("Votre rôle ne permet pas de noter cette demande.", "Your role may not record this request.")
