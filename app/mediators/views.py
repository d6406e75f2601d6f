"""The directory of mediators: who may be named, what to complete, what to check; for settings and for reading."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from app.kernel import Words, words
from app.mediators import actions, queries, rules
from app.mediators.forms import MediatorForm, OfficialForm
from app.mediators.models import Mediator
from app.mediators.rules.pieces import pieces_shown, pieces_typed
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.people.rules.countries import land_named
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from app.plumbing.web import clock, found, lang, refusals_shown_on, today

blueprint = Blueprint("mediators", __name__)
Answer = str | Response | tuple[str, int]
SAME = (
    "name", "postal", "site", "form_url", "email", "phone", "country", "sectors", "contract_from", "contract_until", "withdrawn_on",
    "wait_months", "filing_months", "prior_steps", "notes",
)  # fmt: skip


@blueprint.get("/mediators")
@needs(Permission.HELP_READ)
def directory() -> str:
    """The directory: ours first, then by name; what forbids naming an entry, what to check."""
    asked, sector = request.args.get("q", "")[:100], request.args.get("sector", "")
    rows = queries.directory(today(), sector if sector in rules.SECTOR_WORDS else "", asked)
    return render_template(
        "mediators/directory.html", rows=rows, asked=asked, sector=sector, sectors=rules.SECTOR_WORDS, form=OfficialForm(),
        may_write=current_actor().may(Permission.SETTINGS_WRITE), sector_words=rules.sector_words,
        refused_rows=session.pop("refused_rows", []),
    )  # fmt: skip


def _entry(code: str) -> Mediator:
    return found(lambda: queries.mediator(code))


@blueprint.get("/mediators/<code>")
@needs(Permission.HELP_READ)
def mediator(code: str) -> str:
    """One mediator: everything known, with its source and date."""
    entry = _entry(code)
    return render_template(
        "mediators/mediator.html", entry=entry, gaps=rules.gaps(entry.known, today()), warnings=rules.warnings(entry.known, today()),
        land=land_named(entry.country), may_write=current_actor().may(Permission.SETTINGS_WRITE), sector_words=rules.sector_words,
    )  # fmt: skip


@blueprint.route("/mediators/<code>/edit", methods=["GET", "POST"])
@needs(Permission.SETTINGS_WRITE)
@unit_of_work.commits
def edit(code: str) -> Answer:
    """Change an entry: address, contract, fee, what it asks for."""
    entry = _entry(code)
    form = MediatorForm(**_shown(entry)) if request.method == "GET" else MediatorForm()
    if request.method == "POST" and form.validate_on_submit():
        with refusals_shown_on(form):
            actions.change(entry, by=current_actor(), at=clock().now(), **_typed(form))
            flash(say(words("Fiche enregistrée.", "Entry saved."), lang()))
            return redirect(url_for("mediators.mediator", code=entry.code))
    page = render_template("mediators/edit.html", form=form, entry=entry)
    return (page, 422) if request.method == "POST" else page


@blueprint.route("/mediators/new", methods=["GET", "POST"])
@needs(Permission.SETTINGS_WRITE)
@unit_of_work.commits
def new() -> Answer:
    """Add a mediator by hand."""
    form = MediatorForm()
    if request.method == "POST" and form.validate_on_submit():
        with refusals_shown_on(form):
            typed = _typed(form)
            name, sectors = typed.pop("name"), typed.pop("sectors")
            entry = actions.add("", name, sectors, by=current_actor(), at=clock().now(), **typed)
            return redirect(url_for("mediators.mediator", code=entry.code))
    page = render_template("mediators/edit.html", form=form, entry=None)
    return (page, 422) if request.method == "POST" else page


def _shown(entry: Mediator) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in SAME} | {"fee": entry.fee, "pieces": pieces_shown(entry.pieces)}


def _typed(form: MediatorForm) -> dict[str, Any]:
    values = {name: getattr(form, name).data for name in SAME}
    values["fee_minor"] = form.fee.data.minor if form.fee.data is not None else None
    values["pieces"] = pieces_typed(form.pieces.data or "")
    if form.checked.data:
        values["checked_on"] = today()
    return {
        name: value if value is not None or not name.endswith(("url", "site")) else "" for name, value in values.items()
    }


@blueprint.post("/mediators/official")
@needs(Permission.SETTINGS_WRITE)
def official() -> Answer:
    """Bring the directory in line with the official list, read before the write transaction."""
    form = OfficialForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            lines = rules.official_rows(form.file.data.read())
            with unit_of_work.writing():
                report = actions.import_official(lines, by=current_actor(), at=clock().now(), on=today())
            flash(say(_imported(report), lang()))
            session["refused_rows"] = [(line, say(why, lang())) for line, why in report.refused[:MOST_SHOWN]]
            return redirect(url_for("mediators.directory"))
    rows = queries.directory(today())
    return render_template(
        "mediators/directory.html", rows=rows, asked="", sector="", sectors=rules.SECTOR_WORDS, form=form, may_write=True,
        sector_words=rules.sector_words, refused_rows=[],
    ), 422  # fmt: skip


MOST_SHOWN = 50
"""How many refused rows of a file are told one by one."""


def _imported(report: actions.Imported) -> Words:
    return IMPORTED.fill(
        read=report.read,
        added=len(report.added),
        updated=len(report.updated),
        absent=len(report.absent),
        refused=len(report.refused),
    )


IMPORTED = words(
    "{read} lignes lues : {added} ajoutés, {updated} mis à jour, {absent} absents de la liste, {refused} refusées.",
    "{read} rows read: {added} added, {updated} updated, {absent} absent from the list, {refused} refused.",
)
