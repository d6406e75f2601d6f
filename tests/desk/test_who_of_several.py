"""Of several heirs or parents one is written to: the page says who and who is left out, and one of us chooses."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from app.cases import actions
from app.cases.models import Case
from app.cases.rules.parties import PartyRole
from app.correspondence.queries import reach_of
from app.journal.queries import entries_of_kind
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser, said
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company

TODAY, DIED = NOW.date(), date(2026, 11, 2)


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


@pytest.fixture
def case(firm: Company) -> Case:
    return a_case(firm)


def joined(case: Case, role: PartyRole, name: str, email: str = "", **told: object) -> int:
    with unit_of_work.writing():
        row = actions.add_party(db.session.get_one(Case, case.id), role, name, by=SYSTEM, at=NOW, email=email, **told)  # type: ignore[arg-type]
        db.session.flush()
        return row.id


def reader(case: Case) -> str:
    db.session.expire_all()
    reach = reach_of(case, TODAY)
    assert reach is not None
    return reach.email


@pytest.fixture
def heirs(case: Case) -> list[int]:
    given = (("Anne Rey", "anne@exemple.fr"), ("Bruno Rey", "bruno@exemple.fr"), ("Chloé Rey", ""))
    return [joined(case, PartyRole.HEIR, name, email, mandate_from=DIED) for name, email in given]


def test_the_page_says_who_of_several_is_written_to_and_who_is_not(app: Flask, case: Case, heirs: list[int]) -> None:
    alice = Browser(app).sign_in("alice")
    told = said(alice.get(f"/cases/{case.ref}").by_id("people"))
    assert "nous n’écrivons qu’à Anne Rey, et rien ne part à Bruno Rey et Chloé Rey" in told
    assert told.count("Écrire à Bruno Rey") == 1
    assert "Écrire à Anne Rey" not in told, "it is she who is written to"
    assert "Écrire à Chloé Rey" not in told, "she has no address"
    assert "we write to Anne Rey only" in said(alice.speak("en").get(f"/cases/{case.ref}").by_id("people"))


def test_another_of_several_is_chosen_and_letters_follow(app: Flask, case: Case, heirs: list[int]) -> None:
    alice = Browser(app).sign_in("alice")
    assert reader(case) == "anne@exemple.fr"
    alice.send(f"/cases/{case.ref}/parties/{heirs[1]}/reader", {}, status=302)
    assert reader(case) == "bruno@exemple.fr"
    assert "n’écrivons qu’à Bruno Rey" in said(alice.get(f"/cases/{case.ref}").by_id("people"))
    alice.send(f"/cases/{case.ref}/parties/{heirs[0]}/reader", {}, status=302)
    assert reader(case) == "anne@exemple.fr", "and back again"
    assert len(entries_of_kind(case.stream, "case.reader")) == 2


def test_only_one_of_several_with_an_address_is_chosen(app: Flask, case: Case, heirs: list[int]) -> None:
    alice = Browser(app).sign_in("alice")
    alice.send(f"/cases/{case.ref}/parties/{heirs[2]}/reader", {}, status=422)
    alice.send(f"/cases/{case.ref}/parties/{heirs[0]}/reader", {}, status=422)
    alice.send(f"/cases/{case.ref}/parties/99999/reader", {}, status=404)
    assert reader(case) == "anne@exemple.fr"


def test_whoever_was_chosen_as_an_heir_has_no_mandate_as_a_representative(case: Case, heirs: list[int]) -> None:
    with unit_of_work.writing():
        row = db.session.get_one(Case, case.id)
        chosen = next(one for one in row.parties if one.id == heirs[1])
        actions.choose_reader(row, chosen, by=SYSTEM, at=NOW)
        actions.correct_party(row, chosen, PartyRole.REPRESENTATIVE, chosen.name, by=SYSTEM, at=NOW, email=chosen.email)
    assert not chosen.mandate_valid_on(TODAY)


def test_the_page_that_puts_a_record_right_is_titled_so(app: Flask, case: Case, heirs: list[int]) -> None:
    alice = Browser(app).sign_in("alice")
    page = alice.get(f"/cases/{case.ref}/do/party?party={heirs[0]}")
    assert page.titles() == ["Corriger la fiche : Anne Rey"]
    assert alice.get(f"/cases/{case.ref}/do/party").titles() == ["Ajouter une personne au litige"]
