"""Commands about costs: what a dispute is expected to cost, all of them together, and whether the ranges hold."""

from __future__ import annotations

from typing import Any

import click

from app.cases.queries import case_for
from app.cli.conventions import Told, command, tell
from app.costs import actions, queries
from app.costs.rules.telling import calibration_document, estimate_document, portfolio_document
from app.gestures.queries.advising import advising
from app.plumbing import unit_of_work

BATCH = 40


@command("estimate")
@click.argument("ref")
def estimate(told: Told, ref: str) -> dict[str, Any]:
    """What this dispute is expected to cost if it is not settled, with its working; amounts in minor units.

    --at chooses the parameters in force at that instant; the facts of the case are always those of now.
    """
    case = case_for(told.by, ref)
    return estimate_document(queries.estimate_for(case, told.at, working=False), told.at)


@command("portfolio")
@click.option("--as-it-stands", is_flag=True, help="Do not estimate again what has changed since.")
def portfolio(told: Told, as_it_stands: bool) -> dict[str, Any]:
    """Expected cost of all open disputes with its range, what acting now would save, the 20 cases to settle first."""
    weigh = None if as_it_stands else advising(told.at)
    while not as_it_stands and (numbers := queries.stale_cases(told.at, BATCH)):
        found = queries.fresh_estimates(numbers, told.at, weigh)
        with unit_of_work.writing():
            actions.keep_standing(found, at=told.at)
        tell(f"{len(found)} estimated")
    together = queries.portfolio_for(told.by, told.at)
    document = portfolio_document(together.found, told.at, together.currency, waiting=together.not_weighed)
    return {**document, "not_estimated": together.not_estimated}


@command("calibration")
def calibration(told: Told) -> dict[str, Any]:
    """Whether forecasts held: coverage, bias, steps reached, acceptance; by regime, category, version; what history proposes."""
    learnt = queries.calibration_for(told.by, told.at)
    document = calibration_document(learnt.calibration, learnt.proposals, told.at)
    return {**document, "closed": learnt.closed, "settled_by_offer": learnt.settled}


COMMANDS = [estimate, portfolio, calibration]
