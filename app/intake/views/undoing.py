"""Undo an import: see what goes and what stays, then let the worker do it."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for

from app.intake import actions, queries
from app.intake.forms import UndoForm
from app.intake.queries.undoing import can_be_undone, foreseen_undoing, undoing_of
from app.intake.views.door import Answer, blueprint
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found


@blueprint.route("/import/<int:number>/undo", methods=["GET", "POST"])
@needs(Permission.CASE_IMPORT)
@commits
def import_undo(number: int) -> Answer:
    """What undoing an import would take away, what stays and why; then ask for it."""
    job, form = found(lambda: queries.import_job(number)), UndoForm()
    if not (actions.may_undo(job, current_actor()) and can_be_undone(job)):
        abort(404)
    if undoing_of(job) is None and form.validate_on_submit():
        actions.ask_to_undo(job, by=current_actor(), at=clock().now())
    if undoing_of(job) is not None:
        return redirect(url_for("intake.import_result", number=number))
    return render_template("intake/import_undo.html", job=job, form=form, what=foreseen_undoing(job))
