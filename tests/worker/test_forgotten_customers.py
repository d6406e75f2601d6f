"""Customers who never had a case: forgotten after the time the table says, never while something still asks for them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases import actions as cases
from app.cases.models import Incident, Warned
from app.cases.queries.keeping import forgettable, line_for_customers, soon_unheard_of
from app.correspondence import actions as letters
from app.journal.models import Entry
from app.kernel import Money
from app.people import actions as people
from app.people.models import Customer
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.regimes.rules.dates import add_months
from app.worker.keeping import erase_due
from tests.client import Browser, said
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company

TODAY = NOW.date()
THREE = add_months(TODAY, 36)
"""The last day on which a record made today is kept."""


def at(day: date) -> datetime:
    return NOW + timedelta(days=(day - TODAY).days)


def somebody(name: str = "Paul Roux", bought_on: date | None = None) -> int:
    with unit_of_work.writing():
        row = people.add_customer(name, email="paul@example.org", by=SYSTEM, at=NOW)
        if bought_on is not None:
            people.add_purchase(row, "CMD-9", "Four", bought_on, Money(10000), by=SYSTEM, at=NOW)
        return row.id


def named(number: int) -> bool:
    db.session.expire_all()
    return not db.session.get_one(Customer, number).anonymous


def test_three_years_without_a_word_are_an_assumption_with_its_basis() -> None:
    line = line_for_customers(TODAY)
    assert (line.years, line.status.value) == (3, "assumption")
    assert "2016-264" in line.cite


def test_they_are_forgotten_the_day_after_and_the_history_keeps_the_fact(app: Flask) -> None:
    number = somebody()
    erase_due(at(THREE))
    assert named(number)
    erase_due(at(THREE + timedelta(days=1)) + timedelta(minutes=1))
    assert not named(number)
    row = db.session.get_one(Customer, number)
    assert (row.name, row.email) == ("", "")
    told = db.session.scalars(select(Entry).where(Entry.kind == "customer.forgotten")).all()
    assert [entry.data["customer"] for entry in told] == [number]


def test_a_purchase_keeps_them_as_long_as_its_own_line(app: Flask) -> None:
    number = somebody(bought_on=TODAY)
    erase_due(at(add_months(TODAY, 60)))
    assert named(number)
    erase_due(at(add_months(TODAY, 60) + timedelta(days=1)) + timedelta(minutes=1))
    assert not named(number)


def test_whoever_has_a_case_is_not_forgotten_by_this_line(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    erase_due(at(TODAY + timedelta(days=4000)))
    assert case.is_open
    assert named(firm.customer.id)


@pytest.fixture
def warned(app: Flask) -> tuple[Company, int, int]:
    """Somebody written to about an incident long after they bought; and the incident."""
    firm, number = company(), somebody()
    case = a_case(firm)
    with unit_of_work.writing():
        row = cases.open_incident("Joint", "", firm.quality, by=firm.quality.actor, at=NOW)
        cases.attach_to_incident(case, row, by=firm.quality.actor, at=NOW)
        cases.decide_incident(row, "Remplacer", [case], by=firm.quality.actor, at=NOW)
        old = people.add_purchase(
            db.session.get_one(Customer, number),
            "CMD-1",
            firm.purchase.label,
            date(2019, 1, 2),
            Money(1),
            by=SYSTEM,
            at=NOW,
        )
        db.session.add(Warned(incident_id=row.id, customer_id=number, purchase_id=old.id, at=NOW, by="staff:1"))
        return firm, number, row.id


def test_an_open_incident_keeps_those_written_to(warned: tuple[Company, int, int]) -> None:
    firm, number, incident = warned
    later = at(THREE + timedelta(days=10))
    erase_due(later)
    assert named(number)
    with unit_of_work.writing():
        cases.close_incident(db.session.get_one(Incident, incident), [], by=firm.quality.actor, at=later)
    erase_due(later + timedelta(days=2))
    assert not named(number)


def test_an_open_request_keeps_them_and_so_does_its_answer_a_while(app: Flask) -> None:
    firm, number = company(), somebody()
    later = at(THREE + timedelta(days=10))
    with unit_of_work.writing():
        row = cases.record_request(db.session.get_one(Customer, number), later.date(), by=firm.quality.actor, at=later)
    erase_due(later)
    assert named(number)
    with unit_of_work.writing():
        letters.refuse(row, "Rien à donner.", by=firm.quality.actor, at=later)
    erase_due(later + timedelta(days=2))
    assert named(number)
    assert not forgettable(db.session.get_one(Customer, number), add_months(later.date(), 36))
    assert forgettable(db.session.get_one(Customer, number), add_months(later.date(), 36) + timedelta(days=1))


def test_the_settings_show_who_goes_within_three_months(app: Flask) -> None:
    company()
    number = somebody()
    with unit_of_work.writing():
        row = people.add_customer("Zoé Blin", by=SYSTEM, at=at(add_months(TODAY, -36) + timedelta(days=30)))
    (soon,) = soon_unheard_of(TODAY, 90)
    assert (soon.customer.id, soon.until_on) == (row.id, TODAY + timedelta(days=30))
    shown = said(Browser(app).sign_in("claire").get("/settings/keeping").by_id("unheard"))
    assert "Zoé Blin" in shown
    assert "Paul Roux" not in shown
    assert named(number)
    assert "Zoé Blin" not in Browser(app).sign_in("admin").get("/settings/keeping").text
