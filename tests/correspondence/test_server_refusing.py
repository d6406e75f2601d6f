"""A mail server that refuses us, hangs, or refuses somebody: what becomes of the letter, and what people see and can do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.cases.models import Case
from app.correspondence import queries
from app.correspondence.rules import Standing
from app.kernel import FixedClock
from app.people import actions as people
from app.people.rules import SYSTEM
from app.plumbing import mail, unit_of_work
from app.plumbing.db import db
from app.worker import rounds
from tests.client import Browser
from tests.correspondence.mail_server import mail_server
from tests.correspondence.test_actions import GONE, acknowledged, only, over_smtp, told
from tests.factories.house import company

DAYS = timedelta(days=1)


def tried(times: int) -> None:
    """So many tries, however long the pauses between them."""
    for turn in range(times):
        rounds.run_jobs(GONE + turn * DAYS)


@pytest.mark.parametrize(
    ("verb", "answer"),
    [("MAIL", "553 sender not owned by you"), ("EHLO", "554 no service for you"), ("MAIL", "530 sign in first")],
)
def test_what_a_server_holds_against_us_kills_no_letter(app: Flask, verb: str, answer: str) -> None:
    case = acknowledged(company())
    with mail_server() as server:
        over_smtp(app, server.url)
        server.always = {verb: answer, "HELO": answer}
        rounds.run_jobs(GONE)
        row = only(case)
        assert (row.standing, told(case, "correspondence.failed")) == (Standing.RETRIED, [])
        assert row.job is not None
        assert answer[:3] in row.job.error
        server.always = {}  # the administrator has set it right
        rounds.run_jobs(GONE + DAYS)
        assert only(case).standing is Standing.SENT


def test_a_wrong_password_kills_no_letter(app: Flask) -> None:
    case = acknowledged(company())
    with mail_server() as server:
        over_smtp(app, server.url.replace("smtp://", "smtp://us:old@"))
        server.always = {"EHLO": "250-hello\r\n250 AUTH PLAIN", "AUTH": "535 wrong password"}
        rounds.run_jobs(GONE)
    assert only(case).standing is Standing.RETRIED


def test_a_mail_that_is_too_large_for_the_server_is_refused_for_good(app: Flask) -> None:
    case = acknowledged(company())
    with mail_server() as server:
        over_smtp(app, server.url)
        server.always = {"MAIL": "552 too large"}
        rounds.run_jobs(GONE)
    assert only(case).standing is Standing.FAILED


def test_a_server_that_hangs_is_given_up_after_the_last_try_and_the_owner_is_told(
    app: Flask, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    monkeypatch.setattr(mail, "PATIENCE", 0.05)
    case = acknowledged(company())
    with mail_server() as server:
        over_smtp(app, server.url)
        server.silent = True
        tried(6)
        assert only(case).standing is Standing.RETRIED
        clock.at = GONE + 6 * DAYS
        alice = Browser(app).sign_in("alice")
        page = alice.get(f"/cases/{case.ref}/letters/1").text
        assert "Nouvel essai" in page
        assert "Essayer maintenant" in page
        assert told(case, "correspondence.failed") == []
        tried(7)
    assert only(case).standing is Standing.FAILED
    assert len(told(case, "correspondence.failed")) == 1
    assert "n’ont pas pu partir" in alice.get("/alerts").text


def test_a_letter_that_waits_for_its_next_try_can_be_tried_now(app: Flask) -> None:
    case = acknowledged(company())
    alice = Browser(app).sign_in("alice")
    with mail_server() as server:
        over_smtp(app, server.url)
        server.answers = ["451 later"]
        rounds.run_jobs(GONE)
        alice.send(f"/cases/{case.ref}/letters/1/again", {}, status=302)
        rounds.run_jobs(GONE + timedelta(seconds=1))
        assert only(case).standing is Standing.SENT


def corrected(case: Case, email: str) -> None:
    with unit_of_work.writing():
        people.change_customer(case.customer, email=email, by=SYSTEM, at=GONE)
    db.session.expire_all()


def test_a_wrong_address_is_corrected_and_the_letter_sent_there(app: Flask) -> None:
    case = acknowledged(company())
    alice = Browser(app).sign_in("alice")
    at = f"/cases/{case.ref}/letters/1"
    with mail_server() as server:
        over_smtp(app, server.url)
        server.answers = ["550 no such person"]
        rounds.run_jobs(GONE)
        assert "Corrigez-la dans la fiche" in alice.get(at).text
        alice.send(f"{at}/elsewhere", {}, status=422)
        corrected(case, "awa.diallo@example.net")
        assert "awa.diallo@example.net" in alice.get(at).text
        alice.send(f"{at}/elsewhere", {}, status=302)
        rounds.run_jobs(GONE + timedelta(minutes=5))
        new, old = queries.letters_of(case)
        assert (old.standing, new.standing, new.to_email) == (Standing.STOPPED, Standing.SENT, "awa.diallo@example.net")
        assert (new.kind, new.body) == (old.kind, old.body)
        assert "n’ont pas pu partir" not in alice.get("/alerts").text
        assert len(server.received) == 1


def test_a_mail_that_was_accepted_and_came_back_is_sent_to_the_corrected_address(app: Flask) -> None:
    case = acknowledged(company())
    alice = Browser(app).sign_in("alice")
    with mail_server() as server:
        over_smtp(app, server.url)
        rounds.run_jobs(GONE)
        assert only(case).standing is Standing.SENT
        corrected(case, "awa.diallo@example.net")
        alice.send(f"/cases/{case.ref}/letters/1/elsewhere", {}, status=302)
        rounds.run_jobs(GONE + timedelta(minutes=5))
        new, old = queries.letters_of(case)
        assert (old.standing, new.standing) == (Standing.SENT, Standing.SENT), "what left, left"
        assert len(server.received) == 2
