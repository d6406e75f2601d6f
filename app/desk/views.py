"""The desk's pages."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.people.guards import public

blueprint = Blueprint("desk", __name__)


@blueprint.get("/")
@public
def home() -> Response:
    """The queue for staff, the sign-in page for everybody else."""
    return redirect(url_for("desk.queue" if current_user.is_authenticated else "people.sign_in"))


@blueprint.get("/styleguide")
@public
def styleguide() -> str:
    """Every component in every state."""
    return render_template("desk/styleguide.html")
