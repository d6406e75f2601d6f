"""Decisions that limit the channels of customers: those of one customer, and those to be reviewed."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, select

from app.cases.models import Case, Limitation
from app.cases.rules.conduct import SOON, holds, limited, proposed
from app.cases.rules.entries import CHANNELS
from app.kernel import Refused, Words, words
from app.people.models import Customer
from app.people.rules import Actor, Permission
from app.plumbing.db import columns_of, db
from app.plumbing.memo import read_once

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


class Standing(NamedTuple):
    """A decision that nobody lifted: what it limits, from when, until its review."""

    channels: str
    from_on: date
    review_on: date


STANDING = (
    select(Limitation.channels, Limitation.from_on, Limitation.review_on)
    .where(Limitation.customer_id == bindparam("customer"), Limitation.lifted_at.is_(None))
    .order_by(Limitation.id.desc())
)


def standing_limits(customer_id: int) -> list[Standing]:
    """The decisions about a customer that nobody lifted; whether one holds, its dates say."""
    return [Standing._make(row) for row in columns_of(STANDING, {"customer": customer_id})]


@read_once
def limits_on(case: Case) -> list[Standing]:
    """The same for whoever works on a case: of an erased one nothing is said any more."""
    return [] if case.erased_at is not None else standing_limits(case.customer_id)


def closed_channels(case: Case, today: date) -> frozenset[str]:
    """The channels that a decision limits on this day for the customer of a case."""
    standing = [one for one in limits_on(case) if holds(one.from_on, one.review_on, today)]
    return frozenset(name for one in standing for name in one.channels.split(",") if name)


def first_channel(case: Case, today: date) -> str:
    """Which channel a form about this case proposes first."""
    return proposed(case.customer.prefers, closed_channels(case, today), tuple(CHANNELS))


def limits_said(standing: list[Standing], today: date) -> list[Words]:
    """Those that hold on this day, in words."""
    return [limited(one.channels, one.review_on) for one in standing if holds(one.from_on, one.review_on, today)]
