"""The desk's door: where it leads, and what its header counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.kernel import Money, Words, words
from app.people.guards import current_actor, public
from app.people.rules import Permission
from app.regimes.rules.timeline import Mark

blueprint = Blueprint("desk", __name__)

PLACES: tuple[tuple[str, str, Words, Permission], ...] = (
    ("desk.queue", "/queue", words("File d’attente", "Queue"), Permission.CASE_READ),
    ("gestures.approvals", "/approvals", words("Accords", "Approvals"), Permission.GESTURE_APPROVE),
    ("mediation.referrals", "/mediation", words("Médiation", "Mediation"), Permission.CASE_READ),
    ("desk.alerts", "/alerts", words("Alertes", "Alerts"), Permission.CASE_READ),
    ("desk.incidents", "/incidents", words("Incidents", "Incidents"), Permission.CASE_MERGE),
    ("costs.portfolio", "/costs", words("Coûts", "Costs"), Permission.INSIGHT_READ),
    ("people.settings", "/settings", words("Réglages", "Settings"), Permission.SETTINGS_READ),
)
"""Where the header leads: the page, the part of the house it stands for, its words, who may go there."""


def known(endpoint: str) -> bool:
    """Does this page exist in this house?"""
    return endpoint in current_app.view_functions


@blueprint.app_context_processor
def _header() -> dict[str, Any]:
    if request.endpoint in {None, "static"} or not current_user.is_authenticated:
        return {"nav": [], "places": {}}
    actor = current_actor()
    counts = getattr(g, "nav_counts", {})
    nav = [
        {
            "label": label,
            "endpoint": endpoint,
            "count": counts.get(endpoint),
            "active": f"{request.path}/".startswith(f"{part}/"),
        }
        for endpoint, part, label, permission in PLACES
        if known(endpoint) and actor.may(permission)
    ]
    places = {
        "home": "/",
        "search": url_for("desk.search"),
        "help": url_for("desk.glossary"),
        "preferences": url_for("people.preferences"),
    }
    if actor.may(Permission.CASE_LOG) and known("intake.log"):
        places["log"] = url_for("intake.log")
    if actor.may(Permission.CASE_READ):
        places |= {"duties": url_for("desk.diary"), "customers": url_for("intake.customers")}
    return {"nav": nav, "places": places}


@blueprint.get("/")
@public
def home() -> Response:
    """The queue for staff, the settings for who sees no case, the sign-in page for everybody else."""
    if not current_user.is_authenticated:
        return redirect(url_for("people.sign_in"))
    if not current_actor().may(Permission.CASE_READ):
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
