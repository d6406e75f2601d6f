"""Error pages: what happened and what to do next, in the person's language; never a stack trace. Programs get the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Flask, current_app, render_template, request, session
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.kernel import Refused, Words, words
from app.plumbing import faults, idempotency, logs, typography, web
from app.plumbing.fields import in_our_words
from app.plumbing.sessions import by_program

Page = tuple[str, int]
Told = tuple[dict[str, object], int, Mapping[str, str]]
"""What a program is told: the document, the status, the headers beside it."""
NONE: Mapping[str, str] = {}
STALE = words(
    "Quelqu’un a modifié ce dossier entre-temps. Rechargez la page : rien n’a été enregistré.",
    "Somebody changed this case meanwhile. Reload the page: nothing was saved.",
)
FORM_OLD = words(
    "Votre session a pris fin pendant que cette page était ouverte. Rien n’a été enregistré : rouvrez-la, connectez-vous au "
    "besoin, puis recommencez.",
    "Your session ended while this page was open. Nothing was saved: open it again, sign in if asked, then retry.",
)
SENT_ONCE = frozenset({idempotency.KEY, "key"})
"""A form with one of these is safe to send again, whatever became of it the first time."""
WORTH_KEEPING = 20
"""Texts of so many characters or more were written, not chosen."""
NOT_WRITTEN = ("csrf_token", "password", "token", "key", "next")
BUSY = words(
    "La base de données ne répond pas. Réessayez dans un instant.", "The database does not answer. Try again shortly."
)
UNREAD = words(
    f"Ce que vous demandez n’a pas pu être lu dans le stockage. Réessayez dans un instant ; si cela dure, prévenez {faults.WHOM[0]}.",
    f"What you ask for could not be read from the store. Try again shortly; if it lasts, tell {faults.WHOM[1]}.",
)
SAID: Mapping[int, tuple[str, Words]] = {
    401: ("not_signed_in", words("Dites qui vous êtes.", "Say who you are.")),
    403: ("not_allowed", words("Ce rôle ne permet pas cette action.", "This role does not allow this.")),
    404: ("not_found", words("Rien à cette adresse.", "Nothing at this address.")),
    405: ("method_not_allowed", words("Cette adresse ne se demande pas ainsi.", "This address is not asked this way.")),
    409: (
        "changed_meanwhile",
        words(
            "Cela a changé entre-temps, rien n’a été enregistré : recommencez.",
            "This has changed meanwhile and nothing was saved: do it again.",
        ),
    ),
    413: ("too_large", words("C’est trop lourd pour être reçu.", "This is too large to be received.")),
    415: (
        "not_json",
        words(
            "Envoyez du JSON, et dites-le : « Content-Type: application/json ».",
            "Send JSON, and say so: “Content-Type: application/json”.",
        ),
    ),
    422: ("refused", words("Cela ne peut pas être fait ainsi.", "This cannot be done this way.")),
    429: ("too_many_calls", words("Trop d’appels en peu de temps.", "Too many calls in a short time.")),
    500: (
        "our_mistake",
        words("L’erreur vient de nous ; rien n’a été enregistré.", "The mistake is ours; nothing was saved."),
    ),
    503: ("busy", words("Réessayez dans un instant.", "Try again shortly.")),
}
"""What programs are told where nobody said it better: a code for them, a sentence for whoever reads their logs."""
PROBLEM = "application/problem+json"
"""What a refusal is sent as: JSON still, of a kind that libraries know (RFC 9457)."""
BUSY_FOR = "5"
"""Seconds after which a program asks again when the database did not answer."""
NOT_UNDERSTOOD = ("not_understood", words("Cette demande n’a pas été comprise.", "This request was not understood."))
OURS = frozenset({500, 503})
"""Where the house itself failed: the page is drawn from the template alone, and nobody is looked up for it."""


def init(app: Flask) -> None:
    """Give an app its error pages, and its forms their sentences."""
    app.jinja_env.globals.update(in_our_words=in_our_words)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, lambda _error: _page(400, FORM_OLD, kept=_written()))
    app.register_error_handler(StaleDataError, lambda _error: _page(409, STALE))
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def told(status: int, refused: Refused | None = None, headers: Mapping[str, str] = NONE) -> Told:
    """A refusal as programs are told of it (RFC 9457), with a code, a sentence and the field it is about, as commands print it."""
    refused = refused or Refused(*SAID.get(status, NOT_UNDERSTOOD))
    others = {"also": [_one(each) for each in refused.also]} if refused.also else {}
    title = typography.say(SAID.get(status, NOT_UNDERSTOOD)[1], web.lang())
    problem = {"type": "about:blank", "title": title, "status": status, "detail": _one(refused)["message"]}
    busy = {"Retry-After": BUSY_FOR} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return {**problem, "refused": {**_one(refused), **others}}, status, {"Content-Type": PROBLEM, **busy, **headers}


def _one(refused: Refused) -> dict[str, str | None]:
    return {"code": refused.code, "message": typography.say(refused.message, web.lang()), "field": refused.field}


def _refused(refused: Refused) -> Page | Told:
    if refused.code == faults.CODES[faults.LOST]:
        return _lost(refused.message)
    return told(422, refused) if by_program(request) else _page(422, refused.message)


def _http(error: HTTPException) -> Page | Told | HTTPException:
    if isinstance(
        away := getattr(error, "original_exception", None), OperationalError
    ):  # while a session was being kept
        return _database_away(away)
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, MethodNotAllowed) and by_program(request):
        return told(405, headers={"Allow": ", ".join(error.valid_methods or ())})
    return _page(error.code)


def _database_away(error: OperationalError) -> Page | Told:
    return _machine(error, faults.said_of(error))


def _machine(error: Exception, said: Words | None) -> Page | Told:
    """The machine is at fault; of what was sent nothing was kept, or nobody knows (the database went away meanwhile)."""
    logs.failure(error)
    if said is faults.LOST:
        return _lost(said)
    if request.method in {"GET", "HEAD"} and said is not faults.FULL:
        said = UNREAD if said else None
    if by_program(request):
        return told(503, Refused(faults.CODES.get(said, "busy"), said) if said else None)
    resent = _to_send_again() if said is not None or not SENT_ONCE.isdisjoint(request.form) else ()
    return _page(503, said or BUSY, kept=() if resent else _written(), resent=resent)


def _lost(said: Words) -> Page | Told:
    """A file that we should have and have not: no asking again brings it back."""
    return told(500, faults.refused(said)) if by_program(request) else _page(500, said)


def _unexpected(error: Exception) -> Page | Told:
    if said := faults.said_of(error):
        return _machine(error, said)
    logs.failure(error)
    if current_app.testing or current_app.debug:
        raise error
    return _page(500)


def _written() -> list[str]:
    """What somebody had written in a form that came too late: given back, so that it can be copied."""
    typed = [text for name, text in request.form.items() if not name.endswith(NOT_WRITTEN)]
    return [text for text in typed if len(text.strip()) >= WORTH_KEEPING]


def _to_send_again() -> Sequence[tuple[str, str]]:
    """What was sent, for one button to send again: nothing where a secret or a file was among it, which is typed or chosen anew."""
    sent = list(request.form.items(multi=True))
    if any(file.filename for file in request.files.values()) or any("password" in name for name, _value in sent):
        return ()
    return sent


def _again() -> str:
    """The page to begin again from, when the form has one at its own address."""
    rule = request.url_rule
    return request.path if rule is not None and "GET" in (rule.methods or ()) else "/"


def _page(
    code: int, message: Words | None = None, kept: Sequence[str] | None = None, resent: Sequence[tuple[str, str]] = ()
) -> Page | Told:
    if by_program(request):
        return told(code)
    if request.method == "POST":
        session.pop("_flashes", None)  # what was to be said when it was done, and it was not
    sentence = typography.say(message, web.lang()) if message else ""
    again = _again() if kept is not None and code not in OURS else ""
    facts = {"code": code, "message": sentence, "kept": kept, "again": again, "resent": resent, "ours": code in OURS}
    if code in OURS:
        page = current_app.jinja_env.get_template("errors/error.html")
        return page.render(**web.words_of_the_page(), **facts), code
    return render_template("errors/error.html", **facts), code
