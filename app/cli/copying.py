"""The copy of their data for a person who asks for it (GDPR, art. 15): their record, and what they may read of their cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click
from sqlalchemy import select

from app.cases import actions, queries
from app.cases.models import Case
from app.cli.conventions import Told, command
from app.kernel import day_of
from app.people.models import Customer
from app.people.rules import Actor
from app.plumbing.db import db
from app.portal.queries.copying import copy_of


@command("customer-copy")
@click.argument("ref")
def customer_copy(told: Told, ref: str) -> dict[str, Any]:
    """The copy for the customer of a case: an allow-list; internal notes are read, masked and added by hand (GDPR, art. 15(4))."""
    customer = queries.case_for(told.by, ref).customer
    return copy_of(customer, _cases(told.by, customer), told.at)


def _cases(by: Actor, customer: Customer) -> list[Case]:
    wanted = select(Case).where(Case.customer_id == customer.id, queries.visible(by)).order_by(Case.id)
    return list(db.session.scalars(wanted))


@command("access-request", writes=True)
@click.argument("ref")
@click.option("--received-on", type=click.DateTime(formats=["%Y-%m-%d"]), help="The civil day it came (default today).")
def access_request(told: Told, ref: str, received_on: datetime | None) -> dict[str, Any]:
    """Record that the customer of a case asks for their data: a promise for the legal month, told in the journal."""
    case = queries.case_for(told.by, ref)
    on = received_on.date() if received_on is not None else day_of(told.at, case.zone)
    row = actions.record_access_request(case, on, by=told.by, at=told.at)
    return {"ref": case.ref, "promise": row.id, "due_on": day_of(row.due_at, case.zone).isoformat()}


COMMANDS = [customer_copy, access_request]
