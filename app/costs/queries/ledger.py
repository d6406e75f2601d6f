"""Reading budgets and the ledger of money."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, or_, select

from app.cases.models import Case
from app.costs.models import Budget, TransferRow
from app.costs.rules.ledger import NO_BUDGET, Pot, Transfer, account, balances, route
from app.kernel import Money, Refused
from app.plumbing.db import NOT_KEYS, db


def budget_on(service_id: int, day: date, currency: str = "EUR") -> Budget | None:
    """The budget that pays for a service on a civil day: its own, else the one of the whole house."""
    wanted = select(Budget).where(
        or_(Budget.service_id == service_id, Budget.service_id.is_(None)),
        Budget.from_on <= day,
        Budget.to_on >= day,
        Budget.currency == currency,
    )
    found = list(db.session.scalars(wanted))
    return min(found, key=lambda row: (row.service_id is None, -row.from_on.toordinal(), row.id), default=None)


def require_budget(service_id: int, day: date, currency: str = "EUR") -> Budget:
    """The budget that pays; refuses when none is open."""
    found = budget_on(service_id, day, currency)
    if found is None:
        raise Refused("no_budget", NO_BUDGET, "gesture")
    return found


def locked_budgets(ids: Iterable[int | None]) -> dict[int, Budget]:
    """These budgets, their rows locked in a fixed order until the end of the unit of work."""
    wanted = sorted({one for one in ids if one is not None})
    rows = select(Budget).where(Budget.id.in_(wanted)).order_by(Budget.id).with_for_update(**NOT_KEYS)
    return {row.id: row for row in db.session.scalars(rows.execution_options(populate_existing=True))}


def all_budgets(on: date | None = None) -> list[Budget]:
    """Budgets, the newest period first; those in force on a civil day when one is given."""
    wanted = select(Budget).order_by(Budget.from_on.desc(), Budget.service_id)
    if on is not None:
        wanted = wanted.where(Budget.from_on <= on, Budget.to_on >= on)
    return list(db.session.scalars(wanted))


def transfers(*, case: Case | None = None, budget: Budget | None = None, limit: int | None = None) -> list[TransferRow]:
    """Rows of the ledger, newest first."""
    wanted = select(TransferRow).order_by(TransferRow.id.desc())
    if case is not None:
        wanted = wanted.where(TransferRow.case_id == case.id)
    if budget is not None:
        wanted = wanted.where(TransferRow.budget_id == budget.id)
    return list(db.session.scalars(wanted.limit(limit) if limit else wanted))


def every_transfer() -> list[Transfer]:
    """The whole ledger, for checking that it sums to zero."""
    columns = select(TransferRow.debit, TransferRow.credit, TransferRow.amount_minor, TransferRow.currency)
    return [Transfer(*row) for row in db.session.execute(columns)]


def spent_on(case: Case) -> Money:
    """What this case has cost in goodwill carried out, less what was taken back."""
    rows = select(TransferRow.debit, TransferRow.credit, TransferRow.amount_minor, TransferRow.budget_id)
    total = 0
    for debit, credit, amount, budget_id in db.session.execute(rows.where(TransferRow.case_id == case.id)):
        spent = account(Pot.SPENT, f"budget:{budget_id}")
        total += amount * ((debit == spent) - (credit == spent))
    return Money(total, case.currency)


def money_problems() -> list[dict[str, object]]:
    """What is wrong with the money, for `verify`: budgets that say something else than the ledger, transfers that cannot be.

    `ref` is the budget (or the case), `seq` the row of the ledger: the last one of a budget whose sums differ.
    """
    return [*_transfer_problems(), *_budget_problems()]


def _transfer_problems() -> list[dict[str, object]]:
    """Transfers from or to another account than their move goes by."""
    rows = select(TransferRow, Case.ref).outerjoin(Case, Case.id == TransferRow.case_id).order_by(TransferRow.id)
    problems = []
    for row, ref in db.session.execute(rows):
        name = f"budget:{row.budget_id}" if row.budget_id else "house"
        wanted = route(row.move, name)
        if (row.debit, row.credit) != wanted:
            said = f"transfer {row.id} ({row.move.value}) goes from {row.credit} to {row.debit}, not from {wanted[1]} to {wanted[0]}"
            problems.append(_problem("transfer_misrouted", ref or name, row.id, said))
    return problems


def _budget_problems() -> list[dict[str, object]]:
    found = balances(every_transfer())
    by_budget = select(TransferRow.budget_id, func.max(TransferRow.id)).group_by(TransferRow.budget_id)
    last = {number: row for number, row in db.session.execute(by_budget)}  # noqa: C416  rows are no pairs
    problems = []
    for row in all_budgets():
        for pot, kept in ((Pot.AVAILABLE, row.left), (Pot.RESERVED, row.reserved), (Pot.SPENT, row.spent)):
            told = found.get((account(pot, row.name), row.currency), 0)
            if told != kept.minor:
                said = f"{row.name}: {pot.value} is {kept.minor}, the ledger says {told}"
                problems.append(_problem("budget_differs", row.name, last.get(row.id, 0), said))
    return problems


def _problem(kind: str, ref: str, seq: int, message: str) -> dict[str, object]:
    return {"kind": kind, "ref": ref, "seq": seq, "message": message}
