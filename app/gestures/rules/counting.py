"""What counts against ceilings: gestures of all authors, open, accepted or carried out; entitlements never."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.kernel import Money

COUNTS = frozenset({"open", "accepted", "carried_out"})
"""States of a line that count; refused, expired, superseded and voided ones do not."""


@dataclass(frozen=True)
class Given:
    """One line of an offer that was sent, by anybody."""

    case_id: int
    customer_id: int
    value: Money
    sent_on: date
    state: str
    offer_id: int = 0


@dataclass(frozen=True)
class Counted:
    """What was granted so far, in value to the customer: on this case, and to this customer over 12 months."""

    case: Money
    customer_12m: Money


def a_year_before(day: date) -> date:
    """The same civil day of the year before; 28 February for 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)


def count(
    given: Iterable[Given],
    case_ids: frozenset[int],
    customer_id: int,
    on: date,
    currency: str = "EUR",
    without: int = 0,
) -> Counted:
    """Add up what counts; `without` leaves one offer out (the one that is being improved or replaced)."""
    nothing = Money(0, currency)
    live = [one for one in given if one.state in COUNTS and one.offer_id != without and one.value.currency == currency]
    since = a_year_before(on)
    on_case = sum((one.value for one in live if one.case_id in case_ids), nothing)
    to_customer = sum((one.value for one in live if one.customer_id == customer_id and one.sent_on > since), nothing)
    return Counted(on_case, to_customer)
