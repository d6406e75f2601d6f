"""Each chooses the columns of the queue, once for all; a saved view brings its own; the date sorts both ways without a walk."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases import queries
from app.cases.models import Case
from app.cases.rules.ordering import WAYS, Order, turned
from app.desk.rules import AT_FIRST, CHOSEN, MOST, columns_of, shown
from app.people.queries import staff_by_login
from app.plumbing.db import db
from bench.house import PASSWORD
from tests.client import Browser
from tests.client import said as said_of
from tests.desk.test_queue_cost import cost, house, plans, walked
from tests.factories.house import a_case, company

__all__ = ["house"]


def heads(browser: Browser, path: str = "/queue?tab=all") -> list[str]:
    """The headings of the queue's columns."""
    return [title for title in browser.get(path).titles("th") if title and not title.startswith(("Choisir", "Tout"))]


def test_rules_keep_what_is_a_column_in_order_and_as_many_as_fit() -> None:
    assert columns_of(["owner", "nonsense", "state", "owner"]) == ("state", "owner")
    assert columns_of(CHOSEN) == tuple(CHOSEN)[:MOST]
    assert shown(None, None, mine=False) == AT_FIRST
    assert "owner" not in shown(None, None, mine=True)
    assert shown(None, "owner", mine=True) == ("owner",)
    assert shown("stake", "owner", mine=True) == ("stake",)
    assert shown("", "owner", mine=False) == ()


def test_what_one_chose_is_ones_own_and_can_be_undone(app: Flask) -> None:
    firm = company()
    a_case(firm)
    alice, sophie = Browser(app).sign_in("alice"), Browser(app).sign_in("sophie")
    first = heads(alice)
    alice.send("/queue/columns", {"column": ["service", "asked", "owner"], "back": "/queue?tab=all"}, status=302)
    assert heads(alice) == ["Prochaine échéance", "Dossier", "Client, objet", "Service", "Demandé", "Porté par"]
    page = alice.get("/queue?tab=all")
    assert "Après-vente" in page.text
    assert "549 €" in page.text
    assert heads(sophie) == first
    assert page.by_id("column-service").get("checked") is not None
    alice.send("/queue/columns", {"column": list(CHOSEN)}, status=302)
    assert len(heads(alice)) == 3 + MOST
    alice.send("/queue/columns", {}, status=302)
    assert len(heads(alice)) == 3
    alice.send("/queue/columns", {"do": "first"}, status=302)
    assert heads(alice) == first


def test_a_saved_view_brings_its_columns_and_its_order(app: Flask) -> None:
    firm = company()
    a_case(firm)
    alice, sophie = Browser(app).sign_in("alice"), Browser(app).sign_in("sophie")
    alice.send("/queue/columns", {"column": ["logged"]}, status=302)
    alice.send(
        "/queue/views",
        {"name": "Les plus loin", "tab": "all", "order": "latest", "columns": "logged", "shared": "1"},
        status=302,
    )
    link = next(a.get("href") for a in sophie.get("/queue").find_all("a") if "Les plus loin" in "".join(a.itertext()))
    assert link is not None
    page = sophie.get(link)
    assert heads(sophie, link)[3:] == ["Enregistré le"]
    assert [th.get("aria-sort") for th in page.find_all("th") if th.get("aria-sort")] == ["descending"]
    assert sophie.get("/queue").text.count("Les plus loin") == 1, (
        "what Alice chose without a name is no view of anybody"
    )


def by(order: Order, case: Case) -> Any:
    """What a case is ordered by; one without an amount is below nothing at all."""
    amounts = {Order.ASKED: case.claimed_minor, Order.STAKE: case.stake_minor}
    if order in amounts:
        return -1 if amounts[order] is None else amounts[order]
    return case.logged_at if order is Order.LOGGED else case.next_on


def refs_in_pages(browser: Browser, path: str) -> list[str]:
    """Every case of a queue, page after page, as its links lead on."""
    page, found = browser.get(path), []
    while True:
        found += [said_of(cell) for cell in page.find_all("td") if cell.get("class") == "q-ref ref"]
        further = [link for link in page.find_all("a") if link.get("rel") == "next"]
        if not further:
            return found
        page = browser.get(str(further[0].get("href")))


def test_a_queue_goes_along_each_column_both_ways_page_after_page(house: Flask) -> None:
    for login in ("agent1", "quality0"):
        browser, actor = Browser(house).sign_in(login, PASSWORD), staff_by_login(login).actor
        seen = db.session.scalars(select(Case).where(queries.visible(actor), Case.is_open.is_(True))).all()
        keys = {order: [(by(order, case), case.id, case.ref) for case in seen] for order in Order}
        for said, way in WAYS.items():
            expected = [ref for _value, _id, ref in sorted(keys[way.order], reverse=way.backwards)]
            assert refs_in_pages(browser, f"/queue?tab=all&order={said}") == expected, (login, said)


def test_headings_lead_to_their_order_and_back(app: Flask) -> None:
    firm = company()
    a_case(firm)
    alice = Browser(app).sign_in("alice")
    assert turned(Order.STAKE, "") == "stake-most"
    assert turned(Order.STAKE, "stake-most") == "stake-least"
    assert turned(Order.DUE, "") == "latest"
    assert turned(Order.DUE, "newest") == ""
    page = alice.get("/queue?tab=all&order=stake-most&state=received&columns=stake")
    (stake,) = [head for head in page.find_all("th") if head.get("aria-sort")]
    assert said_of(stake) == "Enjeu"
    assert stake.get("aria-sort") == "descending"
    address = next(iter(stake.iter("a"))).get("href", "")
    assert "order=stake-least" in address
    assert "state=received" in address
    for nonsense in ("2026-11-30_1", "x_1", "0001-01-01T00:00:00+14:00_3", f"{'9' * 40}_{'9' * 40}", "_", "-5_-5"):
        for said in WAYS:
            alice.get(f"/queue?{urlencode({'tab': 'all', 'order': said, 'after': nonsense})}")


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_columns_and_order_cost_no_statement_and_no_walk(house: Flask) -> None:
    browser = Browser(house).sign_in("agent1", PASSWORD)
    browser.send("/queue/columns", {"column": ["state", "service", "logged", "asked", "owner"]}, status=302)
    path = "/queue?tab=all&order=latest"
    seen, html = cost(browser, path)
    assert len(seen) <= 6, seen
    assert len(html.encode()) <= 60_000
    with plans() as steps:
        browser.get(path, check=False)
    assert steps
    assert not walked(steps)
