"""A bank has fifteen working days for a complaint about a payment service, and two months for others: it is asked which it is."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from app.cases.actions.about import tell_about
from app.cases.models import Case
from app.kernel import Refused
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def dues(case: Case) -> dict[str, date | None]:
    db.session.expire_all()
    return {row.key: row.due_on for row in db.session.get_one(Case, case.id).duties if row.state != "moot"}


@pytest.mark.parametrize(
    ("terms", "payment", "general", "on", "counted"),
    [
        ({}, "FR-FIN-02/answer", "FR-FIN-01/answer", date(2026, 12, 7), "jours ouvrables"),
        (
            {"country": "GB", "zone": "Europe/London"},
            "UK-FCA-04/final",
            "UK-FCA-03/final",
            date(2026, 12, 10),
            "jours ouvrés",
        ),
        ({"country": "DE", "zone": "Europe/Berlin"}, "EU-PSD-01/answer", "", date(2026, 12, 10), "jours ouvrés"),
    ],
)
def test_what_the_complaint_is_about_decides_which_clock_runs(
    app: Flask, firm: Company, terms: dict[str, object], payment: str, general: str, on: date, counted: str
) -> None:
    case = a_case(firm, sector="finance", received_on=date(2026, 11, 19), **terms)
    before = dues(case)
    assert payment not in before
    assert not general or general in before
    alice, path = Browser(app).sign_in("alice"), f"/cases/{case.ref}/do/about"
    page = alice.get(f"/cases/{case.ref}").text
    assert f"nous avons 15 {counted} pour y répondre" in page
    assert "Dire sur quoi porte la réclamation" in page
    assert alice.send(path, alice.get(path).values(), status=422).text
    alice.send(path, alice.get(path).values() | {"subject": "payment_service"}, status=302)
    after = dues(case)
    assert after[payment] == on
    assert general not in after
    page = alice.get(f"/cases/{case.ref}").text
    assert "pour y répondre" not in page
    assert "Objet noté : un service de paiement" in page
    alice.send(path, alice.get(path).values() | {"subject": "general"}, status=302)
    assert dues(case) == before, "the last word counts"


def test_a_payment_firm_is_not_asked_and_a_shop_has_no_such_question(app: Flask, firm: Company) -> None:
    paying, shop = a_case(firm, sector="payment"), a_case(firm)
    assert "FR-FIN-02/answer" in dues(paying)
    alice = Browser(app).sign_in("alice")
    for case in (paying, shop):
        assert "sur quoi porte" not in alice.get(f"/cases/{case.ref}").text
        with pytest.raises(Refused, match="do not change"), unit_of_work.writing():
            tell_about(case, "general", by=firm.agent.actor, at=NOW)


def test_a_subject_that_does_not_exist_is_refused_on_its_field(firm: Company) -> None:
    case = a_case(firm, sector="finance")
    with pytest.raises(Refused) as refused, unit_of_work.writing():
        tell_about(case, "weather", by=firm.agent.actor, at=NOW)
    assert refused.value.field == "subject"
