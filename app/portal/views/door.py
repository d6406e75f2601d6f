"""The portal's door: who came by which link, and nothing else is reachable from there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Blueprint, abort, g, request, session
from werkzeug.wrappers import Response

from app.kernel import Refused
from app.mediation.models import MediatorLink
from app.mediation.queries import link_numbered
from app.plumbing.web import clock

P = ParamSpec("P")
R = TypeVar("R")
blueprint = Blueprint("portal", __name__)
Answer = str | Response | tuple[str, int]
MEDIATOR = "mediator"
"""Where a session keeps the number of the link by which a mediator came in."""
OPEN_TO_MEDIATORS = frozenset({"static", "people.language"})


@blueprint.before_app_request
def _nothing_else() -> None:
    """A mediator's session reaches the mediator's space; every other address of the house is nobody's."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in OPEN_TO_MEDIATORS or endpoint.startswith("portal.mediator_"):
        return
    if session.get(MEDIATOR) is not None:
        abort(404)


def current_link() -> MediatorLink:
    """The link by which this mediator came in."""
    found: MediatorLink = g.mediator_link
    return found


def mediators_only(view: Callable[P, R]) -> Callable[P, R]:
    """Only somebody who came by a link that still holds, and entered its code."""

    @wraps(view)
    def door(*args: P.args, **kwargs: P.kwargs) -> R:
        link = _link()
        if link is None:
            session.pop(MEDIATOR, None)
            abort(404)
        g.mediator_link = link
        return view(*args, **kwargs)

    door.public = True  # type: ignore[attr-defined]
    return door


def _link() -> MediatorLink | None:
    number = session.get(MEDIATOR)
    if not isinstance(number, int):
        return None
    try:
        link = link_numbered(number)
    except Refused:
        return None
    return link if link.open_at(clock().now()) else None
