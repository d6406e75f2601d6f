"""A customer who lives abroad: the law is that of the contract, the envelope and the record say where they live."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.models import Case
from app.cases.queries import packs_of
from app.people.models import Customer
from app.people.rules.lands import on_envelope
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.factories.house import company


@pytest.fixture
def alice(app: Flask) -> Browser:
    company()
    return Browser(app).sign_in("alice")


def logged(alice: Browser, **typed: str) -> Case:
    sent = {
        **alice.get("/log").values("log"),
        "do": "log",
        "who": "Mme Els Janssens",
        "customer": "new",
        "channel": "post",
    }
    alice.send("/log", {**sent, "what": "Le four est arrivé cassé.", **typed}, 302, token_from="/log")
    return db.session.scalars(select(Case).order_by(Case.id.desc())).first() or pytest.fail("no case")


def test_a_belgian_customer_of_a_french_contract_keeps_french_law(alice: Browser) -> None:
    case = logged(alice, street="Meir 4", postcode="2000", city="Anvers", lives_in="BE")
    assert (case.country, case.customer.country) == ("FR", "BE")
    assert case.customer.address.splitlines() == ["Meir 4", "2000 Anvers", "Belgique"]
    assert "FR-GEN" in {pack.id for pack in packs_of(case)}


def test_where_nothing_is_said_they_live_where_the_law_is_from(alice: Browser) -> None:
    assert logged(alice).customer.country == "FR"
    assert logged(alice, country="GB", currency="GBP", who="Ms Ann Lee").customer.country == "GB"


def test_the_record_says_the_country_and_lets_it_be_corrected(alice: Browser) -> None:
    number = logged(alice, street="Am Markt 1", postcode="10115", city="Berlin").customer.id
    path = f"/customers/{number}"
    page = alice.get(path)
    assert page.value_of("country") == "FR"
    sent = {name: page.value_of(name) or "" for name in ("name", "title", "kind", "street", "postcode", "city", "prefers", "lang", "segment", "standing")}  # fmt: skip
    alice.send(path, {"do": "save", **sent, "country": "DE"}, 302, token_from=path)
    db.session.expire_all()
    assert db.session.get_one(Customer, number).address.endswith("Allemagne")


def test_a_country_that_only_a_file_named_is_kept_whoever_saves(alice: Browser) -> None:
    number = logged(alice).customer.id
    with unit_of_work.writing():
        db.session.get_one(Customer, number).country = "JP"
    assert alice.get(f"/customers/{number}").value_of("country") == "JP"


def test_an_envelope_names_the_country_as_its_post_reads_it() -> None:
    assert [on_envelope(code) for code in ("FR", "BE", "GB", "JP")] == ["", "Belgique", "United Kingdom", "JP"]
