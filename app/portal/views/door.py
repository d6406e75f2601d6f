"""The portal's door: who came by which link, and nothing else is reachable from there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import Blueprint, abort, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from app.cases.models import Case
from app.correspondence.actions import customers_page as access
from app.correspondence.models import CustomerAccess
from app.correspondence.queries.customers_page import access_numbered
from app.exhibits.queries import kept_back
from app.kernel import Audience, Refused
from app.mediation.models import MediatorLink
from app.mediation.queries import link_numbered
from app.people.queries import house_card
from app.plumbing import unit_of_work
from app.plumbing.drafts import not_taken
from app.plumbing.web import clock, today

P = ParamSpec("P")
R = TypeVar("R")
blueprint = Blueprint("portal", __name__)
Answer = str | Response | tuple[str, int]
MEDIATOR, CUSTOMER = "mediator", "customer"
"""Where a session keeps the number of the link by which a mediator came in, or of the access of a customer."""
OWN_PAGES = {MEDIATOR: "portal.mediator_", CUSTOMER: "portal.customer_"}
HOMES = {MEDIATOR: "portal.mediator_space", CUSTOMER: "portal.customer_case"}
OPEN_TO_VISITORS = frozenset({"static", "people.language"})


@blueprint.before_app_request
def _nothing_else() -> None:
    """A visitor's session reaches the pages made for such visitors; every other address of the house is nobody's."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in OPEN_TO_VISITORS:
        return
    for visitor, own in OWN_PAGES.items():
        if session.get(visitor) is not None and not endpoint.startswith(own):
            abort(404)


@blueprint.context_processor
def _house() -> dict[str, object]:
    """In whose name these pages speak; why a piece is named and not handed out."""
    return {"card": house_card(), "kept_back": lambda row, reader: kept_back(row, Audience(reader))}


@blueprint.app_context_processor
def _way_back() -> dict[str, object]:
    """For error pages, which stand outside every room: asked only where it is called."""
    return {"own_page": own_page, "visiting": visiting}


def visiting() -> str | None:
    """Whose page a visitor looks at, as their browser knows it: a draft of one case is never offered in another."""
    if (came := g.get("customer_access")) is not None:
        return f"case:{came.case.ref}"
    return f"mediator:{g.mediator_link.id}" if g.get("mediator_link") is not None else None


def own_page() -> str | None:
    """The page of the customer or mediator who is visiting; None for anybody else."""
    visiting = next((visitor for visitor in OWN_PAGES if session.get(visitor) is not None), None)
    return url_for(HOMES[visiting]) if visiting else None


def let_in(visitor: str, number: int, lang: str) -> None:
    """Begin a session of this visitor and of nobody else, under a new name, in the language they chose or in theirs."""
    chosen = session.get("lang")
    session.clear()
    session.rename()  # type: ignore[attr-defined]
    session[visitor], session["lang"] = number, chosen or lang


def hidden(email: str) -> str:
    """Enough of an address to know it, not enough to learn it."""
    local, _, domain = email.partition("@")
    return f"{local[:2]}…@{domain}"


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


def current_access() -> CustomerAccess:
    """By which this customer came in."""
    found: CustomerAccess = g.customer_access
    return found


def customers_only(view: Callable[P, R]) -> Callable[P, R]:
    """Only a customer who entered a code; whose session is over is asked for a new one, not turned away."""

    @wraps(view)
    def door(*args: P.args, **kwargs: P.kwargs) -> R:
        number = session.get(CUSTOMER)
        access = access_numbered(number, today()) if isinstance(number, int) else None
        if access is None:
            session.pop(CUSTOMER, None)
            not_taken()
            return cast(R, redirect(url_for("portal.customer_find", again=1)))
        g.customer_access = access
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


def followed(case: Case) -> Case:
    """The case itself, or the one of the same customer that it was merged into."""
    target = case.merged_into
    return followed(target) if target is not None and target.customer_id == case.customer_id else case


def own_case() -> Case:
    """The case of this customer."""
    return followed(current_access().case)


def note_opening(what: str, **more: int) -> None:
    """Keep in the record of access what this customer opened."""
    with unit_of_work.writing():
        came = access_numbered(current_access().id, today())
        if came is None:
            abort(404)
        access.note_opening(came, what, at=clock().now(), **more)
