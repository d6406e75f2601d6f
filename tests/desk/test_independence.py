"""Who may judge, as the pages say it: nobody types an answer that could only be refused."""

from __future__ import annotations

import pytest
from flask import Flask

from app.cases import actions
from app.cases.models import Case
from app.kernel import Refused
from app.people.models import Staff
from app.plumbing import unit_of_work
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


@pytest.fixture
def case(firm: Company) -> Case:
    return a_case(firm)


def at_quality(firm: Company, case: Case, *officers: Staff) -> None:
    """The case at the quality level, after these officers worked on it below."""
    with unit_of_work.writing():
        actions.take_charge(case, "Bien reçu.", by=firm.agent.actor, at=NOW)
        for officer in officers:
            actions.record_contact(case, "phone", "in", "Le client insiste.", by=officer.actor, at=NOW)
        actions.escalate(case, "Trop cher", by=firm.agent.actor, at=NOW)
        actions.escalate(case, "Refus", by=firm.supervisor.actor, at=NOW)


def hrefs(page: Page) -> list[str]:
    return [str(node.get("href")) for node in page.find_all("a")]


def test_a_barred_officer_is_told_before_typing_and_offered_no_answer(app: Flask, firm: Company, case: Case) -> None:
    at_quality(firm, case, firm.other_quality)
    browser = Browser(app).sign_in(firm.other_quality.login)
    page = browser.get(f"/cases/{case.ref}")
    why = f"{firm.other_quality.name} est intervenu(e) dans ce litige avant le niveau qualité"
    assert why in page.text
    assert not [href for href in hrefs(page) if href.endswith(("/act/answer", "/act/final_answer"))]
    for name in ("answer", "final_answer"):
        form = browser.get(f"/cases/{case.ref}/act/{name}")
        assert why in form.text
        assert "text" not in form.values()
    judge = Browser(app).sign_in("claire").get(f"/cases/{case.ref}")
    assert why not in judge.text
    assert [href for href in hrefs(judge) if href.endswith("/act/final_answer")]


def test_a_supervisor_is_not_offered_the_answer_of_the_quality_level(app: Flask, firm: Company, case: Case) -> None:
    at_quality(firm, case)
    browser = Browser(app).sign_in("sophie")
    assert not [href for href in hrefs(browser.get(f"/cases/{case.ref}")) if href.endswith("/act/answer")]
    form = browser.get(f"/cases/{case.ref}/act/answer")
    assert "Seul le responsable qualité juge à ce niveau" in form.text
    assert "text" not in form.values()


def test_when_nobody_is_independent_the_page_says_so_and_why(app: Flask, firm: Company, case: Case) -> None:
    at_quality(firm, case, firm.quality, firm.other_quality)
    for login in ("claire", "diane"):
        text = Browser(app).sign_in(login).get(f"/cases/{case.ref}").text
        assert "Aucun responsable qualité présent n’est indépendant" in text
        assert f"{firm.quality.name} est intervenu(e)" in text
        assert f"{firm.other_quality.name} est intervenu(e)" in text
    diane = Browser(app).sign_in("diane")
    assert "À moi" in diane.get("/queue").text, "the case came to her"
    where = f"/cases/{case.ref}/do/derogate"
    naming = {"staff": str(firm.quality.id), "reason": "Un seul appel."}
    diane.send(where, diane.get(where).values() | naming, 302)
    named = Browser(app).sign_in("claire").get(f"/cases/{case.ref}")
    assert "Aucun responsable qualité présent" not in named.text
    assert [href for href in hrefs(named) if href.endswith("/act/final_answer")]


def test_the_director_learns_that_nothing_is_to_be_named_before_typing(app: Flask, firm: Company, case: Case) -> None:
    at_quality(firm, case, firm.other_quality)
    where = f"/cases/{case.ref}/do/derogate"
    page = Browser(app).sign_in("diane").get(where)
    assert "Claire Morel peut juger ce dossier" in page.text
    assert "reason" not in page.values()
    with pytest.raises(Refused, match="independent_exists"), unit_of_work.writing():
        actions.derogate(case, firm.other_quality, "Dossier technique.", by=firm.director.actor, at=NOW)


def test_the_director_learns_that_everybody_stepped_aside(app: Flask, firm: Company, case: Case) -> None:
    at_quality(firm, case)
    with unit_of_work.writing():
        for officer in (firm.quality, firm.other_quality):
            actions.recuse(case, officer, "Ami du client", by=officer.actor, at=NOW)
    page = Browser(app).sign_in("diane").get(f"/cases/{case.ref}/do/derogate")
    assert "Tous les responsables qualité se sont récusés" in page.text


def test_somebody_steps_aside_once(app: Flask, firm: Company, case: Case) -> None:
    at_quality(firm, case)
    browser, where = Browser(app).sign_in("sophie"), f"/cases/{case.ref}/do/recuse"
    typed = browser.get(where).values() | {"staff": str(firm.other_quality.id), "reason": "Connaît le client."}
    browser.send(where, typed, 302)
    offered = [node.get("value") for node in browser.get(where).by_id("staff").iter("option")]
    assert str(firm.other_quality.id) not in offered
    again = browser.send(where, browser.get(where).values() | {**typed, "version": ""}, 422)
    assert "staff" in again.values(), "refused on the form, not an error of ours"
    with pytest.raises(Refused, match="already_recused"), unit_of_work.writing():
        actions.recuse(case, firm.other_quality, "Connaît le client.", by=firm.supervisor.actor, at=NOW)


def test_a_judge_who_is_away_is_not_named_twice(app: Flask, firm: Company, case: Case) -> None:
    at_quality(firm, case, firm.quality, firm.other_quality)
    with unit_of_work.writing():
        actions.derogate(case, firm.quality, "Un seul appel.", by=firm.director.actor, at=NOW)
        firm.quality.away_from = NOW.date()
    with pytest.raises(Refused, match="already_named"), unit_of_work.writing():
        actions.derogate(case, firm.quality, "Encore.", by=firm.director.actor, at=NOW)
    with unit_of_work.writing():
        actions.derogate(case, firm.other_quality, "Claire est absente.", by=firm.director.actor, at=NOW)
    assert case.owner_id == firm.other_quality.id


def test_only_the_levels_that_can_be_reached_are_offered(app: Flask, firm: Company, case: Case) -> None:
    sophie, where = Browser(app).sign_in("sophie"), f"/cases/{case.ref}/act/escalate"
    assert levels(sophie.get(where)) == ["", "supervisor"]
    with unit_of_work.writing():
        actions.record_contact(case, "email", "in", "Mon avocat vous écrira.", by=firm.agent.actor, at=NOW)
    assert levels(sophie.get(where)) == ["", "supervisor", "quality"], "a lawyer is a signal"


def levels(page: Page) -> list[str]:
    return [str(node.get("value")) for node in page.by_id("level").iter("option")]
