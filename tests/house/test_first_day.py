"""A firm starts from nothing: one administrator, then services, people, a budget, and the first case with its gesture."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.models import Case
from app.cli.conventions import lay_reference
from app.gestures.models import OfferLine, Proposal
from app.gestures.rules.offers import LineState
from app.people import actions as people
from app.people.rules import SYSTEM, Role
from app.people.rules.house import FIRST_STEPS
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import PASSWORD

TEAM = (("alice", Role.AGENT), ("sophie", Role.SUPERVISOR), ("claire", Role.QUALITY), ("diane", Role.DIRECTOR))


@pytest.fixture
def nothing(app: Flask) -> Flask:
    """What a start without a demo lays, and nobody."""
    lay_reference(NOW)
    return app


@pytest.fixture
def admin(nothing: Flask) -> Browser:
    """The first account, as `flask add-staff` makes it."""
    hashed = people.password_hash(PASSWORD)
    with unit_of_work.writing():
        people.add_staff("ada", "Ada Colin", Role.ADMIN, by=SYSTEM, at=NOW, hashed=hashed)
    return Browser(nothing).sign_in("ada")


def set_up(admin: Browser) -> None:
    """A service, its card on paper, and one person of each role."""
    admin.send("/settings/services", {"code": "sav", "name_fr": "Après-vente", "name_en": "After-sales"}, 302)
    admin.send("/settings/house", {"name": "Brume SA", "address": "1 rue de la Paix\n75002 Paris"}, 302)
    for login, role in TEAM:
        who = {"login": login, "name": login.title(), "role": role.value, "services": ["sav"], "manager": ""}
        admin.send(
            "/settings/staff/new", {**who, "deputy": "", "lang": "fr", "speaks_fr": "1", "password": PASSWORD}, 302
        )


def test_a_house_without_an_account_says_how_the_first_one_is_made(nothing: Flask) -> None:
    page = Browser(nothing).get("/sign-in").text
    assert "flask add-staff" in page
    assert "Mot de passe perdu" not in page


def test_an_administrator_is_told_what_is_left_to_do_until_nothing_is(nothing: Flask, admin: Browser) -> None:
    assert "flask add-staff" not in Browser(nothing).get("/sign-in").text
    page = admin.get("/settings")
    assert all(what.fr in page.text for _name, what, _where in FIRST_STEPS)
    set_up(admin)
    assert "Pour commencer" not in admin.get("/settings").titles("h2")
    assert "Pour commencer" not in Browser(nothing).sign_in("sophie").get("/settings").titles("h2")


def test_from_nothing_to_the_first_gesture_through_the_pages_alone(nothing: Flask, admin: Browser) -> None:
    set_up(admin)
    alice = Browser(nothing).sign_in("alice")
    typed = alice.get("/log").values("log")
    alice.send("/log", {**typed, "who": "Paul Roux", "what": "La box ne marche plus.", "channel": "phone"}, 302)
    case = db.session.scalars(select(Case)).one()
    offer = {
        "gesture": "voucher",
        "amount": "15",
        "valid_until_on": "2026-12-05",
        "separable": "1",
        "do": "go",
        "deviation": "Accueil",
    }
    page = alice.send(f"/cases/{case.ref}/gestures/new", offer, 422)
    assert "budget" in page.text
    diane = Browser(nothing).sign_in("diane")
    budget = {"service": "1", "from_on": "2026-01-01", "to_on": "2026-12-31", "limit": "5000", "reason": "Ouverture"}
    diane.send("/settings/budgets", budget, 302)
    number = db.session.scalars(select(Proposal.id)).one()
    admin.send(f"/settings/proposals/{number}", {"decision": "confirm"}, 302)
    alice.send(f"/cases/{case.ref}/gestures/new", offer, 302)
    db.session.rollback()
    assert db.session.scalars(select(OfferLine.state)).one() in (LineState.OPEN, LineState.DRAFT)


@pytest.mark.parametrize("role", list(Role))
def test_every_page_of_an_empty_house_opens_or_says_that_it_may_not(nothing: Flask, role: Role) -> None:
    hashed = people.password_hash(PASSWORD)
    with unit_of_work.writing():
        people.add_staff("one", "Ada Colin", role, by=SYSTEM, at=NOW, hashed=hashed)
    browser = Browser(nothing).sign_in("one")
    for rule in nothing.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments and not rule.rule.startswith(NOT_PAGES):
            assert browser.fetch(rule.rule).status_code in {200, 302, 403}, rule.rule


NOT_PAGES = ("/api/v1/", "/m/space", "/me/duties.ics", "/costs/parameters/change")
"""Addresses that need a key, a code, a secret or the name of a parameter behind them."""
