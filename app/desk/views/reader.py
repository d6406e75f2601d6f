"""Who of several is written to in a customer's place: heirs, parents, guardians."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from app.cases import actions, queries
from app.desk.views.door import blueprint
from app.kernel import words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang

CHOSEN = words(
    "Nos lettres, le lien et les codes vont maintenant à {name}.",
    "Our letters, the link and the codes now go to {name}.",
)


@blueprint.post("/cases/<ref>/parties/<int:number>/reader")
@needs(Permission.CASE_WORK)
@commits
def choose_reader(ref: str, number: int) -> Response:
    """Write from now on to this one of those who act for the customer."""
    case = found(lambda: queries.case_for(current_actor(), ref))
    party = next((row for row in case.parties if row.id == number), None)
    if party is None:
        abort(404)
    actions.choose_reader(case, party, by=current_actor(), at=clock().now())
    flash(say(CHOSEN.fill(name=party.name), lang()))
    return redirect(url_for("desk.case", ref=case.ref, _anchor="people"))
