"""A tired agent who never touches the mouse: where the focus lands after an act, and what the keys do not do by mistake."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from app.cases import actions as cases
from app.cases.models import Case
from app.cases.rules.states import State
from app.correspondence.actions import mails
from app.gestures import queries as gestures
from app.gestures.rules.approvals import Status
from app.people.models import Customer, Service, Staff
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.conftest import NOW
from tests.correspondence.mails_world import a_mail
from tests.factories.gestures import a_draft
from tests.factories.house import a_complaint
from tests.journeys.conftest import House

pytestmark = pytest.mark.browser
FOCUS = "(() => { const a = document.activeElement; return `${a.tagName} ${a.getAttribute('name') || ''} ${(a.innerText || '').trim()}`; })()"
SEEN = "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; })()"


def _cases(house: House, *whats: str, taken: bool = False) -> list[str]:
    with house.app.app_context():
        with unit_of_work.writing():
            alice = db.session.scalars(select(Staff).where(Staff.login == "alice")).one()
            customer, service = db.session.scalars(select(Customer)).one(), db.session.scalars(select(Service)).first()
            assert service is not None
            refs = []
            for what in whats:
                case = cases.log_case(a_complaint(what=what), customer, service, by=alice.actor, at=NOW, owner=alice)
                refs.append(case.ref)
                if taken:
                    cases.take_charge(case, by=alice.actor, at=NOW)
        db.session.remove()
    return refs


def _state(house: House, ref: str) -> State:
    with house.app.app_context():
        found = db.session.scalars(select(Case.state).where(Case.ref == ref)).one()
        db.session.remove()
    return found


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _sent(page: Page, *keys: str) -> None:
    """Press keys that lead to another page, and wait for it."""
    with page.expect_navigation():
        _press(page, *keys)
    page.wait_for_load_state("load")


def _focus(page: Page) -> str:
    """What has the focus; it can always be seen."""
    assert page.evaluate(SEEN), page.evaluate(FOCUS)
    return " ".join(str(page.evaluate(FOCUS)).split())


def test_a_page_of_one_act_begins_in_its_first_field(house: House) -> None:
    (ref,) = _cases(house, "Fuite", taken=True)
    page = house.as_("alice")
    for path, name in (
        ("do/time", "minutes"),
        ("act/escalate", "level"),
        ("do/promise", "what"),
        ("act/answer", "text"),
    ):
        page.goto(f"{house.address}/cases/{ref}/{path}")
        assert page.evaluate("document.activeElement.name") == name or name == "level", path
        assert page.evaluate("document.activeElement.closest('form[data-whole]') !== null"), path
    page.goto(f"{house.address}/cases/{ref}/do/time")
    page.keyboard.type("25")
    _sent(page, "Control+Enter")
    assert "Temps compté" in _focus(page), "what was done has the focus"
    _press(page, "Tab")
    assert "Répondre" in _focus(page), "and the next step follows it"


def test_a_merge_is_undone_right_where_it_was_made(house: House) -> None:
    gone, stays = _cases(house, "Fuite", "Fuite encore", taken=True)
    page = house.as_("sophie")
    page.goto(f"{house.address}/cases/{gone}/act/merge")
    page.keyboard.type(stays)
    _sent(page, "Control+Enter")
    assert "Dossiers réunis" in _focus(page)
    _press(page, "Tab", "Tab")
    assert "Défaire la réunion" in _focus(page)
    _sent(page, "Enter")
    page.keyboard.type("Deux appareils différents")
    _sent(page, "Control+Enter")
    assert "Réunion défaite" in _focus(page)
    assert _state(house, gone) is State.IN_PROGRESS


def test_a_key_that_ends_a_reason_grants_nothing(house: House) -> None:
    (ref,) = _cases(house, "Fuite", taken=True)
    with house.app.app_context():
        case = db.session.scalars(select(Case).where(Case.ref == ref)).one()
        alice = db.session.scalars(select(Staff).where(Staff.login == "alice")).one()
        a_draft(case, alice, ("price_cut", 100))
        db.session.remove()

    def status() -> Status:
        with house.app.app_context():
            found = db.session.scalars(select(Case).where(Case.ref == ref)).one()
            answer = gestures.status_of(gestures.approvals_of(found)[0])
            db.session.remove()
        return answer

    page = house.as_("sophie")
    page.goto(f"{house.address}/approvals")
    page.get_by_label("Motif de la décision").focus()
    page.keyboard.type("Trop cher")
    _press(page, "Enter")
    page.wait_for_timeout(300)
    assert status() is Status.PENDING
    _sent(page, "Control+Enter")
    assert "Choisissez : accorder, ou refuser." in _focus(page)
    assert page.get_by_label("Motif de la décision").input_value() == "Trop cher", "nothing typed is lost"
    assert status() is Status.PENDING
    page.get_by_label("Motif de la décision").focus()
    _press(page, "Tab", "Tab")
    assert "Refuser" in _focus(page)
    _sent(page, "Enter")
    assert "Accord refusé" in _focus(page)
    assert status() is Status.REFUSED


def test_of_ten_cases_those_refused_are_named_and_come_next(house: House) -> None:
    _cases(house, *(f"Neuf {n}" for n in range(7)))
    _cases(house, *(f"Vieux {n}" for n in range(3)), taken=True)
    page = house.as_("alice")
    page.goto(f"{house.address}/queue")
    _press(page, "j", *("x", "j") * 10, "b")
    assert "Prendre en charge" in _focus(page)
    _sent(page, "Enter")
    assert "7 dossiers traités, 3 refusés" in _focus(page)
    _press(page, "Tab")
    assert "AM-2026-" in _focus(page)


def test_mails_are_sorted_one_after_the_other_by_keys(house: House) -> None:
    with house.app.app_context():
        for n in range(3):
            mails.keep(a_mail(f"Bonjour {n}", sender=f"x{n}@y.example", subject=f"Objet {n}"), at=NOW)
        mails.open_mails(NOW)
        db.session.remove()
    page = house.as_("alice")
    page.goto(f"{house.address}/mail/1")
    _sent(page, "j")
    assert page.url.endswith("/mail/2?after=1")
    page.get_by_role("button", name="Publicité").focus()
    _sent(page, "Enter")
    assert "Courriel mis de côté" in _focus(page)
    _press(page, "Tab")
    assert "Revenir au courriel n° 2" in _focus(page)
    _press(page, "Tab")
    assert "Défaire" in _focus(page)
    _sent(page, "Enter")
    assert "remis à trier" in _focus(page)
