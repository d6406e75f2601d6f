"""What one was alerted to, and has not seen yet; and dismissing a signal."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cases import actions, queries
from app.cases.models import Case, DutyRow
from app.cases.queries.conduct import limits_to_review
from app.cases.queries.requests import pressing_requests
from app.cases.rules.belated import AT_ONCE, is_belated
from app.cases.rules.conduct import channel_words
from app.cases.rules.stored_words import said
from app.correspondence.queries.readdressing import failed_letters
from app.desk.views.declined import declined
from app.desk.views.door import blueprint
from app.gestures.queries import decisions_for
from app.kernel import Words, day_of, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang, today

REASON_NEEDED = words(
    "Dites pourquoi ce signal ne tient pas : il n’a pas été écarté.",
    "Say why this signal does not hold: it was not dismissed.",
)


@blueprint.get("/alerts")
@needs(Permission.CASE_READ)
def alerts() -> str:
    """The alerts of the person signed in: each duty once, with what was told of it last; decisions on their
    requests until they act on them, access requests until they are answered, letters until they leave.
    """
    last = {
        duty.id: {
            "ref": case.ref,
            "subject": case.subject,
            "label": said(duty.label),
            "on": duty.due_on,
            "told_at": alert.at,
            "late": alert.late,
            "why": _why(duty, case),
        }
        for alert, duty, case in queries.unseen_alerts(current_actor())
    }
    requests = pressing_requests(current_actor(), today())
    decided = decisions_for(current_actor())
    reviews = [(row, who, channel_words(row.channels)) for row, who in limits_to_review(current_actor(), today())]
    return render_template(
        "desk/alerts.html", rows=list(last.values()), requests=requests, decided=decided, reviews=reviews,
        declined=declined(current_actor(), clock().now()), letters=failed_letters(current_actor()), on=today(),
    )  # fmt: skip


def _why(duty: DutyRow, case: Case) -> Words | None:
    """Of a date that nobody could meet: since when that is so, and what to do."""
    logged_on = day_of(case.logged_at, case.zone)
    return AT_ONCE.fill(logged=logged_on) if is_belated(duty, logged_on) else None


@blueprint.post("/alerts/seen")
@needs(Permission.CASE_READ)
@commits
def seen_alerts() -> Response:
    """Mark the duties one was alerted to as seen; what waits for an act stays."""
    actions.see_alerts(by=current_actor(), at=clock().now())
    return redirect(url_for("desk.alerts"))


@blueprint.post("/cases/<ref>/signals/<int:number>/dismiss")
@needs(Permission.CASE_WORK)
@commits
def dismiss_signal(ref: str, number: int) -> Response:
    """Dismiss a signal that does not hold, with a reason."""
    case = found(lambda: queries.case_for(current_actor(), ref))
    row = next((signal for signal in case.signals if signal.id == number), None)
    if row is None:
        abort(404)
    reason = request.form.get("reason", "")
    if reason.strip():
        actions.dismiss_signal(case, row, reason, by=current_actor(), at=clock().now())
    else:
        flash(say(REASON_NEEDED, lang()), "warning")
    return redirect(url_for("desk.case", ref=case.ref))
