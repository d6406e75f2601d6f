"""A crowd at work: people of every role press what they see, several at once, beside two workers; nothing breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import date, timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext

from app.journal.queries import verify
from app.plumbing.db import db
from app.worker.rounds import work_once
from app.worker.tables import CHECKS
from tests.api.program import a_key
from tests.conftest import NOW
from tests.desk import outsiders
from tests.desk.crowd import Walker
from tests.factories.gestures import stocked
from tests.factories.house import a_case
from tests.mediation.world import under_contract

LOGINS = ("alice", "olivier", "bruno", "sophie", "claire", "diane")
"""Agents, a supervisor, a quality officer, the director."""


def _worker(app: Flask, stop: Event) -> None:
    turn = 0
    while not stop.is_set():
        with app.app_context():
            work_once(NOW + timedelta(seconds=turn))
            db.session.remove()
        turn += 7


def _walk(walker: Walker, turns: int) -> None:
    walker.sign_in()
    for _turn in range(turns):
        walker.turn()


@contextmanager
def deadlocks() -> Iterator[list[str]]:
    """Whoever waited in a circle meanwhile."""
    found: list[str] = []

    def keep(context: ExceptionContext) -> None:
        if "deadlock" in str(context.original_exception):
            found.append(f"{context.statement} {context.original_exception}")

    event.listen(db.engine, "handle_error", keep)
    yield found
    event.remove(db.engine, "handle_error", keep)


def at_work(app: Flask, turns: int, seed: int, workers: int, *, outside: bool) -> list[Walker]:
    """Everybody walks, with so many workers beside them, at the cases of one house: all at once, or without workers in turn."""
    firm = stocked()
    entry = under_contract()
    cases = [a_case(firm, what=f"Panne {number}") for number in range(16)]
    refs = [case.ref for case in cases]
    walkers = [Walker(app, login, refs, seed * 100 + place) for place, login in enumerate(LOGINS)]
    if outside:
        old = [a_case(firm, at=NOW - timedelta(days=60), received_on=date(2026, 9, 10)) for _each in range(2)]
        walkers += outsiders.customers(app, firm, cases[:4], seed * 100 + 20)
        walkers += outsiders.mediators(app, firm, entry, old, seed * 100 + 30)
        walkers += [
            outsiders.Caller(app, a_key(who), refs, seed * 100 + 40 + place)
            for place, who in enumerate((firm.agent, firm.quality))
        ]
    db.session.remove()
    stop = Event()
    with ThreadPoolExecutor(len(walkers) + workers if workers else 1) as pool:
        beside = [pool.submit(_worker, app, stop) for _each in range(workers)]
        walks = [pool.submit(_walk, walker, turns) for walker in walkers]
        wait(walks)
        stop.set()
    for each in (*walks, *beside):
        each.result()
    return walkers


def check(app: Flask, turns: int, seed: int, workers: int, *, outside: bool = False) -> None:
    with deadlocks() as circles:
        walkers = at_work(app, turns, seed, workers, outside=outside)
    assert [fault for walker in walkers for fault in walker.faults] == []
    assert circles == []
    assert [lost for walker in walkers if isinstance(walker, outsiders.Caller) for lost in walker.lost()] == []
    assert list(verify()) == []
    assert [problem for each in CHECKS for problem in each()] == []
    seen = sum((walker.seen for walker in walkers), Counter[str]())
    assert seen["POST 302"] > turns // 4, "they did something"


def test_a_few_turns_of_everybody_in_turn_break_nothing(app: Flask) -> None:
    check(app, turns=12, seed=1, workers=0)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 12))
def test_many_turns_of_everybody_at_once_break_nothing(app: Flask, seed: int) -> None:
    check(app, turns=250, seed=seed, workers=2)


def test_a_few_turns_with_people_and_programs_from_outside_break_nothing(app: Flask) -> None:
    check(app, turns=8, seed=1, workers=0, outside=True)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(12, 20))
def test_many_turns_with_people_and_programs_from_outside_break_nothing(app: Flask, seed: int) -> None:
    check(app, turns=100, seed=seed, workers=2, outside=True)
