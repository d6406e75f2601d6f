"""What the house of the story writes to buyers of the Vesta hobs who have not complained, and who asked it for their data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from app.cases.actions import decide_incident, record_request
from app.cases.models import Incident
from app.cases.queries import cases_of_incident
from app.cli.story import cast
from app.cli.story.days import Days
from app.cli.story.script import House, typeset
from app.correspondence.actions import write_to_buyers
from app.correspondence.queries.incidents import recipients
from app.kernel import words
from app.people.rules import SYSTEM
from app.plumbing.db import db

Deed = Callable[[datetime], None]
QUALITY, INCIDENT = "claire", "vesta"
DECISION = (
    "Remplacer chaque plaque de la série par un modèle d’une autre série, pose comprise, sans rien demander au client ni discuter "
    "de la garantie. Prévenir par lettre ceux qui n’ont pas réclamé."
)
WARNED = ("colin", "besson", "mercer")
"""Who bought such a hob and had not complained by then; one of them will."""
FOUND_LATE = "vasseur"
"""A buyer found in the books of the shop afterwards: nobody has written to her yet."""
ASKED_FOR_DATA = "moreau"
"""Somebody who wants to know what the house holds of him."""
FR = (
    "{greeting},\n\nVous avez acheté chez nous : {bought}, le {bought_on}. Nous vous écrivons sans attendre que vous ayez à réclamer.\n\n"
    "Sur certaines plaques de cette série, un connecteur du foyer avant droit peut chauffer. Par prudence, n’utilisez plus ce foyer "
    "et coupez la plaque au tableau électrique si vous sentez une odeur de brûlé.\n\n"
    "Nous remplaçons l’appareil par un modèle d’une autre série et nous le posons chez vous ; vous n’avez rien à payer. Donnez-nous "
    "simplement le jour qui vous convient.\n\n"
    "Pour prendre rendez-vous, ou pour toute question : {contact}. Rappelez la référence {ref}."
)
EN = (
    "{greeting},\n\nYou bought from us: {bought}, on {bought_on}. We are writing to you without waiting for you to have to complain.\n\n"
    "On some hobs of this series a connector of the front right ring can overheat. As a precaution, stop using that ring, and switch "
    "the hob off at the fuse box if you smell burning.\n\n"
    "We are replacing the appliance with one of another series and will fit it at your home; you have nothing to pay. Just tell us "
    "which day suits you.\n\n"
    "To make an appointment, or for any question: {contact}. Please give the reference {ref}."
)


def deeds(house: House, days: Days) -> Iterator[tuple[datetime, Deed]]:
    """When the house decides and writes, and doing it."""
    yield days.at(days.ago(145), 11 * 60), lambda at: _decide(house, at)
    yield days.at(days.ago(23), 10 * 60), lambda at: _write(house, days, at)
    yield days.at(days.ago(2), 16 * 60), lambda at: _know(house, days, FOUND_LATE, at)
    yield days.at(days.ago(12), 9 * 60 + 30), lambda at: _asked(house, days, at)


def _decide(house: House, at: datetime) -> None:
    row, by = _incident(house), house.member(QUALITY).actor
    decide_incident(row, typeset(DECISION), cases_of_incident(by, row), by=by, at=at)


def _write(house: House, days: Days, at: datetime) -> None:
    for key in WARNED:
        _know(house, days, key, at)
    row = _incident(house)
    everybody = [one.number for one in recipients(row, days.today).reached]
    write_to_buyers(row, words(typeset(FR), EN), everybody, by=house.member(QUALITY).actor, at=at)


def _know(house: House, days: Days, key: str, at: datetime) -> None:
    house.customers[key] = cast.welcome(days, key, by=SYSTEM, at=at).id
    house.purchases[key] = cast.sell(days, key, house.customer(key), by=SYSTEM, at=at).id


def _asked(house: House, days: Days, at: datetime) -> None:
    by = house.member("alice").actor
    record_request(house.customer(ASKED_FOR_DATA), days.ago(13), by=by, at=at)


def _incident(house: House) -> Incident:
    return db.session.get_one(Incident, house.incidents[INCIDENT])
