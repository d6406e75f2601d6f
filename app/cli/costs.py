"""Commands about costs: what a dispute is expected to cost, all of them together, and whether the ranges hold."""

from __future__ import annotations

from typing import Any

import click

from app.cases.queries import case_for
from app.cli.told import Told, command
from app.costs import queries
from app.costs.rules.telling import estimate_document


@command("estimate")
@click.argument("ref")
def estimate(told: Told, ref: str) -> dict[str, Any]:
    """What this dispute is expected to cost if it is not settled, with its working; amounts in minor units."""
    case = case_for(told.by, ref)
    return estimate_document(queries.estimate_for(case, told.at, working=False), told.at)


COMMANDS = [estimate]
