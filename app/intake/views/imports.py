"""Bring in a file of complaints: upload, see how it will be read, run it in the background, read the result."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from app.intake import actions, queries
from app.intake.forms import ColumnsForm, RunForm, UploadForm
from app.intake.queries.undoing import can_be_undone, undoing_of
from app.intake.rules.choices import CHANNELS
from app.intake.rules.columns import FIELDS, chosen
from app.intake.views.door import Answer, blueprint
from app.intake.views.previewing import (
    AHEAD,
    Draft,
    Preview,
    columns_of,
    draft_of,
    kept,
    named_by_hand,
    on_sheet,
    previewed,
    written_so,
)
from app.kernel import Refused, Words, words
from app.people.guards import current_actor, needs
from app.people.models import Service
from app.people.queries import all_services, service_by_code
from app.people.rules import Permission
from app.people.rules.countries import land_named
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.plumbing.web import clock, found, lang, refusals_shown_on

NO_SERVICE = words("Ajoutez d’abord un service dans les réglages.", "First add a service in the settings.")


def _upload_form() -> UploadForm:
    form = UploadForm()
    form.know(
        [(m.name, m.title.words) for m in queries.all_mappings()],
        [(service.code, service.name(lang())) for service in all_services() if service.active],
    )
    return form


@blueprint.route("/import", methods=["GET", "POST"])
@needs(Permission.CASE_IMPORT)
def import_file() -> Answer:
    """Choose a file; show its first lines as they will be read, or ask what its columns are where no mapping knows them."""
    form = _upload_form()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            content, service = form.file.data.stream.read(), service_by_code(form.service.data)
            draft, unknown = kept(content, form.file.data.filename, form.mapping.data or "", service.id)
            return _columns(draft, _columns_form(draft), unknown=True) if unknown else _page(form, previewed(draft))
    return _page(form, None), 422 if form.is_submitted() else 200


def _page(form: UploadForm, preview: Preview | None) -> str:
    return render_template(
        "intake/import_file.html",
        form=form,
        preview=preview,
        mappings=queries.all_mappings(),
        channels=CHANNELS,
        past=queries.past_imports(),
        ahead=AHEAD,
        called=FIELDS,
        land=land_named,
    )


@blueprint.post("/import/sheet")
@needs(Permission.CASE_IMPORT)
def import_sheet() -> Answer:
    """Read another sheet of a workbook: its first lines, or what its columns are."""
    form = _upload_form()
    with refusals_shown_on(form):
        draft, unknown = on_sheet(draft_of(request.form.get("token", "")), request.form.get("sheet", ""))
        return _columns(draft, _columns_form(draft), unknown=True) if unknown else _page(form, previewed(draft))
    return _page(form, None), 422


@blueprint.post("/import/columns")
@needs(Permission.CASE_IMPORT)
def import_columns() -> Answer:
    """Say what each column of a file is; then its first lines, read so."""
    form = ColumnsForm()
    draft = draft_of(form.token.data or "")
    if "columns-0" not in request.form:
        return _columns(draft, _columns_form(draft))
    if form.validate_on_submit():
        with refusals_shown_on(form):
            said = [entry.data or "" for entry in form.columns]
            asked = chosen(draft.opened().headings, said, form.amounts.data, form.days.data)
            return _page(_upload_form(), previewed(named_by_hand(draft, asked)))
    return _columns(draft, form), 422


def _columns_form(draft: Draft) -> ColumnsForm:
    amounts, days = written_so(draft, columns_of(draft))
    return ColumnsForm(formdata=None, amounts=amounts, days=days)


def _columns(draft: Draft, form: ColumnsForm, *, unknown: bool = False) -> str:
    form.token.data = draft.token
    columns = columns_of(draft)
    for column, entry in zip(columns, form.columns, strict=False):
        column.field = entry.data or ""
    return render_template(
        "intake/import_columns.html",
        form=form,
        columns=columns,
        fields=FIELDS,
        name=draft.name,
        unknown=unknown,
        table=draft.opened(),
    )


@blueprint.post("/import/run")
@needs(Permission.CASE_IMPORT)
def import_run() -> Answer:
    """Bring in the file that a preview showed, in the background."""
    draft = draft_of(RunForm().token.data or "")
    with unit_of_work.writing():
        service = db.session.get(Service, draft.service)
        if service is None:
            raise Refused("no_service", NO_SERVICE, "service")
        job = actions.ask_for_import(
            draft.key,
            draft.name,
            draft.mapping,
            service,
            by=current_actor(),
            at=clock().now(),
            said=draft.said,
            sheet=draft.sheet,
            key=f"{draft.key[:40]}:{draft.mapping}:{draft.service}:{draft.sheet}:{clock().now():%Y%m%d%H%M}",
        )
    return redirect(url_for("intake.import_result", number=job.id))


@blueprint.get("/import/<int:number>")
@needs(Permission.CASE_IMPORT)
def import_result(number: int) -> str:
    """How far an import is, and what it did."""
    job = found(lambda: queries.import_job(number))
    undoing = undoing_of(job)
    may = undoing is None and can_be_undone(job) and actions.may_undo(job, current_actor())
    return render_template(
        "intake/import_result.html", **_state_of(job), mapping=_title_of(job), undoing=undoing, may_undo=may
    )


@blueprint.get("/import/<int:number>/progress")
@needs(Permission.CASE_IMPORT)
def import_progress(number: int) -> str:
    """The same, for the page to refresh itself while it runs."""
    job = found(lambda: queries.import_job(number))
    return render_template("intake/import_progress.html", **_state_of(job))


def _state_of(job: Job) -> dict[str, Any]:
    done = _counted(job)
    rows = [[str(refusal["line"]), refusal[lang()]] for refusal in done["refused"]]
    undone = job.done_at is not None and undoing_of(job) is not None
    return {"job": job, "done": done, "state": job.state, "rows": rows, "undone": undone}


def _title_of(job: Job) -> Words:
    """The mapping it was read with, as people call it; its code name if it no longer ships."""
    named = str(job.payload["mapping"])
    return next((known.title.words for known in queries.all_mappings() if known.name == named), Words(named, named))


def _counted(job: Job) -> dict[str, Any]:
    return {
        "read": 0,
        "created": 0,
        "duplicates": 0,
        "refused": [],
        "refused_in_all": 0,
        "stopped": None,
        **(job.result or {}),
    }
