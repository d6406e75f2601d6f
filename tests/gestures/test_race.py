"""Eight processes spend one budget at once, on each database: never over the limit, no error that a person would see."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.costs import actions as cost_actions
from app.costs.models import Budget
from app.costs.queries import money_problems
from app.kernel import Money
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from config import Settings
from tests.conftest import NOW
from tests.factories.gestures import stocked
from tests.factories.house import a_case

ROOT = Path(__file__).resolve().parents[2]
PROCESSES, TRIES = 8, 4
LIMIT = Money(40_000)
COST = 2_500
"""Of a gesture of 30 € (price cut: 30 / 1.2)."""


@pytest.mark.long
def test_eight_processes_never_overspend_one_budget(app: Flask, settings: Settings) -> None:
    firm = stocked()
    budget = db.session.scalars(
        select(Budget).where(
            Budget.service_id == firm.after_sales.id, Budget.from_on <= NOW.date(), Budget.to_on >= NOW.date()
        )
    ).one()
    with unit_of_work.writing():
        cost_actions.set_limit(budget, LIMIT, "race:limit", by=SYSTEM, at=NOW)
    plan = []
    for _ in range(PROCESSES):
        cases = []
        for _ in range(TRIES):
            with unit_of_work.writing():
                from app.people import actions as people

                customer = people.add_customer("Client", by=SYSTEM, at=NOW)
            firm.customer = customer
            firm.purchase = None  # type: ignore[assignment]
            cases.append(a_case(firm).id)
        plan.append((firm.agent.id, 3_000, cases))
    tallies = _race(settings, plan)
    db.session.rollback()
    db.session.expire_all()
    spent = db.session.get(Budget, budget.id)
    assert spent is not None
    print(f"attempts {PROCESSES * TRIES}, {dict(tallies)}, reserved {spent.reserved_minor}, limit {spent.limit_minor}")
    assert sum(tallies.values()) == PROCESSES * TRIES
    assert not [code for code in tallies if code.startswith("error")], tallies
    assert tallies["granted"] == LIMIT.minor // COST
    assert spent.reserved_minor == tallies["granted"] * COST <= spent.limit_minor
    assert money_problems() == []


def _race(settings: Settings, plan: list[tuple[int, int, list[int]]]) -> Counter[str]:
    env = {
        **os.environ, "AMIABLE_DATA": str(settings.data), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40, "RACE": json.dumps(plan),
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    if not settings.on_sqlite:
        env |= {"DATABASE_URL": settings.database_url, "SINGLE_MACHINE": "1"}
    command = [sys.executable, "-m", "tests.gestures.race_worker"]
    runs = [
        subprocess.Popen(
            [*command, str(number)], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for number in range(len(plan))
    ]
    found: Counter[str] = Counter()
    for run in runs:
        out, err = run.communicate(timeout=300)
        assert run.returncode == 0, err[-2000:]
        found += Counter(json.loads(out.strip().splitlines()[-1]))
    return found
