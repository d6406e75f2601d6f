"""Whoever gave an answer that the customer contests does not judge the contest: not proposed, and refused with a reason."""

from __future__ import annotations

import pytest
from flask import Flask

from app.cases import actions
from app.cases.models import Case
from app.cases.queries import barred_at
from app.desk.queries import owners_of_level
from app.kernel import Refused
from app.people import actions as people
from app.people.models import Staff
from app.people.rules import SYSTEM, Level, Role
from app.plumbing import unit_of_work
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def contested(firm: Company, by: Staff) -> Case:
    """A complaint that this person answered at the front line, and that the customer contests."""
    case = a_case(firm)
    with unit_of_work.writing():
        actions.take_charge(case, by=firm.agent.actor, at=NOW)
        actions.answer(case, "Nous remboursons.", "founded", by=by.actor, at=NOW)
    with unit_of_work.writing():
        actions.contest(case, "Ce n’est pas assez.", by=firm.agent.actor, at=NOW)
    return case


def another_supervisor(firm: Company) -> Staff:
    with unit_of_work.writing():
        return people.add_staff(
            "nadia", "Nadia Benali", Role.SUPERVISOR, services=[firm.after_sales], hashed="", by=SYSTEM, at=NOW
        )


def test_the_contest_of_an_agents_answer_goes_to_the_supervisor(firm: Company) -> None:
    case = contested(firm, firm.agent)
    assert (case.level, case.owner_id) == (Level.SUPERVISOR, firm.supervisor.id)
    assert barred_at(case, case.level) == {}


def test_a_supervisor_who_gave_the_answer_is_passed_over_for_another(firm: Company) -> None:
    other = another_supervisor(firm)
    case = contested(firm, firm.supervisor)
    assert (case.level, case.owner_id) == (Level.SUPERVISOR, other.id)
    assert [one.id for one in owners_of_level(case)] == [other.id], "not proposed"
    with pytest.raises(Refused, match="gave the answer that the customer contests"):
        actions.assign(case, firm.supervisor, by=firm.director.actor, at=NOW)
    with pytest.raises(Refused, match="gave the answer that the customer contests"), unit_of_work.writing():
        actions.answer(case, "Je maintiens.", "founded", by=firm.supervisor.actor, at=NOW)


def test_where_there_is_no_other_supervisor_the_case_goes_to_the_quality_level(firm: Company) -> None:
    assert contested(firm, firm.supervisor).level is Level.QUALITY


def test_the_page_of_the_answer_says_why_before_anybody_types(app: Flask, firm: Company) -> None:
    another_supervisor(firm)
    case = contested(firm, firm.supervisor)
    page = Browser(app).sign_in("sophie").get(f"/cases/{case.ref}/act/answer").text
    assert "Sophie Garnier a donné la réponse que le client conteste." in page
