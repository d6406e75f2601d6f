"""An error at any statement of an act leaves nothing of it behind, and the same act done again succeeds."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.cases import actions
from app.cases.models import Case
from app.correspondence.models import Message
from app.exhibits import actions as exhibits
from app.exhibits.actions import About
from app.exhibits.models import Exhibit
from app.journal.models import Entry
from app.journal.queries import verify
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.worker.tables import CHECKS
from tests.conftest import NOW
from tests.exhibits import files
from tests.factories.gestures import a_draft, stocked
from tests.factories.house import Company, a_case

SAMPLE = 4
"""Places of each act where something goes wrong in the short run; in the long one, every place."""
COUNTED = (Case, Entry, Message, Exhibit, Job)


class StruckError(Exception):
    """What went wrong."""


@contextmanager
def striking(place: int | None) -> Iterator[list[str]]:
    """Every statement meanwhile; the one at this place is not done, and raises."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)
        if place is not None and len(seen) > place:
            raise StruckError(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _upload(firm: Company, case: Case) -> None:
    taken = exhibits.take_in([("photo.jpg", files.photo())])
    with unit_of_work.writing():
        exhibits.add_exhibits(case, taken, [About()], by=firm.agent.actor, at=NOW)


def _in_one(do: Callable[[Company, Case], object]) -> Callable[[Company, Case], None]:
    def act(firm: Company, case: Case) -> None:
        with unit_of_work.writing():
            do(firm, case)

    return act


ACTS: dict[str, Callable[[Company, Case], None]] = {
    "log": lambda firm, _case: void(a_case(firm)),
    "take in charge": _in_one(lambda f, c: actions.take_charge(c, "Je m’en occupe.", by=f.agent.actor, at=NOW)),
    "ask a colleague": _in_one(
        lambda f, c: actions.ask_colleague(c, f.biller, "Alors ?", None, by=f.agent.actor, at=NOW)
    ),
    "upload": _upload,
    "grant": lambda f, c: void(a_draft(c, f.agent, ("voucher", 15))),
    "promise": _in_one(lambda f, c: actions.promise(c, "Rappeler", NOW + timedelta(days=1), by=f.agent.actor, at=NOW)),
    "escalate": _in_one(lambda f, c: actions.escalate(c, "Plus haut.", by=f.agent.actor, at=NOW)),
    "close": _in_one(lambda f, c: actions.close(c, "close_not_ours", text="Non.", by=f.agent.actor, at=NOW)),
}


def void(_: object) -> None:
    """Nothing more is done with it."""


def standing() -> list[int]:
    """How much there is of everything."""
    return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in COUNTED]


def whole() -> list[object]:
    """What `verify` would find wrong."""
    return [*verify(), *(problem for check in CHECKS for problem in check())]


def struck_everywhere(act: Callable[[Company, Case], None], most: int | None) -> int:
    """Let it fail at these places, each time anew, then succeed; how many places there are."""
    found = stocked()
    number = a_case(found).id
    rows = {each.name: (type(row), row.id) for each in fields(found) if (row := getattr(found, each.name))}
    before, failed = standing(), 0
    places = _places(found, number, act)
    wanted = range(places) if most is None else sorted(random.Random(7).sample(range(places), min(most, places)))
    for place in wanted:
        db.session.rollback()
        firm, case = _anew(rows), db.session.get_one(Case, number)
        with striking(place), pytest.raises(StruckError):
            act(firm, case)
        db.session.rollback()
        failed += 1
        assert standing() == before, place
        assert not whole(), place
    act(_anew(rows), db.session.get_one(Case, number))
    assert standing() != before
    assert not whole()
    return failed


def _anew(rows: dict[str, tuple[type, int]]) -> Company:
    """Everybody read afresh: checking the journal leaves nothing of the session."""
    return Company(**{name: db.session.get_one(model, number) for name, (model, number) in rows.items()})


def _places(firm: Company, number: int, act: Callable[[Company, Case], None]) -> int:
    """How many statements it takes, asked of an act that fails when all is done but kept."""
    case = db.session.get_one(Case, number)

    def refuse(_session: object) -> None:
        raise StruckError("at the end")

    event.listen(db.session.registry(), "before_commit", refuse)
    try:
        with striking(None) as seen, pytest.raises(StruckError):
            act(firm, case)
    finally:
        event.remove(db.session.registry(), "before_commit", refuse)
        db.session.rollback()
    assert len(seen) > 2
    return len(seen)


@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_fails_leaves_nothing_and_can_be_done_again(app: Flask, name: str) -> None:
    assert struck_everywhere(ACTS[name], SAMPLE) == SAMPLE


@pytest.mark.long
@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_fails_at_any_statement_leaves_nothing(app: Flask, name: str) -> None:
    assert struck_everywhere(ACTS[name], None) > SAMPLE
