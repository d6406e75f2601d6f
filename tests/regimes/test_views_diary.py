"""One's duties as a feed for one's diary: secret, revocable, and nothing personal in it."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select

from app.cases import actions
from app.desk.models import FeedToken
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def address(browser: Browser) -> str:
    """Make a feed and read its address, shown once."""
    page = browser.send("/me/duties", {})
    shown = page.value_of("address")
    assert shown
    return shown[shown.index("/me/") :]


def test_the_feed_holds_the_duties_of_ones_cases_and_ones_promises_by_reference_only(app: Flask, firm: Company) -> None:
    case = a_case(firm)
    other = a_case(firm, by=firm.other_agent)
    with unit_of_work.writing():
        actions.promise(
            case, "Rappeler Mme Diallo au 06 12 34 56 78", NOW + timedelta(days=2), by=firm.agent.actor, at=NOW
        )
    feed = Browser(app).fetch(address(Browser(app).sign_in("alice")))
    assert (feed.status_code, feed.mimetype) == (200, "text/calendar")
    parsed = icalendar.Calendar.from_ical(feed.get_data())
    events = {str(event["summary"]): event.decoded("dtstart") for event in parsed.walk("VEVENT")}
    assert events[f"{case.ref} · Répondre"].isoformat() == "2026-12-10"
    assert events[f"{case.ref} · Engagement"] == NOW + timedelta(days=2)
    text = feed.get_data(as_text=True)
    assert other.ref not in text
    for word in ("Diallo", "06 12", "lave-linge", "549", "alice", "Petit"):
        assert word not in text
    assert len({str(event["uid"]) for event in parsed.walk("VEVENT")}) == len(events)


def test_a_duty_done_leaves_the_feed(app: Flask, firm: Company) -> None:
    case = a_case(firm)
    where = address(Browser(app).sign_in("alice"))
    assert "Accuser réception" in Browser(app).fetch(where).get_data(as_text=True)
    with unit_of_work.writing():
        actions.take_charge(case, by=firm.agent.actor, at=NOW)
    assert "Accuser réception" not in Browser(app).fetch(where).get_data(as_text=True)


def test_only_the_print_of_the_secret_is_kept_and_it_has_256_bits(app: Flask, firm: Company) -> None:
    secret = address(Browser(app).sign_in("alice")).partition("token=")[2]
    assert len(secret) >= 43
    row = db.session.scalars(select(FeedToken)).one()
    assert len(row.token_hash) == 64
    assert secret not in row.token_hash


def test_the_address_is_shown_once_ended_on_demand_and_replaced_by_a_new_one(app: Flask, firm: Company) -> None:
    browser = Browser(app).sign_in("alice")
    first = address(browser)
    assert browser.get("/me/duties").value_of("address") is None
    second = address(browser)
    assert Browser(app).fetch(first).status_code == 404
    assert Browser(app).fetch(second).status_code == 200
    browser.post("/me/duties/end", {})
    assert Browser(app).fetch(second).status_code == 404


@pytest.mark.parametrize("query", ["", "?token=", "?token=wrong", "?token=%00", "?token=" + "a" * 5000])
def test_without_the_secret_there_is_nothing(app: Flask, firm: Company, query: str) -> None:
    assert Browser(app).fetch("/me/duties.ics" + query).status_code == 404


def test_a_person_whose_account_is_closed_has_no_feed_any_more(app: Flask, firm: Company) -> None:
    where = address(Browser(app).sign_in("alice"))
    with unit_of_work.writing():
        firm.agent.active = False
        db.session.merge(firm.agent)
    assert Browser(app).fetch(where).status_code == 404


def test_the_feed_speaks_the_language_of_its_person(app: Flask, firm: Company) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        firm.agent.lang = "en"
        db.session.merge(firm.agent)
    assert f"{case.ref} · Answer" in Browser(app).fetch(address(Browser(app).sign_in("alice"))).get_data(as_text=True)
