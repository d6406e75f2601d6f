"""The page that says what the way to court of a case would be."""

from __future__ import annotations

from flask import render_template

from app.cases import queries
from app.cases.queries.court import route_of
from app.desk.views.door import blueprint
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing.web import clock, found, today
from app.regimes.rules.showing import STATUS, shown


@blueprint.get("/cases/<ref>/court")
@needs(Permission.CASE_READ)
def court(ref: str) -> str:
    """Which court, in which form, what must come first, what it costs, until when."""
    row = found(lambda: queries.case_for(current_actor(), ref))
    route = route_of(row, clock().now())
    limits = [one for one in (shown(duty, today()) for duty in route.limits) if one is not None]
    return render_template("desk/court.html", case=row, route=route, limits=limits, status_words=STATUS)
