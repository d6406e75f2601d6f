"""Moving money between accounts, opening budgets."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from app.cases.models import Case
from app.costs.models import Budget, TransferRow
from app.costs.queries import locked_budgets
from app.costs.rules.ledger import Move, check_period, route
from app.journal.actions import record
from app.kernel import Event, Json, Money, Refused, words
from app.people.models import Service
from app.people.rules import Actor
from app.plumbing.db import db

SETTINGS = "settings"
DONE_TWICE = words("Ce mouvement a déjà été passé.", "This transfer was already made.")


def open_budget(
    service: Service | None,
    from_on: date,
    to_on: date,
    limit: Money,
    *,
    by: Actor,
    at: datetime,
    warn_percent: int = 80,
    cause: str = "",
) -> Budget:
    """Open a budget for a service (or the whole house) and fund it; refuses one that overlaps another of its own."""
    check_period(from_on, to_on)
    service_id = service.id if service else None
    clash = select(Budget).where(
        Budget.service_id == service_id,
        Budget.currency == limit.currency,
        Budget.from_on <= to_on,
        Budget.to_on >= from_on,
    )
    if db.session.scalars(clash).first() is not None:
        message = words("Un budget couvre déjà cette période.", "A budget covers that period already.")
        raise Refused("budget_overlaps", message, "from_on")
    row = Budget(
        service_id=service_id,
        from_on=from_on,
        to_on=to_on,
        currency=limit.currency,
        warn_percent=warn_percent,
        limit_minor=0,
        reserved_minor=0,
        spent_minor=0,
    )
    db.session.add(row)
    db.session.flush()  # the ledger names it by its number
    if limit:
        move(row, Move.FUND, limit, cause or f"fund:budget:{row.id}:open", by=by, at=at)
    _told("budget.opened", row, limit, by, at)
    return row


def set_limit(row: Budget, limit: Money, cause: str, *, by: Actor, at: datetime) -> None:
    """Raise or lower a budget; refuses less than what is reserved and spent."""
    row = locked_budgets([row.id])[row.id]
    difference = limit - row.limit
    if not difference:
        return
    kind = Move.FUND if difference.minor > 0 else Move.CUT
    move(row, kind, Money(abs(difference.minor), row.currency), cause, by=by, at=at)
    _told("budget.changed", row, limit, by, at)


def _told(kind: str, row: Budget, limit: Money, by: Actor, at: datetime) -> None:
    data: dict[str, Json] = {
        "budget": row.id,
        "service": row.service_id,
        "limit": limit.minor,
        "currency": row.currency,
    }
    record(Event(kind, SETTINGS, at, by.key, {**data, "from": row.from_on.isoformat(), "to": row.to_on.isoformat()}))


def move(
    budget: Budget, kind: Move, amount: Money, cause: str, *, by: Actor, at: datetime, case: Case | None = None
) -> TransferRow:
    """One transfer of a budget whose row the caller has locked: refuses overspending, and the same cause twice."""
    _once(cause)
    after = budget.pots.after(kind, amount)
    budget.limit_minor, budget.reserved_minor, budget.spent_minor = after.limit, after.reserved, after.spent
    if budget.low and budget.warned_at is None and kind is Move.RESERVE:
        budget.warned_at = at
        _told("budget.low", budget, budget.limit, by, at)
    if not budget.low:
        budget.warned_at = None
    return _write(kind, budget.name, budget.id, amount, cause, by, at, case)


def law(kind: Move, amount: Money, cause: str, *, by: Actor, at: datetime, case: Case) -> TransferRow:
    """One transfer of what the law makes us pay: no budget, no authority can stop it."""
    _once(cause)
    return _write(kind, "house", None, amount, cause, by, at, case)


def _once(cause: str) -> None:
    if db.session.scalars(select(TransferRow.id).where(TransferRow.cause == cause)).first() is not None:
        raise Refused("done_twice", DONE_TWICE, "gesture")


def _write(
    kind: Move, name: str, budget_id: int | None, amount: Money, cause: str, by: Actor, at: datetime, case: Case | None
) -> TransferRow:
    debit, credit = route(kind, name)
    row = TransferRow(
        debit=debit,
        credit=credit,
        amount_minor=amount.minor,
        currency=amount.currency,
        move=kind,
        cause=cause,
        case_id=case.id if case else None,
        budget_id=budget_id,
        at=at,
        by=by.key,
    )
    db.session.add(row)
    db.session.flush()  # its cause must be taken before anybody tries again
    return row
