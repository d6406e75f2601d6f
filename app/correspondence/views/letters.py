"""The letters of a case, and all that has not left yet."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, url_for

from app.cases.models import Case
from app.cases.rules.states import State
from app.cases.rules.transitions import possible
from app.cases.rules.workflow import Who
from app.correspondence import queries
from app.correspondence.queries.customers_page import accesses_of
from app.correspondence.queries.incidents import about_incidents_on_their_way
from app.correspondence.queries.linking import link_for
from app.correspondence.queries.requests import about_requests_on_their_way
from app.correspondence.rules import OF_ENTRY, WRITTEN_HERE
from app.correspondence.views.door import blueprint, the_case
from app.people.guards import current_actor, needs
from app.people.rules import Actor, Permission
from app.plumbing import mail
from app.plumbing.web import today

ELSEWHERE = {"send_offer": "gestures.offer", "send_offer_aside": "gestures.offer"}


@blueprint.get("/cases/<ref>/letters")
@needs(Permission.CASE_READ)
def letters(ref: str) -> str:
    """Every letter of a case with where it stands, and what can be written now."""
    row = the_case(ref)
    reach = queries.reach_of(row, today())
    return render_template(
        "correspondence/letters.html", case=row, letters=queries.letters_of(row), choices=_choices(row, current_actor()),
        reach=reach, link=link_for(row, reach.email) if reach is not None and reach.email else None, came=accesses_of(row), **where(),
    )  # fmt: skip


def where() -> dict[str, Any]:
    """Where mail goes, said plainly."""
    return {"to_server": mail.to_server(), "folder": "mail/"}


def _choices(row: Case, actor: Actor) -> list[tuple[Any, str]]:
    """What can be written now: acts that write (their own pages hold the gates), then plain letters."""
    found: list[tuple[Any, str]] = []
    for arrow in possible(row.standing):
        kind = OF_ENTRY.get(f"case.{arrow.name}")
        allowed = Who.STAFF in arrow.who and (arrow.needs is None or actor.may(arrow.needs))
        if kind is None or not allowed:
            continue
        endpoint = ELSEWHERE.get(arrow.name, "desk.act")
        if endpoint in current_app.view_functions:
            url = url_for(endpoint, ref=row.ref, name=arrow.name if endpoint == "desk.act" else None)
            found.append((arrow.label, url))
    if actor.may(Permission.CASE_WORK) and row.state is not State.CLOSED:
        found += [(kind.words, url_for("correspondence.new", ref=row.ref, kind=kind.value)) for kind in WRITTEN_HERE]
    return found


@blueprint.get("/letters")
@needs(Permission.CASE_READ)
def outbox() -> str:
    """Letters of the cases one may see that have not left yet, and those that belong to no case."""
    actor = current_actor()
    about = about_incidents_on_their_way() if actor.may(Permission.CASE_MERGE) else []
    asked = about_requests_on_their_way() if actor.may(Permission.ACCESS_ANSWER) else []
    return render_template(
        "correspondence/outbox.html", rows=queries.on_their_way(actor), about=about, asked=asked, **where()
    )
