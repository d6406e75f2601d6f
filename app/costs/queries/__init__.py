"""Reading costs: budgets and ledger, facts and estimates of cases."""

from app.costs.queries.estimates import (
    case_facts,
    case_of_stream,
    due_by_law,
    estimate_for,
    frozen_for,
    merits_of,
    minutes_on,
    prices_panel,
)
from app.costs.queries.ledger import (
    all_budgets,
    budget_on,
    every_transfer,
    locked_budgets,
    money_problems,
    require_budget,
    spent_on,
    transfers,
)

__all__ = [
    "all_budgets",
    "budget_on",
    "case_facts",
    "case_of_stream",
    "due_by_law",
    "estimate_for",
    "every_transfer",
    "frozen_for",
    "locked_budgets",
    "merits_of",
    "minutes_on",
    "money_problems",
    "prices_panel",
    "require_budget",
    "spent_on",
    "transfers",
]
