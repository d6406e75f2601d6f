"""Limiting a customer's channels for unreasonable conduct, and lifting it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from app.cases.models import Limitation
from app.cases.rules.conduct import check_limit
from app.kernel import Json, Refused, day_of, words
from app.people.actions import changed
from app.people.models import Customer
from app.people.rules import Actor, Permission
from app.plumbing.db import db

ZONE = "Europe/Paris"
NOT_ALLOWED = words("Seule la qualité décide de limiter des canaux.", "Only quality officers decide to limit channels.")
LIFTED = words("Cette décision est déjà levée.", "This decision is lifted already.")


def limit_conduct(
    customer: Customer, channels: Sequence[str], reason: str, from_on: date, review_on: date, *, by: Actor, at: datetime
) -> Limitation:
    """Limit the channels of a customer; a decision that stands is lifted by the new one. Never rights or clocks."""
    check_limit(channels, reason, from_on, review_on, day_of(at, ZONE))
    number = _decider(by)
    for standing in db.session.query(Limitation).filter_by(customer_id=customer.id, lifted_at=None):
        lift_conduct(standing, by=by, at=at)
    row = Limitation(
        customer_id=customer.id,
        channels=",".join(channels),
        reason=reason.strip(),
        from_on=from_on,
        review_on=review_on,
        by_id=number,
        at=at,
    )
    db.session.add(row)
    data: dict[str, Json] = {"customer": customer.id, "channels": row.channels, "review_on": review_on.isoformat()}
    changed("conduct.limited", by=by, at=at, data=data)
    return row


def lift_conduct(row: Limitation, *, by: Actor, at: datetime) -> None:
    """Open all channels again."""
    _decider(by)
    if row.lifted_at is not None:
        raise Refused("already_lifted", LIFTED, "limit")
    row.lifted_at = at
    changed("conduct.lifted", by=by, at=at, data={"customer": row.customer_id, "channels": row.channels})


def _decider(by: Actor) -> int:
    if by.staff_id is None or not by.may(Permission.CASE_LIMIT):
        raise Refused("not_allowed", NOT_ALLOWED, "reason")
    return by.staff_id
