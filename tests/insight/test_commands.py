"""The command of figures: one document, counted first, over the cases its reader may see."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask

from app.insight.queries import Asked, all_figures
from app.insight.rules.metrics import METRICS
from app.insight.rules.periods import Span, period_of
from app.kernel import FixedClock
from app.people.rules import SYSTEM
from app.plumbing.db import db
from tests.conftest import NOW
from tests.insight.test_db_figures import TODAY
from tests.insight.world import a_story

AT = "2026-11-20T10:00:00+01:00"


def run(app: Flask, *arguments: str) -> tuple[int, Any]:
    """A command's status and its document."""
    db.session.rollback()
    answer = app.test_cli_runner().invoke(args=["insight", *arguments, "--at", AT, "--json"])
    app.extensions["clock"] = FixedClock(NOW)
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, json.loads(answer.stdout)


def test_the_command_counts_and_prints_what_the_page_shows(app: Flask) -> None:
    a_story()
    status, told = run(app)
    assert status == 0
    figures = all_figures(SYSTEM, Asked(period_of(Span.LAST_12, TODAY), TODAY))
    assert set(told["figures"]) == {metric.code for metric in METRICS}
    assert {code: one["cases"] for code, one in told["figures"].items()} == {
        code: one.cases for code, one in figures.of.items()
    }
    assert told["figures"]["granted"]["amounts"] == {one.currency: one.minor for one in figures["granted"].money}
    assert told["days"]["first_answer"]["n"] == figures["answered"].total
    assert sum(one["n"] for one in told["causes"]["category"]) == figures["received"].total
    assert run(app) == (0, told)


def test_it_narrows_to_dates_a_service_and_a_reader(app: Flask) -> None:
    firm, known = a_story(6)
    dates = ("--from", "2026-05-01", "--to", "2026-08-31")
    whole, part = run(app, *dates)[1], run(app, *dates, "--service", "billing")[1]
    billing = sum(case.service_id == firm.billing.id for case in known)
    assert part["figures"]["open_now"]["total"] <= whole["figures"]["open_now"]["total"]
    assert run(app, "--service", "billing")[1]["figures"]["received"]["total"] == billing
    assert run(app, "--by", "admin")[1]["figures"]["received"]["total"] == 0


def test_what_is_no_period_is_refused(app: Flask) -> None:
    for arguments, code in (
        (("--from", "hier", "--to", "2026-01-01"), "not_a_date"), (("--from", "2026-01-01"), "two_dates"),
        (("--from", "2026-02-01", "--to", "2026-01-01"), "backwards"), (("--service", "nowhere"), "unknown_service"),
    ):  # fmt: skip
        status, told = run(app, *arguments)
        assert (status, told["refused"]["code"]) == (1, code)
