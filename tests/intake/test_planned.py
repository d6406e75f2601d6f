"""A case is planned before anything is locked: what changed until it is written still counts; a form sent twice opens one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.cases import actions as cases
from app.cases.models import Case, DutyRow
from app.intake import actions as intake
from app.intake.actions import Draft, Person
from app.journal.queries import verify
from app.people import actions as people
from app.people.models import Customer
from app.people.rules import SYSTEM, CustomerKind
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.search import newest
from app.regimes.actions import close_on
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import Company, a_complaint, company


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def _duties(case_id: int) -> list[tuple[str, date | None]]:
    db.session.expire_all()
    rows = db.session.scalars(select(DutyRow).where(DutyRow.case_id == case_id).order_by(DutyRow.key))
    return [(row.key, row.due_on) for row in rows]


def _logged(draft: Draft, planned: cases.Planned, firm: Company) -> int:
    with unit_of_work.writing():
        return intake.log(draft, planned, by=firm.agent.actor, at=NOW).id


def test_a_day_closed_since_it_was_planned_moves_our_targets(app: Flask, firm: Company) -> None:
    draft = Draft(a_complaint(), firm.after_sales, firm.customer)
    first = intake.plan(draft, by=firm.agent.actor, at=NOW)
    open_days = _duties(_logged(draft, first, firm))
    second = intake.plan(draft, by=firm.agent.actor, at=NOW)
    with unit_of_work.writing():
        close_on(date(2026, 11, 20), date(2026, 11, 30), "Inventaire", by=SYSTEM, at=NOW)
    number = _logged(draft, second, firm)
    moved = _duties(number)
    assert moved != open_days
    with unit_of_work.writing():
        cases.refresh(db.session.get_one(Case, number), at=NOW)
    assert _duties(number) == moved


def test_a_customer_changed_since_it_was_planned_is_the_customer_now(app: Flask, firm: Company) -> None:
    draft = Draft(a_complaint(), firm.after_sales, firm.customer)
    planned = intake.plan(draft, by=firm.agent.actor, at=NOW)
    with unit_of_work.writing():
        row = db.session.get_one(Customer, firm.customer.id)
        people.change_customer(row, by=SYSTEM, at=NOW, kind=CustomerKind.BUSINESS, name="Renommée")
    number = _logged(draft, planned, firm)
    assert db.session.get_one(Case, number).complainant_kind is CustomerKind.BUSINESS
    assert number in {place.subject_id for place in newest("renommée")}


def test_planning_writes_nothing(app: Flask, firm: Company) -> None:
    draft = Draft(a_complaint(), firm.after_sales, person=Person("Paul Nouveau"))
    intake.plan(draft, by=firm.agent.actor, at=NOW)
    assert not db.session.new
    assert not db.session.dirty
    assert db.session.scalar(select(func.count()).select_from(Case)) == 0


def test_a_form_sent_several_times_at_once_opens_one_case(app: Flask, firm: Company) -> None:
    browsers = [Browser(app).sign_in("alice") for _ in range(4)]
    form = browsers[0].get("/log").values("log")
    said = {**form, "do": "log", "channel": "email", "customer": "new", "who": "Paul Nouveau", "what": "En panne"}
    tokens = [browser.token("/log") for browser in browsers]
    db.session.remove()
    together = Barrier(len(browsers))

    def send(number: int) -> str:
        together.wait()
        answer = browsers[number].client.post("/log", data={**said, "csrf_token": tokens[number]})
        return answer.headers["Location"]

    with ThreadPoolExecutor(len(browsers)) as pool:
        found = set(pool.map(send, range(len(browsers))))
    assert found == {"/cases/AM-2026-00001"}
    assert db.session.scalar(select(func.count()).select_from(Case)) == 1
    assert db.session.scalar(select(func.count()).where(Customer.name == "Paul Nouveau")) == 1
    assert list(verify()) == []


def test_the_first_case_of_a_year_locks_its_number_before_the_ends_of_streams(app: Flask, firm: Company) -> None:
    draft = Draft(a_complaint(), firm.after_sales, person=Person("Paul Nouveau"))
    planned = intake.plan(draft, by=firm.agent.actor, at=NOW)
    locked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *said: locked.append(said[2].partition(" WHERE")[0]))
    _logged(draft, planned, firm)  # the newcomer is told in a stream that everybody writes in
    number = next(place for place, said in enumerate(locked) if said.startswith("INSERT INTO counter"))
    ends = next(place for place, said in enumerate(locked) if "FROM journal_head" in said)
    assert number < ends


def test_a_form_sent_again_finds_its_case_even_where_it_would_be_refused_now(app: Flask, firm: Company) -> None:
    alice = Browser(app).sign_in("alice")
    form = alice.get("/log").values("log")
    said = {**form, "do": "log", "channel": "email", "who": "Zoé Unique", "what": "En panne"}
    first = alice.post("/log", said)
    again = alice.post("/log", said)  # the name is known by now: a new form would have to choose
    assert first.status_code == again.status_code == 302
    assert first.headers["Location"] == again.headers["Location"]
    assert alice.post("/log", {**said, "key": "another-key"}).status_code == 422
