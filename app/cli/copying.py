"""The copy of their data for a person who asks for it (GDPR, art. 15): their record, and what they may read of their cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click
from sqlalchemy import select

from app.cases import actions, queries
from app.cases.models import Case
from app.cli.told import Told, command
from app.kernel import Lang, day_of
from app.people.models import Customer, Purchase
from app.people.rules import Actor
from app.plumbing.db import db
from app.plumbing.typography import say
from app.portal.queries import CustomersPage, customers_page

RECORD = (
    "kind", "title", "name", "organisation", "email", "phone", "street", "postcode", "city", "country", "lang", "prefers",
)  # fmt: skip
"""What the record says of the person; segment and standing are our own judgement, and answered by hand."""


@command("customer-copy")
@click.argument("ref")
def customer_copy(told: Told, ref: str) -> dict[str, Any]:
    """The copy for the customer of a case: an allow-list; internal notes are read, masked and added by hand (GDPR, art. 15(4))."""
    customer = queries.case_for(told.by, ref).customer
    bought = db.session.scalars(select(Purchase).where(Purchase.customer_id == customer.id).order_by(Purchase.id))
    return {
        "made_on": day_of(told.at, "Europe/Paris").isoformat(),
        "record": {name: str(getattr(customer, name)) for name in RECORD},
        "purchases": [
            {"reference": row.reference, "label": row.label, "bought_on": row.bought_on.isoformat(), "price": row.price_minor}
            for row in bought
        ],
        "cases": [_case(customers_page(case, told.at)) for case in _cases(told.by, customer)],
    }  # fmt: skip


def _cases(by: Actor, customer: Customer) -> list[Case]:
    wanted = select(Case).where(Case.customer_id == customer.id, queries.visible(by)).order_by(Case.id)
    return list(db.session.scalars(wanted))


def _case(page: CustomersPage) -> dict[str, Any]:
    lang: Lang = "en" if page.case.lang == "en" else "fr"
    return {
        "ref": page.case.ref, "subject": page.case.subject, "received_on": page.case.received_on.isoformat(),
        "claims": [{"label": claim.label, "amount": claim.amount_minor} for claim in page.case.claims],
        "story": [{"on": line.on.isoformat(), "what": say(line.title, lang), "texts": list(line.texts)} for line in page.story],
        "offers": [{"number": offer.number, "text": offer.text_sent} for offer in page.offers],
        "letters": [{"on": _day(row.sent_on), "subject": row.subject, "text": row.body} for row in page.letters],
        "exhibits": [{"number": row.number, "title": row.title, "file": row.file_name, "sha256": row.file_key} for row in page.exhibits],
        "promises": [{"what": what, "on": on.isoformat()} for what, on in page.promises],
    }  # fmt: skip


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


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
