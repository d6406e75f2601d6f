"""The desk's door: where it leads, and what its header counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from types import MappingProxyType
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import Money, Words, words
from app.people.guards import public, visitor
from app.people.rules import PERMISSIONS, Permission, Role
from app.regimes.rules.timeline import Mark

blueprint = Blueprint("desk", __name__)

PLACES: tuple[tuple[str, Words, Permission], ...] = (
    ("desk.queue", words("File d’attente", "Queue"), Permission.CASE_READ),
    ("gestures.approvals", words("Accords", "Approvals"), Permission.GESTURE_APPROVE),
    ("mediation.referrals", words("Médiation", "Mediation"), Permission.CASE_READ),
    ("desk.alerts", words("Alertes", "Alerts"), Permission.CASE_READ),
    ("desk.incidents", words("Incidents", "Incidents"), Permission.CASE_MERGE),
    ("costs.portfolio", words("Coûts", "Costs"), Permission.INSIGHT_READ),
    ("people.settings", words("Réglages", "Settings"), Permission.SETTINGS_READ),
)


def known(endpoint: str) -> bool:
    """Does this page exist in this house?"""
    return endpoint in current_app.view_functions


@blueprint.app_context_processor
def _header() -> dict[str, Any]:
    actor = visitor() if request.endpoint not in {None, "static"} else None
    if actor is None or actor.role is None:
        return {"nav": (), "places": {}}
    return {"nav": _nav(actor.role), "places": _places(actor.role, request.script_root)}


@cache
def _nav(role: Role) -> tuple[tuple[Words, str], ...]:
    """The places in the header of anybody in this role: what each is called, and its page."""
    return tuple((label, endpoint) for endpoint, label, needed in PLACES if needed in PERMISSIONS[role])


@cache
def _places(role: Role, _served_under: str) -> Mapping[str, str]:
    """Where the header's tools lead anybody in this role."""
    places = {
        "home": "/",
        "search": url_for("desk.search"),
        "help": url_for("desk.glossary"),
        "preferences": url_for("people.preferences"),
    }
    if Permission.CASE_LOG in PERMISSIONS[role]:
        places["log"] = url_for("intake.log")
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
