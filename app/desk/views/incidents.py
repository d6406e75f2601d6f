"""Incidents: one cause behind several cases; one decision, applied case by case."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.cases import actions, queries
from app.cases.models import Case, Incident
from app.cases.queries.warning import bought_in, perhaps_of
from app.correspondence.queries.incidents import counted, letters_about, recipients
from app.correspondence.rules import TOLD
from app.desk.forms import AttachForm, DecideForm, IncidentForm
from app.desk.queries import names_of
from app.desk.views.door import blueprint
from app.journal.models import Entry
from app.journal.queries import entries_of
from app.kernel import Refused, Words, words
from app.people.guards import current_actor, needs
from app.people.queries import staff_member
from app.people.rules import Permission
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, lang, refusals_shown_on, today

Answer = str | Response | tuple[str, int]


@blueprint.route("/incidents", methods=["GET", "POST"])
@needs(Permission.CASE_MERGE)
@commits
def incidents() -> Answer:
    """Open incidents; open a new one."""
    form, actor = IncidentForm(), current_actor()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            assert actor.staff_id is not None
            owner = staff_member(actor.staff_id)
            row = actions.open_incident(form.title.data, form.cause.data or "", owner, by=actor, at=clock().now())
            return redirect(url_for("desk.incident", ref=row.ref))
    page = render_template(
        "desk/incidents.html", rows=queries.open_incidents(), over=queries.closed_incidents(), form=form
    )
    return (page, 422) if form.errors else page


def _incident(ref: str) -> Incident:
    row = queries.incident(ref)
    if row is None:
        abort(404)
    return row


@blueprint.route("/incidents/<ref>", methods=["GET", "POST"])
@needs(Permission.CASE_MERGE)
@commits
def incident(ref: str) -> Answer:
    """One incident: its cause, its cases, the decision."""
    row, form = _incident(ref), AttachForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            other = _other(form.ref.data)
            actions.attach_to_incident(other, row, by=current_actor(), at=clock().now())
            flash(say(words("Dossier rattaché : {ref}.", "Case attached: {ref}.", ref=other.ref), lang()))
            return redirect(url_for("desk.incident", ref=row.ref))
    page = _page(row, form, DecideForm(text=row.decision))
    return (page, 422) if form.errors else page


def _page(row: Incident, form: AttachForm, decide: DecideForm) -> str:
    actor, letters, told = current_actor(), letters_about(row), entries_of(row.stream)
    cases = queries.cases_of_incident(actor, row)
    return render_template(
        "desk/incident.html", incident=row, cases=cases, form=form, decide=decide,
        bought=bought_in(row), who=recipients(row, today()), perhaps=perhaps_of(actor, row), letters=letters, counts=counted(letters),
        told=[(entry, _said(entry)) for entry in told], names=names_of({entry.by for entry in told}),
        since={case.customer_id: case.ref for case in cases}, may_warn=actor.may(Permission.INCIDENT_WARN),
    )  # fmt: skip


def _said(entry: Entry) -> Words:
    """What an entry of the incident's journal says."""
    return TOLD[entry.kind].fill(**entry.data)


def _other(ref: str) -> Case:
    try:
        return queries.case_named(current_actor(), ref)
    except Refused as refused:
        raise Refused("unknown_case", refused.message, "ref") from refused


@blueprint.post("/incidents/<ref>/decide")
@needs(Permission.CASE_MERGE)
@commits
def decide_incident(ref: str) -> Answer:
    """Write the decision into the journal of each case; each is then carried out within authority."""
    row, form = _incident(ref), DecideForm()
    if not form.validate_on_submit():
        return _page(row, AttachForm(formdata=None), form), 422
    with refusals_shown_on(form):
        done = actions.decide_incident(
            row, form.text.data, queries.cases_of_incident(current_actor(), row), by=current_actor(), at=clock().now()
        )
        flash(
            say(
                words("Décision portée à {n} {n:dossier|dossiers}.", "Decision written to {n} {n:case|cases}.", n=done),
                lang(),
            )
        )
        return redirect(url_for("desk.incident", ref=row.ref))
    return _page(row, AttachForm(formdata=None), form), 422


@blueprint.post("/incidents/<ref>/close")
@needs(Permission.CASE_MERGE)
@commits
def close_incident(ref: str) -> Answer:
    """Say that the incident is over."""
    row, form = _incident(ref), AttachForm(formdata=None)
    with refusals_shown_on(form):
        actions.close_incident(
            row, queries.cases_of_incident(current_actor(), row), by=current_actor(), at=clock().now()
        )
        flash(say(words("Incident clos : {ref}.", "Incident closed: {ref}.", ref=row.ref), lang()))
        return redirect(url_for("desk.incidents"))
    return _page(row, form, DecideForm(formdata=None, text=row.decision)), 422
