"""What was typed and is kept in the browser until we have taken it (decision 21): the server says which draft it took.

A long form is sent with the name of its draft. An answer that leads on to another page has taken it; an error page, a form
that came back, or the sign-in page have not, and the browser keeps its copy.
"""

from __future__ import annotations

import re

from flask import Flask, Response, current_app, g, request

from app.plumbing.sessions import by_program

COOKIE = "amiable_drafted"
"""Read and forgotten by the script of the next page; it holds names of forms, never a word of what was typed."""
LASTS = 3 * 24 * 3600
"""Seconds: as long as a browser keeps a draft."""
LED_ON = frozenset({302, 303})
NAME = re.compile(r"[A-Za-z0-9_./-]{1,80}").fullmatch
MOST = 8


def not_taken() -> None:
    """This answer leads elsewhere without having taken what was typed."""
    g.draft_not_taken = True


def _tell(response: Response) -> Response:
    if request.method != "POST" or response.status_code not in LED_ON or by_program(request):
        return response
    name = request.form.get("draft", "")
    if NAME(name) and not g.get("draft_not_taken"):
        said = [one for one in request.cookies.get(COOKIE, "").split("|") if NAME(one) and one != name]
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        told = "|".join([*said[1 - MOST :], name])
        response.set_cookie(COOKIE, told, max_age=LASTS, samesite="Lax", secure=secure, path="/")
    return response


def init(app: Flask) -> None:
    """Give an app this habit."""
    app.after_request(_tell)
