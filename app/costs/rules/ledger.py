"""Budgets and the money ledger: one row per transfer, from one account to another, so that everything sums to zero.

A budget is in cost to us: reserved when an offer leaves, spent when it is carried out, released when it is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel import Money, Refused, Words, words


class Pot(StrEnum):
    """The accounts of a budget, and those outside it."""

    AVAILABLE = "available"
    RESERVED = "reserved"
    SPENT = "spent"
    FUNDING = "funding"
    """Where budgets come from: the house."""
    LAW_COST = "law_cost"
    """What the law makes us pay: never goodwill, no budget can stop it."""
    LAW_DUE = "law_due"
    LAW_PAID = "law_paid"


class Move(StrEnum):
    """What a transfer is."""

    FUND = "fund"
    CUT = "cut"
    RESERVE = "reserve"
    RELEASE = "release"
    SPEND = "spend"
    REVERSE = "reverse"
    DUE = "due"
    PAY = "pay"
    CANCEL = "cancel"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return MOVE_WORDS[self]


MOVE_WORDS = {
    Move.FUND: words("dotation", "funding"),
    Move.CUT: words("réduction", "cut"),
    Move.RESERVE: words("réservé par une offre", "reserved by an offer"),
    Move.RELEASE: words("libéré", "released"),
    Move.SPEND: words("dépensé", "spent"),
    Move.REVERSE: words("repris", "reversed"),
    Move.DUE: words("dû par la loi", "due by law"),
    Move.PAY: words("payé (dû par la loi)", "paid (due by law)"),
    Move.CANCEL: words("annulé (dû par la loi)", "cancelled (due by law)"),
}
ROUTES = {
    Move.FUND: (Pot.AVAILABLE, Pot.FUNDING),
    Move.CUT: (Pot.FUNDING, Pot.AVAILABLE),
    Move.RESERVE: (Pot.RESERVED, Pot.AVAILABLE),
    Move.RELEASE: (Pot.AVAILABLE, Pot.RESERVED),
    Move.SPEND: (Pot.SPENT, Pot.RESERVED),
    Move.REVERSE: (Pot.AVAILABLE, Pot.SPENT),
    Move.DUE: (Pot.LAW_COST, Pot.LAW_DUE),
    Move.PAY: (Pot.LAW_DUE, Pot.LAW_PAID),
    Move.CANCEL: (Pot.LAW_DUE, Pot.LAW_COST),
}
"""(debited, credited) for each move: there is no other way for money to move."""
EFFECT = {
    Move.FUND: (1, 0, 0),
    Move.CUT: (-1, 0, 0),
    Move.RESERVE: (0, 1, 0),
    Move.RELEASE: (0, -1, 0),
    Move.SPEND: (0, -1, 1),
    Move.REVERSE: (0, 0, -1),
    Move.DUE: (0, 0, 0),
    Move.PAY: (0, 0, 0),
    Move.CANCEL: (0, 0, 0),
}
"""What each move adds to the limit, to what is reserved and to what is spent."""


@dataclass(frozen=True)
class Pots:
    """How a budget stands, in minor units of its currency."""

    limit: int
    reserved: int = 0
    spent: int = 0
    currency: str = "EUR"

    @property
    def left(self) -> Money:
        """What may still be promised."""
        return Money(self.limit - self.reserved - self.spent, self.currency)

    @property
    def used_percent(self) -> int:
        """Share reserved or spent, in whole percent."""
        return 100 * (self.reserved + self.spent) // self.limit if self.limit else 100

    def after(self, move: Move, amount: Money) -> Pots:
        """The budget after this move; refuses what would overspend it or return more than there is."""
        if amount.currency != self.currency:
            raise Refused("wrong_currency", CURRENCY.fill(currency=self.currency), "amount")
        if amount.minor <= 0:
            raise Refused("amount_not_positive", POSITIVE, "amount")
        signs = EFFECT[move]
        limit, reserved, spent = (
            pot + sign * amount.minor for pot, sign in zip((self.limit, self.reserved, self.spent), signs, strict=True)
        )
        if min(reserved, spent) < 0:
            raise Refused("more_than_there_is", MORE, "amount")
        if reserved + spent > limit:
            raise Refused("budget_short", SHORT.fill(left=self.left, needed=amount), "gesture")
        return Pots(limit, reserved, spent, self.currency)


@dataclass(frozen=True)
class Transfer:
    """One row of the ledger: `debit` receives, `credit` gives."""

    debit: str
    credit: str
    amount: int
    currency: str


def balances(transfers: Iterable[Transfer]) -> dict[tuple[str, str], int]:
    """The balance of each (account, currency); they sum to zero per currency by construction."""
    found: dict[tuple[str, str], int] = {}
    for one in transfers:
        found[one.debit, one.currency] = found.get((one.debit, one.currency), 0) + one.amount
        found[one.credit, one.currency] = found.get((one.credit, one.currency), 0) - one.amount
    return found


def account(pot: Pot, budget: str) -> str:
    """The name of an account: `budget:12:reserved`, `house:funding`."""
    inside = pot in (Pot.AVAILABLE, Pot.RESERVED, Pot.SPENT)
    return f"{budget if inside else 'house'}:{pot.value}"


def route(move: Move, budget: str) -> tuple[str, str]:
    """(debited, credited) accounts of a move."""
    debit, credit = ROUTES[move]
    return account(debit, budget), account(credit, budget)


def check_period(start: date, end: date) -> None:
    """Refuse a period that ends before it starts or lasts more than two years."""
    if end < start:
        raise Refused(
            "period_backwards", words("La période finit avant de commencer.", "The period ends first."), "to_on"
        )
    if (end - start).days > 731:
        raise Refused(
            "period_long", words("Une période dure au plus deux ans.", "A period lasts two years at most."), "to_on"
        )


CURRENCY = words("Ce budget est en {currency}.", "This budget is in {currency}.")
POSITIVE = words("Un mouvement porte sur un montant positif.", "A transfer is of a positive amount.")
MORE = words("On ne reprend pas plus que ce qui a été engagé.", "No more comes back than went in.")
SHORT = words(
    "Le budget n’y suffit pas : il reste {left}, il faut {needed}.",
    "The budget does not suffice: {left} left, {needed} needed.",
)
NO_BUDGET = words(
    "Aucun budget n’est ouvert pour ce service à cette date.", "No budget is open for this service on that day."
)
