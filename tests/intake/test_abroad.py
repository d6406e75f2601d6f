"""A customer who lives abroad: the law is that of the contract, the envelope and the record say where they live."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.models import Case
from app.cases.queries import packs_of
from app.intake import queries
from app.intake.actions.importing import import_rows
from app.intake.rules.country_names import land_of
from app.people.models import Customer
from app.people.rules import SYSTEM
from app.people.rules.countries import on_envelope
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.api.program import Program, a_key
from tests.client import Browser
from tests.conftest import NOW
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
    assert [on_envelope(code) for code in ("FR", "BE", "GB", "JP", "XQ")] == [
        "",
        "Belgique",
        "United Kingdom",
        "Japon",
        "XQ",
    ]


def newest() -> Case:
    db.session.rollback()
    return db.session.scalars(select(Case).order_by(Case.id.desc())).first() or pytest.fail("no case")


@pytest.mark.parametrize(
    ("said", "lives", "law"),
    [
        ({"customer": {"name": "Els Janssens", "country": "BE"}}, "BE", "FR"),
        ({"customer": {"name": "Els Janssens"}, "country": "DE"}, "DE", "DE"),
        ({"customer": {"name": "Els Janssens", "country": "BE"}, "country": "DE"}, "BE", "DE"),
        ({"customer": {"name": "Els Janssens"}}, "FR", "FR"),
    ],
)
def test_a_program_may_say_both_countries_and_what_older_ones_send_means_the_same(
    app: Flask, said: dict[str, object], lives: str, law: str
) -> None:
    firm = company()
    answer = Program(app, a_key(firm.agent)).post("/complaints", {"external_id": "A-1", "what": "Four cassé.", **said})
    assert answer.status_code == 201
    case = newest()
    assert (case.customer.country, case.country) == (lives, law)


def test_a_country_that_nobody_knows_is_refused_on_its_field(app: Flask) -> None:
    sent = {"external_id": "A-1", "what": "Four cassé.", "customer": {"name": "Els", "country": "Belgique"}}
    answer = Program(app, a_key(company().agent)).post("/complaints", sent)
    assert answer.status_code == 422
    assert "customer.country" in answer.get_data(as_text=True)


HEADINGS = "Numéro;Reçue le;Client;Réclamation;Pays\r\n"
FILE = (
    HEADINGS + "1;03/09/2026;Els Janssens;Four cassé;Belgique\r\n2;03/09/2026;Ann Lee;Four rayé;gb\r\n"
    "3;03/09/2026;Jeanne Roux;Four froid;\r\n4;03/09/2026;Ana Lima;Four vide;br\r\n5;03/09/2026;X;Four;Atlantide\r\n"
)


def test_a_file_says_where_each_customer_lives_and_the_mapping_which_law(app: Flask) -> None:
    firm = company()
    done = import_rows(
        queries.opened(io.BytesIO(FILE.encode())),
        queries.mapping_named("generic-fr"),
        firm.after_sales,
        by=SYSTEM,
        at=NOW,
    )
    assert (done.created, len(done.refused)) == (4, 1), done.refused
    db.session.rollback()
    cases = db.session.scalars(select(Case).order_by(Case.id)).all()
    assert [(case.customer.country, case.country) for case in cases] == [
        ("BE", "FR"),
        ("GB", "FR"),
        ("FR", "FR"),
        ("BR", "FR"),
    ]
    assert "FR-GEN" in {pack.id for pack in packs_of(cases[0])}


def test_the_preview_names_the_law_and_who_lives_elsewhere(app: Flask) -> None:
    company()
    sophie = Browser(app).sign_in("sophie")
    page = sophie.send(
        "/import", {"mapping": "", "service": "after-sales", "file": (io.BytesIO(FILE.encode()), "plaintes.csv")}
    )
    assert re.search(r"Droit appliqué\s*:?\s*France", page.text)
    assert re.search(r"Els Janssens\s*Belgique", page.text)
    assert "nomme un pays que nous ne connaissons pas : « Atlantide »" in page.text


@pytest.mark.parametrize(("code", "said"), [
    ("BE", "Belgique, Belgium, België, be, BEL"), ("GB", "uk, England, Royaume-Uni, GBR"), ("NL", "The Netherlands, Pays-Bas, Holland, les Pays-Bas"),
    ("US", "USA, États-Unis, etats unis, United States of America"), ("DE", "Deutschland, Alemania"), ("CI", "Côte d'Ivoire, CÔTE D’IVOIRE, Ivory Coast"),
    ("FR", "France, FRA, Martinique, La Réunion, RE"), ("JP", "Japon, jp"),
])  # fmt: skip
def test_a_land_is_known_as_files_write_it(code: str, said: str) -> None:
    assert {each: land_of(each) for each in said.split(", ")} == dict.fromkeys(said.split(", "), code)


@pytest.mark.parametrize("said", ["", "Atlantide", "EU", "Europe", "ZZ", "Paris", "N/A", "75011"])
def test_what_is_no_land_is_none(said: str) -> None:
    assert land_of(said) is None
