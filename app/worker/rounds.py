"""What the clock does: jobs, broken promises, reminders, expiries, quiet closings, alerts, the daily digest.

Each piece of work is a unit of work of its own, so that one that fails stops no other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select

from app.cases import actions as cases
from app.cases.actions.alerting import raise_alerts
from app.cases.models import Case, DutyRow, Promise
from app.cases.queries import promises_due
from app.cases.queries.sight import locked_now
from app.cases.rules.reminding import silent_since
from app.cases.rules.silence import Silence, why_not_yet
from app.cases.rules.states import State
from app.journal.actions import HOUSE, digest_heads
from app.journal.queries import last_of_kind
from app.kernel import Clock, Refused, day_of
from app.people.rules import SYSTEM
from app.plumbing import faults, idempotency, jobs, logs, sessions, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.plumbing.typography import say
from app.regimes.rules.duties import DutyState
from app.worker.keeping import erase_due
from app.worker.one_by_one import each
from app.worker.tables import CLOCKWORKS, HANDLERS, IN_ORDER, URGENT, Handler

Tick = Callable[[datetime], int]
MOST_JOBS = 200


def work_once(at: datetime, clock: Clock | None = None) -> dict[str, int]:
    """Do everything that is due at this instant; returns how many of each. With a clock that goes, also what urgent work is
    asked for meanwhile.

    What fails stops nothing else: the rest is done first, then the failures are raised together.
    """
    done: dict[str, int] = {}
    failed: list[Exception] = []
    first: Tick = partial(run_urgent, clock=clock)
    last: Tick = partial(run_jobs, clock=clock)
    for name, tick in {"urgent": first, **ROUND, **CLOCKWORKS, "jobs": last}.items():
        try:
            done[name] = tick(at)
        except Exception as fault:
            db.session.rollback()
            logs.log.exception("round_failed", name=name)
            failed.append(fault)
    if failed:
        raise ExceptionGroup("Some of what was due failed; everything else is done.", failed)
    return done


def break_due_promises(at: datetime) -> int:
    """Note the promises whose instant has passed."""

    whose = {row.id: row.case_id for row in promises_due(at)}

    def one(number: int) -> None:
        case = locked_now(whose[number])  # kept meanwhile, it is not broken
        cases.break_promise(case, db.session.get_one(Promise, number), by=SYSTEM, at=at)

    return each(whose, one)


def close_quietly(at: datetime) -> int:
    """Close what was answered, announced and left without reaction, at the end of its day; never while an offer stands."""
    wanted = select(Case.id, Case.quiet_close_on, Case.zone, Case.offer_until_on).where(
        Case.state == State.ANSWERED, Case.quiet_close_on.is_not(None)
    )
    due = []
    for number, on, zone, offer_until_on in db.session.execute(wanted):
        if why_not_yet(Silence(State.ANSWERED, on, offer_until_on), day_of(at, zone)) is None:
            due.append(number)
    return each(due, lambda number: _close_one(number, at))


def _close_one(number: int, at: datetime) -> None:
    cases.close(locked_now(number), "close_quietly", by=SYSTEM, at=at)


def see_silence(at: datetime) -> int:
    """Bring back to their owners the cases whose customer has let the day of our question go by: to remind, or to answer."""
    wanted = select(Case.id, Case.zone, Case.waiting_until_on).where(
        Case.state == State.WAITING, Case.next_code == "wait_customer"
    )
    rows = db.session.execute(wanted.order_by(Case.id))
    passed = [number for number, zone, until in rows if silent_since(until, day_of(at, zone)) is not None]
    return each(passed, lambda number: cases.refresh(locked_now(number), at=at))


def derive_again(at: datetime) -> int:
    """Derive again the duties whose date has passed while they stood pending: time alone makes them missed."""
    wanted = (
        select(Case.id, Case.zone, func.min(DutyRow.due_on)).join(DutyRow, DutyRow.case_id == Case.id)
        .where(Case.look_at <= at, DutyRow.state == DutyState.PENDING)
        .group_by(Case.id, Case.zone).order_by(Case.id)
    )  # fmt: skip
    passed = [
        number for number, zone, first in db.session.execute(wanted) if first is not None and first < day_of(at, zone)
    ]
    return each(passed, lambda number: cases.refresh(locked_now(number), at=at))


def alert(at: datetime) -> int:
    """Tell owners of the thresholds that were reached, each once."""
    with unit_of_work.writing():
        return raise_alerts(at=at)


def digest(at: datetime) -> int:
    """Once a day, write the digest of all journal heads into stream `house`."""
    last = last_of_kind(HOUSE, "journal.digest")
    if last is not None and last > at - timedelta(hours=24):
        return 0
    with unit_of_work.writing():
        digest_heads(by=SYSTEM.key, at=at)
    return 1


def sweep(at: datetime) -> int:
    """Forget sessions that nobody can use any more, and the keys of forms sent long ago."""
    with unit_of_work.writing():
        return sessions.sweep(at) + idempotency.sweep(at)


def run_jobs(at: datetime, kinds: Sequence[Collection[str]] = IN_ORDER, *, clock: Clock | None = None) -> int:
    """Do the jobs that are due, one by one: claimed, done (outside any transaction), finished.

    A clock that goes is read before each: what is asked for while a long batch is worked through, and is more urgent, comes next.
    """
    count = 0
    while count < MOST_JOBS:
        at = clock.now() if clock else at
        with unit_of_work.writing():
            job = jobs.claim(at, kinds)
        if job is None:
            return count
        _run(job, HANDLERS[job.kind], at)
        count += 1
    return count


def run_urgent(at: datetime, *, clock: Clock | None = None) -> int:
    """Do the urgent jobs that are due, and no other."""
    return run_jobs(at, URGENT, clock=clock)


def _run(job: Job, handler: Handler, at: datetime) -> None:
    number = job.id
    try:
        result = handler(job, at)
    except Exception as failure:  # a job that fails is kept, told and tried again; it must not stop the others
        db.session.rollback()
        if not isinstance(failure, Refused):
            logs.failure(failure)
        with unit_of_work.writing():
            jobs.fail(_job(number), at=at, error=_why(failure), for_good=isinstance(failure, Refused))
        return
    with unit_of_work.writing():
        jobs.finish(_job(number), at=at, result=result)


def _why(failure: Exception) -> str:
    """What a person reads of it on the page of jobs and letters."""
    if isinstance(failure, Refused):
        return say(failure.message, "fr")
    said = faults.said_of(failure)
    return say(said, "fr") if said else str(failure) or type(failure).__name__


def _job(number: int) -> Job:
    found = db.session.get(Job, number)
    assert found is not None
    return found


ROUND: dict[str, Tick] = {
    "promises_broken": break_due_promises,
    "closed_quietly": close_quietly,
    "silences_seen": see_silence,
    "derived": derive_again,
    "alerts": alert,
    "digests": digest,
    "sessions": sweep,
    "cases_erased": erase_due,
}
"""What falls due in the cases and in the house itself, in this order."""
