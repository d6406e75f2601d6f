"""The house itself: services, how it presents itself, its dated terms, and the record of every change of settings."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from app.journal.actions import record_late
from app.kernel import Event, Json, Refused, day_of, words
from app.people.models import Clause, HouseCard, Service, Staff, Terms
from app.people.queries import all_services, house_card
from app.people.rules import Actor
from app.people.rules.clauses import check_start
from app.plumbing.db import db

SETTINGS = "settings"
HOUSE_ZONE = "Europe/Paris"


def changed(kind: str, *, by: Actor, at: datetime, data: dict[str, Json]) -> None:
    """Keep a change of the settings: what, who, when."""
    record_late(Event(kind, SETTINGS, at, by.key, data | by.came))


def add_service(code: str, name_fr: str, name_en: str, *, by: Actor, at: datetime) -> Service:
    """Open a service (a department)."""
    service = Service(code=code, name_fr=name_fr, name_en=name_en)
    db.session.add(service)
    db.session.flush()  # its number goes into the history
    changed("service.added", by=by, at=at, data={"service": service.id, "code": code})
    return service


def open_service(code: str, name_fr: str, name_en: str, *, by: Actor, at: datetime) -> Service:
    """Open a service from the settings; refuses a code that is missing or taken."""
    if not code:
        raise Refused("code_missing", words("Donnez un code.", "Give a code."), "code")
    if any(row.code == code for row in all_services()):
        message = words("Le code « {code} » est déjà pris.", "The code “{code}” is taken.", code=code)
        raise Refused("code_taken", message, "code")
    return add_service(code, name_fr, name_en, by=by, at=at)


def change_service(service: Service, *, by: Actor, at: datetime, **values: object) -> None:
    """Rename a service, or close it to new cases."""
    before: dict[str, Json] = {}
    after: dict[str, Json] = {}
    for name, value in values.items():
        old = getattr(service, name)
        if old != value:
            before[name], after[name] = kept_value(old), kept_value(value)
            setattr(service, name, value)
    if after:
        changed("service.changed", by=by, at=at, data={"service": service.id, "before": before, "after": after})


def kept_value(value: object) -> Json:
    """A value as the history of the settings keeps it: people by login, services by code."""
    if isinstance(value, list):
        return [kept_value(item) for item in value]
    if isinstance(value, Service):
        return value.code
    if isinstance(value, Staff):
        return value.login
    return value if isinstance(value, bool | int | str) or value is None else str(value)


def add_terms(
    version: str,
    title: str,
    in_force_from: date,
    clauses: list[tuple[str, str, str]],
    *,
    by: Actor,
    at: datetime,
    already: bool = False,
    file_key: str = "",
    file_name: str = "",
) -> Terms:
    """Publish a version of our terms with its numbered clauses; versions are added, never changed.

    `already`: they were in force before they are recorded here; otherwise they begin today at the earliest.
    """
    check_start(in_force_from, day_of(at, HOUSE_ZONE), already=already)
    if db.session.scalars(select(Terms).where(Terms.version == version)).one_or_none() is not None:
        message = words("La version {v} existe déjà.", "Version {v} exists already.", v=version)
        raise Refused("terms_exist", message, "version")
    same_day = db.session.scalars(select(Terms).where(Terms.in_force_from == in_force_from)).first()
    if same_day is not None:
        raise Refused("terms_same_day", SAME_DAY.fill(v=same_day.version, on=in_force_from), "in_force_from")
    row = Terms(version=version, title=title, in_force_from=in_force_from, file_key=file_key, file_name=file_name)
    row.clauses = [
        Clause(position=place, number=number, heading=heading, body=body)
        for place, (number, heading, body) in enumerate(clauses, start=1)
    ]
    db.session.add(row)
    db.session.flush()  # its number goes into the history
    changed("terms.added", by=by, at=at, data={"terms": row.id, "version": version, "from": in_force_from.isoformat()})
    return row


SAME_DAY = words(
    "La version {v} entre déjà en vigueur le {on} : un contrat n’a qu’une version. Choisissez un autre jour.",
    "Version {v} comes into force on {on} already: a contract has one version. Choose another day.",
)
CARD = (
    "name", "registration", "address", "contact_name", "contact_capacity_fr", "contact_capacity_en", "contact_email",
    "contact_phone", "site", "signatory_name", "signatory_capacity_fr", "signatory_capacity_en",
)  # fmt: skip
"""What the house says of itself on paper."""


def present_house(*, by: Actor, at: datetime, **values: str) -> HouseCard:
    """Say how the company presents itself on paper (name, registration, address, designated contact)."""
    before = house_card()
    kept = {name: getattr(before, name) if before is not None else "" for name in CARD} | values
    if not kept["name"].strip():
        raise Refused("name_missing", words("Indiquez le nom de l’entreprise.", "Give the company’s name."), "name")
    row = HouseCard(**kept, at=at, by=by.key)
    db.session.add(row)
    fields: list[Json] = [name for name in CARD if before is None or getattr(before, name) != kept[name]]
    changed("house.presented", by=by, at=at, data={"fields": fields})
    return row
