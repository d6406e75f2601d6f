"""The door of correspondence."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from app.cases.models import Case
from app.cases.queries import case_for
from app.people.guards import current_actor
from app.plumbing.web import found

blueprint = Blueprint("correspondence", __name__)
Answer = str | Response | tuple[str, int]


def the_case(ref: str) -> Case:
    """This case, or 404."""
    return found(lambda: case_for(current_actor(), ref))
