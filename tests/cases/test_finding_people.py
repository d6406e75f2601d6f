"""Cases are found by their people as they are now and as they were: telephones and mails that changed, parties that came later."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete

from app.cases import actions
from app.cases.models import Case
from app.cases.queries.searching import found
from app.cases.rules.parties import PartyRole
from app.kernel import Event
from app.people.actions import change_customer
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.search import SearchText, finding
from app.worker import rounds
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def refs(asked: str) -> list[str]:
    return [hit.case.ref for hit in found(SYSTEM, asked)]


def changed(case: Case, **values: object) -> None:
    with unit_of_work.writing():
        change_customer(case.customer, by=SYSTEM, at=NOW, **values)


def test_a_case_is_found_by_the_new_number_and_by_the_one_before(firm: Company) -> None:
    case = a_case(firm)
    changed(case, phone="06 11 22 33 44")
    changed(case, phone="07 55 66 77 88", email="awa@nouveau.example")
    for asked in ("0611223344", "06 11 22 33 44", "0755667788", "awa@nouveau.example", "awa.diallo@example.org"):
        assert refs(asked) == [case.ref], asked


def test_every_case_of_the_customer_is_found_by_the_new_name_and_none_of_another(firm: Company) -> None:
    first, second = a_case(firm), a_case(firm)
    changed(first, name="Awa Konaté")
    assert sorted(refs("konate")) == sorted([first.ref, second.ref])
    assert sorted(refs("diallo")) == sorted([first.ref, second.ref])


def test_a_change_that_no_search_reads_writes_nothing(firm: Company) -> None:
    case = a_case(firm)
    changed(case, lang="en")
    kept = db.session.query(SearchText).filter_by(subject_id=case.id, kind="customer").all()
    assert [text.key for text in kept] == ["customer"]


def test_a_party_added_later_is_found_by_name_and_mail(firm: Company) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        actions.add_party(case, PartyRole.REPRESENTATIVE, "Léo Quint", email="leo@cabinet.example", by=SYSTEM, at=NOW)
        actions.add_party(case, PartyRole.HEIR, "Ines Aubry", by=SYSTEM, at=NOW)
    assert refs("leo@cabinet.example") == refs("quint") == refs("aubry") == [case.ref]


@pytest.mark.parametrize("how", ["command", "worker"])
def test_what_an_earlier_version_indexed_otherwise_is_indexed_again(
    app: Flask, firm: Company, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cases.actions.search_index.BATCH", 2)
    cases = [a_case(firm) for _ in range(3)]
    changed(cases[0], phone="06 11 22 33 44")
    with unit_of_work.writing():
        actions.add_party(
            cases[2], PartyRole.REPRESENTATIVE, "Léo Quint", email="leo@cabinet.example", by=SYSTEM, at=NOW
        )
    with unit_of_work.writing():
        db.session.execute(delete(SearchText).where(SearchText.kind.in_(["customer", "party"])))
    assert refs("0611223344") == refs("leo@cabinet.example") == []
    if how == "command":
        answer = app.test_cli_runner().invoke(args=["index-people", "--json"])
        assert '"cases": 3' in answer.output, answer.output
    else:
        with unit_of_work.writing():
            actions.index_people_soon(Event("house.migrated", "house", NOW, SYSTEM.key))
        rounds.run_jobs(NOW)
    assert sorted(refs("0611223344")) == sorted(case.ref for case in cases)
    assert refs("leo@cabinet.example") == [cases[2].ref]


def test_whose_name_it_is_comes_before_newer_cases_that_only_speak_of_them(
    firm: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_RANKED", 2)
    named = a_case(firm)
    for _n in range(5):
        a_case(firm, what="Personne ne rappelle. " * 20 + "Madame Konaté l’avait pourtant promis.")
    with unit_of_work.writing():
        actions.add_party(named, PartyRole.CONTRACTING, "Fatou Konaté", by=firm.agent.actor, at=NOW)
    hits = found(SYSTEM, "konate", limit=3)
    assert [hits[0].case.ref, hits[0].kind] == [named.ref, "party"]
    assert len(hits) == 3
