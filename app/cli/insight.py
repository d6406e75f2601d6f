"""Commands about figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from flask import current_app

from app.cli.conventions import Told, command, tell
from app.insight import actions
from app.insight.queries import Asked, all_figures
from app.insight.rules.periods import Span, period_of
from app.insight.rules.telling import figures_document
from app.kernel import Refused, day_of, words
from app.people.queries import service_by_code

NOT_A_DATE = words("« {text} » n’est pas une date : AAAA-MM-JJ.", "“{text}” is no date: YYYY-MM-DD.")
FOREVER = 1e9
"""Seconds: the command waits until everything is counted."""


@command("insight")
@click.option("--from", "from_on", metavar="DATE", help="First day (with --to; default: the last twelve months).")
@click.option("--to", "to_on", metavar="DATE", help="Last day.")
@click.option("--service", metavar="CODE", help="One service only.")
@click.option("--as-it-stands", is_flag=True, help="Do not count first what has changed since.")
def insight(
    told: Told, from_on: str | None, to_on: str | None, service: str | None, as_it_stands: bool
) -> dict[str, Any]:
    """Figures over the cases one may see: counts, durations, causes; amounts in minor units by currency."""
    if not as_it_stands and (counted := actions.count_stale(told.at, FOREVER)):
        tell(f"{counted} cases counted")
    today = day_of(told.at, current_app.config["ZONE"])
    span = Span.FREE if from_on or to_on else Span.LAST_12
    period = period_of(span, today, _day(from_on, "from"), _day(to_on, "to"))
    asked = Asked(period, today, service_by_code(service).id if service else None)
    figures = all_figures(told.by, asked)
    totals = {code: (one.total, one.cases, one.money) for code, one in figures.of.items()}
    spreads = {"first_answer": figures.answer, "resolution": figures.resolution}
    return figures_document(period, totals, spreads, figures.causes)


def _day(text: str | None, field: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        raise Refused("not_a_date", NOT_A_DATE.fill(text=text), field) from wrong


COMMANDS = [insight]
