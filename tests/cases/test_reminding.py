"""A customer who does not reply is reminded twice; then we answer on the pieces we have. No case waits for ever."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from app.cases import actions, queries
from app.cases.models import Case
from app.cases.queries import happened, pauses_of
from app.cases.rules.reminding import reminders_sent
from app.cases.rules.states import State
from app.cases.rules.steps import StepFacts, next_step, urgency
from app.correspondence.queries import letters_of
from app.correspondence.rules import LetterKind
from app.kernel import FixedClock, Json, Refused
from app.people.rules import Level
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker.rounds import work_once
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


def waiting(until: date, reminders: int = 0, level: Level = Level.FRONT) -> StepFacts:
    return StepFacts(State.WAITING, level, TODAY, waiting_until_on=until, reminders=reminders)


def test_until_the_end_of_its_day_we_wait() -> None:
    step = next_step(waiting(TODAY))
    assert (step.code, step.due_on) == ("wait_customer", TODAY)


@pytest.mark.parametrize(("reminders", "code"), [(0, "remind"), (1, "remind"), (2, "answer"), (3, "answer")])
def test_a_silence_is_somebodys_next_step(reminders: int, code: str) -> None:
    step = next_step(waiting(TODAY - DAY, reminders))
    assert (step.code, step.due_on) == (code, TODAY + 2 * DAY)
    assert urgency(step.code, step.due_on, TODAY) == "soon"
    assert urgency(step.code, step.due_on, TODAY + 3 * DAY) == "missed"


def test_at_the_quality_level_it_is_the_judge_who_answers() -> None:
    assert next_step(waiting(TODAY - DAY, 2, Level.QUALITY)).code == "judge"


def test_reminders_are_counted_from_the_last_question() -> None:
    asked: dict[str, Json] = {"happened": {"waiting.started": "2026-11-01"}}
    again: dict[str, Json] = {"reminder": 1}
    assert reminders_sent([asked, again, again, {}, asked, {}, again]) == 1
    assert reminders_sent([]) == 0


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


@pytest.fixture
def case(firm: Company) -> Case:
    """A case whose customer was asked for a photograph until 5 December."""
    made = a_case(firm)
    with unit_of_work.writing():
        actions.ask_customer(made, "Une photo, s’il vous plaît.", date(2026, 12, 5), by=firm.agent.actor, at=NOW)
    return made


def after(case: Case, days: int) -> tuple[str, date | None]:
    """The next step of the case once the clock has come by that many days later."""
    work_once(NOW + days * DAY)
    db.session.expire_all()
    found = db.session.get_one(Case, case.id)
    return found.next_code, found.next_on


def days_to(on: date) -> int:
    return (on - NOW.date()).days


def test_the_clock_brings_a_silent_case_back_and_two_reminders_lead_to_an_answer(firm: Company, case: Case) -> None:
    assert after(case, days_to(date(2026, 12, 5)))[0] == "wait_customer"
    assert after(case, days_to(date(2026, 12, 6))) == ("remind", date(2026, 12, 8))
    for sent, (asked_on, until) in enumerate([(6, 13), (14, 21)], start=1):
        at = NOW + days_to(date(2026, 12, asked_on)) * DAY
        with unit_of_work.writing():
            actions.ask_customer(case, "Nous attendons votre photo.", by=firm.agent.actor, at=at)
        assert (case.state, case.waiting_until_on) == (State.WAITING, date(2026, 12, until))
        assert reminders_sent(queries.told_of(case)) == sent
        code, _on = after(case, days_to(date(2026, 12, until + 1)))
        assert code == ("remind" if sent == 1 else "answer")
    with pytest.raises(Refused, match="reminded_enough"), unit_of_work.writing():
        actions.ask_customer(case, "Toujours rien ?", by=firm.agent.actor, at=NOW + days_to(date(2026, 12, 22)) * DAY)
    kinds = [row.kind for row in letters_of(case)]
    assert kinds.count(LetterKind.REQUEST) == 3, "each reminder is a letter"


def test_a_reminder_starts_no_second_pause(firm: Company, case: Case) -> None:
    with unit_of_work.writing():
        actions.ask_customer(case, "Nous attendons votre photo.", by=firm.agent.actor, at=NOW + 16 * DAY)
    assert [event.name for event in happened(case)].count("waiting.started") == 1
    assert {len(pauses_of(row)) for row in queries.duties_of(case)} <= {0, 1}


def test_the_page_reminds_in_its_own_words(app: Flask, clock: FixedClock, case: Case) -> None:
    after(case, days_to(date(2026, 12, 6)))
    clock.at = NOW + days_to(date(2026, 12, 6)) * DAY
    desk = Browser(app).sign_in("alice")
    page = desk.get(f"/cases/{case.ref}")
    assert "Relancer le client : notre demande est sans réponse" in page.text.replace("\xa0", " ").replace(
        "\u202f", " "
    )
    form = desk.get(f"/cases/{case.ref}/act/ask_customer")
    assert form.titles() == ["Relancer le client"]
    filled = form.values()
    assert "votre réponse ne nous est pas parvenue" in filled["text"]
    text = filled["text"].replace("[Les pièces ou les réponses attendues, une par ligne]", "La photo de la fuite")
    assert desk.post(f"/cases/{case.ref}/act/ask_customer", {**filled, "text": text}).status_code == 302
    assert "Relance n° 1 au client" in desk.get(f"/cases/{case.ref}").text.replace("\xa0", " ")
