"""What a case holds is asked once: the page of a case is the same as if every list had been read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, Connection, event, select, text, true

from app.cases.models import Case
from app.cases.queries import holding
from app.cli.story.cast import PASSWORD
from app.costs.queries import case_facts, facts_of_cases
from app.desk.queries import LISTS
from app.kernel import FixedClock
from app.people.queries import all_staff
from app.people.rules import Permission
from app.plumbing.db import columns_of, db
from app.plumbing.memo import Rows
from bench.loading import load
from tests.client import TOKEN, Browser
from tests.conftest import NOW
from tests.desk.test_queue_cost import GROW
from tests.factories.demo import house_in, told_in


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, of_all: Path, sqlite_template: Path) -> Iterator[Flask]:
    """The demo company: cases with everything, and cases with nothing."""
    folder = tmp_path_factory.mktemp("holding")
    told_in(folder, of_all, sqlite_template)
    made = house_in(folder, FixedClock(NOW))
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def asked_anew() -> Iterator[None]:
    """The question is made again, before and after a test that changes it."""
    holding._question.cache_clear()
    yield
    holding._question.cache_clear()


def pages(browser: Browser, refs: list[str]) -> list[str]:
    """The pages of these cases as this person sees them, but for what differs at every visit."""
    return [TOKEN.sub("", browser.get(f"/cases/{ref}", check=False).html) for ref in refs]


def everything(_rows: Rows) -> ColumnElement[bool]:
    """As if there were something in every list."""
    return true()


@pytest.mark.usefixtures("asked_anew")
def test_a_case_with_everything_and_a_case_with_nothing_show_what_they_hold(
    shop: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = list(db.session.scalars(select(Case.ref).order_by(Case.id)))
    browser = Browser(shop).sign_in("audrey", PASSWORD)
    shown = pages(browser, refs)
    monkeypatch.setattr(holding, "holds", everything)
    holding._question.cache_clear()
    assert pages(browser, refs) == shown
    for anchor in ('id="promises"', 'id="others"', 'id="signals"', 'class="files"', 'class="badge badge-mediation"'):
        assert 0 < sum(anchor in page for page in shown) < len(shown), anchor


def test_every_list_that_no_room_holds_is_empty_and_every_other_is_not(shop: Flask) -> None:
    actor = next(member.actor for member in all_staff() if member.login == "audrey")
    found = {read: set[bool]() for read in LISTS}
    for case in db.session.scalars(select(Case)):
        values = {"case": case.id, "stream": case.stream, "customer": case.customer_id}
        with shop.test_request_context():
            holding.read_what_it_holds(case, actor, LISTS)
            for read, rows in LISTS.items():
                some = bool(columns_of(rows, values))
                assert bool(read(case)) == some, (case.ref, read)
                found[read].add(some)
    assert [read.__name__ for read, seen in found.items() if seen != {True, False}] == []


def test_the_facts_of_one_case_are_those_of_many(shop: Flask) -> None:
    cases = list(db.session.scalars(select(Case)))
    assert {case.id: case_facts(case) for case in cases} == facts_of_cases(cases)
    assert any(case_facts(case).offers_refused for case in cases)
    assert any(case_facts(case).threatens_court for case in cases)


def test_who_may_not_see_a_case_is_told_nothing_of_what_it_holds(shop: Flask) -> None:
    blind = [member for member in all_staff() if not member.actor.may(Permission.CASE_READ)]
    assert blind
    ref = db.session.scalars(select(Case.ref)).first()
    page = Browser(shop).sign_in(blind[0].login, PASSWORD).fetch(f"/cases/{ref}")
    assert page.status_code == 403


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_postgresql_asks_what_a_case_holds_of_indexes(app: Flask) -> None:
    load(300, NOW, open_share=0.8)
    case = db.session.scalars(select(Case)).first()
    steps: list[str] = []

    def note(connection: Connection, cursor: object, statement: str, values: object, *_rest: object) -> None:
        with connection.connection.cursor() as beside:
            beside.execute(f"EXPLAIN {statement}", values)
            steps.extend(row[0] for row in beside.fetchall())

    db.session.execute(text("SET enable_seqscan = off"))
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with app.test_request_context():
            holding._held(case, LISTS)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    walked = [step for step in steps if "Seq Scan" in step and any(f" on {table}" in step for table in GROW)]
    assert steps
    assert not walked
