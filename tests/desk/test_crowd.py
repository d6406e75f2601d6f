"""A crowd at work: people of every role press what they see, several at once, beside two workers; nothing breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext

from app.journal.queries import verify
from app.plumbing.db import db
from app.worker.rounds import work_once
from app.worker.tables import CHECKS
from tests.conftest import NOW
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


def at_work(app: Flask, turns: int, seed: int, workers: int) -> list[Walker]:
    """Everybody walks, with so many workers beside them, at the cases of one house: all at once, or without workers in turn."""
    firm = stocked()
    under_contract()
    refs = [a_case(firm, what=f"Panne {number}").ref for number in range(16)]
    walkers = [Walker(app, login, refs, seed * 100 + place) for place, login in enumerate(LOGINS)]
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


def check(app: Flask, turns: int, seed: int, workers: int) -> None:
    with deadlocks() as circles:
        walkers = at_work(app, turns, seed, workers)
    assert [fault for walker in walkers for fault in walker.faults] == []
    assert circles == []
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
