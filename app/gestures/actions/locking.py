"""Rows that money and sums depend on, locked in one fixed order: budgets, cases, customers, offers.

Every action that will move money in its unit of work locks the budget first, even while it only prepares an offer:
who holds a case and then asks for the budget would wait for ever on somebody who holds the budget and asks for the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import Select, select

from app.cases.models import Case
from app.costs.models import Budget
from app.costs.queries import locked_budgets
from app.gestures.models import Offer
from app.people.models import Customer
from app.plumbing.db import NOT_KEYS, db
from app.plumbing.unit_of_work import held

T = TypeVar("T")


def lock(case_id: int, budget_ids: Iterable[int | None], offer_ids: Iterable[int | None] = ()) -> dict[int, Budget]:
    """Lock them until the end of the unit of work, and read them afresh; returns the budgets."""
    return lock_many([case_id], budget_ids, offer_ids)


def lock_many(
    case_ids: Iterable[int], budget_ids: Iterable[int | None], offer_ids: Iterable[int | None] = ()
) -> dict[int, Budget]:
    """The same for several cases: each table in the order of its numbers."""
    budgets = locked_budgets(budget_ids)
    cases = _fresh(select(Case).where(Case.id.in_(sorted(set(case_ids)))).order_by(Case.id))
    held(Case).update({case.id: True for case in cases})
    customers = sorted({case.customer_id for case in cases})
    _fresh(select(Customer).where(Customer.id.in_(customers)).order_by(Customer.id))
    offers = sorted({one for one in offer_ids if one is not None})
    if offers:
        _fresh(select(Offer).where(Offer.id.in_(offers)).order_by(Offer.id))
    return budgets


def _fresh(wanted: Select[T]) -> Sequence[T]:
    return db.session.scalars(wanted.with_for_update(**NOT_KEYS).execution_options(populate_existing=True)).all()
