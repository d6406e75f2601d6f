"""What is told to somebody who is away reaches the deputy; what was imported is told to nobody."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from app.cases.actions.alerting import reader_of
from app.cases.models import Alert, Case
from app.people import actions as people
from app.people.models import Staff
from app.people.rules import SYSTEM
from app.plumbing import idempotency, unit_of_work
from app.plumbing.db import db
from app.worker.rounds import work_once
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company

AWAY = (date(2026, 11, 16), date(2027, 1, 31))


def away(member: Staff, deputy: Staff | None) -> None:
    with unit_of_work.writing():
        who = db.session.get_one(Staff, member.id)
        people.set_absence(who, *AWAY, by=SYSTEM, at=NOW)
        if deputy is not None:
            people.change_staff(who, by=SYSTEM, at=NOW, deputy=db.session.get_one(Staff, deputy.id))


def readers(case: Case) -> set[int]:
    work_once(NOW + timedelta(days=30))
    return set(db.session.scalars(select(Alert.staff_id)))


def owned(firm: Company) -> Case:
    case = a_case(firm)
    assert case.owner_id == firm.agent.id
    return case


def test_an_owner_who_is_here_is_told(app: Flask) -> None:
    firm = company()
    assert readers(owned(firm)) == {firm.agent.id}


def test_the_deputy_of_an_absent_owner_is_told(app: Flask) -> None:
    firm = company()
    case = owned(firm)
    away(firm.agent, firm.other_agent)
    assert readers(case) == {firm.other_agent.id}


def test_an_absent_deputy_passes_it_on_and_a_circle_ends(app: Flask) -> None:
    firm = company()
    case = owned(firm)
    away(firm.agent, firm.other_agent)
    away(firm.other_agent, firm.supervisor)
    assert reader_of(case, firm.agent.id, date(2026, 12, 1)) == firm.supervisor.id
    away(firm.supervisor, firm.agent)
    assert reader_of(case, firm.agent.id, date(2026, 12, 1)) == firm.agent.id
    assert reader_of(case, firm.agent.id, date(2027, 2, 1)) == firm.agent.id


def test_a_deputy_who_may_not_see_the_case_is_passed_over(app: Flask) -> None:
    firm = company()
    case = owned(firm)
    away(firm.agent, firm.biller)
    assert reader_of(case, firm.agent.id, date(2026, 12, 1)) == firm.agent.id


def gone(member: Staff) -> None:
    with unit_of_work.writing():
        people.change_staff(db.session.get_one(Staff, member.id), by=SYSTEM, at=NOW, active=False)


def test_what_is_told_to_somebody_who_left_reaches_whoever_they_reported_to(app: Flask) -> None:
    firm = company()
    case = owned(firm)
    gone(firm.agent)
    assert readers(case) == {firm.supervisor.id}


def test_the_line_above_is_walked_up_and_a_deputy_comes_before_it(app: Flask) -> None:
    firm = company()
    case = owned(firm)
    gone(firm.agent)
    gone(firm.supervisor)
    assert readers(case) == {firm.director.id}
    away(firm.agent, firm.other_agent)
    assert reader_of(db.session.get_one(Case, case.id), firm.agent.id, NOW.date()) == firm.other_agent.id


def test_a_deputy_sees_in_the_queue_that_they_stand_in_for_somebody_who_left(app: Flask) -> None:
    firm = company()
    owned(firm)
    away(firm.agent, firm.other_agent)
    with unit_of_work.writing():
        people.set_absence(db.session.get_one(Staff, firm.agent.id), None, None, by=SYSTEM, at=NOW)
    olivier = Browser(app).sign_in("olivier")
    assert "vous assurez la suppléance" not in olivier.get("/queue").text
    gone(firm.agent)
    assert "Alice Petit n’est pas là, et vous assurez la suppléance" in olivier.get("/queue").text


def test_whoever_closes_an_account_without_a_deputy_is_told_what_becomes_of_its_cases(app: Flask) -> None:
    firm = company()
    sent = {
        "name": "Alice Petit", "role": "agent", "services": firm.after_sales.code, "lang": "fr", "speaks_fr": "1",
        "manager": "", "deputy": "",
    }  # fmt: skip
    answer = Browser(app).sign_in("admin").post(f"/settings/staff/{firm.agent.id}", sent, follow=True)
    assert "nommez une suppléance" in answer.get_data(as_text=True)


def test_the_worker_forgets_keys_of_forms_sent_long_ago(app: Flask) -> None:
    company()
    with unit_of_work.writing():
        idempotency.once("staff:1", "key", "body", lambda: "/cases/1", at=NOW)
    assert work_once(NOW + timedelta(days=6))["sessions"] == 0
    assert work_once(NOW + timedelta(days=8))["sessions"] == 1
    assert db.session.get(idempotency.Kept, "staff:1:key", populate_existing=True) is None
