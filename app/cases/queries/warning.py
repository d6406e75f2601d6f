"""Whom an incident concerns who has not complained: who bought the same thing, who was written to, who complained since."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select, union

from app.cases.models import Case, Incident, Party, Warned
from app.cases.queries.sight import visible
from app.people.models import Customer, Purchase
from app.people.queries import buyers_of
from app.people.rules import Actor
from app.plumbing.db import columns_of, db
from app.plumbing.memo import read_once

MOST = 2_000
"""Purchases looked at at once."""


def bought_in(incident: Incident) -> list[str]:
    """What the customers of an incident's cases bought, by name."""
    wanted = select(Purchase.label).join(Case, Case.purchase_id == Purchase.id).where(Case.incident_id == incident.id)
    return sorted({label for label in db.session.scalars(wanted) if label})


def complained(incident: Incident) -> set[int]:
    """Everybody who has complained of it, whoever sees their case: by a case of the incident or merged into one, as a party to
    one, or by an open case on the same thing that nobody has attached yet.
    """
    mine = select(Case.id).where(Case.incident_id == incident.id)
    merged = select(Case.customer_id).where(Case.merged_into_id.in_(mine))
    parties = select(Party.customer_id).where(Party.case_id.in_(mine), Party.customer_id.is_not(None))
    of_cases = select(Case.customer_id).where(Case.incident_id == incident.id)
    return set(db.session.scalars(union(of_cases, merged, parties))) | set(
        db.session.scalars(_loose(incident).with_only_columns(Case.customer_id))
    )


def has_complained(warned: Warned) -> bool:
    """Has somebody who is written to complained meanwhile?"""
    return warned.customer_id in complained(warned.incident)


def _loose(incident: Incident) -> Select[Case]:
    """Open cases on the same thing that belong to no incident."""
    same = select(Purchase.id).where(Purchase.label.in_(bought_in(incident)))
    return select(Case).where(Case.is_open, Case.incident_id.is_(None), Case.purchase_id.in_(same))


def perhaps_of(actor: Actor, incident: Incident, most: int = 20) -> list[Case]:
    """Open cases that perhaps have this cause, among those the actor may see: on the same thing, or of somebody written to."""
    written = select(Warned.customer_id).where(Warned.incident_id == incident.id)
    theirs = select(Case.id).where(
        Case.is_open,
        Case.incident_id.is_(None),
        Case.customer_id.in_(written),
        Case.received_on >= incident.opened_at.date(),
    )
    either = union(_loose(incident).with_only_columns(Case.id), theirs)
    wanted = select(Case).where(Case.id.in_(either), visible(actor)).order_by(Case.id.desc())
    return list(db.session.scalars(wanted.limit(most)))


def to_warn(incident: Incident, most: int) -> list[Purchase]:
    """The last such purchase of everybody who bought the same thing, has not complained and was not written to yet."""
    labels = bought_in(incident)
    if not labels:
        return []
    written = set(db.session.scalars(select(Warned.customer_id).where(Warned.incident_id == incident.id)))
    found: dict[int, Purchase] = {}
    for one in buyers_of(labels, complained(incident) | written, most):
        found.setdefault(one.customer_id, one)
    return list(found.values())


class Proposed(NamedTuple):
    """An open incident that a case of somebody perhaps belongs to: since when they know from us, and about which purchase."""

    ref: str
    title: str
    at: datetime
    purchase_id: int


PROPOSED = (
    select(Incident.ref, Incident.title, Warned.at, Warned.purchase_id)
    .join(Warned, Warned.incident_id == Incident.id)
    .where(Warned.customer_id == bindparam("customer"), Incident.closed_at.is_(None))
    .order_by(Warned.id.desc())
)


def proposed_to(customer_id: int) -> list[Proposed]:
    """The open incidents about which a customer was written to."""
    return [Proposed._make(row) for row in columns_of(PROPOSED, {"customer": customer_id})]


@read_once
def proposed_for(case: Case) -> list[Proposed]:
    """The same for the page of a case."""
    return proposed_to(case.customer_id)


def in_open_incident() -> Select[int]:
    """The condition, for a query on customers, that they were written to about an incident that is not over."""
    return (
        select(Warned.id)
        .join(Incident, Incident.id == Warned.incident_id)
        .where(Warned.customer_id == Customer.id, Incident.closed_at.is_(None))
        .correlate(Customer)
    )
