"""Whoever proposed a change of the settings takes it back while it waits: with a reason, and it waits for nobody any more."""

from __future__ import annotations

from flask import Flask

from app.gestures import queries
from app.journal.queries import entries_of_kind
from tests.client import Browser, said
from tests.factories.gestures import stocked

LINE = {"rank": "front", "service": "", "kind": "", "gesture": "55", "case": "60", "customer": "120", "reason": "Noël"}
HERE, WITHDRAW = "/settings/authority", "/settings/proposals/1/withdraw"


def test_its_author_withdraws_a_proposal_and_it_waits_for_nobody(app: Flask) -> None:
    stocked()
    director, admin = Browser(app).sign_in("diane"), Browser(app).sign_in("admin")
    director.send(HERE, LINE, status=302)
    assert "Noël" in said(admin.get(HERE).by_id("proposals"))
    assert "Retirer la proposition" in said(director.get(HERE).by_id("proposals"))
    assert "Retirer la proposition" not in said(admin.get(HERE).by_id("proposals")), "it is not theirs"

    director.send(WITHDRAW, {"reason": "Trop tôt"}, status=302)
    assert queries.proposals(pending=True) == []
    for browser in (director, admin):
        page = browser.get(HERE)
        assert "Changements à confirmer" not in page.text
    told = admin.get("/settings/history").text
    assert "retirée par son auteur" in told
    assert "Trop tôt" in told
    (entry,) = entries_of_kind("settings", "grid.withdrawn")
    assert entry.words is not None
    assert entry.words.body == {"reason": "Trop tôt"}
    assert "Trop tôt" not in director.get("/alerts").text, "one’s own withdrawal is no news"
    director.send(HERE, LINE, status=302)
    assert len(queries.proposals(pending=True)) == 1, "the same may be proposed anew"


def test_a_withdrawal_asks_why_and_is_its_authors_alone(app: Flask) -> None:
    stocked()
    director, admin = Browser(app).sign_in("diane"), Browser(app).sign_in("admin")
    director.send(HERE, LINE, status=302)
    page = director.send(WITHDRAW, {"reason": "  "}, status=422)
    assert "Dites pourquoi vous retirez" in page.text
    admin.send(WITHDRAW, {"reason": "Non"}, status=403)
    assert len(queries.proposals(pending=True)) == 1
    admin.send("/settings/proposals/1", {"decision": "confirm", "reason": ""}, status=302)
    page = director.send(WITHDRAW, {"reason": "Trop tôt"}, status=302)
    assert "déjà tranchée" in director.get(HERE).text
    assert entries_of_kind("settings", "grid.withdrawn") == []


def test_nobody_confirms_what_was_withdrawn(app: Flask) -> None:
    stocked()
    director, admin = Browser(app).sign_in("diane"), Browser(app).sign_in("admin")
    director.send(HERE, LINE, status=302)
    director.send(WITHDRAW, {"reason": "Trop tôt"}, status=302)
    lines = len(queries.grid_now())
    admin.send("/settings/proposals/1", {"decision": "confirm", "reason": ""}, status=302)
    assert "déjà tranchée" in admin.get(HERE).text
    assert len(queries.grid_now()) == lines
