"""How the journal tells what costs write."""

from __future__ import annotations

from app.cases.rules.entries import Data, EntryKind, amount
from app.costs.rules.booking import COST_WORDS, Cost
from app.kernel import Words, words


def _booked(data: Data) -> Words:
    what = COST_WORDS[Cost(str(data["cost"]))]
    return words("Dépense comptée : {what}, {amount}", "Expense booked: {what}, {amount}").fill(
        what=what, amount=amount(data, "amount")
    )


ENTRIES: dict[str, EntryKind] = {"cost.booked": EntryKind(_booked, "cash-coin")}
