"""Who may speak for the complainant: a mandate that arrives, and one that ends."""

from __future__ import annotations

from datetime import date, datetime

from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, Party
from app.cases.rules.parties import PartyRole
from app.kernel import Audience, Json, Refused, words
from app.people.rules import Actor

NOT_REPRESENTING = words(
    "Seul un représentant a besoin d’un mandat : choisissez-le.", "Only a representative needs a mandate: choose one."
)
BACKWARDS = words("Le mandat finit avant de commencer.", "The mandate ends before it begins.")


def record_mandate(
    case: Case,
    party: Party,
    from_on: date,
    until_on: date | None,
    *,
    by: Actor,
    at: datetime,
    exhibit: int | None = None,
) -> Party:
    """Note that we hold the signed mandate of a representative, or that it now ends on another day."""
    if party.case_id != case.id or party.role is not PartyRole.REPRESENTATIVE:
        raise Refused("not_representing", NOT_REPRESENTING, "party")
    if until_on is not None and until_on < from_on:
        raise Refused("backwards", BACKWARDS, "until_on")
    party.mandate_signed, party.mandate_from, party.mandate_until = True, from_on, until_on
    party.mandate_exhibit = exhibit if exhibit is not None else party.mandate_exhibit
    data: dict[str, Json] = {"on": from_on.isoformat(), "until_on": until_on.isoformat() if until_on else ""}
    tell(case, "case.mandate", Happening(data, {"name": party.name}, Audience.INTERNAL), by=by, at=at)
    return party
