"""Until when a case is kept and why; holding it beyond its date; erasing it in two steps once it is due; what is due and gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cases import actions, queries
from app.cases.models import Case
from app.cases.queries.keeping import (
    Gone,
    erased_cases,
    holds_of,
    keeping_of,
    line_for_customers,
    soon_due,
    soon_unheard_of,
)
from app.cases.queries.requests import open_requests
from app.cases.rules.keeping import Keeping
from app.desk.forms import AccessForm, ActForm, HoldForm
from app.desk.queries import names_of
from app.desk.views.act import check_version
from app.desk.views.door import blueprint
from app.documents.queries.keeping import goes_with, stays_of
from app.insight.rules.sheets import Sheet
from app.insight.views.sheets import as_file
from app.kernel import day_of, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang, refusals_shown_on

SOON = 90
"""Days ahead that the list of what is due looks."""


@blueprint.get("/cases/<ref>/keeping")
@needs(Permission.CASE_READ)
def keeping(ref: str) -> str:
    """Until when this case is kept, why, what will go and what will stay."""
    row = found(lambda: queries.case_for(current_actor(), ref))
    return _page(row, HoldForm(formdata=None, version=row.version))


@blueprint.post("/cases/<ref>/keeping")
@needs(Permission.CASE_KEEP)
@commits
def keep(ref: str) -> str | Response | tuple[str, int]:
    """Hold it beyond its date, let it go on its date again, or erase it, after a second look."""
    row = found(lambda: queries.case_for(current_actor(), ref))
    form, do = HoldForm(), request.form.get("do", "")
    if do == "look":
        return _page(row, form, looking=True)
    shape = form if do == "hold" else ActForm()
    if do in DOES and shape.validate_on_submit():
        with refusals_shown_on(form):
            check_version(shape, row)
            DOES[do](row, form)
            flash(say(DONE[do].fill(ref=row.ref), lang()))
            return redirect(url_for("desk.keeping", ref=ref))
    return _page(row, form, looking=do == "erase"), 422


@blueprint.post("/cases/<ref>/access-request")
@needs(Permission.CASE_FACT)
@commits
def access_request(ref: str) -> str | Response | tuple[str, int]:
    """Record that the customer asks for their data: a promise for the legal month."""
    row = found(lambda: queries.case_for(current_actor(), ref))
    asked = AccessForm(prefix="access")
    if asked.validate_on_submit():
        with refusals_shown_on(asked):
            check_version(asked, row)
            assert asked.received_on.data is not None  # the form asks for it
            actions.record_access_request(row, asked.received_on.data, by=current_actor(), at=clock().now())
            flash(say(REQUESTED.fill(ref=row.ref), lang()))
            return redirect(url_for("desk.case", ref=ref, _anchor="promises"))
    return _page(row, HoldForm(formdata=None, version=row.version), asked=asked), 422


REQUESTED = words(
    "Demande d’accès notée au dossier {ref}, à répondre dans le mois.",
    "Access request recorded on {ref}, to be answered within the month.",
)


def _page(row: Case, form: HoldForm, *, looking: bool = False, asked: AccessForm | None = None) -> str:
    on = day_of(clock().now(), row.zone)
    verdict, holds = keeping_of(row, on), holds_of(row)
    names = names_of({hold.by for hold in holds} | {hold.released_by for hold in holds if hold.released_by})
    shown: dict[str, Any] = {
        "verdict": verdict, "holds": holds, "held": any(hold.released_at is None for hold in holds), "names": names,
        "goes": [] if row.erased_at else goes_with(row, on), "stays": stays_of(row, on), "looking": looking and verdict.due,
        "asked": asked or AccessForm(prefix="access", formdata=None, version=row.version, received_on=on),
        "may": current_actor().may(Permission.CASE_KEEP) and row.erased_at is None,
        "may_note": current_actor().may(Permission.CASE_FACT) and row.erased_at is None,
    }  # fmt: skip
    return render_template("desk/keeping.html", case=row, form=form, **shown)


def _hold(row: Case, form: HoldForm) -> None:
    assert form.review_on.data is not None  # the form asks for it
    actions.hold_case(row, form.reason.data or "", form.review_on.data, by=current_actor(), at=clock().now())


def _release(row: Case, _form: HoldForm) -> None:
    actions.release_hold(row, by=current_actor(), at=clock().now())


def _erase(row: Case, _form: HoldForm) -> None:
    actions.erase_case(row, by=current_actor(), at=clock().now())


DOES = {"hold": _hold, "release": _release, "erase": _erase}
DONE = {
    "hold": words("Dossier {ref} gardé au-delà de sa date.", "Case {ref} held beyond its date."),
    "release": words("Dossier {ref} rendu à sa date.", "Case {ref} goes on its own date again."),
    "erase": words("Dossier {ref} effacé.", "Case {ref} erased."),
}


@blueprint.get("/settings/keeping")
@needs(Permission.SETTINGS_READ)
def keeping_list() -> str:
    """What is due to be erased within three months, and what was erased."""
    on, actor = day_of(clock().now(), "Europe/Paris"), current_actor()
    until, looked_at = on + timedelta(days=SOON), [(row, keeping_of(row, on)) for row in soon_due(actor, on, SOON)]
    due = [(row, verdict) for row, verdict in looked_at if verdict.holds or (verdict.until_on or until) <= until]
    asked = open_requests() if actor.may(Permission.ACCESS_ANSWER) else None
    return render_template(
        "desk/keeping_list.html",
        due=sorted(due, key=_first),
        gone=erased_cases(actor),
        until=until,
        asked=asked,
        on=on,
        unheard=soon_unheard_of(on, SOON) if actor.may(Permission.CASE_READ) else None,
        line=line_for_customers(on),
    )


def _first(line: tuple[Case, Keeping]) -> Any:
    return line[1].until_on or line[0].received_on


@blueprint.get("/settings/keeping.<kind>")
@needs(Permission.SETTINGS_READ)
def keeping_file(kind: str) -> Response:
    """The certificates of what was erased, as a table to keep."""
    rows = tuple(map(_line, erased_cases(current_actor(), most=100_000)))
    return as_file(Sheet("erased", HEADINGS, rows), kind, lang())


def _line(row: Gone) -> tuple[Any, ...]:
    return row.ref, row.received_on, day_of(row.erased_at, "Europe/Paris"), row.ended.words, row.category


HEADINGS = (
    words("Dossier", "Case"), words("Reçu le", "Received on"), words("Effacé le", "Erased on"), words("Issue", "Outcome"),
    words("Catégorie", "Category"),
)  # fmt: skip
