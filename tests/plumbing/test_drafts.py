"""The server names the drafts it has taken, and no others."""

from __future__ import annotations

from flask import Flask

from app.plumbing.drafts import COOKIE
from tests.client import Browser
from tests.factories.house import a_case, company


def told(browser: Browser) -> str | None:
    """What the cookie says was taken."""
    cookie = browser.client.get_cookie(COOKIE)
    return cookie and cookie.decoded_value


def test_what_was_taken_is_named_and_what_came_back_is_not(app: Flask) -> None:
    ref = a_case(company()).ref
    browser = Browser(app).sign_in("alice")
    browser.send(f"/cases/{ref}/note", {"note-text": "", "draft": f"note/{ref}"}, status=422)
    assert told(browser) is None
    browser.send(f"/cases/{ref}/note", {"note-text": "Rappeler"}, status=302)
    assert told(browser) is None
    browser.send(f"/cases/{ref}/note", {"note-text": "Rappeler", "draft": f"note/{ref}"}, status=302)
    assert told(browser) == f"note/{ref}"
    for n in range(12):
        browser.send(f"/cases/{ref}/note", {"note-text": "Rappeler", "draft": f"note/{n}"}, status=302)
    assert told(browser) == "|".join(f"note/{n}" for n in range(4, 12))


def test_a_name_that_no_form_has_is_not_repeated(app: Flask) -> None:
    ref = a_case(company()).ref
    browser = Browser(app).sign_in("alice")
    for name in ("a b", "<script>", "x" * 81, "é", "a;b", "a|b"):
        browser.send(f"/cases/{ref}/note", {"note-text": "Rappeler", "draft": name}, status=302)
        assert told(browser) is None, name


def test_who_must_sign_in_first_keeps_their_draft(app: Flask) -> None:
    ref = a_case(company()).ref
    browser = Browser(app).sign_in("alice")
    browser.send(f"/cases/{ref}/note", {"note-text": "Rappeler"}, status=302)
    with browser.client.session_transaction() as session:
        session.pop("_user_id")
    browser.send(f"/cases/{ref}/note", {"note-text": "Rappeler", "draft": f"note/{ref}"}, status=302)
    assert told(browser) is None
