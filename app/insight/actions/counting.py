"""Keeping the facts of cases current: by the worker, for the cases whose journal has grown; or all of them, on request."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select

from app.insight.models import CaseFactsRow, Snapshot
from app.insight.queries.gathering import FACTS, cases_after, facts_of_cases, last_entry, snapshot, stale_cases
from app.insight.rules.facts import CaseFacts
from app.insight.rules.metrics import COUNTED
from app.people.rules import Actor
from app.plumbing import jobs, unit_of_work
from app.plumbing.db import db, lay
from app.plumbing.jobs import Job
from app.plumbing.rows import insert_all

RECOUNT = "insight.recount"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
BATCH, MOST, SECONDS = 200, 2_000, 5.0
"""Cases counted in one transaction, looked up at once, and how long a round counts before everything else has its turn."""


def count_stale(at: datetime, seconds: float = SECONDS) -> int:
    """Count again the cases whose journal has grown since; nothing is asked of them while no journal has."""
    kept, last = snapshot(), last_entry()
    if kept is not None and kept.entry_id == last:
        return 0
    done, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        numbers = stale_cases(MOST)
        for batch in _batches(numbers):
            done += _count(batch)
        if len(numbers) < MOST:
            _all_counted(last, at)
            break
    return done


def ask_to_recount(*, by: Actor, at: datetime) -> Job:
    """Ask for everything to be counted afresh, in the background; once a minute at most."""
    return jobs.enqueue(RECOUNT, {}, at=at, key=f"{RECOUNT}:{at:%Y%m%d%H%M}", cause=f"staff:{by.staff_id}")


def recount(job: Job, at: datetime) -> dict[str, Any]:
    """Count every case afresh."""
    number = job.id
    return {"cases": count_all(at, lambda percent: _tell(number, percent))}


def count_all(at: datetime, far: Callable[[int], None] = lambda _percent: None) -> int:
    """Count every case afresh, whatever was known of it; says how far it is, in percent."""
    last, every = last_entry(), cases_after(0, 10_000_000)
    done = 0
    for batch in _batches(every):
        done += _count(batch)
        far(done * 100 // len(every))
    _all_counted(last, at)
    return done


def _tell(number: int, percent: int) -> None:
    with unit_of_work.writing():
        row = db.session.get(Job, number)
        assert row is not None
        row.progress = percent


def _batches(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH))


def _count(numbers: Sequence[int]) -> int:
    """Reading and counting hold no lock."""
    found = facts_of_cases(numbers)
    with unit_of_work.writing():
        _held().stamp = secrets.randbelow(2**31)
        db.session.execute(delete(FACTS).where(FACTS.c.case_id.in_(numbers)))
        insert_all(CaseFactsRow, [_row(one) for one in found])
    db.session.expunge_all()
    return len(found)


def _row(facts: CaseFacts) -> dict[str, Any]:
    days = {name: value for name, value in vars(facts).items() if name != "counts"}
    return {**days, **{code: facts.counts.get(code, 0) for code in COUNTED}}


def _held() -> Snapshot:
    """The one row that says how far cases were counted, locked: two workers count one after the other."""
    lay(Snapshot, id=1, stamp=0, entry_id=0, counted_at=NEVER)
    return db.session.scalars(select(Snapshot).with_for_update()).one()


def _all_counted(last: int, at: datetime) -> None:
    with unit_of_work.writing():
        kept = _held()
        kept.entry_id, kept.counted_at = last, at


HANDLERS = {RECOUNT: recount}
