"""The page of a survey: found by its link or from the customer's page, answered once, saying nothing of the case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases import actions as cases
from app.cases.models import Case
from app.cases.rules.states import State
from app.feedback.models import Answer, Invitation
from app.feedback.queries import link_to
from app.kernel import FixedClock
from app.people.models import Customer
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.one_time_codes import TRIES_AN_HOUR
from tests.client import Browser, said
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company
from tests.feedback.world import LATER, a_closed_case, asked, told
from tests.portal.test_customer import Door

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>\u202e{{7*7}}'
YES = {"solved": "yes", "satisfaction": "5"}


@dataclass
class Asked:
    app: Flask
    firm: Company
    case: Case
    row: Invitation
    clock: FixedClock

    @property
    def path(self) -> str:
        return "/" + link_to(self.row).split("/", 3)[3]

    @property
    def answers(self) -> list[Answer]:
        db.session.rollback()
        return list(db.session.scalars(select(Answer)))


@pytest.fixture
def survey(app: Flask, clock: FixedClock) -> Asked:
    return closed_and_asked(app, clock)


def closed_and_asked(app: Flask, clock: FixedClock, lang: str = "fr") -> Asked:
    firm = company()
    clock.at = NOW
    case = a_closed_case(firm, lang=lang)
    clock.at = LATER
    (row,) = asked(case)
    return Asked(app, firm, case, row, clock)


def test_the_link_shows_the_questions_and_nothing_of_the_case_but_its_reference(survey: Asked) -> None:
    page = Browser(survey.app).get(survey.path)
    assert survey.case.ref in page.text
    assert page.titles() == ["Votre avis"]
    for secret in (survey.case.subject, "lave-linge", "Diallo", "example.org", "Alice", "Elle dit que tout marche"):
        assert secret not in page.html
    assert {node.get("name") for node in page.find_all("input")} == {
        "next", "csrf_token", "solved", "satisfaction", "effort", "recommendation"
    }  # fmt: skip
    assert survey.answers == []


def test_an_answer_is_given_once_and_a_second_one_changes_nothing(survey: Asked) -> None:
    browser = Browser(survey.app)
    browser.send(survey.path, {**YES, "recommendation": "0", "words": HOSTILE}, status=302, token_from=survey.path)
    page = browser.get(survey.path)
    assert "Merci" in page.text
    assert not [node for node in page.find_all("form") if "/s/" in (node.get("action") or "")]
    again = Browser(survey.app)
    second = again.send(survey.path, {"solved": "no", "satisfaction": "1"}, status=422, token_from="/c")
    assert "votre première réponse compte" in second.text
    assert "Votre réponse est enregistrée" not in second.text
    (kept,) = survey.answers
    assert (kept.satisfaction, kept.recommendation, kept.effort) == (5, 0, None)
    assert db.session.get_one(Case, survey.case.id).state is State.CLOSED


@pytest.mark.parametrize(
    "given",
    [{}, {"solved": "yes"}, {"satisfaction": "5"}, {**YES, "solved": "maybe"}, {**YES, "satisfaction": "6"},
     {**YES, "satisfaction": "cinq"}, {**YES, "effort": "0"}, {**YES, "recommendation": "-1"}, {**YES, "words": "x" * 4001}],
)  # fmt: skip
def test_what_is_missing_or_off_the_scale_is_shown_on_its_question(survey: Asked, given: dict[str, str]) -> None:
    page = Browser(survey.app).send(survey.path, given, status=422, token_from=survey.path)
    assert "field-wrong" in page.html
    assert survey.answers == []


def test_a_question_that_is_not_asked_here_is_not_answered_by_sending_it(survey: Asked) -> None:
    Browser(survey.app).send(survey.path, {**YES, "kept": "no"}, status=302, token_from=survey.path)
    (kept,) = survey.answers
    assert kept.kept is None


def test_an_altered_link_an_expired_one_and_an_old_address_lead_nowhere(survey: Asked) -> None:
    browser, path = Browser(survey.app), survey.path
    for wrong in ("/s/nothing", path[:-2] + ("xx" if path[-2:] != "xx" else "yy"), f"/s/{survey.row.id}"):
        browser.get(wrong, status=404)
        assert browser.post(wrong, YES, token_from="/c").status_code == 404
    survey.clock.at = survey.row.until_at
    assert "Le délai pour répondre est passé" in browser.get(path).text
    browser.send(path, YES, status=422, token_from="/c")
    survey.clock.at = LATER
    with unit_of_work.writing():
        db.session.get_one(Customer, survey.case.customer_id).email = "autre@example.org"
    browser.get(path, status=404)
    assert survey.answers == []


def test_nobody_of_ours_answers_for_a_customer(survey: Asked) -> None:
    browser = Browser(survey.app).sign_in("alice")
    page = browser.get(survey.path)
    assert "Seul le client répond" in page.text
    browser.send(survey.path, YES, status=422, token_from=survey.path)
    assert survey.answers == []


def test_a_no_reopens_and_says_so_in_the_language_of_the_case(app: Flask, clock: FixedClock) -> None:
    survey = closed_and_asked(app, clock, "en")
    browser = Browser(survey.app)
    page = browser.get(survey.path)
    browser.send(
        survey.path, {"solved": "no", "satisfaction": "1", "words": HOSTILE}, status=302, token_from=survey.path
    )
    assert page.titles() == ["Your opinion"]
    assert "A person takes up your case again" in browser.get(survey.path).text
    case = db.session.get_one(Case, survey.case.id, populate_existing=True)
    assert case.state is State.IN_PROGRESS
    assert told(case, "feedback.answered")[0].words.body["body"].startswith("<script>")  # type: ignore[union-attr]
    html = Browser(survey.app).sign_in("alice").get(f"/cases/{case.ref}").html
    assert "<script>alert(1)" not in html
    assert "<img src=x" not in html


def test_too_many_answers_from_one_place_are_slowed_down(survey: Asked) -> None:
    browser = Browser(survey.app)
    browser.send(survey.path, YES, status=302, token_from=survey.path)
    for _ in range(TRIES_AN_HOUR - 1):
        browser.send(survey.path, YES, status=422, token_from="/c")
    browser.send(survey.path, YES, status=429, token_from="/c")
    assert len(survey.answers) == 1


def test_from_the_customers_page_the_same_survey_is_answered(survey: Asked) -> None:
    browser = Door(survey.app, survey.firm, survey.case, survey.clock).come_in()
    page = browser.get("/c/case")
    assert "Nous avons clos votre dossier. Est-ce bien le cas" in page.text
    (path,) = {str(node.get("href")) for node in page.find_all("a") if "/surveys/" in str(node.get("href"))}
    assert re.fullmatch(r"/c/case/surveys/\d+", path)
    browser.send(path, {**YES, "words": "Merci."}, status=302, token_from=path)
    assert "Vous nous avez donné votre avis" in browser.get("/c/case").text
    assert "/surveys/" not in browser.get("/c/case").html
    browser.get("/c/case/surveys/999", status=404)
    assert len(survey.answers) == 1


def test_a_survey_about_a_promise_names_it_on_ones_own_page_and_nowhere_else(app: Flask, clock: FixedClock) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        cases.take_charge(case, "Bien reçu.", by=firm.agent.actor, at=NOW)
        made = cases.promise(case, "Rappeler Mme Diallo", NOW + timedelta(days=2), by=firm.agent.actor, at=NOW)
        cases.keep_promise(case, made, "Appel du 20 novembre", by=firm.agent.actor, at=NOW)
    clock.at = LATER
    (row,) = asked(case)
    survey = Asked(app, firm, case, row, clock)
    assert "Rappeler Mme Diallo" not in Browser(app).get(survey.path).html
    browser = Door(app, firm, case, clock).come_in()
    page = browser.get("/c/case")
    assert ["Rappeler Mme Diallo"] in [[said(item) for item in each] for each in page.find_all("ul")]
    assert "Rappeler Mme Diallo" in browser.get(f"/c/case/surveys/{row.id}").text


def test_a_survey_of_another_case_is_not_found_from_ones_own_page(survey: Asked) -> None:
    other = a_closed_case(survey.firm, LATER)
    later = LATER + timedelta(days=7)
    (row,) = asked(other, later)
    survey.clock.at = later
    browser = Door(survey.app, survey.firm, survey.case, survey.clock).come_in()
    browser.get(f"/c/case/surveys/{row.id}", status=404)
    assert Browser(survey.app).fetch(f"/c/case/surveys/{survey.row.id}").status_code == 302
