"""Who may speak for the complainant: a mandate that arrives, one that ends, and who of several is written to."""

from __future__ import annotations

from datetime import date, datetime

from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, Party
from app.cases.queries import locked
from app.cases.rules.parties import PartyRole
from app.cases.rules.standing_in import may_be_chosen, stand_in
from app.kernel import Audience, Json, Refused, day_of, words
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


NOT_ONE_OF_SEVERAL = words(
    "{name} ne peut pas être choisi(e) : il faut une adresse, et être plusieurs à agir.",
    "{name} cannot be chosen: it takes an address, and several who act.",
)


def choose_reader(case: Case, party: Party, *, by: Actor, at: datetime) -> None:
    """Write from now on to this one of several heirs, parents or guardians; link and codes follow."""
    case = locked(case)
    found = stand_in(case.parties, day_of(at, case.zone))
    if found is None or not may_be_chosen(found, party):
        raise Refused("not_one_of_several", NOT_ONE_OF_SEVERAL.fill(name=party.name), "party")
    for one in case.parties:
        if one.role is party.role:
            one.mandate_signed = one is party
    tell(
        case,
        "case.reader",
        Happening({"role": party.role.value}, {"name": party.name}, Audience.INTERNAL),
        by=by,
        at=at,
    )
