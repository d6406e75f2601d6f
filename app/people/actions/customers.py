"""Customers: entered once, changed with a record, forgotten; what they bought."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.kernel import Event, Json, Money, Refused, words
from app.people.actions.house import changed
from app.people.models import Customer, Purchase
from app.people.rules import Actor, CustomerKind, Segment
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.rows import insert_one
from app.plumbing.search import plain

GOOD_STANDING = "good"
"""Of a customer until somebody says otherwise."""


def enter_customer(
    name: str,
    *,
    by: Actor,
    at: datetime,
    kind: CustomerKind = CustomerKind.CONSUMER,
    title: str = "",
    organisation: str = "",
    email: str = "",
    phone: str = "",
    street: str = "",
    postcode: str = "",
    city: str = "",
    country: str = "FR",
    lang: str = "fr",
    prefers: str = "email",
    segment: Segment = Segment.STANDARD,
    standing: str = GOOD_STANDING,
    since_on: date | None = None,
    headcount: int | None = None,
    turnover: Money | None = None,
) -> int:
    """Keep a new customer, and give back the number; refuses one without a name."""
    if not name.strip():
        raise Refused("name_missing", words("Indiquez le nom du client.", "Give the customer’s name."), "name")
    row = {
        "name": name.strip(),
        "name_key": plain(f"{name} {organisation}").strip(),
        "kind": kind,
        "title": title,
        "organisation": organisation,
        "email": email.strip(),
        "phone": phone,
        "street": street,
        "postcode": postcode,
        "city": city,
        "country": country,
        "lang": lang,
        "prefers": prefers,
        "segment": segment,
        "standing": standing,
        "customer_since_on": since_on,
        "headcount": headcount,
        "turnover_minor": turnover.minor if turnover else None,
        "created_at": at,
    }
    number = insert_one(Customer, row)
    changed("customer.added", by=by, at=at, data={"customer": number, "kind": kind.value})
    return number


def add_customer(name: str, *, by: Actor, at: datetime, **said: Any) -> Customer:
    """Keep a new customer (as `enter_customer` does), and give back the row."""
    return db.session.get_one(Customer, enter_customer(name, by=by, at=at, **said))


def anonymous_customer(source: str, external_id: str, country: str, lang: str, *, at: datetime) -> Customer:
    """The nameless customer of an imported record: one per record, found again by source and external number."""
    known = select(Customer).where(Customer.source == source, Customer.external_id == external_id)
    found = db.session.scalars(known).one_or_none()
    if found is None:
        found = Customer(
            name="",
            name_key="",
            kind=CustomerKind.CONSUMER,
            country=country,
            lang=lang,
            anonymous=True,
            source=source,
            external_id=external_id,
            created_at=at,
        )
        db.session.add(found)
        db.session.flush()  # cases point at its number
    return found


def change_customer(row: Customer, *, by: Actor, at: datetime, **values: object) -> None:
    """Change a customer; the history keeps which fields changed, not what they said (personal data)."""
    was = row.complainant.found_by
    fields: list[Json] = [name for name, value in values.items() if getattr(row, name) != value]
    for name, value in values.items():
        setattr(row, name, value)
    row.name_key = plain(f"{row.name} {row.organisation}").strip()
    if fields:
        changed("customer.changed", by=by, at=at, data={"customer": row.id, "fields": fields})
    if row.complainant.found_by != was:
        told: dict[str, Json] = {"customer": row.id}
        unit_of_work.tell(Event("people.customer_changed", f"customer:{row.id}", at, by.key, told, {"was": was}))


def forget_customer(row: Customer, *, by: Actor, at: datetime) -> None:
    """Keep of a customer only that there was one, of which kind, where and in which segment; of purchases, dates and prices."""
    for name in ("title", "name", "name_key", "organisation", "email", "phone", "street", "postcode", "city"):
        setattr(row, name, "")
    row.anonymous, row.source, row.external_id = True, None, None
    row.headcount, row.turnover_minor = None, None
    for bought in db.session.scalars(select(Purchase).where(Purchase.customer_id == row.id)):
        bought.reference, bought.label = "", ""
    changed("customer.forgotten", by=by, at=at, data={"customer": row.id})


def add_purchase(
    owner: Customer,
    reference: str,
    label: str,
    bought_on: date,
    price: Money,
    *,
    by: Actor,
    at: datetime,
    product: str = "",
    delivered_on: date | None = None,
    promised_on: date | None = None,
    channel: str = "online",
    condition: str = "new",
) -> Purchase:
    """Keep something a customer bought; refuses a delivery before the purchase."""
    if delivered_on is not None and delivered_on < bought_on:
        message = words("La livraison précède l’achat.", "The delivery comes before the purchase.")
        raise Refused("delivered_before_bought", message, "delivered_on")
    row = Purchase(
        customer_id=owner.id,
        reference=reference,
        label=label,
        product=product,
        bought_on=bought_on,
        price_minor=price.minor,
        currency=price.currency,
        delivered_on=delivered_on,
        promised_on=promised_on,
        channel=channel,
        condition=condition,
    )
    db.session.add(row)
    db.session.flush()  # cases point at its number
    changed("purchase.added", by=by, at=at, data={"customer": owner.id, "purchase": row.id})
    return row
