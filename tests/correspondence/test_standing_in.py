"""Letters, link and codes go to whoever stands in for the customer, and every page says so."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from app.cases import actions
from app.cases.models import Case
from app.cases.queries.standing_in import paid_to
from app.cases.rules.parties import PartyRole
from app.correspondence.queries import greeting_in, reach_of
from app.correspondence.queries.customers_page import case_asked_for
from app.correspondence.queries.linking import token_for
from app.correspondence.queries.mails import as_speaker
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.typography import say
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.gestures import stocked
from tests.factories.house import Company, a_case

TODAY = NOW.date()
ANNE = {"email": "anne@exemple.fr", "share_percent": 60, "mandate_from": date(2026, 11, 2)}


@pytest.fixture
def firm(app: Flask) -> Company:
    return stocked()


@pytest.fixture
def case(firm: Company) -> Case:
    made = a_case(firm)
    with unit_of_work.writing():
        actions.take_charge(made, "Bien reçu.", by=firm.agent.actor, at=NOW)
    return made


@pytest.fixture
def alice(app: Flask, case: Case) -> Browser:
    return Browser(app).sign_in("alice")


def joined(case: Case, role: PartyRole, name: str, **told: object) -> None:
    with unit_of_work.writing():
        actions.add_party(db.session.get(Case, case.id), role, name, by=SYSTEM, at=NOW, **told)  # type: ignore[arg-type]
    db.session.expire_all()


def test_after_a_death_the_heir_is_written_to_greeted_and_let_in_and_the_dead_are_not(case: Case) -> None:
    before = case.customer.email
    joined(case, PartyRole.HEIR, "Anne Rey", **ANNE)
    reach = reach_of(case, TODAY)
    assert reach is not None
    assert (reach.name, reach.email) == ("Anne Rey", "anne@exemple.fr")
    assert reach.for_whom.startswith("la succession de")
    assert say(greeting_in(case, TODAY), "en") == "Dear Anne Rey"
    assert case_asked_for(case.ref, before, NOW) is None, "the old address opens nothing any more"
    assert case_asked_for(case.ref, "anne@exemple.fr", NOW) is not None


def test_the_link_of_the_dead_leads_nowhere_any_more(app: Flask, case: Case) -> None:
    old = token_for(case, case.customer.email)
    Browser(app).get(f"/c/{old}")
    joined(case, PartyRole.HEIR, "Anne Rey", **ANNE)
    Browser(app).get(f"/c/{old}", status=404)
    assert "an…@exemple.fr" in Browser(app).get(f"/c/{token_for(case, 'anne@exemple.fr')}").text


def test_an_heir_without_address_leaves_nobody_to_write_to_by_mail_or_post(case: Case) -> None:
    joined(case, PartyRole.HEIR, "Anne Rey")
    reach = reach_of(case, TODAY)
    assert reach is not None
    assert (reach.name, reach.email, reach.postal) == ("Anne Rey", "", "")


def test_a_child_is_spoken_for_by_their_parent(case: Case, alice: Browser) -> None:
    joined(case, PartyRole.PROTECTED, case.customer.name, protection="minor")
    assert "ajoutez son parent" in alice.get(f"/cases/{case.ref}").text
    joined(case, PartyRole.GUARDIAN, "Léa Rey", email="lea@exemple.fr")
    page = alice.get(f"/cases/{case.ref}").text
    assert "ajoutez son parent" not in page
    assert "Léa Rey (parent, tuteur ou curateur) parle pour" in page
    assert reach_of(case, TODAY).email == "lea@exemple.fr"  # type: ignore[union-attr]


def test_a_mail_from_the_address_of_the_dead_is_not_taken_as_theirs(case: Case) -> None:
    address = case.customer.email.lower()
    assert as_speaker(case, address, TODAY).speaks
    joined(case, PartyRole.HEIR, "Anne Rey", **ANNE)
    assert not as_speaker(case, address, TODAY).speaks
    assert as_speaker(case, "anne@exemple.fr", TODAY).speaks


def test_the_case_the_offers_and_the_letter_say_who_reads_and_who_is_paid(case: Case, alice: Browser) -> None:
    joined(case, PartyRole.HEIR, "Anne Rey", **ANNE)
    joined(case, PartyRole.HEIR, "Ève Rey", share_percent=40)
    page = alice.get(f"/cases/{case.ref}").text.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Anne Rey (ayant droit) parle pour la succession de" in page
    assert "À payer à : Anne Rey : 60 % et Ève Rey : 40 %." in page
    assert "À payer à" in alice.get(f"/cases/{case.ref}/offers").text
    assert "(ayant droit, pour la succession de" in alice.get(f"/cases/{case.ref}/letters/new/letter").text
    seen = alice.get(f"/cases/{case.ref}/as-customer").text
    assert "Voici ce que voit Anne Rey" in seen
    assert "Vous suivez ce dossier pour la succession de" in seen


def test_a_customer_who_speaks_for_themselves_reads_nothing_of_it(case: Case, alice: Browser) -> None:
    assert paid_to(case, TODAY) is None
    assert "À payer à" not in alice.get(f"/cases/{case.ref}").text
    assert "Vous suivez ce dossier pour" not in alice.get(f"/cases/{case.ref}/as-customer").text
