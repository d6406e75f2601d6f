"""Writing costs: money moves, estimates kept and frozen, changes of the tariff."""

from app.costs.actions.estimates import (
    book_cost,
    freeze_estimate,
    freeze_with_answer,
    keep_stake,
    keep_standing,
    refresh_stake,
)
from app.costs.actions.ledger import law, move, open_budget, set_limit
from app.costs.actions.tariffs import decide_parameters, propose_parameters, withdraw_parameters

__all__ = [
    "book_cost",
    "decide_parameters",
    "freeze_estimate",
    "freeze_with_answer",
    "keep_stake",
    "keep_standing",
    "law",
    "move",
    "open_budget",
    "propose_parameters",
    "refresh_stake",
    "set_limit",
    "withdraw_parameters",
]
