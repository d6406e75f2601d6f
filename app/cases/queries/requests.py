"""Requests of people for their data: open ones first by date, those of one customer, the time each has."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.cases.models import AccessRequest, Case
from app.cases.queries.sight import visible
from app.kernel import Refused, words
from app.people.models import Customer
from app.people.rules import Actor, Permission
from app.plumbing.db import db
from app.regimes.queries import request_times
from app.regimes.rules.requests import RequestTime, time_for

ACCESS = "access"


def time_to_answer(on: date) -> RequestTime:
    """How long we have to answer a request for access received on a day."""
    return time_for(request_times(), ACCESS, on)


def open_requests() -> list[AccessRequest]:
    """The requests that were not answered, the first due first."""
    with_both = (joinedload(AccessRequest.customer), joinedload(AccessRequest.promise))
    wanted = select(AccessRequest).where(AccessRequest.answered_at.is_(None)).options(*with_both)
    return sorted(db.session.scalars(wanted), key=lambda row: (row.asked.until_on, row.id))


def pressing_requests(actor: Actor, on: date) -> list[AccessRequest]:
    """Those that whoever answers is alerted to on this day: the last one is near or has passed.

    A request recorded on a case is a promise too, whose maker is reminded of it there: not told to them twice.
    """
    if not actor.may(Permission.ACCESS_ANSWER):
        return []
    return [row for row in open_requests() if _presses(row, on) and not promised_by(row, actor)]


def _presses(row: AccessRequest, on: date) -> bool:
    return row.asked.days_left(on) <= time_to_answer(row.received_on).alert_days


def promised_by(row: AccessRequest, actor: Actor) -> bool:
    """Did this person promise the answer on a case?"""
    return row.promise is not None and row.promise.owner_id == actor.staff_id and row.promise.state == "open"


def answered_requests(most: int = 100) -> list[AccessRequest]:
    """Those that were, the last first."""
    wanted = (
        select(AccessRequest).where(AccessRequest.answered_at.is_not(None)).options(joinedload(AccessRequest.customer))
    )
    return list(
        db.session.scalars(wanted.order_by(AccessRequest.answered_at.desc(), AccessRequest.id.desc()).limit(most))
    )


def requests_of(customer_id: int) -> list[AccessRequest]:
    """Every request of a customer, the last first."""
    wanted = select(AccessRequest).where(AccessRequest.customer_id == customer_id)
    return list(db.session.scalars(wanted.order_by(AccessRequest.id.desc())))


def request_numbered(number: int) -> AccessRequest:
    """This request; refuses an unknown number."""
    found = db.session.get(AccessRequest, number)
    if found is None:
        raise Refused("no_such_request", words("Cette demande n’existe pas.", "There is no such request."), "request")
    return found


def all_seen(by: Actor, customer_id: int) -> bool:
    """May this person see every case of the customer? A copy shows them all."""
    mine = Case.customer_id == customer_id
    return (
        db.session.scalar(select(Case.id).where(mine, ~Case.id.in_(select(Case.id).where(mine, visible(by)))).limit(1))
        is None
    )


def with_open_request() -> Select[int]:
    """The condition, for a query on customers, that a request of theirs is not answered yet."""
    return (
        select(AccessRequest.id)
        .where(AccessRequest.customer_id == Customer.id, AccessRequest.answered_at.is_(None))
        .correlate(Customer)
    )
