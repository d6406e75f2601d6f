"""The machine's clock jumps, goes back, changes to summer time, and the worker sleeps: nothing is done twice, nothing forgotten."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app.cases import actions as cases
from app.cases.models import Alert, Case
from app.journal.queries import entries_of, verify
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker.rounds import work_once
from app.worker.tables import CHECKS
from tests.factories.house import a_case, company
from tests.mediation.world import under_contract

BEGINS, ENDS = datetime(2027, 3, 19, 8, 0, tzinfo=UTC), datetime(2027, 4, 12, 8, 0, tzinfo=UTC)
"""The night of 28 March 2027 has no hour from two to three in Paris."""
LONG_AGO = datetime(2027, 2, 26, 9, 0, tzinfo=UTC)
"""When something was answered that closes quietly on 28 March."""
HOUR = timedelta(hours=1)


def straight() -> Iterator[datetime]:
    """Every six hours."""
    at = BEGINS
    while at < ENDS:
        yield at
        at += 6 * HOUR


def jumping(seed: int) -> Callable[[], Iterator[datetime]]:
    """An hour forth and back, ten minutes back, twice the same instant."""

    def moments() -> Iterator[datetime]:
        draw = random.Random(seed)
        for at in straight():
            yield at
            for _jump in range(draw.randrange(3)):
                yield at + draw.choice((HOUR, -HOUR, timedelta(minutes=-10), timedelta(0)))

    return moments


def asleep(nights: int) -> Callable[[], Iterator[datetime]]:
    """Nobody works for days, the change to summer time among them."""
    gone = datetime(2027, 3, 25, 9, 0, tzinfo=UTC)
    return lambda: (at for at in straight() if not gone < at < gone + timedelta(days=nights))


def through_the_night() -> Iterator[datetime]:
    """Every quarter of an hour in the night that loses one, else every six hours."""
    night = datetime(2027, 3, 27, 22, 0, tzinfo=UTC)
    yield from sorted({*straight(), *(night + n * HOUR / 4 for n in range(24))})


def a_house() -> list[Case]:
    """Something of every kind that falls due: an answer, a promise within the lost hour, a silence, a quiet closing."""
    firm = company(LONG_AGO)
    under_contract()
    who = {"by": firm.agent.actor, "at": BEGINS}
    unanswered = a_case(firm, at=BEGINS, received_on=date(2027, 1, 30), what="Ma machine fuit.")
    promised, asked = (a_case(firm, at=BEGINS, received_on=date(2027, 3, 18), what=f"Panne {n}") for n in range(2))
    answered = a_case(firm, at=LONG_AGO, received_on=date(2027, 2, 18), what="Livré en retard.")
    with unit_of_work.writing():
        cases.promise(promised, "rappeler", datetime(2027, 3, 28, 1, 30, tzinfo=UTC), **who)
        cases.ask_customer(asked, "Une photo, s’il vous plaît.", date(2027, 3, 27), **who)
        cases.answer(answered, "Nous vous remboursons le transport.", "founded", by=firm.agent.actor, at=LONG_AGO)
    return [unanswered, promised, asked, answered]


def lived_through(moments: Iterator[datetime]) -> tuple[Counter[tuple[int, str]], Counter[str]]:
    """What was done in each case, how often, and of what its people were warned."""
    numbers = [case.id for case in a_house()]
    for at in moments:
        db.session.remove()
        work_once(at)
    work_once(ENDS)
    db.session.remove()
    done = Counter(
        (place, entry.kind)
        for place, number in enumerate(numbers)
        for entry in entries_of(db.session.get_one(Case, number).stream)
    )
    warned = Counter(f"{row.threshold}" for row in db.session.query(Alert))
    assert [*verify(), *(problem for check in CHECKS for problem in check())] == []
    return done, warned


DONE = {
    (0, "case.logged"): 1, (0, "correspondence.written"): 1, (0, "correspondence.sent"): 1,
    (1, "case.logged"): 1, (1, "case.promised"): 1, (1, "case.promise_broken"): 1, (1, "case.signal"): 1,
    (2, "case.logged"): 1, (2, "case.ask_customer"): 1, (2, "correspondence.sent"): 1,
    (3, "case.logged"): 1, (3, "case.answer"): 1, (3, "correspondence.sent"): 2, (3, "case.close_quietly"): 1, (3, "feedback.asked"): 1,
}  # fmt: skip
"""The mediator is named to whom we did not answer; the promise is broken; the answer and the closing are each written of."""
WARNED = {"14": 1, "7": 1, "5": 1, "2": 1, "1": 2, "0": 2, "-1": 5, "1440": 1, "60": 1}
"""How often each threshold was told: days before a duty, minutes before a promise."""
SLEPT = {**WARNED, "-1": 6}
"""Whoever slept over the end of our two months is told that they were missed: the letter that names the mediator left late."""
CLOCKS = {
    "straight": straight, "jumping": jumping(1), "jumping otherwise": jumping(2), "asleep six days": asleep(6),
    "asleep nine days": asleep(9), "through the night": through_the_night,
}  # fmt: skip


@pytest.mark.parametrize("clock", CLOCKS)
def test_whatever_the_clock_does_each_thing_is_done_once(app: Flask, clock: str) -> None:
    assert lived_through(CLOCKS[clock]()) == (DONE, SLEPT if "asleep" in clock else WARNED)
