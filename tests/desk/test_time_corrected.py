"""Booked time may be corrected: by whoever booked it, or a supervisor; the journal keeps both figures."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases import actions
from app.cases.models import Case
from app.cases.models.beside import TimeSpent
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


@pytest.fixture
def case(firm: Company) -> Case:
    made = a_case(firm)
    with unit_of_work.writing():
        actions.book_time(made, 250, "appel", by=firm.agent.actor, at=NOW)
    return made


def minutes(case: Case) -> list[int]:
    db.session.rollback()
    return list(
        db.session.scalars(select(TimeSpent.minutes).where(TimeSpent.case_id == case.id).order_by(TimeSpent.id))
    )


@pytest.mark.parametrize("login", ["alice", "sophie"])
def test_minutes_booked_wrongly_are_corrected_and_the_journal_says_both(app: Flask, case: Case, login: str) -> None:
    desk, path = Browser(app).sign_in(login), f"/cases/{case.ref}/do/correct_time"
    page = desk.get(path)
    assert "250 min, appel, Alice Petit" in page.text.replace("\xa0", " ")
    assert desk.post(path, {**page.values(), "minutes": "25"}).status_code == 302
    assert minutes(case) == [25]
    assert "Temps corrigé : 25 minutes au lieu de 250" in desk.get(f"/cases/{case.ref}").text.replace("\xa0", " ")


def test_the_time_of_a_contact_is_named_as_people_name_it(app: Flask, firm: Company) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        actions.record_contact(case, "email", "out", "Nous vérifions.", by=firm.agent.actor, at=NOW, minutes=7)
    desk = Browser(app).sign_in("alice")
    assert "7 min, courriel, Alice Petit" in desk.get(f"/cases/{case.ref}/do/correct_time").text.replace("\xa0", " ")


def test_nobody_corrects_the_time_of_somebody_else(app: Flask, firm: Company, case: Case) -> None:
    desk, path = Browser(app).sign_in("olivier"), f"/cases/{case.ref}/do/correct_time"
    page = desk.get(path)
    assert "il n’y a rien à corriger" in page.text
    number = db.session.scalars(select(TimeSpent.id).where(TimeSpent.case_id == case.id)).one()
    desk.send(path, {"version": str(case.version), "booked": str(number), "minutes": "1"}, 422)
    assert minutes(case) == [250]
    assert firm.other_agent.login == "olivier"


@pytest.mark.parametrize("given", ["", "-1", "1441", "x"])
def test_a_day_has_no_more_minutes(app: Flask, case: Case, given: str) -> None:
    desk, path = Browser(app).sign_in("alice"), f"/cases/{case.ref}/do/correct_time"
    desk.send(path, {**desk.get(path).values(), "minutes": given}, 422)
    assert minutes(case) == [250]
