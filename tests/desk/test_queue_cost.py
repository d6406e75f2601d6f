"""What pages may cost: statements and bytes are counted on both databases, so that a page cannot grow slow unseen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event, select

from app.cases import queries
from app.cases.models import Case
from app.cases.queries import Filter
from app.cases.rules.states import State
from app.people.queries import all_staff, staff_by_login
from app.people.rules import Actor
from app.plumbing.db import db
from bench.house import PASSWORD
from bench.loading import load
from bench.prose import COMMON, RARE
from tests.client import Browser
from tests.conftest import NOW

CASES, OPEN_SHARE = 300, 0.8
"""Enough for the agent to see more than a page of open cases, and the quality officer more than a page of closed ones."""
SESSION = 2
"""Statements of every signed-in page: the session, and the person with their services."""


@pytest.fixture
def house(app: Flask) -> Flask:
    """Three hundred cases, copied in bulk from cases told by the real actions."""
    load(CASES, NOW, open_share=OPEN_SHARE)
    return app


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that reaches the database meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement not in {"BEGIN", "BEGIN IMMEDIATE"}:
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def cost(browser: Browser, path: str) -> tuple[list[str], str]:
    """What one page asks of the database once the server is warm, and its text."""
    browser.get(path, check=False)
    with statements() as seen:
        page = browser.get(path, check=False)
    return seen, page.html


def test_pages_ask_the_database_few_questions_and_stay_small(house: Flask) -> None:
    browser = Browser(house).sign_in("agent1", PASSWORD)
    for path in ("/queue", "/queue?tab=all", "/queue?tab=all&state=in_progress&due=month", "/queue?tab=level&closed=1"):
        seen, html = cost(browser, path)
        assert len(seen) <= 6, (path, seen)
        assert len(html.encode()) <= 60_000, path
    assert cost(browser, "/queue?tab=all")[1].count('name="ref"') == queries.PAGE
    case = db.session.scalars(select(Case).where(Case.owner_id == staff_by_login("agent1").id, Case.is_open)).first()
    seen, html = cost(browser, f"/cases/{case.ref}")
    assert len(seen) <= CASE_PAGE, seen
    assert len(html.encode()) <= 60_000
    for word, pieces in ((RARE, 1), (COMMON, 30), ("jamaisvu", 0)):
        seen, html = cost(browser, f"/search?q={word}")
        assert len(seen) <= SESSION + 7, (word, seen)
        assert html.count("<mark>") >= pieces


CASE_PAGE = 9


GROW = {
    "case_file", "customer", "party", "claim", "duty", "promise", "signal", "case_link", "journal_entry", "journal_text", "search_text",
    "offer", "entitlement", "exhibit", "referral", "message", "incoming_mail", "job", "ledger_transfer", "standing_estimate", "web_session",
}  # fmt: skip
"""Tables that hold more rows with every case."""


@contextmanager
def plans() -> Iterator[list[tuple[str, str]]]:
    """Each step of the plan of every statement that reaches the embedded database meanwhile, with the statement."""
    steps: list[tuple[str, str]] = []

    def note(connection: Connection, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            opened: Any = connection.connection.dbapi_connection
            explained = opened.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            steps.extend((step[3], statement) for step in explained)

    event.listen(db.engine, "before_cursor_execute", note)
    yield steps
    event.remove(db.engine, "before_cursor_execute", note)


def walked(steps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The steps that read a growing table from end to end (`SCAN t`; an index walked in order to its limit is no scan)."""
    found = [(step, step.split(), statement) for step, statement in steps]
    return [(step, statement) for step, said, statement in found if said[0] == "SCAN" and said[1] in GROW]


def joined_by_or(steps: list[tuple[str, str]]) -> list[str]:
    """Statements for which everything that somebody may see is walked, to look a few cases up in it."""
    return [statement for step, statement in steps if step == "MULTI-INDEX OR" and "FROM case_file" in statement]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("login", ["agent1", "supervisor0", "quality0", "director"])
def test_no_page_walks_a_table_that_grows(house: Flask, login: str) -> None:
    browser = Browser(house).sign_in(login, PASSWORD)
    case = queries.queue(staff_by_login(login).actor, Filter(tab="all"))[0]
    paths = [
        "/queue",
        "/queue?tab=all&state=in_progress&level=front&due=month",
        f"/search?q={RARE}",
        f"/cases/{case.ref}",
    ]
    for path in paths:
        browser.get(path, check=False)
        with plans() as steps:
            browser.get(path, check=False)
        assert steps
        assert not walked(steps), path
        assert not joined_by_or(steps), path


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_walk_would_be_seen(house: Flask) -> None:
    with plans() as steps:
        db.session.execute(select(Case.id).where(Case.subject == "nothing")).all()
    assert walked(steps)


def everybody() -> list[Actor]:
    return [member.actor for member in all_staff()]


def in_order(case: Case) -> tuple[object, int]:
    return (case.next_on, case.id)


def seen_in_pages(actor: Actor, **asked: object) -> list[int]:
    """Every case of a queue, page after page."""
    found: list[int] = []
    after = None
    while True:
        rows = queries.queue(actor, Filter(after=after, **asked))
        found += [row.id for row in rows[: queries.PAGE]]
        if len(rows) <= queries.PAGE:
            return found
        after = (rows[queries.PAGE - 1].next_on, rows[queries.PAGE - 1].id)


def test_a_queue_holds_exactly_what_the_actor_may_see_in_order_page_after_page(house: Flask) -> None:
    cases = db.session.scalars(select(Case)).all()
    for actor in everybody():
        may = {row.id for row in db.session.scalars(select(Case).where(queries.visible(actor)))}
        live = sorted((case for case in cases if case.id in may and case.is_open), key=in_order)
        done = sorted((case.id for case in cases if case.id in may and not case.is_open), reverse=True)
        waiting = [case.id for case in live if case.state is State.WAITING]
        mine = [case.id for case in live if case.owner_id == actor.staff_id]
        level = [case.id for case in live if case.level is actor.level]
        assert seen_in_pages(actor, tab="all") == [case.id for case in live]
        assert seen_in_pages(actor, tab="all", closed=True) == done
        assert seen_in_pages(actor, tab="all", state="waiting") == waiting
        assert seen_in_pages(actor, tab="mine") == mine
        counts = queries.waiting(actor)[0]
        assert counts == {"mine": len(mine), "all": len(live)} | ({"level": len(level)} if actor.level else {})
        if actor.level:
            assert seen_in_pages(actor, tab="level") == level


def test_counts_stop_at_a_limit(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["app.cases.queries.queue"], "COUNT_UP_TO", 7)
    assert queries.waiting(staff_by_login("quality0").actor)[0]["all"] == 7
    assert queries.waiting(staff_by_login("agent1").actor)[0]["all"] == 7


@pytest.mark.parametrize(
    "after", ["x_y", "2026-13-45_3", "_", "2026-11-30_99999999999999999999", "_-1", "2026-11-30_", "𝟚_3"]
)
def test_a_place_that_makes_no_sense_never_breaks_the_queue(app: Flask, after: str) -> None:
    from tests.factories.house import company

    company()
    Browser(app).sign_in("alice").get(f"/queue?tab=all&after={after}")
