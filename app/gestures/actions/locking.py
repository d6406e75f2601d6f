"""Rows that money and sums depend on, locked in one fixed order: budget, case, customer, offer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import Select, select

from app.cases.models import Case
from app.costs.models import Budget
from app.costs.queries import locked_budgets
from app.gestures.models import Offer
from app.people.models import Customer
from app.plumbing.db import db

T = TypeVar("T")


def lock(case_id: int, budget_ids: Iterable[int | None], offer_ids: Iterable[int | None] = ()) -> dict[int, Budget]:
    """Lock them until the end of the unit of work, and read them afresh; returns the budgets."""
    budgets = locked_budgets(budget_ids)
    case = _fresh(select(Case).where(Case.id == case_id))
    _fresh(select(Customer).where(Customer.id == case.customer_id))
    for offer_id in sorted({one for one in offer_ids if one is not None}):
        _fresh(select(Offer).where(Offer.id == offer_id))
    return budgets


def _fresh(wanted: Select[T]) -> T:
    return db.session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).one()
