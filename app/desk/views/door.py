"""The desk's door: where it leads, and what its header counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from app.correspondence.models.mails import WAITING
from app.correspondence.queries.mails import box_trouble
from app.desk.rules import AT_FIRST, CHOSEN
from app.desk.views.lacking import lacking
from app.kernel import Money, Words, words
from app.people.guards import current_actor, public, visitor
from app.people.rules import PERMISSIONS, Permission, Role
from app.plumbing.sessions import KeptSession
from app.plumbing.web import clock, today
from app.regimes.rules.timeline import Mark

blueprint = Blueprint("desk", __name__)

PLACES: tuple[tuple[str, str, Words, Permission], ...] = (
    ("desk.queue", "/queue", words("File d’attente", "Queue"), Permission.CASE_READ),
    ("correspondence.mails", "/mail", words("Courriels", "Mail"), Permission.MAIL_SORT),
    ("gestures.approvals", "/approvals", words("Accords", "Approvals"), Permission.GESTURE_APPROVE),
    ("mediation.referrals", "/mediation", words("Médiation", "Mediation"), Permission.CASE_READ),
    ("desk.alerts", "/alerts", words("Alertes", "Alerts"), Permission.CASE_READ),
    ("desk.incidents", "/incidents", words("Incidents", "Incidents"), Permission.CASE_MERGE),
    ("costs.portfolio", "/costs", words("Coûts", "Costs"), Permission.INSIGHT_READ),
    ("insight.page", "/insight", words("Chiffres", "Insight"), Permission.INSIGHT_READ),
    ("people.settings", "/settings", words("Réglages", "Settings"), Permission.SETTINGS_READ),
)
"""Where the header leads: the page, the part of the house it stands for, its words, who may go there."""


class Tool(NamedTuple):
    """A page that the header leads to beside its places: its name among them, its words, its icon, who may go there."""

    name: str
    endpoint: str
    label: Words
    icon: str
    needs: Permission


LOG = Tool("log", "intake.log", words("Enregistrer une réclamation", "Log a complaint"), "plus-lg", Permission.CASE_LOG)
TOOLS: tuple[Tool, ...] = (
    Tool("duties", "desk.diary", words("Mes échéances", "My duties"), "calendar-event", Permission.CASE_READ),
    Tool("customers", "intake.customers", words("Clients", "Customers"), "person", Permission.CASE_READ),
    Tool("preferences", "people.preferences", words("Mes réglages", "My settings"), "gear", Permission.HELP_READ),
    Tool("help", "desk.glossary", words("Aide", "Help"), "question-circle", Permission.HELP_READ),
)
"""The menu of one's own."""


def known(endpoint: str) -> bool:
    """Does this page exist in this house?"""
    return endpoint in current_app.view_functions


@blueprint.app_context_processor
def _header() -> dict[str, Any]:
    actor = visitor() if request.endpoint != "static" else None
    if actor is None or actor.role is None:
        return {"nav": (), "places": {}, "nav_here": "", "mails_waiting": 0, "own_tools": ()}
    places = _places(actor.role, request.script_root)
    waiting = actor.may(Permission.MAIL_SORT) and cast(KeptSession, session).beside.get(WAITING, 0)
    here = _place_of(f"{request.path}/")
    return {
        "nav": _nav(actor.role),
        "places": places,
        "nav_here": here,
        "mails_waiting": waiting or 0,
        "own_tools": _menu(actor.role, request.script_root),
    }


@blueprint.app_context_processor
def _house() -> dict[str, Any]:
    return {
        "box_trouble": lambda: box_trouble(clock().now()),
        "still_lacking": lambda: lacking(current_actor(), today()),
    }


def _place_of(path: str) -> str:
    """The place of the header that a page belongs to; none for most."""
    return next((endpoint for endpoint, part, _label, _needed in PLACES if path.startswith(f"{part}/")), "")


@cache
def _nav(role: Role) -> tuple[tuple[Words, str], ...]:
    """The places in the header of anybody in this role: what each is called, and its page."""
    return tuple((label, endpoint) for endpoint, _part, label, needed in PLACES if needed in PERMISSIONS[role])


@cache
def _places(role: Role, _served_under: str) -> Mapping[str, str]:
    """Where the header's tools lead anybody in this role."""
    may = PERMISSIONS[role]
    places = {"home": "/"} | {tool.name: url_for(tool.endpoint) for tool in (LOG, *TOOLS) if tool.needs in may}
    if Permission.CASE_READ in may:
        places["search"] = url_for("desk.search")
    return MappingProxyType(places)


@cache
def _menu(role: Role, _served_under: str) -> tuple[tuple[Words, str, str], ...]:
    """The menu of one's own, for anybody in this role: words, address, icon."""
    return tuple((tool.label, url_for(tool.endpoint), tool.icon) for tool in TOOLS if tool.needs in PERMISSIONS[role])


@blueprint.get("/")
@public
def home() -> Response:
    """The queue for staff, the settings for who sees no case, the sign-in page for everybody else."""
    actor = visitor()
    if actor is None:
        return redirect(url_for("people.sign_in"))
    if not actor.may(Permission.CASE_READ):
        return redirect(url_for("people.settings" if known("people.settings") else "desk.glossary"))
    return redirect(url_for("desk.queue"))


@blueprint.get("/styleguide")
@public
def styleguide() -> str:
    """Every component in every state."""
    columns = [(name, CHOSEN[name]) for name in AT_FIRST]
    return render_template(
        "desk/styleguide.html", columns=columns, Money=Money, Mark=Mark, days=lambda n: timedelta(days=n)
    )


@blueprint.get("/health")
@public
def health() -> dict[str, str]:
    """That the web process answers."""
    return {"status": "ok"}
