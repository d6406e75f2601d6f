"""The pages of files: ask for one, watch it being made, download it, see what its reader will see; check any file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from flask import Response, abort, flash, redirect, render_template, request, url_for

from app.cases.models import Case
from app.documents import actions
from app.documents.forms import CheckForm, MakeForm
from app.documents.models import Product, Reader
from app.documents.queries.erasing import erased_files
from app.documents.queries.files import kept_back, why_not
from app.documents.queries.files import preview as preview_of
from app.documents.queries.issued import builds_of, check_file, content_of, made_file, made_files
from app.documents.rules import code_of
from app.documents.views.door import Answer, blueprint, the_case
from app.kernel import Lang, Refused
from app.people.guards import current_actor, needs, public, taken
from app.people.rules import Permission
from app.people.rules.downloads import Taken
from app.plumbing import throttle, unit_of_work
from app.plumbing.fields import options
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, download, found, lang, refusals_shown_on

CHECKS_AN_HOUR, AN_HOUR = 60, timedelta(hours=1)


def _readers() -> list[Reader]:
    """The files this person may make."""
    return [reader for reader in Reader if _may(reader)]


def _may(reader: Reader) -> bool:
    try:
        actions.require_reader(reader, current_actor())
    except Refused:
        return False
    return True


@blueprint.route("/cases/<ref>/files", methods=["GET", "POST"])
@needs(Permission.DOCUMENT_BUILD)
@commits
def files(ref: str) -> Answer:
    """The files of a case: those made, those under way, and asking for one."""
    row, form = the_case(ref), MakeForm()
    form.reader.choices = options((reader.value, reader.words) for reader in _readers())
    if request.method == "POST" and form.validate_on_submit():
        with refusals_shown_on(form):
            actions.ask_for(
                row, Reader(form.reader.data), Product(form.product.data), cast(Lang, form.language.data),
                by=current_actor(), at=clock().now(), sealed=bool(form.sealed.data),
            )  # fmt: skip
            return redirect(url_for("documents.files", ref=row.ref))
    if request.method == "GET":
        form.reader.data = request.args.get("for") if request.args.get("for") in set(Reader) else None
        form.product.data, form.language.data = "file", row.lang if row.lang in ("fr", "en") else "fr"
    page = _page(row, form)
    return (page, 422) if request.method == "POST" else page


def _page(row: Case, form: MakeForm) -> str:
    reasons = {reader: why_not(row, reader) for reader in _readers()}
    return render_template("documents/files.html", form=form, reasons=reasons, readers=_readers(), **_state(row))


def _state(row: Case) -> dict[str, Any]:
    return {
        "case": row,
        "made": made_files(row),
        "erased": erased_files(row),
        "builds": builds_of(row),
        "may": {reader: _may(reader) for reader in Reader},
    }


@blueprint.get("/cases/<ref>/files/state")
@needs(Permission.DOCUMENT_BUILD)
def state(ref: str) -> str:
    """The part of the page that changes while files are made."""
    return render_template("documents/_state.html", **_state(the_case(ref)))


@blueprint.get("/cases/<ref>/files/<int:number>")
@needs(Permission.DOCUMENT_BUILD)
def file(ref: str, number: int) -> Response:
    """Download a made file."""
    row = found(lambda: made_file(the_case(ref), number))
    if not _may(row.reader):
        abort(403)
    name = f"{row.case.ref}-{row.reader.value}-{row.product.value}-v{row.version}-{row.lang}.{row.product.extension}"
    try:
        given = download(content_of(row), name)
        return taken(given, Taken.FILE, case=ref, number=row.id, reader=row.reader.value)
    except Refused as gone:
        flash(say(gone.message, lang()))
        return redirect(url_for("documents.files", ref=row.case.ref))  # type: ignore[return-value]


@blueprint.get("/cases/<ref>/files/preview/<reader>")
@needs(Permission.DOCUMENT_BUILD)
def preview(ref: str, reader: str) -> str:
    """What a reader would see, before anything leaves."""
    if reader not in set(Reader):
        abort(404)
    if not _may(Reader(reader)):
        abort(403)
    row = the_case(ref)
    composed = preview_of(row, Reader(reader), lang())
    return render_template(
        "documents/preview.html", case=row, reader=Reader(reader), doc=composed.document, code=code_of(composed.document),
        why_not=why_not(row, Reader(reader)), attached={each.number for each in composed.released},
        back=[each.number for each in kept_back(row, composed.document)],
    )  # fmt: skip


@blueprint.route("/verify", methods=["GET", "POST"])
@public
def verify() -> Answer:
    """Anybody checks a file they received: our seal, or a version of ours byte for byte. Nothing is kept."""
    form = CheckForm()
    if request.method == "POST" and form.validate_on_submit():
        with unit_of_work.writing():
            crowd = throttle.too_many(
                f"verify:{request.remote_addr or ''}", at=clock().now(), most=CHECKS_AN_HOUR, within=AN_HOUR
            )
        if crowd:
            abort(429)
        return render_template("documents/verify.html", form=form, checked=check_file(form.file.data.read()))
    page = render_template("documents/verify.html", form=form, checked=None)
    return (page, 422) if form.errors else page
