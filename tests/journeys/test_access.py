"""Every main page, as the demo fills it: no axe violation (WCAG 2.2 AA), nothing wider than a telephone, no error in the console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from app.cases.models import Case
from app.cases.rules.states import State
from app.cli.story.cast import PASSWORD
from app.gestures.models import Offer
from app.kernel import FixedClock
from app.people.queries import staff_by_login
from app.plumbing.db import db
from tests.conftest import NOW
from tests.factories.demo import house_in, told_in
from tests.journeys.conftest import House, served

pytestmark = pytest.mark.browser
WCAG = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
PAGES = {
    "": ["/sign-in", "/verify", "/c"],
    "alice": [
        "/queue", "/queue?tab=all&due=week", "/log", "/alerts", "/mail", "/mail?tab=aside", "/mail?q=bonjour", "/mail?q=zzzz", "/mail?tab=unreadable", "/search?q=zzzz", "/queue?tab=all&state=in_court&level=front&due=week", "/mail/1", "/mail/2", "/mail/2?after=1", "/log?mail=2", "/help", "/search?q=livraison", "/customers", "/me", "/me/duties", "/me/keys", "/help/api",
        "/cases/{mine}", "/cases/{mine}/act/answer", "/cases/{mine}/do/promise", "/cases/{mine}/court", "/cases/{mine}/do/days", "/cases/{mine}/do/keep", "/cases/{mine}/do/read", "/cases/{mine}/do/link",
        "/cases/{mine}/do/party", "/cases/{mine}/do/mandate", "/cases/{mine}/do/claim", "/cases/{mine}/do/purchase", "/cases/{mine}/do/time", "/cases/{mine}/do/correct_time", "/cases/{mine}/do/verdict", "/cases/{mine}?show=exhibits", "/cases/{mine}/gestures/new", "/cases/{mine}/exhibits",
    ],
    "sophie": ["/approvals", "/incidents", "/import"],
    "claire": [
        "/queue", "/mediation", "/cases/{mediated}", "/cases/{mediated}/mediation", "/cases/{mediated}/files",
        "/cases/{mediated}/files/preview/mediator", "/cases/{mediated}/cost", "/cases/{offered}/offers", "/costs/portfolio",
        "/cases/{mediated}/act/final_answer", "/cases/{mediated}/do/assign", "/cases/{mediated}/do/recuse", "/alerts", "/me/duties", "/cases/{mediated}/letters", "/cases/{mediated}/as-customer", "/insight", "/insight/cases?metric=contacts", "/insight/improvements",
        "/insight/improvements/1", "/insight/improvements/new", "/insight/returns/ISO-10002",
        "/incidents/IN-2026-00001", "/incidents/IN-2026-00001/letter", "/incidents/IN-2026-00001/letters/1",
        "/access-requests", "/access-requests/1", "/settings/keeping", "/customers/1/conduct",
    ],
    "helene": [
        "/approvals", "/settings/authority", "/settings/catalogue", "/settings/budgets", "/settings/commitments", "/gestures/fairness", "/settings/catalogue/voucher/similar", "/cases/{mediated}/do/derogate",
        "/costs/parameters", "/costs/calibration",
    ],
    "audrey": ["/regimes", "/regimes/FR-GEN", "/what-if", "/mediators", "/settings/history", "/regimes/proposals"],
    "admin": ["/settings", "/settings/staff", "/settings/services", "/settings/terms", "/settings/calendar", "/settings/sessions", "/settings/keys", "/settings/surveys"],
}  # fmt: skip
"""What each role looks at most; a page that one of them may not see would fail the test."""


@pytest.fixture(scope="module")
def shop(
    tmp_path_factory: pytest.TempPathFactory, of_all: Path, sqlite_template: Path
) -> tuple[Flask, FixedClock, dict[str, str]]:
    """The demo company, told once; and the cases that its pages are looked at with."""
    folder, clock = tmp_path_factory.mktemp("shop"), FixedClock(NOW)
    told_in(folder, of_all, sqlite_template)
    app = house_in(folder, clock)
    with app.app_context():
        cases = select(Case.ref).order_by(Case.id)
        mine = cases.where(Case.owner_id == staff_by_login("alice").id, Case.state == State.IN_PROGRESS)
        refs = {
            "mine": db.session.scalars(mine).first(),
            "mediated": db.session.scalars(cases.where(Case.state == State.IN_MEDIATION)).first(),
            "offered": db.session.scalars(cases.join(Offer, Offer.case_id == Case.id)).first(),
        }
        db.session.remove()
        db.engine.dispose()
    return app, clock, refs


@pytest.fixture
def house(shop: tuple[Flask, FixedClock, dict[str, str]], chromium: Browser) -> Iterator[House]:
    """The demo company, served."""
    app, clock, _refs = shop
    with served(app, clock, chromium, PASSWORD) as made:
        yield made
    assert made.errors == []


def open_all(page: Page) -> None:
    """Open what is folded: hidden text is checked by nobody."""
    page.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")


def tour(
    house: House, refs: dict[str, str], lang: str, dark: bool, width: int, found: dict[str, object]
) -> Iterator[tuple[str, Page]]:
    """Each page opened by who looks at it; a page that does not open is a finding of its own."""
    for login, paths in PAGES.items():
        page = house.as_(login, lang, dark, width) if login else house.visitor(dark, width)
        for path in paths:
            answer = page.goto(house.address + path.format(**refs))
            where = f"{login or 'nobody'} {path} {lang}"
            if answer is None or answer.status != 200:
                found[where] = answer and answer.status
            else:
                yield where, page


@pytest.mark.parametrize(("lang", "dark"), [("fr", False), ("en", True)])
def test_no_page_hinders_anybody(
    house: House, shop: tuple[Flask, FixedClock, dict[str, str]], lang: str, dark: bool
) -> None:
    axe = Axe()
    found: dict[str, object] = {}
    for where, page in tour(house, shop[2], lang, dark, 1280, found):
        open_all(page)
        results = axe.run(page, options=WCAG)
        if results.violations_count:
            found[where] = [
                (each["id"], [node["html"][:160] for node in each["nodes"][:3]])
                for each in results.response["violations"]
            ]
    assert not found, "\n".join(f"{where}: {what}" for where, what in found.items())


def test_every_page_fits_a_telephone(house: House, shop: tuple[Flask, FixedClock, dict[str, str]]) -> None:
    wide: dict[str, object] = {}
    for where, page in tour(house, shop[2], "fr", False, 390, wide):
        excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if excess > 0:
            wide[where] = excess
    assert not wide, "\n".join(f"{where}: {excess} px too wide" for where, excess in wide.items())
