"""Error pages: what happened and what to do next, in the person's language; never a stack trace."""

from __future__ import annotations

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.kernel import Refused, Words, words
from app.plumbing import logs, typography, web

Page = tuple[str, int]
STALE = words(
    "Quelqu’un a modifié ce dossier entre-temps. Rechargez la page : rien n’a été enregistré.",
    "Somebody changed this case meanwhile. Reload the page: nothing was saved.",
)
FORM_OLD = words(
    "Votre session a pris fin pendant que cette page était ouverte. Rien n’a été enregistré : rouvrez-la, connectez-vous au "
    "besoin, puis recommencez.",
    "Your session ended while this page was open. Nothing was saved: open it again, sign in if asked, then retry.",
)
WORTH_KEEPING = 20
"""Texts of so many characters or more were written, not chosen."""
NOT_WRITTEN = ("csrf_token", "password", "token", "key", "next")
BUSY = words(
    "La base de données ne répond pas. Réessayez dans un instant.", "The database does not answer. Try again shortly."
)
OURS = frozenset({500, 503})
"""Where the house itself failed: the page is drawn from the template alone, and nobody is looked up for it."""


def init(app: Flask) -> None:
    """Give an app its error pages."""
    app.register_error_handler(Refused, lambda refused: _page(422, refused.message))
    app.register_error_handler(CSRFError, lambda _error: _page(400, FORM_OLD, kept=_written()))
    app.register_error_handler(StaleDataError, lambda _error: _page(409, STALE))
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Page | HTTPException:
    if error.code is None or error.code < 400:
        return error
    return _page(error.code)


def _database_away(error: OperationalError) -> Page:
    logs.failure(error)
    return _page(503, BUSY)


def _unexpected(error: Exception) -> Page:
    logs.failure(error)
    if current_app.testing or current_app.debug:
        raise error
    return _page(500)


def _written() -> list[str]:
    """What somebody had written in a form that came too late: given back, so that it can be copied."""
    typed = [text for name, text in request.form.items() if not name.endswith(NOT_WRITTEN)]
    return [text for text in typed if len(text.strip()) >= WORTH_KEEPING]


def _again() -> str:
    """The page to begin again from, when the form has one at its own address."""
    rule = request.url_rule
    return request.path if rule is not None and "GET" in (rule.methods or ()) else "/"


def _page(code: int, message: Words | None = None, kept: list[str] | None = None) -> Page:
    sentence = typography.say(message, web.lang()) if message else ""
    if request.path.startswith("/api/"):
        return sentence or str(code), code
    again = _again() if kept is not None else ""
    facts = {"code": code, "message": sentence, "kept": kept, "again": again, "ours": code in OURS}
    if code in OURS:
        page = current_app.jinja_env.get_template("errors/error.html")
        return page.render(**web.words_of_the_page(), **facts), code
    return render_template("errors/error.html", **facts), code
