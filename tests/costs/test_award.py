"""What a judgment makes us pay is asked where the judgment is recorded, and counted among the actual costs."""

from __future__ import annotations

import pytest
from flask import Flask

from app.cases import actions as cases
from app.cases.actions.telling import Happening
from app.cases.models import Case
from app.cases.queries import open_promises
from app.costs.queries import tariff_at
from app.costs.queries.learning import books_of
from app.costs.rules.booking import actual_lines
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.gestures import stocked
from tests.factories.house import a_case

FORM = {"on": "2026-11-20", "court": "tribunal judiciaire de Lyon", "text": "Condamnation partielle."}


def sued() -> Case:
    firm = stocked()
    case = a_case(firm)
    with unit_of_work.writing():
        cases.apply(case, "court_seized", Happening({"on": "2026-11-19"}), by=firm.quality.actor, at=NOW)
    return case


def awarded(case: Case) -> list[int]:
    db.session.rollback()
    found = actual_lines(books_of([case])[case.id], tariff_at(NOW))
    return [one.amount.minor for one in found if one.code == "award"]


def test_the_award_is_booked_with_the_judgment_as_its_proof(app: Flask) -> None:
    case = sued()
    claire = Browser(app).sign_in("claire").speak("fr")
    path = f"/cases/{case.ref}/act/judgment"
    assert "Ce que nous devons payer" in claire.get(path).text
    claire.send(path, {**FORM, "version": str(case.version), "award": "412,50"}, status=302)
    assert awarded(case) == [41_250]
    assert "tribunal judiciaire de Lyon" in claire.get(f"/cases/{case.ref}").text


def test_the_award_is_owed_by_somebody_on_a_day(app: Flask) -> None:
    case = sued()
    claire, path = Browser(app).sign_in("claire").speak("fr"), f"/cases/{case.ref}/act/judgment"
    assert claire.get(path).value_of("pay_by_on") == "2026-12-20"
    sent = {**FORM, "version": str(case.version), "award": "412,50", "pay_by_on": "2026-12-04"}
    late = claire.send(path, sent | {"pay_by_on": "2026-11-19"}, status=422)
    assert "À payer au plus tard le — Ce jour est passé" in late.text
    assert awarded(case) == []
    claire.send(path, sent, status=302)
    db.session.expire_all()
    (owed,) = open_promises(db.session.get_one(Case, case.id))
    assert (owed.what.replace("\u202f", " ").replace("\u00a0", " "), owed.owner) == (
        "Payer la condamnation : 412,50 €",
        case.owner,
    )
    page = claire.get(f"/cases/{case.ref}").text
    assert "Payer la condamnation" in page
    assert "4 décembre 2026" in page


@pytest.mark.parametrize("award", ["", "0"])
def test_a_judgment_in_our_favour_books_nothing(app: Flask, award: str) -> None:
    case = sued()
    sent = {**FORM, "version": str(case.version), "award": award}
    Browser(app).sign_in("claire").send(f"/cases/{case.ref}/act/judgment", sent, status=302)
    assert awarded(case) == []
    db.session.expire_all()
    assert open_promises(db.session.get_one(Case, case.id)) == []


@pytest.mark.parametrize("award", ["-5", "12 USD", "1,234", "abc"])
def test_an_award_that_is_no_amount_is_refused_and_the_judgment_with_it(app: Flask, award: str) -> None:
    case = sued()
    sent = {**FORM, "version": str(case.version), "award": award}
    Browser(app).sign_in("claire").send(f"/cases/{case.ref}/act/judgment", sent, status=422)
    assert awarded(case) == []
    db.session.expire_all()
    assert db.session.get_one(Case, case.id).state.value == "in_court"
