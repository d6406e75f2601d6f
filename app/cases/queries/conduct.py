"""Decisions that limit the channels of customers: those of one customer, and those to be reviewed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.cases.models import Limitation
from app.cases.rules.conduct import SOON
from app.kernel import Refused, words
from app.people.models import Customer
from app.people.rules import Actor, Permission
from app.plumbing.db import db

NO_SUCH_LIMIT = words("Cette décision n’existe pas.", "There is no such decision.")


def conduct_limits(customer_id: int) -> list[Limitation]:
    """Every decision about this customer, the newest first."""
    wanted = select(Limitation).where(Limitation.customer_id == customer_id)
    return list(db.session.scalars(wanted.order_by(Limitation.id.desc())))


def conduct_limit(customer_id: int, number: int) -> Limitation:
    """One of them; refuses an unknown one."""
    row = db.session.get(Limitation, number)
    if row is None or row.customer_id != customer_id:
        raise Refused("no_such_limit", NO_SUCH_LIMIT, "limit")
    return row


def limits_to_review(actor: Actor, on: date) -> list[tuple[Limitation, Customer]]:
    """Decisions that stand and whose review is near or past, for whoever reviews them; the first due first."""
    if not actor.may(Permission.CASE_LIMIT):
        return []
    wanted = (
        select(Limitation, Customer)
        .join(Customer, Customer.id == Limitation.customer_id)
        .where(Limitation.lifted_at.is_(None), Limitation.review_on <= on + SOON)
        .order_by(Limitation.review_on, Limitation.id)
        .limit(100)
    )
    return [(row, customer) for row, customer in db.session.execute(wanted)]
