"""The page of figures, and counting everything afresh."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.insight import actions
from app.insight.queries import Figures, all_figures
from app.insight.queries.gathering import last_entry, snapshot
from app.insight.queries.improving import improvements
from app.insight.queries.limits import limits_in
from app.insight.queries.reporting import job_numbered
from app.insight.queries.returns import returns
from app.insight.rules.causes import SHOWN, By, few
from app.insight.rules.periods import Span
from app.insight.rules.presenting import GROUPS, avoided, cause_words, month_words, scores
from app.insight.views.door import WEEK, Chosen, blueprint, chosen, service_words, services
from app.kernel import Words, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found

EVERY = words("Tous", "All")
OFFICE = (8, 18)


@blueprint.get("/insight")
@needs(Permission.INSIGHT_READ)
def page() -> str:
    """All figures over a period and a service, each leading to its cases."""
    actor, asked = current_actor(), chosen()
    figures = all_figures(actor, asked.asked)
    kept = snapshot()
    return render_template(
        "insight/page.html",
        c=asked,
        f=figures,
        spans=[(span.value, span.words) for span in Span],
        services=[("", EVERY), *((one.code, Words(one.name_fr, one.name_en)) for one in services())],
        counted_at=kept.counted_at if kept is not None and kept.entry_id else None,
        up_to_date=kept is not None and kept.entry_id == last_entry(),
        groups=GROUPS,
        limits=limits_in(figures.regimes),
        saved=avoided(figures["foreseen"].money, figures["granted"].money),
        causes=[_causes(asked, figures, by) for by in By],
        months=[month_words(month) for month, _received, _closed in figures.months],
        scores=scores({code: one.total for code, one in figures.of.items()}),
        week=WEEK,
        heat=heat(figures),
        improvements=improvements(actor, asked.asked.today),
        returns=[one for one in returns().values() if one.valid_on(asked.asked.period.from_on)],
    )


def _causes(asked: Chosen, figures: Figures, by: By) -> dict[str, Any]:
    """One way of sorting causes: its bars, each leading to its cases; what the first few come to."""
    found, names = figures.causes[by], service_words()
    rows = [
        {
            "label": cause_words(by, one.value, names),
            "value": one.n,
            "share": one.share,
            "url": asked.cases("received", by=by.value, value=one.value),
            "cause": f"{by.value}:{one.value}",
        }
        for one in found[:SHOWN]
    ]
    first, share = few(found)
    act = next((row for row, one in zip(rows, found, strict=False) if one.value), None)
    return {"by": by, "rows": rows, "act": act, "first": first, "share": share, "more": max(len(found) - SHOWN, 0)}


def heat(figures: Figures) -> dict[str, Any]:
    """Incoming contacts by day and hour: those of an office, and any other that has some; how many, and how dark (0–5)."""
    hours = sorted({slot % 24 for slot in figures.hours})
    most = max(figures.hours.values(), default=0)
    shown = range(min(hours[0], OFFICE[0]), max(hours[-1], OFFICE[1]) + 1) if hours else range(0)
    rows = [
        [
            (day * 24 + hour, n := figures.hours.get(day * 24 + hour, 0), -(-n * 5 // most) if most else 0)
            for hour in shown
        ]
        for day in range(7)
    ]
    return {"hours": shown, "rows": rows}


@blueprint.post("/insight/recount")
@needs(Permission.INSIGHT_IMPROVE)
@commits
def recount() -> Response:
    """Have every case counted afresh, in the background."""
    job = actions.ask_to_recount(by=current_actor(), at=clock().now())
    return redirect(url_for("insight.recounting", number=job.id))


@blueprint.get("/insight/recount/<int:number>")
@needs(Permission.INSIGHT_READ)
def recounting(number: int) -> str:
    """How far the counting is; the page refreshes its own part while it runs."""
    job = found(lambda: job_numbered(number, actions.RECOUNT))
    part = "HX-Request" in request.headers
    return render_template("insight/_recount.html" if part else "insight/recount.html", job=job, state=job.state)
