"""Keeping the facts of cases and their tallies: by the worker, for the cases whose journal has grown; or all, on request."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.insight.models import CaseFactsRow, Snapshot, Tally
from app.insight.queries.facts import FACTS, as_facts, kept_facts
from app.insight.queries.gathering import cases_after, facts_of_cases, last_entry, snapshot, stale_cases
from app.insight.rules.facts import CaseFacts
from app.insight.rules.metrics import COUNTED
from app.insight.rules.tallies import Key, tallies_of
from app.kernel import Event
from app.people.rules import Actor
from app.plumbing import jobs, unit_of_work
from app.plumbing.db import db, in_chunks, lay, on_sqlite
from app.plumbing.jobs import Job
from app.plumbing.rows import insert_all

RECOUNT = "insight.recount"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
BATCH, MOST, SECONDS = 200, 2_000, 5.0
"""Cases counted in one transaction, looked up at once, and how long a round counts before everything else has its turn."""
TRIES = 5


def count_stale(at: datetime, seconds: float = SECONDS) -> int:
    """Count again the cases whose journal has grown since; nothing is asked of them while no journal has.

    The first round of a day looks at every case, the others at those with new entries.
    """
    kept, last = snapshot(), last_entry()
    if kept is not None and kept.entry_id == last:
        return 0
    since = kept.entry_id if kept is not None and kept.counted_at.date() == at.date() else 0
    done, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        numbers = stale_cases(MOST, since)
        for batch in in_chunks(numbers, BATCH):
            done += _count(batch)
        if len(numbers) < MOST:
            _all_counted(last, at)
            break
    return done


def ask_to_recount(*, by: Actor, at: datetime) -> Job:
    """Ask for everything to be counted afresh, in the background; once a minute at most."""
    return jobs.enqueue(RECOUNT, {}, at=at, key=f"{RECOUNT}:{at:%Y%m%d%H%M}", cause=f"staff:{by.staff_id}")


def recount_soon(event: Event) -> None:
    """Something changed the dates of many cases without an entry in their journals (a reaction)."""
    jobs.enqueue(RECOUNT, {}, at=event.at, cause=event.kind)


def recount(job: Job, at: datetime) -> dict[str, Any]:
    """Count every case afresh."""
    number = job.id
    return {"cases": count_all(at, lambda percent: _tell(number, percent))}


def count_all(at: datetime, far: Callable[[int], None] = lambda _percent: None) -> int:
    """Count every case afresh, whatever was known of it, and add the tallies up anew; says how far it is, in percent."""
    last, done, number = last_entry(), 0, 0
    total = len(cases_after(0, None))
    while numbers := cases_after(number, BATCH):
        done += _count(numbers)
        number = numbers[-1]
        far(min(done * 100 // total, 99))
    _add_up_anew()
    _all_counted(last, at)
    return done


def _tell(number: int, percent: int) -> None:
    with unit_of_work.writing():
        row = db.session.get(Job, number)
        assert row is not None
        row.progress = percent


def _count(numbers: Sequence[int]) -> int:
    """Draw these cases' facts again, and move what they add to the tallies. Reading their journals holds no lock."""
    found = facts_of_cases(numbers)
    with unit_of_work.writing():
        _held().stamp = secrets.randbelow(2**31)
        moved = _sum(found)
        moved.subtract(_sum(kept_facts(numbers)))
        db.session.execute(delete(FACTS).where(FACTS.c.case_id.in_(numbers)))
        insert_all(CaseFactsRow, [_row(one) for one in found])
        _move({key: n for key, n in moved.items() if n})
    return len(found)


def _sum(facts: Iterable[CaseFacts]) -> Counter[Key]:
    total: Counter[Key] = Counter()
    for one in facts:
        total.update(tallies_of(one))
    return total


def _row(facts: CaseFacts) -> dict[str, Any]:
    days = {name: value for name, value in vars(facts).items() if name != "counts"}
    return {**days, **{code: facts.counts[code] for code in COUNTED}}


def _move(moved: dict[Key, int]) -> None:
    if moved:
        rows = [{**key._asdict(), "n": n} for key, n in sorted(moved.items())]
        db.session.connection().execute(_adding(on_sqlite()), rows)


@lru_cache(maxsize=2)
def _adding(embedded: bool) -> Insert:
    """Add to tallies, known or new."""
    adding: Any = (sqlite if embedded else postgresql).insert(Tally.__table__)
    key = [column.name for column in Tally.__table__.primary_key]
    added: Insert = adding.on_conflict_do_update(
        index_elements=key, set_={"n": Tally.__table__.c.n + adding.excluded.n}
    )
    return added


def _add_up_anew() -> None:
    """Add all tallies up from the facts: without a lock, and again if any case was counted meanwhile."""
    for _try in range(TRIES):
        kept = snapshot()
        stamp = kept.stamp if kept is not None else 0
        total = _sum(_all_facts())
        with unit_of_work.writing():
            if _held().stamp == stamp:
                db.session.execute(delete(Tally))
                _move(dict(total))
                return


def _all_facts() -> Iterable[CaseFacts]:
    for some in db.session.execute(select(FACTS)).partitions(2_000):
        yield from as_facts(some)


def _held() -> Snapshot:
    """The one row that says how far cases were counted, locked: two workers count one after the other."""
    lay(Snapshot, id=1, stamp=0, entry_id=0, counted_at=NEVER)
    return db.session.scalars(select(Snapshot).with_for_update()).one()


def _all_counted(last: int, at: datetime) -> None:
    with unit_of_work.writing():
        kept = _held()
        kept.entry_id, kept.counted_at = last, at
