"""What the bulk loader leaves is a house like any other: verified, dated, searchable, and ready for the next case."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases import actions, queries
from app.cases.models import Case, Claim, DutyRow
from app.cases.rules.states import State
from app.people.models import Customer
from app.people.rules import Level
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.search import SearchText, folded, words_of
from bench.loading import load
from bench.prose import Prose
from tests.conftest import NOW

COUNT = 120


@pytest.fixture
def house(app: Flask) -> Flask:
    """A company with 120 cases, copied in bulk."""
    load(COUNT, NOW)
    return app


def test_flask_verify_finds_nothing_wrong_with_what_was_loaded(house: Flask) -> None:
    answer = house.test_cli_runner().invoke(args=["verify", "--json"])
    assert answer.exit_code == 0, answer.output
    assert '"ok": true' in answer.output
    for row in db.session.scalars(select(SearchText)):
        assert words_of(row.words) == folded(row.shown)


def test_the_copies_are_cases_as_the_product_makes_them_and_go_on_living(house: Flask) -> None:
    cases = db.session.scalars(select(Case)).all()
    assert len({case.ref for case in cases}) == len(cases) == COUNT
    assert 0.25 < sum(case.is_open for case in cases) / COUNT < 0.45
    assert all(case.next_on is not None for case in cases if case.is_open)
    assert db.session.scalar(select(func.count()).select_from(Claim)) == COUNT
    assert db.session.scalar(select(func.count()).select_from(DutyRow)) >= 2 * COUNT
    assert db.session.scalar(select(func.count()).select_from(Customer)) > COUNT // 2
    case = next(case for case in reversed(cases) if case.state is State.IN_PROGRESS and case.level is Level.FRONT)
    duties = {row.key for row in queries.duties_of(case)}
    with unit_of_work.writing():
        actions.answer(case, "Nous vous donnons raison.", "founded", by=case.owner.actor, at=NOW)
    assert case.state is State.ANSWERED
    assert duties <= {row.key for row in queries.duties_of(case)}


def test_a_text_folds_to_the_words_that_come_with_it() -> None:
    prose = Prose(3)
    for rare in (False, True):
        for common in (False, True):
            text = prose.text(300, rare=rare, common=common)
            assert folded(text.shown) == text.words
            assert len(text.shown) >= 300
