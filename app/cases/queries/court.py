"""The way to court for what a case is about, as its regimes know it: information with its source, never advice to sue."""

from __future__ import annotations

from datetime import datetime

from app.cases.models import Case
from app.cases.queries.clocks import facts_of, happened, packs_of
from app.cases.rules.notices import ATTEMPTS
from app.regimes.rules.route import Route, route_to_court

MEDIATED = dict(ATTEMPTS)["mediation"]
"""What shows that a mediation was tried; going to the conciliator alone is no attempt yet."""


def route_of(case: Case, at: datetime) -> Route:
    """Court, form, prior attempt, cost and limits of the customer's claim; without an amount what hangs on it stays open."""
    events = happened(case)
    mediated = {event.name for event in events} & set(MEDIATED)
    facts = {**facts_of(case), "amicable.attempt": "mediation" if mediated else "none"}
    if not case.claimed_minor:
        facts.pop("claim.total", None)
    return route_to_court(packs_of(case), events, facts, as_of=at, zone=case.zone)
