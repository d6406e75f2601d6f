"""When the facts of a dispute happened, and when the customer came to know of them: several limits count from these days."""

from __future__ import annotations

from datetime import date, datetime

from app.cases.actions.applying import refresh
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.cases.queries import happened, locked
from app.cases.queries.clocks import FIRST_COUNTS
from app.kernel import Audience, Json, Refused, day_of, words
from app.people.rules import Actor

TOLD = "case.days"


def tell_days(case: Case, incident_on: date | None, known_on: date | None, *, by: Actor, at: datetime) -> None:
    """Note when the facts happened and when the customer knew of them, either or both; noted again, the last word counts."""
    case = locked(case)
    _check(case, incident_on, known_on, at)
    days = {"incident": incident_on, "knowledge": known_on}
    new: dict[str, date | datetime] = {name: on for name, on in days.items() if on is not None}
    data: dict[str, Json] = {f"{name}_on": on.isoformat() for name, on in days.items() if on is not None}
    tell(case, TOLD, Happening(data, {}, Audience.INTERNAL, happened=new), by=by, at=at)
    refresh(case, at=at)


def _check(case: Case, incident_on: date | None, known_on: date | None, at: datetime) -> None:
    """Refuse no day at all, a day to come, knowing of facts before them, and a complaint about facts to come."""
    if incident_on is None and known_on is None:
        raise Refused("days_missing", MISSING, "incident_on")
    today = day_of(at, case.zone)
    complained = min((e.day(case.zone) for e in happened(case) if e.name in FIRST_COUNTS), default=today)
    for on, field in ((incident_on, "incident_on"), (known_on, "known_on")):
        if on is not None and on > min(today, complained):
            raise Refused("after_complaint", AFTER.fill(on=min(today, complained)), field)
    if incident_on is not None and known_on is not None and known_on < incident_on:
        raise Refused("backwards", BACKWARDS, "known_on")


MISSING = words("Donnez au moins un des deux jours.", "Give at least one of the two days.")
AFTER = words(
    "Le client s’en est plaint dès le {on} : ce jour ne peut pas être plus tard.",
    "The customer complained of it as early as {on}: this day cannot be later.",
)
BACKWARDS = words(
    "Le client ne peut pas connaître les faits avant qu’ils aient lieu.",
    "The customer cannot know of the facts before they happen.",
)
