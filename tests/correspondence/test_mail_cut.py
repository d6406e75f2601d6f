"""A mail server that is given a letter and then says nothing, hangs up, or parts badly: at least once, never twice within a minute."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.correspondence.rules import Standing
from app.journal.queries import verify
from app.plumbing import mail
from app.worker import rounds
from tests.client import Browser
from tests.correspondence.mail_server import mail_server
from tests.correspondence.test_actions import GONE, acknowledged, only, over_smtp, told
from tests.factories.house import company


@pytest.mark.parametrize("happens", ["hangs", "cuts"])
def test_a_letter_of_which_nothing_was_said_is_given_again_and_said_so(
    app: Flask, monkeypatch: pytest.MonkeyPatch, happens: str
) -> None:
    monkeypatch.setattr(mail, "PATIENCE", 1)
    case = acknowledged(company())
    with mail_server() as server:
        over_smtp(app, server.url)
        server.after = [happens]
        rounds.run_jobs(GONE)
        assert only(case).standing is Standing.RETRIED
        assert not told(case, "correspondence.sent")
        browser = Browser(app).sign_in("alice")
        row = only(case)
        for path in ("/letters", f"/cases/{case.ref}/letters/{row.number}"):
            assert "n’a pas dit s’il a gardé cette lettre" in browser.get(path).text, path
        rounds.run_jobs(GONE + timedelta(seconds=59))
        assert len(server.received) == 1, "not twice within the same minute"
        rounds.run_jobs(GONE + timedelta(seconds=61))
        assert only(case).standing is Standing.SENT
        first, second = server.received
        assert first == second, "the same letter under the same Message-ID: programs show it once"
    assert len(told(case, "correspondence.sent")) == 1
    assert not list(verify())


@pytest.mark.parametrize("bye", ["", "421 busy", "550 never heard of you"])
def test_a_letter_that_was_kept_has_left_however_the_server_parts(
    app: Flask, monkeypatch: pytest.MonkeyPatch, bye: str
) -> None:
    monkeypatch.setattr(mail, "GOODBYE", 1)
    case = acknowledged(company())
    with mail_server() as server:
        over_smtp(app, server.url)
        server.bye = bye
        rounds.run_jobs(GONE)
        assert only(case).standing is Standing.SENT
        rounds.run_jobs(GONE + timedelta(hours=2))
        assert len(server.received) == 1


def test_what_was_refused_stays_refused_however_the_server_parts(app: Flask) -> None:
    case = acknowledged(company())
    with mail_server() as server:
        over_smtp(app, server.url)
        server.answers, server.bye = ["550 no such person"], "421 busy"
        rounds.run_jobs(GONE)
    assert only(case).standing is Standing.FAILED
