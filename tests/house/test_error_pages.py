"""Error pages keep what a person needs to go on: their header, their language, a sentence that says what to do next."""

from __future__ import annotations

import io
from typing import NoReturn

import pytest
from flask import Flask, request
from sqlalchemy.exc import OperationalError
from werkzeug.test import EnvironBuilder

from app.kernel import Refused, words
from tests.client import Browser, Page, check_page, said
from tests.factories.house import Company, company

NEXT = {
    403: ("demandez à votre responsable", "ask your supervisor"),
    404: ("Cherchez-le par son numéro", "Look for it by its number"),
    405: ("utilisez son bouton", "use its button"),
    413: ("en plusieurs fois", "in several goes"),
    422: ("le formulaire est resté rempli", "the form is still filled in"),
    429: ("Attendez une heure au plus", "Wait an hour at most"),
    500: ("prévenez l’administration", "tell the administrator"),
    503: ("Réessayez dans un instant", "Try again shortly"),
}


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


@pytest.mark.parametrize("query", ["q=\xe8", "q=caf\xc3\xa9", "a=\xff&b=%E8;c", "\x80"])
def test_any_byte_may_stand_in_a_query(app: Flask, query: str) -> None:
    answer = app.test_client().get("/sign-in", environ_overrides={"QUERY_STRING": query})
    assert answer.status_code == 200


def test_letters_sent_as_they_are_are_read_as_letters(app: Flask) -> None:
    with app.request_context({**EnvironBuilder("/search").get_environ(), "QUERY_STRING": "q=caf\xc3\xa9&r=a%20b"}):
        assert dict(request.args) == {"q": "café", "r": "a b"}


def away() -> NoReturn:
    raise OperationalError("select 1", {}, Exception("the server is gone"))


def spoilt() -> NoReturn:
    raise ValueError("a mistake of ours")


def refused() -> NoReturn:
    raise Refused("not_so", words("Le dossier attend une pièce.", "The case waits for an exhibit."))


def error_page(app: Flask, browser: Browser, code: int) -> Page:
    """The page that answers with this status, met the way a person may meet it."""
    if code == 403:
        answer = browser.fetch("/settings/staff/new")
    elif code == 404:
        answer = browser.fetch("/no/such/place")
    elif code == 405:
        answer = browser.fetch("/sign-out")
    elif code == 413:
        app.config["MAX_CONTENT_LENGTH"] = 1_000
        answer = browser.push("/log", {"what": "à" * 2_000})
    elif code == 422:
        app.view_functions["desk.queue"] = refused
        answer = browser.fetch("/queue")
    elif code == 500:
        app.testing, app.view_functions["desk.queue"] = False, spoilt
        answer = browser.fetch("/queue")
    else:
        app.view_functions["desk.queue"] = away
        answer = browser.fetch("/queue")
    page = Page(answer, str(code))
    assert page.status == code
    check_page(page)
    return page


@pytest.mark.parametrize("code", [403, 404, 405, 413, 422, 500, 503])
@pytest.mark.parametrize("place", [0, 1], ids=["fr", "en"])
def test_an_error_page_says_what_to_do_next_in_the_persons_language(
    app: Flask, firm: Company, code: int, place: int
) -> None:
    browser = Browser(app).sign_in("alice")
    if place:
        browser.speak("en")
    page = error_page(app, browser, code)
    assert NEXT[code][place] in page.text
    assert page.find_all("html")[0].get("lang") == ("fr", "en")[place]


@pytest.mark.parametrize("code", [403, 404, 405, 413, 422])
def test_a_signed_in_person_keeps_navigation_and_search_on_an_error_page(app: Flask, firm: Company, code: int) -> None:
    page = error_page(app, Browser(app).sign_in("alice"), code)
    assert "File d’attente" in [said(link) for link in page.find_all("a")]
    assert any(form.get("role") == "search" for form in page.find_all("form"))


@pytest.mark.parametrize("code", [500, 503])
def test_where_we_failed_ourselves_the_page_asks_nothing_more_of_the_house(
    app: Flask, firm: Company, code: int
) -> None:
    page = error_page(app, Browser(app).sign_in("alice"), code)
    assert not any(form.get("role") == "search" for form in page.find_all("form"))
    assert any(link.get("href") == "/" for link in page.find_all("a"))


def test_a_form_without_its_token_is_refused_in_the_language_of_its_person_not_of_the_browser(
    app: Flask, firm: Company
) -> None:
    browser = Browser(app).sign_in("alice")
    answer = browser.push("/log", {"what": "x"}, headers={"Accept-Language": "en"})
    assert Page(answer, "/log").find_all("html")[0].get("lang") == "fr"


def test_too_many_checks_of_files_are_asked_to_wait(app: Flask, firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.plumbing.throttle.too_many", lambda *_a, **_k: True)
    browser = Browser(app)
    page = Page(browser.post("/verify", {"file": (io.BytesIO(b"%PDF-1.7"), "a.pdf")}, token_from="/verify"), "/verify")
    assert page.status == 429
    assert NEXT[429][0] in page.text


@pytest.mark.parametrize("asked", ["app.people.queries.active_actor", "app.plumbing.sessions.KeptSessions._found"])
def test_when_even_the_person_cannot_be_looked_up_a_page_still_says_so(
    app: Flask, firm: Company, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    browser = Browser(app).sign_in("alice")
    monkeypatch.setattr(asked, lambda *_: away())
    app.testing = False
    page = Page(browser.fetch("/queue"), "/queue")
    assert page.status == 503
    assert NEXT[503][0] in page.text
