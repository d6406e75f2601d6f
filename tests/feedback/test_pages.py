"""What staff see of a customer's view, and that it costs nothing where there is none."""

from __future__ import annotations

import pytest
from flask import Flask

from app.cases import actions as cases
from app.feedback.queries.times import times_now
from app.feedback.rules import Reply
from app.feedback.rules.timing import SHIPPED, Times
from app.gestures.actions import pay_entitlement, recognise_entitlement
from app.kernel import Money
from app.people.models import Customer
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW
from tests.desk.test_queue_cost import cost
from tests.factories.gestures import stocked
from tests.factories.house import Company, a_case, company
from tests.feedback.world import LATER, a_closed_case, answered, asked, settled


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def test_the_case_page_says_what_was_asked_and_what_was_answered(app: Flask, firm: Company) -> None:
    case = a_closed_case(firm)
    browser = Browser(app).sign_in("alice")
    assert "Avis du client" not in browser.get(f"/cases/{case.ref}").text
    (row,) = asked(case)
    assert "réponse attendue" in browser.get(f"/cases/{case.ref}").text
    answered(row, solved=Reply.YES, satisfaction=4, words="Parfait.")
    page = browser.get(f"/cases/{case.ref}")
    assert "c’est résolu, confirmé" in page.text
    assert "Satisfaction 4 sur 5" in page.text
    assert "Parfait." in page.text
    assert "Satisfaction 4 of 5" in browser.speak("en").get(f"/cases/{case.ref}").text


def test_the_case_page_says_that_a_customer_without_an_address_is_not_asked(app: Flask, firm: Company) -> None:
    case = a_closed_case(firm)
    with unit_of_work.writing():
        db.session.get_one(Customer, case.customer_id).email = ""
    assert "l’avis du client n’est pas demandé" in Browser(app).sign_in("alice").get(f"/cases/{case.ref}").text


def test_a_case_nobody_was_asked_about_costs_no_statement_more(app: Flask, firm: Company) -> None:
    case, other = a_case(firm), a_closed_case(firm)
    browser = Browser(app).sign_in("alice")
    for row in asked(other):
        answered(row, solved=Reply.YES, satisfaction=4)
    for one, count in ((case, 0), (other, 1)):
        seen, _html = cost(browser, f"/cases/{one.ref}")
        assert len([statement for statement in seen if "survey_answer" in statement]) == count


def test_a_gesture_the_customer_says_never_came_is_not_simply_carried_out(app: Flask) -> None:
    firm = stocked()
    case = settled(firm)
    browser, path = Browser(app).sign_in("alice"), f"/cases/{case.ref}/offers"
    denied = "exécuté selon nous, pas selon le client"
    assert denied not in browser.get(path).text
    (row,) = asked(case)
    answered(row, kept=Reply.NO, satisfaction=1)
    page = browser.get(path)
    assert page.text.count(denied) == 2
    assert f"/cases/{case.ref}/do/keep" in page.html
    assert "Engagement non tenu, dit le client" in browser.get(f"/cases/{case.ref}").text
    with unit_of_work.writing():
        cases.keep_promise(case, case.promises[0], "virement 4712", by=firm.agent.actor, at=LATER)
    assert denied not in browser.get(path).text


def test_what_the_law_grants_and_the_customer_says_never_came_is_not_simply_paid(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    with unit_of_work.writing():
        cases.take_charge(case, by=firm.agent.actor, at=NOW)
        what = ("EU-SALES-01", "frais de retour", Money(1_490), "pièce n° 1")
        row = recognise_entitlement(case, *what, by=firm.agent.actor, at=NOW)
    with unit_of_work.writing():
        pay_entitlement(row, "virement 4711", by=firm.agent.actor, at=NOW)
    browser, path = Browser(app).sign_in("alice"), f"/cases/{case.ref}/offers"
    assert "payé" in browser.get(path).text
    (invitation,) = asked(case)
    assert "le client dit que non" not in browser.get(path).text
    answered(invitation, kept=Reply.NO)
    assert "le client dit que non" in browser.get(path).text


def test_the_delays_are_set_by_an_administrator_and_their_history_is_kept(app: Flask) -> None:
    company()
    admin = Browser(app).sign_in("admin")
    given = {"closed": "4", "contact": "1", "promise": "3", "rest": "7", "open": "30"}
    admin.send("/settings/surveys", given, status=302)
    assert times_now() == Times(closed=4, open=30)
    page = admin.get("/settings/surveys")
    assert page.text.count("Repos entre deux enquêtes d’un dossier") == 3, "the form, what was set, what ships"
    told = admin.get("/settings/history").text
    assert "Délais des enquêtes" in told
    assert "survey after closing (working days): 2 → 4" in admin.speak("en").get("/settings/history").text
    admin.speak("fr")
    assert "déjà les nôtres" in admin.send("/settings/surveys", given, status=422).text
    wrong = admin.send("/settings/surveys", {**given, "open": "2", "rest": "8"}, status=422)
    assert "De 3 à 60 jours." in wrong.text
    assert {node.get("name"): node.get("value") for node in wrong.find_all("input")}["rest"] == "8"


def test_others_read_the_delays_and_change_nothing(app: Flask) -> None:
    company()
    for login in ("diane", "audrey", "claire"):
        page = Browser(app).sign_in(login).get("/settings/surveys")
        assert "Aujourd’hui" in page.text
        assert not [node for node in page.find_all("input") if node.get("name") == "closed"]
    sent = {"closed": "4", "contact": "1", "promise": "3", "rest": "7", "open": "30"}
    assert Browser(app).sign_in("claire").post("/settings/surveys", sent).status_code == 422
    assert times_now() == SHIPPED
