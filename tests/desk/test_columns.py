"""Each chooses the columns of the queue, once for all; a saved view brings its own; the date sorts both ways without a walk."""

from __future__ import annotations

import pytest
from flask import Flask

from app.cases import queries
from app.cases.queries import Filter
from app.desk.rules import AT_FIRST, CHOSEN, MOST, columns_of, shown
from app.people.queries import staff_by_login
from bench.house import PASSWORD
from tests.client import Browser
from tests.desk.test_queue_cost import cost, house, plans, seen_in_pages, walked
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


@pytest.mark.parametrize("login", ["agent1", "quality0"])
def test_the_latest_date_first_is_the_same_queue_backwards(house: Flask, login: str) -> None:
    actor = staff_by_login(login).actor
    rows = seen_in_pages(actor, tab="all")
    found: list[int] = []
    after = None
    while True:
        page = queries.queue(actor, Filter(tab="all", latest=True, after=after))
        found += [row.id for row in page[: queries.PAGE]]
        if len(page) <= queries.PAGE:
            break
        after = (page[queries.PAGE - 1].next_on, page[queries.PAGE - 1].id)
    assert found == rows[::-1]


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
