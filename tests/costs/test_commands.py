"""The three commands of costs: exactly one document, whole minor units, the same bytes twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from flask import Flask

from app.cases import actions as case_actions
from app.kernel import FixedClock, Money
from app.plumbing import unit_of_work
from app.plumbing.db import db
from config import Settings
from tests.conftest import NOW
from tests.factories.gestures import a_sent, stocked
from tests.factories.house import a_case, company

ROOT = Path(__file__).resolve().parents[2]
AT = "2026-11-20T12:00:00+01:00"


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    """A command's status and standard output."""
    db.session.rollback()
    clock = app.extensions["clock"]
    answer = app.test_cli_runner().invoke(args=[*arguments, "--at", AT, "--json"])
    app.extensions["clock"] = clock if isinstance(clock, FixedClock) else FixedClock(NOW)
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, answer.stdout


def document(app: Flask, *arguments: str) -> dict[str, Any]:
    """The one document a command prints."""
    status, printed = run(app, *arguments)
    assert status == 0, printed
    found: dict[str, Any] = json.loads(printed)
    return found


def test_estimate_is_byte_identical_and_its_lines_make_the_mean(app: Flask) -> None:
    case = a_case(company())
    first, second = run(app, "estimate", case.ref), run(app, "estimate", case.ref.lower())
    assert first == second
    found = json.loads(first[1])
    assert set(found) == {"ref", "at", "currency", "mean", "p10", "p50", "p90", "lines", "missing", "model"}
    assert found["mean"] == sum(line["amount"] for line in found["lines"])
    assert found["p10"] <= found["p50"] <= found["p90"]
    assert all(isinstance(line["amount"], int) and line["formula"] and line["source"] for line in found["lines"])
    assert all(set(line["label"]) == set(line["source"]) == {"fr", "en"} for line in found["lines"])
    assert {"standing", "pieces"} <= {one["fact"] for one in found["missing"]}
    assert (found["at"], found["currency"], found["ref"]) == ("2026-11-20T11:00:00Z", "EUR", case.ref)


def test_two_fresh_processes_print_the_same_bytes(app: Flask, settings: Settings) -> None:
    """Nothing is kept between them, and their hash seeds differ."""
    ref = a_case(company()).ref
    db.session.remove()
    env = {**os.environ, "AMIABLE_DATA": str(settings.data), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40}
    if not settings.on_sqlite:
        env |= {"DATABASE_URL": settings.database_url, "SINGLE_MACHINE": "1"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "estimate", ref, "--at", AT, "--json"]
    runs = [
        subprocess.run(
            command, cwd=ROOT, env={**env, "PYTHONHASHSEED": seed}, capture_output=True, timeout=120, check=True
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout
    assert json.loads(runs[0].stdout)["ref"] == ref


def test_each_line_is_its_chance_times_its_cost(app: Flask) -> None:
    found = document(app, "estimate", a_case(company()).ref)
    for line in found["lines"]:
        chance, cost = line["formula"].rsplit(" = ", 1)[1].split(" % × ")
        by_hand = float(chance) / 100 * float(cost.split()[0]) * 100
        assert abs(by_hand - line["amount"]) <= 1 + abs(line["amount"]) * 0.01, line["code"]


def test_a_case_one_may_not_see_is_refused(app: Flask) -> None:
    case = a_case(company())
    status, printed = run(app, "estimate", case.ref, "--by", "bruno")
    assert (status, json.loads(printed)["refused"]["code"]) == (1, "no_such_case")
    assert run(app, "estimate", "AM-1999-00001")[0] == 1


def test_portfolio_estimates_what_is_stale_and_sums(app: Flask) -> None:
    firm = stocked()
    refs = {a_case(firm, amount=Money(9000)).ref, a_case(firm).ref}
    waiting = document(app, "portfolio", "--as-it-stands")
    assert (waiting["cases"], waiting["not_estimated"]) == (0, 2)
    found = document(app, "portfolio")
    assert (found["cases"], found["not_estimated"], found["not_weighed"]) == (2, 0, 0)
    assert found["p10"] <= found["mean"] <= found["p90"]
    assert {one["ref"] for one in found["first"]} <= refs
    assert found["saving"] >= sum(one["saving"] for one in found["first"][:1])
    assert run(app, "portfolio") == run(app, "portfolio")


def test_calibration_judges_what_was_frozen_with_decisions(app: Flask) -> None:
    firm = stocked()
    answered, offered = a_case(firm), a_case(firm)
    with unit_of_work.writing():
        for case in (answered, offered):
            case_actions.take_charge(case, by=firm.agent.actor, at=NOW)
    a_sent(offered, firm.agent, ("voucher", 20))
    found = document(app, "calibration")
    assert (found["closed"], found["overall"]["n"], found["overall"]["enough"]) == (0, 0, False)
    assert [flag["code"] for flag in found["overall"]["flags"]] == ["too_few"]
