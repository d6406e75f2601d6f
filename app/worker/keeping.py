"""What the clock does about keeping: once a day, some closed cases get their date, and those whose date has passed are erased.

Each case is a unit of work of its own: erased whole or not at all. A round that is killed goes on at the next; the day is noted
in stream `house` when its work is done.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import takewhile

from flask import current_app

from app.cases import actions as cases
from app.cases.models import Case
from app.cases.queries.keeping import never_worked_out, perhaps_due, perhaps_forgettable
from app.correspondence.actions.mails import erase_old_mails
from app.documents.actions.erasing import forget_stored
from app.journal.actions import HOUSE, record
from app.journal.queries import last_of_kind
from app.kernel import Event, day_of
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker.one_by_one import each

LOOKED = "house.keeping_looked"
MOST, SECONDS = 500, 20.0
"""Cases looked at in a day (a house with years of imported history needs some days), and how long a round does so before it
looks after everything else again: a day's work that takes longer goes on in the next rounds."""


def erase_due(at: datetime) -> int:
    """Once a day: work out dates that are missing, erase what is due, forget customers of whom nothing is kept."""
    if _looked_today(at):
        return 0
    today, until = day_of(at, current_app.config["ZONE"]), time.monotonic() + SECONDS
    erased = 0
    each(_in_time(never_worked_out(MOST), until), lambda number: _work_out(number, at))
    for number in _in_time(perhaps_due(today, MOST), until):
        if _is_due(number, at):
            erased += each([number], lambda number: _erase(number, at))
    each(_in_time(perhaps_forgettable(today, MOST), until), lambda number: _forget(number, at, today))
    _forget_mails(at, today)
    if time.monotonic() < until:
        with unit_of_work.writing():
            record(Event(LOOKED, HOUSE, at, SYSTEM.key, {"erased": erased}))
    return erased


def _forget_mails(at: datetime, today: date) -> None:
    """Mails on no case are kept for their own time; what the store holds of them goes with their words."""
    keys = erase_old_mails(at, today)
    if keys:
        with unit_of_work.writing():
            forget_stored(keys, [], "", at=at, key=f"mails:{today.isoformat()}")


def _in_time(numbers: Iterable[int], until: float) -> Iterator[int]:
    """As many of these as this round has time for."""
    return takewhile(lambda _number: time.monotonic() < until, numbers)


def _looked_today(at: datetime) -> bool:
    last = last_of_kind(HOUSE, LOOKED)
    return last is not None and last > at - timedelta(hours=24)


def _work_out(number: int, at: datetime) -> None:
    cases.keep_dates(db.session.get_one(Case, number), at=at)


def _is_due(number: int, at: datetime) -> bool:
    """Is it due indeed? What keeps it beyond its date is worked out anew, and asked again later."""
    with unit_of_work.writing():
        return cases.keep_dates(db.session.get_one(Case, number), at=at).due


def _erase(number: int, at: datetime) -> None:
    cases.erase_case(db.session.get_one(Case, number), by=SYSTEM, at=at)


def _forget(number: int, at: datetime, today: date) -> None:
    cases.forget_customers([number], by=SYSTEM, at=at, today=today)
