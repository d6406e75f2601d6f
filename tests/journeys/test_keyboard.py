"""An agent without a mouse: the list, what can be done with several cases, logging, an act, a note put aside."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from app.cases.models import Case
from app.cases.rules.states import State
from app.people.actions import add_customer
from app.people.models import Customer, Service, Staff
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.conftest import NOW
from tests.factories.house import a_complaint
from tests.journeys.conftest import House

pytestmark = pytest.mark.browser
FOCUS = "(document.activeElement.getAttribute('name') || '') + '=' + (document.activeElement.value ?? document.activeElement.innerText ?? '')"


def _two_cases(house: House) -> list[str]:
    from app.cases import actions

    with house.app.app_context():
        with unit_of_work.writing():
            alice = db.session.scalars(select(Staff).where(Staff.login == "alice")).one()
            customer, service = (
                db.session.scalars(select(Customer)).first(),
                db.session.scalars(select(Service)).first(),
            )
            assert customer is not None
            assert service is not None
            made = [
                actions.log_case(a_complaint(what=what), customer, service, by=alice.actor, at=NOW, owner=alice)
                for what in ("Fuite", "Retard")
            ]
            refs = [case.ref for case in made]
            add_customer("Binta Diallo", email="b@example.org", by=SYSTEM, at=NOW)
        db.session.remove()
    return refs


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _states(house: House, refs: list[str]) -> set[State]:
    with house.app.app_context():
        found = set(db.session.scalars(select(Case.state).where(Case.ref.in_(refs))))
        db.session.remove()
    return found


def test_a_key_leads_from_the_list_to_what_can_be_done_with_several_cases(house: House) -> None:
    refs, page = _two_cases(house), house.as_("alice")
    page.goto(f"{house.address}/queue")
    _press(page, "?")
    page.get_by_text("aller aux actions groupées").wait_for()
    _press(page, "Escape", "j", "x", "j", "b", "j", "x", "b")
    assert page.evaluate(FOCUS) == "act=take_charge"
    _press(page, "Enter")
    page.get_by_text("2 dossiers traités").wait_for()
    assert _states(house, refs) == {State.IN_PROGRESS}


def test_the_arrows_walk_among_the_customers_found_and_the_focus_stays_there(house: House) -> None:
    _two_cases(house)
    page = house.as_("alice")
    page.goto(f"{house.address}/log")
    page.wait_for_load_state("networkidle")
    page.keyboard.type("Diallo", delay=60)  # as people type: what is found follows the last letter
    page.get_by_label("Nouveau client").wait_for()
    _press(page, "Tab")
    for key in ("ArrowDown", "ArrowUp", "ArrowDown"):
        with page.expect_response("**/log/look"):
            _press(page, key)
        page.wait_for_timeout(100)
    walked = page.evaluate(FOCUS)
    assert walked.startswith("customer=")
    assert page.get_by_role("radio", checked=True).and_(page.locator("[name=customer]")).count() == 1
    assert page.locator("[name=customer]").count() == 3


def test_an_act_is_sent_and_a_note_put_aside_by_keys_alone(house: House) -> None:
    refs, page = _two_cases(house), house.as_("alice")
    page.goto(f"{house.address}/cases/{refs[0]}/act/take_charge")
    _press(page, "Control+Enter")
    page.wait_for_url(f"**/cases/{refs[0]}*")
    assert _states(house, refs[:1]) == {State.IN_PROGRESS}
    _press(page, "n")
    page.keyboard.type("Rappeler")
    _press(page, "Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    _press(page, "Enter")
    assert page.locator("[name=note-text]").input_value() == "Rappeler"
