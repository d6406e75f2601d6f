"""Who is in a dispute and what is asked in it, once it is logged: somebody joins, a mandate arrives, a claim is put right."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from app.cases import actions
from app.cases.models import Case
from app.cases.rules.parties import PartyRole
from app.correspondence.queries import letters_of
from app.correspondence.rules import LetterKind
from app.journal.queries import entries_of
from app.kernel import Refused
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.gestures import stocked
from tests.factories.house import Company, a_case


@pytest.fixture
def firm(app: Flask) -> Company:
    return stocked()


@pytest.fixture
def case(firm: Company) -> Case:
    made = a_case(firm)
    with unit_of_work.writing():
        actions.take_charge(made, "Bien reçu.", by=firm.agent.actor, at=NOW)
        actions.add_party(made, PartyRole.REPRESENTATIVE, "Me Karl", by=firm.agent.actor, at=NOW)
    return made


@pytest.fixture
def alice(app: Flask, case: Case) -> Browser:
    return Browser(app).sign_in("alice")


def again(case: Case) -> Case:
    db.session.expire_all()
    return db.session.get(Case, case.id)  # type: ignore[return-value]


def do(browser: Browser, case: Case, deed: str, **typed: str) -> int:
    where = f"/cases/{case.ref}/do/{deed}"
    return browser.post(where, {"version": browser.get(where).value_of("version") or "", **typed}).status_code


def test_a_representative_without_mandate_is_shown_as_such_and_nothing_can_be_granted(
    alice: Browser, case: Case
) -> None:
    assert "sans mandat valable" in alice.get(f"/cases/{case.ref}").text
    page = alice.get(f"/cases/{case.ref}/gestures/new").text
    assert page.count("sans mandat signé en cours") == 1
    assert "Noter un mandat" in page


def test_a_mandate_that_arrives_later_opens_the_way(alice: Browser, case: Case) -> None:
    party = case.parties[0].id
    assert do(alice, case, "mandate", party=str(party), from_on="2026-11-01", until_on="2027-03-01") == 302
    assert again(case).parties[0].mandate_valid_on(NOW.date())
    page = alice.get(f"/cases/{case.ref}").text
    assert "sans mandat valable" not in page
    assert "mandat jusqu’au 1er mars 2027" in page.replace("\u00a0", " ")
    assert "sans mandat signé" not in alice.get(f"/cases/{case.ref}/gestures/new").text


def test_a_mandate_needs_an_exhibit_that_exists_and_days_that_follow(alice: Browser, case: Case) -> None:
    party = str(case.parties[0].id)
    assert do(alice, case, "mandate", party=party, from_on="2026-11-01", exhibit="7") == 422
    assert do(alice, case, "mandate", party=party, from_on="2026-11-01", until_on="2026-10-01") == 422
    assert not again(case).parties[0].mandate_signed


def test_only_a_representative_has_a_mandate(firm: Company, case: Case) -> None:
    with unit_of_work.writing():
        heir = actions.add_party(case, PartyRole.HEIR, "Solène", by=SYSTEM, at=NOW)
        db.session.flush()
        with pytest.raises(Refused, match="not_representing"):
            actions.record_mandate(case, heir, date(2026, 11, 1), None, by=SYSTEM, at=NOW)


def test_somebody_joins_a_dispute_that_is_open(alice: Browser, case: Case) -> None:
    assert do(alice, case, "party", role="heir", name="Mme Solène Delacroix", email="s@exemple.fr") == 302
    assert [(row.role, row.name) for row in again(case).parties][1:] == [(PartyRole.HEIR, "Mme Solène Delacroix")]


def test_a_claim_is_added_and_an_old_one_said_anew(alice: Browser, case: Case) -> None:
    assert do(alice, case, "claim", claim="0", label="Frais de laverie", amount="86,00") == 302
    assert do(alice, case, "claim", claim="1", label="Remboursement intégral", amount="600") == 302
    made = again(case)
    assert [(row.label, row.amount_minor) for row in made.claims] == [
        ("Remboursement intégral", 60000),
        ("Frais de laverie", 8600),
    ]
    assert made.claimed_minor == 68600
    assert [entry.kind for entry in entries_of(made.stream)].count("case.claims") == 2


def test_the_customer_reads_which_claims_were_noted(alice: Browser, case: Case) -> None:
    do(alice, case, "claim", claim="0", label="Frais de laverie", amount="86,00")
    page = alice.get(f"/cases/{case.ref}/as-customer").text
    assert "Nous avons noté vos demandes" in page
    assert "Frais de laverie" in page


def test_a_case_is_found_by_a_name_and_a_word_of_what_happened(alice: Browser, case: Case) -> None:
    name = case.customer.name.split()[-1]
    assert case.ref in alice.get(f"/search?q={name}+lave-linge").text
    assert case.ref not in alice.get(f"/search?q={name}+congelateur").text


def test_somebody_who_joined_is_found_by_their_address(alice: Browser, case: Case) -> None:
    do(alice, case, "party", role="heir", name="Mme Solène Delacroix", email="solene@exemple.fr")
    assert case.ref in alice.get("/search?q=solene@exemple.fr").text


def test_what_is_asked_in_a_closed_case_does_not_change(alice: Browser, case: Case, firm: Company) -> None:
    before = [row.label for row in case.claims]
    with unit_of_work.writing():
        actions.close(again(case), "close_not_ours", by=firm.agent.actor, at=NOW, text="Une autre maison.")
    page = alice.get(f"/cases/{case.ref}/do/claim")
    assert "ce qui y est demandé ne change plus" in page.text
    assert "label" not in page.values()
    assert do(alice, case, "claim", claim="1", label="Autre chose", amount="5,00") == 422
    assert [row.label for row in again(case).claims] == before


def test_somebody_joins_with_their_share_and_the_day_of_the_death(alice: Browser, case: Case) -> None:
    assert do(alice, case, "party", party="0", role="heir", name="Solène", share="60", since_on="2026-10-01") == 302
    heir = again(case).parties[1]
    assert (heir.share_percent, heir.mandate_from) == (60, date(2026, 10, 1))
    assert do(alice, case, "party", party="0", role="heir", name="Paul", share="50") == 422, (
        "the shares exceed the whole"
    )
    assert do(alice, case, "party", party="0", role="representative", name="Paul", share="5") == 422


def test_a_protective_measure_is_noted_to_whom_it_protects_and_says_who_decides(alice: Browser, case: Case) -> None:
    told = {"name": "Tom", "protection": "reinforced_curatorship", "until_on": "2030-01-01"}
    assert do(alice, case, "party", party="0", role="heir", **told) == 422
    assert do(alice, case, "party", party="0", role="protected", **told) == 302
    page = alice.get(f"/cases/{case.ref}").text
    assert "le curateur reçoit les sommes" in page
    assert "1er janvier 2030" in page.replace("\u00a0", " ")


def test_the_record_of_somebody_is_put_right_from_what_we_hold(alice: Browser, case: Case) -> None:
    do(alice, case, "party", party="0", role="heir", name="Solenne", email="faux@exemple.fr")
    row = again(case).parties[1].id
    form = alice.get(f"/cases/{case.ref}/do/party?party={row}")
    assert form.value_of("name") == "Solenne"
    assert do(alice, case, "party", party=str(row), role="heir", name="Solène", email="juste@exemple.fr") == 302
    assert [(one.name, one.email) for one in again(case).parties[1:]] == [("Solène", "juste@exemple.fr")]


def test_a_mandate_that_is_revoked_is_said_with_its_last_day(alice: Browser, case: Case) -> None:
    party = str(case.parties[0].id)
    do(alice, case, "mandate", party=party, from_on="2026-11-01")
    assert alice.get(f"/cases/{case.ref}/do/mandate").value_of("from_on") == "2026-11-01"
    assert do(alice, case, "mandate", party=party, from_on="2026-11-01", until_on="2026-11-02") == 302
    assert "mandat terminé le 2 novembre 2026" in alice.get(f"/cases/{case.ref}").text.replace("\u00a0", " ")


def test_the_letter_that_asks_for_documents_is_a_whole_letter_with_the_day_that_was_chosen(
    alice: Browser, case: Case
) -> None:
    where = f"/cases/{case.ref}/act/ask_customer"
    form = alice.get(where)
    text, until = str(form.value_of("text")), NOW.date() + timedelta(days=30)
    assert text.startswith("Madame,")
    assert "[Les pièces ou les réponses attendues" in text
    told = {"version": form.value_of("version") or "", "until_on": until.isoformat()}
    assert alice.post(where, {**told, "text": text}).status_code == 422, "what it asks is still to be written"
    ready = text.replace("[Les pièces ou les réponses attendues, une par ligne]", "– la facture")
    assert alice.post(where, {**told, "text": ready}).status_code == 302
    (letter,) = [row for row in letters_of(again(case)) if row.kind is LetterKind.REQUEST]
    assert "jusqu’au 20 décembre 2026" in letter.body.replace("\u00a0", " ")
    assert "4 décembre 2026" not in letter.body.replace("\u00a0", " ")
    assert letter.signature.startswith("Nous vous prions d’agréer, Madame,")
