"""Our terms: every version, what it says, when it was in force; publish a new one."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Response, current_app, redirect, render_template, request, url_for

from app.kernel import Refused, words
from app.people import actions, queries
from app.people.forms import TermsForm
from app.people.guards import current_actor, needs
from app.people.models import Terms
from app.people.rules import Permission
from app.people.rules.clauses import clauses_of
from app.people.views.door import Answer, blueprint
from app.plumbing import unit_of_work
from app.plumbing.storage import Storage
from app.plumbing.web import clock, found, refusals_shown_on

NOT_PDF = words("Ce fichier n’est pas un PDF.", "This file is not a PDF.")
LARGEST = 25 * 1024 * 1024
TOO_BIG = words("Ce PDF dépasse 25 Mo.", "This PDF is larger than 25 MB.")


def _storage() -> Storage:
    return Storage.at(current_app.extensions["settings"].storage_url)


@blueprint.get("/settings/terms")
@needs(Permission.SETTINGS_READ)
def terms() -> str:
    """Every version, newest first, with the days it was in force; which one held on a day."""
    rows = queries.all_terms()
    asked, on = request.args.get("on", ""), None
    try:
        on = date.fromisoformat(asked) if asked else None
    except ValueError:
        on = None
    held = queries.terms_in_force(on) if on else None
    return render_template(
        "people/terms.html",
        rows=rows,
        until=_until(rows),
        on=on,
        held=held,
        may=current_actor().may(Permission.SETTINGS_WRITE),
    )


def _until(rows: list[Terms]) -> dict[int, date]:
    """The last day of each version that another has replaced."""
    later = rows[0:1]
    ends: dict[int, date] = {}
    for row in rows[1:]:
        ends[row.id] = later[-1].in_force_from - timedelta(days=1)
        later.append(row)
    return ends


@blueprint.route("/settings/terms/new", methods=["GET", "POST"])
@needs(Permission.SETTINGS_WRITE)
def terms_new() -> Answer:
    """Publish a version: its PDF and its clauses, cut at their numbers."""
    form = TermsForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            row = _publish(form)
            return redirect(url_for("people.terms_version", number=row.id))
    return render_template("people/terms_new.html", form=form), 422 if form.is_submitted() else 200


def _publish(form: TermsForm) -> Terms:
    cut = clauses_of(form.clauses.data)
    key, name = "", ""
    if form.file.data and form.file.data.filename:
        content = form.file.data.stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise Refused("file_too_big", TOO_BIG, "file")
        if not content.startswith(b"%PDF-"):
            raise Refused("not_pdf", NOT_PDF, "file")
        key, name = _storage().put(content), form.file.data.filename.replace("\\", "/").rsplit("/", 1)[-1][:200]
    assert form.in_force_from.data is not None
    with unit_of_work.writing():
        return actions.add_terms(
            form.version.data,
            form.title.data,
            form.in_force_from.data,
            cut,
            by=current_actor(),
            at=clock().now(),
            already=form.already.data,
            file_key=key,
            file_name=name,
        )


@blueprint.get("/settings/terms/<int:number>")
@needs(Permission.SETTINGS_READ)
def terms_version(number: int) -> str:
    """One version with its clauses."""
    row: Terms = found(lambda: queries.terms_numbered(number))
    return render_template("people/terms_version.html", row=row, until=_until(queries.all_terms()).get(row.id))


@blueprint.get("/settings/terms/<int:number>/file")
@needs(Permission.SETTINGS_READ)
def terms_file(number: int) -> Response:
    """The PDF as it was published."""
    row: Terms = found(lambda: queries.terms_numbered(number))
    if not row.file_key:
        raise Refused("no_such_file", words("Cette version n’a pas de PDF.", "This version has no PDF."))
    answer = Response(_storage().get(row.file_key), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{row.version}.pdf".replace("/", "-"))
    return answer
