"""What the last action said is shown on the next page, once, and costs no transaction."""

from __future__ import annotations

import hashlib

import pytest
from flask import Flask, flash, get_flashed_messages, session
from sqlalchemy import func, select

from app.people.guards import public
from app.plumbing import sessions
from app.plumbing.db import db
from app.plumbing.sessions import SAID, WebSession


@pytest.fixture
def talking(app: Flask) -> Flask:
    """An application that says things."""

    @app.get("/say/<text>")
    @public
    def say(text: str) -> str:
        flash(lengthy(text) if text.startswith("long") else text, "warning")
        return ""

    @app.get("/hear")
    @public
    def hear() -> list[object]:
        return list(get_flashed_messages(with_categories=True))

    @app.get("/deaf")
    @public
    def deaf() -> str:
        return ""

    @app.get("/keep")
    @public
    def keep() -> str:
        session["kept"] = "yes"
        flash("kept")
        return ""

    return app


def lengthy(text: str) -> str:
    """Three hundred characters that cannot be made shorter."""
    return "".join(hashlib.sha256(f"{text} {n}".encode()).hexdigest() for n in range(5))


def rows() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(WebSession)) or 0


def test_it_is_said_once_and_no_row_is_written(talking: Flask) -> None:
    browser = talking.test_client()
    browser.get("/say/bonjour")
    browser.get("/say/é;=<b>")
    browser.get("/deaf")
    assert browser.get("/hear").json == [["warning", "bonjour"], ["warning", "é;=<b>"]]
    assert browser.get("/hear").json == []
    assert browser.get_cookie(SAID) is None
    assert rows() == 0


def test_what_a_session_keeps_is_kept_beside(talking: Flask) -> None:
    browser = talking.test_client()
    browser.get("/keep")
    assert rows() == 1
    assert db.session.scalars(select(WebSession.data)).one() == {"kept": "yes"}
    assert browser.get("/hear").json == [["message", "kept"]]


def test_of_too_much_the_last_is_said(talking: Flask) -> None:
    browser = talking.test_client()
    for number in range(30):
        browser.get(f"/say/long{number}")
    assert len(browser.get_cookie(SAID).value) <= sessions.LONGEST_SAID
    heard = [text for _category, text in browser.get("/hear").json]
    assert heard[-1] == lengthy("long29")
    assert 3 < len(heard) < 30


@pytest.mark.parametrize("planted", ["", "x", "WyJhIl0.bad", "W10.4wxL"])
def test_words_that_are_not_ours_are_not_said(talking: Flask, planted: str) -> None:
    browser = talking.test_client()
    browser.set_cookie(SAID, planted)
    assert browser.get("/hear").json == []
    assert browser.get_cookie(SAID) is None
