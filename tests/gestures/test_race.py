"""Eight processes act at once, on each database: never over a limit, no error that a person would see."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app.costs import actions as cost_actions
from app.costs.models import Budget
from app.costs.queries import every_transfer, money_problems
from app.costs.rules.ledger import balances
from app.gestures.models import Offer, OfferEnd, OfferLine, Payout
from app.journal.queries import verify
from app.kernel import Money
from app.people import actions as people
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from config import Settings
from tests.conftest import NOW
from tests.factories.gestures import stocked
from tests.factories.house import Company, a_case

ROOT = Path(__file__).resolve().parents[2]
PROCESSES, TRIES = 8, 4
AMOUNT, COST = 3_000, 2_500
"""A gesture of 30 € costs us 25 € (price cut: 30 / 1.2)."""


def test_eight_processes_never_overspend_one_budget(app: Flask, settings: Settings) -> None:
    firm = stocked()
    budget = _budget(firm, Money(40_000))
    plan = [
        {"kind": "grants", "staff": firm.agent.id, "amount": AMOUNT, "cases": _cases(firm, 2) * (TRIES // 2)}
        for _ in range(PROCESSES)
    ]
    tally = _race(settings, plan)
    spent = _read(budget)
    said = f"attempts {PROCESSES * TRIES}, {dict(tally)}, reserved {spent.reserved_minor}, limit {spent.limit_minor}"
    print(said)
    assert sum(tally.values()) == PROCESSES * TRIES, said
    assert not _errors(tally), said
    assert tally["granted"] == 40_000 // COST, said
    assert spent.reserved_minor == tally["granted"] * COST == spent.limit_minor, said
    assert money_problems() == []
    assert list(verify()) == []


def test_anything_at_once_on_the_same_cases_neither_fails_nor_pays_twice(app: Flask, settings: Settings) -> None:
    firm = stocked()
    budget = _budget(firm, Money(30_000))
    shared = _cases(firm, 2) + _cases(firm, 1)
    plan = [
        {"kind": "mixed", "staff": firm.agent.id, "amount": AMOUNT, "cases": shared, "seed": seed, "steps": 8}
        for seed in range(PROCESSES)
    ]
    tally = _race(settings, plan)
    print(dict(tally))
    assert not _errors(tally), tally
    assert tally["granted"] > 0, tally
    assert tally["answered"] > 0, tally
    row = _read(budget)
    assert row.reserved_minor + row.spent_minor <= row.limit_minor
    assert money_problems() == []
    found = balances(every_transfer())
    assert sum(found.values()) == 0
    ends = select(OfferEnd.offer_id).group_by(OfferEnd.offer_id).having(func.count() > 1)
    assert db.session.scalars(ends).all() == []
    paid = select(func.count()).select_from(Payout)
    done = select(func.count()).select_from(OfferLine).where(OfferLine.state == "carried_out")
    assert db.session.scalar(paid) == db.session.scalar(done)
    sent = select(func.count()).select_from(Offer).where(Offer.sent_at.is_not(None))
    assert db.session.scalar(sent) == tally["granted"]
    assert list(verify()) == []


def _budget(firm: Company, limit: Money) -> int:
    row = db.session.scalars(
        select(Budget).where(
            Budget.service_id == firm.after_sales.id, Budget.from_on <= NOW.date(), Budget.to_on >= NOW.date()
        )
    ).one()
    with unit_of_work.writing():
        cost_actions.set_limit(row, limit, "race:limit", by=SYSTEM, at=NOW)
    return row.id


def _read(number: int) -> Budget:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Budget, number)


def _cases(firm: Company, count: int) -> list[int]:
    """So many cases of one new customer."""
    with unit_of_work.writing():
        firm.customer = people.add_customer("Client", by=SYSTEM, at=NOW)
    firm.purchase = None  # type: ignore[assignment]
    return [a_case(firm).id for _ in range(count)]


def _errors(tally: Counter[str]) -> list[str]:
    return [code for code in tally if code.startswith("error")]


def _race(settings: Settings, plan: list[dict[str, Any]]) -> Counter[str]:
    db.session.remove()
    env = {
        **os.environ, "AMIABLE_DATA": str(settings.data), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40, "RACE": json.dumps(plan),
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    if not settings.on_sqlite:
        env |= {"DATABASE_URL": settings.database_url, "SINGLE_MACHINE": "1"}
    command = [sys.executable, "-m", "tests.gestures.race_worker"]
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=240, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    found = json.loads(run.stdout.strip().splitlines()[-1])
    print("longest wait", found["longest"], "s")
    return Counter(found["tally"])
