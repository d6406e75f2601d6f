"""The door of the room, and the tabs between its pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from app.kernel import words
from app.people.guards import current_actor
from app.people.rules import Permission

blueprint = Blueprint("costs", __name__)
PAGES = (
    ("costs.portfolio", words("Litiges ouverts", "Open disputes"), Permission.INSIGHT_READ),
    ("costs.calibration", words("Prévu et réel", "Forecast and actual"), Permission.INSIGHT_READ),
    ("costs.parameters", words("Paramètres", "Parameters"), Permission.SETTINGS_READ),
)


def tabs(here: str) -> list[dict[str, Any]]:
    """The pages of the room that this person may open."""
    actor = current_actor()
    return [
        {"label": label, "url": url_for(endpoint), "active": endpoint == here}
        for endpoint, label, permission in PAGES
        if actor.may(permission)
    ]
