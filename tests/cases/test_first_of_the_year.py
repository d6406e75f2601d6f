"""Two people log the first case of a year at the same instant: two numbers, no fault."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from flask import Flask

from app.cases.actions.logging import next_reference
from app.journal.actions import record
from app.kernel import Event
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.conftest import NOW

WRITERS, NEW_YEAR = 4, NOW + timedelta(days=60)


def test_numbers_and_shared_streams_may_be_begun_by_several_at_once(app: Flask) -> None:
    together = Barrier(WRITERS)

    def one(_number: int) -> tuple[str, int]:
        with app.app_context():
            db.session.connection()
            together.wait()
            with unit_of_work.writing():
                entry = record(Event("house.tried", "access", NEW_YEAR, SYSTEM.key))
                found = next_reference(NEW_YEAR, "Europe/Paris")[0], entry.seq
            db.session.remove()
            return found

    with ThreadPoolExecutor(WRITERS) as pool:
        found = list(pool.map(one, range(WRITERS)))
    assert sorted(ref for ref, _seq in found) == [f"AM-2027-{n:05d}" for n in range(1, WRITERS + 1)]
    assert sorted(seq for _ref, seq in found) == list(range(1, WRITERS + 1))
