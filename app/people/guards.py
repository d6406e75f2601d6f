"""Who is at the door: the signed-in member of staff, and `@needs`, which asks the one permission table."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, abort, g, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from app.kernel import Json
from app.people import queries
from app.people.actions.downloads import note_taken
from app.people.rules import Actor, Permission
from app.people.rules.downloads import Taken
from app.plumbing import unit_of_work
from app.plumbing.drafts import not_taken
from app.plumbing.web import clock

P = ParamSpec("P")
R = TypeVar("R")
A = TypeVar("A", bound=Response)
login_manager = LoginManager()


class Account(UserMixin):  # type: ignore[misc]
    """What the sign-in library holds: who acts; everything else is asked of `people`."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_id(self) -> str:
        """How the session names this person."""
        return self.actor.key


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load(key: str) -> Account | None:
    kind, _, number = key.partition(":")
    asked = int(number) if kind == "staff" and number.isdigit() else 0
    actor = queries.active_actor(asked) if asked else None
    return Account(actor) if actor is not None else None


@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]
def _ask_to_sign_in() -> Response:
    not_taken()
    return redirect(url_for("people.sign_in", next=request.full_path if request.method == "GET" else "/"))


def current_actor() -> Actor:
    """Whoever is signed in; only doors may ask."""
    return cast(Actor, current_user.actor)


def visitor() -> Actor | None:
    """Whoever is signed in, or nobody; only doors may ask."""
    return getattr(current_user, "actor", None)


def needs(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Only staff whose role carries this permission may open the view."""

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def door(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = visitor()
            if actor is None:
                return cast(R, _ask_to_sign_in())
            if not actor.may(permission):
                abort(403)
            return view(*args, **kwargs)

        door.needs = permission  # type: ignore[attr-defined]
        return door

    return guard


def signed_in_only(view: Callable[P, R]) -> Callable[P, R]:
    """Anybody who is signed in may open this view: it is about themselves."""

    @wraps(view)
    def door(*args: P.args, **kwargs: P.kwargs) -> R:
        if not current_user.is_authenticated:
            return cast(R, _ask_to_sign_in())
        return view(*args, **kwargs)

    door.needs = None  # type: ignore[attr-defined]
    door.own = True  # type: ignore[attr-defined]
    return door


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Anybody may open this view: it says so, because a view without a policy fails the tests."""
    view.public = True  # type: ignore[attr-defined]
    return view


def taken(given: A, what: Taken, **about: Json) -> A:
    """A file that is handed out, once it is kept who took it: where that cannot be kept, nothing is handed out."""
    if request.method == "GET":
        with unit_of_work.writing():
            note_taken(what, by=current_actor(), at=clock().now(), **about)
    return given


def safe_next(target: str | None) -> str:
    """Where to go after signing in: a path of this site, or the front page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return "/"
    parts = urlsplit(target)
    clean = all(ord(char) >= 32 and ord(char) != 127 for char in target)
    return target if clean and not parts.scheme and not parts.netloc else "/"


def init(app: Flask) -> None:
    """Give an app its sign-in."""
    login_manager.init_app(app, add_context_processor=False)
    login_manager.session_protection = None

    @app.before_request
    def _own_language() -> None:
        actor = visitor() if request.endpoint != "static" else None
        if actor is not None:
            g.own_lang = actor.lang

    @app.context_processor
    def _me() -> dict[str, object]:
        return {"me": visitor() if request.endpoint != "static" else None, "Permission": Permission}
