"""A purchase joins its case after the complaint was logged: one of the customer’s, or one said there."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from app.cases import actions
from app.cases.actions.purchases import attach_purchase
from app.cases.models import Case
from app.cases.queries import happened
from app.kernel import Refused
from app.people.actions import add_customer
from app.people.models import Customer, Purchase
from app.people.queries import purchases_of
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.gestures import stocked
from tests.factories.house import Company, a_complaint


@pytest.fixture
def firm(app: Flask) -> Company:
    return stocked()


@pytest.fixture
def case(firm: Company) -> Case:
    with unit_of_work.writing():
        return actions.log_case(a_complaint(), firm.customer, firm.after_sales, by=firm.agent.actor, at=NOW)


@pytest.fixture
def alice(app: Flask, case: Case) -> Browser:
    return Browser(app).sign_in("alice")


def attach(alice: Browser, case: Case, status: int, **typed: str) -> str:
    where = f"/cases/{case.ref}/do/purchase"
    page = alice.get(where)
    return alice.send(where, {"version": page.value_of("version") or "", "purchase": "0", **typed}, status).text


def again(case: Case) -> Case:
    db.session.expire_all()
    return db.session.get_one(Case, case.id)


def test_a_known_purchase_is_proposed_and_what_is_counted_from_it_follows(
    alice: Browser, firm: Company, case: Case
) -> None:
    assert "/do/purchase" in alice.get(f"/cases/{case.ref}/gestures/new").html
    assert firm.purchase.label in alice.get(f"/cases/{case.ref}/do/purchase").text
    attach(alice, case, 302, purchase=str(firm.purchase.id))
    case = again(case)
    assert case.purchase_id == firm.purchase.id
    assert {"contract"} <= {event.name for event in happened(case)}
    assert "Achat rattaché au dossier" in alice.get(f"/cases/{case.ref}").text
    assert "Rattacher un achat" not in alice.get(f"/cases/{case.ref}").text, "one case, one purchase"


def test_a_purchase_that_is_not_known_yet_is_said_there(alice: Browser, firm: Company, case: Case) -> None:
    said = {"label": "Lave-linge L7", "reference": "CMD-9", "bought_on": "2026-06-01", "price": "449,90"}
    for missing in said:
        assert "Dites-le pour un achat" in attach(alice, case, 422, **{**said, missing: ""}), missing
    assert "précède l’achat" in attach(alice, case, 422, **said, delivered_on="2026-05-01")
    assert again(case).purchase is None
    attach(alice, case, 302, **said)
    bought = again(case).purchase
    assert bought is not None
    assert (bought.label, bought.bought_on, bought.price_minor) == ("Lave-linge L7", date(2026, 6, 1), 44990)
    assert bought in purchases_of(firm.customer.id)


def test_only_one_purchase_of_this_customer(firm: Company, case: Case) -> None:
    with unit_of_work.writing():
        attach_purchase(case, firm.purchase, by=firm.agent.actor, at=NOW)
    with pytest.raises(Refused, match="purchase_known"), unit_of_work.writing():
        attach_purchase(again(case), firm.purchase, by=firm.agent.actor, at=NOW)


def test_with_nothing_known_of_the_customer_nothing_needed_is_called_optional(
    alice: Browser, firm: Company, case: Case
) -> None:
    where = f"/cases/{case.ref}/do/purchase"
    assert alice.get(where).text.count("(facultatif)") == 5
    with unit_of_work.writing():
        db.session.get_one(Purchase, firm.purchase.id).customer_id = stranger().id
    assert alice.get(where).text.count("(facultatif)") == 1, "only the day of delivery"


def stranger() -> Customer:
    return add_customer("Paul Roux", by=SYSTEM, at=NOW)
