"""The desk's door: where it leads, and what its header counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from types import MappingProxyType
from typing import Any, cast

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from app.correspondence.models.mails import WAITING
from app.correspondence.queries.mails import box_trouble
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


def known(endpoint: str) -> bool:
    """Does this page exist in this house?"""
    return endpoint in current_app.view_functions


@blueprint.app_context_processor
def _header() -> dict[str, Any]:
    actor = visitor() if request.endpoint != "static" else None
    if actor is None or actor.role is None:
        return {"nav": (), "places": {}, "nav_here": "", "mails_waiting": 0}
    places = _places(actor.role, request.script_root)
    waiting = actor.may(Permission.MAIL_SORT) and cast(KeptSession, session).beside.get(WAITING, 0)
    here = _place_of(f"{request.path}/")
    return {"nav": _nav(actor.role), "places": places, "nav_here": here, "mails_waiting": waiting or 0}


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
    places = {
        "home": "/",
        "help": url_for("desk.glossary"),
        "preferences": url_for("people.preferences"),
    }
    if Permission.CASE_LOG in PERMISSIONS[role]:
        places["log"] = url_for("intake.log")
    if Permission.CASE_READ in PERMISSIONS[role]:
        places |= {
            "search": url_for("desk.search"),
            "duties": url_for("desk.diary"),
            "customers": url_for("intake.customers"),
        }
    return MappingProxyType(places)


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
    return render_template("desk/styleguide.html", Money=Money, Mark=Mark, days=lambda n: timedelta(days=n))


@blueprint.get("/health")
@public
def health() -> dict[str, str]:
    """That the web process answers."""
    return {"status": "ok"}
