"""Reading costs: budgets and ledger, facts and estimates of cases."""

from app.costs.queries.estimates import (
    case_facts,
    case_of_stream,
    due_by_law,
    estimate_for,
    estimate_on,
    facts_of_cases,
    frozen_for,
    frozen_of,
    merits_of,
    minutes_on,
    prices_panel,
)
from app.costs.queries.learning import Learnt, books_of, calibration_for
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
from app.costs.queries.standing import Together, effects, model_of, portfolio_for, sample_of_open, stale_cases
from app.costs.queries.tariffs import parameter_history, tariff_at, tariff_change, tariff_changes

__all__ = [
    "Learnt",
    "Together",
    "all_budgets",
    "books_of",
    "budget_on",
    "calibration_for",
    "case_facts",
    "case_of_stream",
    "due_by_law",
    "effects",
    "estimate_for",
    "estimate_on",
    "every_transfer",
    "facts_of_cases",
    "frozen_for",
    "frozen_of",
    "locked_budgets",
    "merits_of",
    "minutes_on",
    "model_of",
    "money_problems",
    "parameter_history",
    "portfolio_for",
    "prices_panel",
    "require_budget",
    "sample_of_open",
    "spent_on",
    "stale_cases",
    "tariff_at",
    "tariff_change",
    "tariff_changes",
    "transfers",
]
