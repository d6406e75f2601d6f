"""Asking for the quality report, waiting for it, keeping it."""

from __future__ import annotations

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.exhibits.queries import store
from app.insight import actions
from app.insight.queries.reporting import job_numbered
from app.insight.views.door import blueprint, chosen
from app.people.guards import current_actor, needs, taken
from app.people.rules import Permission
from app.people.rules.downloads import Taken
from app.plumbing.jobs import Job
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang


@blueprint.post("/insight/report")
@needs(Permission.INSIGHT_READ)
@commits
def ask_for_report() -> Answer:
    """Have the report of the chosen period drawn, in the background."""
    job = actions.ask_for_report(chosen().asked, lang(), by=current_actor(), at=clock().now())
    return redirect(url_for("insight.report", number=job.id))


def _own(number: int) -> Job:
    """A report is for whoever asked: it holds what they may see."""
    job = found(lambda: job_numbered(number, actions.REPORT))
    if job.payload["staff"] != current_actor().staff_id:
        abort(404)
    return job


@blueprint.get("/insight/report/<int:number>")
@needs(Permission.INSIGHT_READ)
def report(number: int) -> str:
    """How far it is; the page refreshes its own part while it is drawn."""
    job = _own(number)
    part = "HX-Request" in request.headers
    return render_template("insight/_report.html" if part else "insight/report.html", job=job, state=job.state)


@blueprint.get("/insight/report/<int:number>.pdf")
@needs(Permission.INSIGHT_READ)
def report_file(number: int) -> Response:
    """The report itself."""
    job = _own(number)
    key = (job.result or {}).get("file")
    if not key:
        abort(404)
    answer = Response(store().get(key), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="amiable-{job.payload["from"]}-{job.payload["to"]}.pdf"'
    )
    return taken(answer, Taken.FIGURES, name=f"{job.payload['from']} – {job.payload['to']}.pdf")
