"""A complaint that reaches the desk late: whose date is overdue when it is logged, and what is said of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases import actions
from app.cases.models import Alert, Case, DutyRow
from app.cases.rules.belated import belated
from app.intake.actions.logging import in_writing
from app.kernel import words
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.typography import say
from app.regimes.rules.duties import DutyState
from app.worker.rounds import alert
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company

SENT, CAME, TODAY = date(2026, 10, 30), date(2026, 11, 9), date(2026, 11, 20)
ACKNOWLEDGE = "ISO-10002-74/acknowledge"


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def duty(case: Case, key: str) -> DutyRow:
    return db.session.scalars(select(DutyRow).where(DutyRow.case_id == case.id, DutyRow.key == key)).one()


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_house_counts_from_the_day_the_complaint_reached_us_not_from_its_sending(firm: Company) -> None:
    row = duty(a_case(firm, sent_on=SENT, received_on=TODAY, channel="post"), ACKNOWLEDGE)
    assert (row.due_on, row.state) == (date(2026, 11, 24), DutyState.PENDING)


def test_another_service_of_ours_that_had_it_first_sets_the_day(firm: Company) -> None:
    row = duty(a_case(firm, sent_on=SENT, received_on=CAME, received_by="billing"), ACKNOWLEDGE)
    assert (row.due_on, row.state) == (date(2026, 11, 12), DutyState.MISSED)


def test_a_complaint_said_then_written_still_counts_from_the_day_it_was_said(firm: Company) -> None:
    case = a_case(firm, written=False, channel="phone", received_on=CAME)
    with unit_of_work.writing():
        in_writing(case, "Je réclame.", TODAY, by=firm.supervisor.actor, at=NOW)
    assert duty(case, ACKNOWLEDGE).due_on == date(2026, 11, 12)


def test_one_alert_says_it_and_says_what_to_do(app: Flask, firm: Company) -> None:
    case = a_case(firm, received_on=CAME)
    alert(NOW)
    row = duty(case, ACKNOWLEDGE)
    told = db.session.scalars(select(Alert).where(Alert.duty_id == row.id)).all()
    assert [(one.threshold, one.late) for one in told] == [(-1, False)]
    alert(NOW + timedelta(days=3))
    assert len(db.session.scalars(select(Alert).where(Alert.duty_id == row.id)).all()) == 1
    page = plain(Browser(app).sign_in("alice").get("/alerts").text)
    assert "passée avant l’enregistrement, le 20 novembre 2026 : à faire aujourd’hui" in page


@pytest.mark.parametrize(
    ("lang", "why", "gone"),
    [
        ("fr", "Reçue le 9 novembre 2026, la réclamation n’a été enregistrée que le 20 novembre 2026", "le jour de réception"),
        ("en", "The complaint was received on 9 November 2026 and logged only on 20 November 2026", "the day of receipt"),
    ],
)  # fmt: skip
def test_the_case_page_says_why_and_what_to_do_until_it_is_done(
    app: Flask, firm: Company, lang: str, why: str, gone: str
) -> None:
    case = a_case(firm, received_on=CAME)
    browser = Browser(app).sign_in("alice").speak(lang)
    page = plain(browser.get(f"/cases/{case.ref}").text)
    assert why in page
    assert gone in page
    with unit_of_work.writing():
        actions.take_charge(case, by=firm.agent.actor, at=NOW)
    assert why not in plain(browser.get(f"/cases/{case.ref}").text)
    assert (duty(case, ACKNOWLEDGE).state, case.received_on) == (DutyState.LATE, CAME)


def test_a_case_logged_in_time_says_nothing_of_it_even_when_it_is_late_later(app: Flask, firm: Company) -> None:
    case = a_case(firm, received_on=TODAY)
    with unit_of_work.writing():
        actions.refresh(case, at=NOW + timedelta(days=30))
    assert duty(case, ACKNOWLEDGE).state is DutyState.MISSED
    assert "enregistrée que le" not in Browser(app).sign_in("alice").get(f"/cases/{case.ref}").text


def test_the_acknowledgement_says_when_it_reached_us_and_apologises(app: Flask, firm: Company) -> None:
    late, in_time = a_case(firm, received_on=CAME), a_case(firm, received_on=TODAY)
    browser = Browser(app).sign_in("alice")
    page = plain(browser.get(f"/cases/{late.ref}/act/take_charge").text)
    assert "Votre réclamation nous est parvenue le 9 novembre 2026." in page
    assert "nous est parvenue" not in browser.get(f"/cases/{in_time.ref}/act/take_charge").text


def test_a_law_that_counts_from_the_sending_is_said_to_do_so(app: Flask, firm: Company) -> None:
    sent = date(2026, 9, 1)
    case = a_case(firm, sector="finance", channel="post", sent_on=sent, received_on=TODAY)
    assert duty(case, "FR-FIN-01/acknowledge").state is DutyState.MISSED
    page = plain(Browser(app).sign_in("alice").get(f"/cases/{case.ref}").text)
    assert "ne nous est parvenue que le 20 novembre 2026, après ces dates, qui courent depuis l’envoi" in page
    assert "gardez ce qui prouve le jour d’arrivée" in page


def test_one_date_is_said_in_the_singular() -> None:
    said = belated([words("Répondre", "Answer")], SENT, CAME, TODAY)
    assert "après cette date : Répondre." in plain(say(said, "fr"))
    assert "after this date: Answer." in say(said, "en")
