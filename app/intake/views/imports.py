"""Bring in a file of complaints: upload, see how it will be read, run it in the background, read the result."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from typing import Any

from flask import current_app, redirect, render_template, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import FileStorage

from app.intake import actions, queries
from app.intake.actions.jobs import storage
from app.intake.forms import RunForm, UploadForm
from app.intake.queries import Table
from app.intake.rules.choices import CHANNELS
from app.intake.rules.mapping import Mapping, check_headings, fitting, unread
from app.intake.rules.records import Reading, read
from app.intake.views.door import Answer, blueprint
from app.kernel import Refused, Words, day_of, words
from app.people.guards import current_actor, needs
from app.people.models import Service
from app.people.queries import all_services, service_by_code
from app.people.rules import Permission
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.plumbing.web import clock, found, lang, refusals_shown_on

SHOWN = 12
AHEAD = 2_000
"""Lines that a preview reads ahead of the import, to tell what it will refuse."""
NO_FIT = words(
    "Aucun modèle de lecture ne convient à ces colonnes : {found}. Nommez-les comme un des modèles le demande (« Ses colonnes »), puis recommencez.",
    "No mapping fits these columns: {found}. Name them as one of the mappings asks (“Its columns”), then retry.",
)
EXPIRED = words(
    "Cet aperçu n’est plus valable : choisissez le fichier à nouveau.",
    "This preview is no longer valid: choose the file again.",
)
NO_SERVICE = words("Ajoutez d’abord un service dans les réglages.", "First add a service in the settings.")


@dataclass
class Preview:
    """The first lines as they will be read, and what was understood of the file."""

    mapping: Mapping
    table: Table
    lines: list[tuple[int, Reading]]
    """The first ones, and further down those that will be refused."""
    read: int
    refused: int
    known: frozenset[str]
    """Numbers of records that are here already."""
    aside: tuple[str, ...]
    name: str
    token: str


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="intake.import")


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
    """Choose a file; show its first lines as they will be read."""
    form, preview = _upload_form(), None
    if form.validate_on_submit():
        with refusals_shown_on(form):
            preview = _preview(form.file.data, form.mapping.data or "", service_by_code(form.service.data))
    status = 422 if form.is_submitted() and preview is None else 200
    return render_template(
        "intake/import_file.html",
        form=form,
        preview=preview,
        run=RunForm(formdata=None),
        mappings=queries.all_mappings(),
        channels=CHANNELS,
        past=queries.past_imports(),
        ahead=AHEAD,
    ), status


def _preview(file: FileStorage, mapping_name: str, service: Service) -> Preview:
    content = file.stream.read()
    table = queries.opened(io.BytesIO(content))
    mapping = queries.mapping_named(mapping_name) if mapping_name else fitting(queries.all_mappings(), table.headings)
    if mapping is None:
        raise Refused(
            "no_mapping", NO_FIT.fill(found=tuple(h[:40] for h in table.headings if h)[:20] or ("—",)), "mapping"
        )
    check_headings(mapping, table.headings)
    services, on = actions.service_names(), day_of(clock().now(), mapping.zone)
    rows = itertools.islice(table.rows(lambda cells: read(mapping, cells).record is not None), AHEAD)
    every = [(row.line, actions.foreseen(row, mapping, services, on)) for row in rows]
    refused = [(line, reading) for line, reading in every if reading.record is None]
    lines = every[:SHOWN] + [one for one in refused if one not in every[:SHOWN]][:SHOWN]
    numbers = [reading.record.external_id for _line, reading in every if reading.record]
    known = frozenset(queries.known_numbers(mapping.name, numbers))
    name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1][:120] or "import"
    token = _signer().dumps([storage().put(content), name, mapping.name, service.id])
    return Preview(mapping, table, lines, len(every), len(refused), known, unread(mapping, table.headings), name, token)


@blueprint.post("/import/run")
@needs(Permission.CASE_IMPORT)
def import_run() -> Answer:
    """Bring in the file that a preview showed, in the background."""
    form = RunForm()
    try:
        file_key, name, mapping, service_id = _signer().loads(form.token.data or "")
    except (BadSignature, ValueError) as broken:
        raise Refused("preview_expired", EXPIRED, "file") from broken
    with unit_of_work.writing():
        service = db.session.get(Service, service_id)
        if service is None:
            raise Refused("no_service", NO_SERVICE, "service")
        job = actions.ask_for_import(
            file_key,
            name,
            mapping,
            service,
            by=current_actor(),
            at=clock().now(),
            key=f"{file_key[:40]}:{mapping}:{service_id}:{clock().now():%Y%m%d%H%M}",
        )
    return redirect(url_for("intake.import_result", number=job.id))


@blueprint.get("/import/<int:number>")
@needs(Permission.CASE_IMPORT)
def import_result(number: int) -> str:
    """How far an import is, and what it did."""
    job = found(lambda: queries.import_job(number))
    return render_template("intake/import_result.html", **_state_of(job), mapping=_title_of(job))


@blueprint.get("/import/<int:number>/progress")
@needs(Permission.CASE_IMPORT)
def import_progress(number: int) -> str:
    """The same, for the page to refresh itself while it runs."""
    job = found(lambda: queries.import_job(number))
    return render_template("intake/import_progress.html", **_state_of(job))


def _state_of(job: Job) -> dict[str, Any]:
    done = _counted(job)
    rows = [[str(refusal["line"]), refusal[lang()]] for refusal in done["refused"]]
    return {"job": job, "done": done, "state": job.state, "rows": rows}


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
