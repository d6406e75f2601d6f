"""When we are closed and when we are open: house targets and alerts follow, legal periods do not."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.kernel import Refused, Words, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, lang, refusals_shown_on
from app.regimes import actions, queries
from app.regimes.forms import ClosingForm, read_hours
from app.regimes.rules.entries import DAYS
from app.regimes.views.door import Answer, blueprint

FOLLOWING = words(
    "Enregistré. Les objectifs de la maison suivent dans quelques instants ; aucun délai légal ne bouge.",
    "Saved. House targets follow in a moment; no legal period moves.",
)


@blueprint.get("/settings/calendar")
@needs(Permission.SETTINGS_READ)
def calendar() -> str:
    """Our closing days and opening hours."""
    return _page(ClosingForm())


def _page(form: ClosingForm, hours_error: tuple[str, Words] | None = None) -> str:
    typed = request.form if hours_error else {}
    known = {row.weekday: row for row in queries.opening_hours()}
    week = [
        {"no": no, "name": name, "opens": typed.get(f"opens_{no}", _clock(known[no].opens) if no in known else ""),
         "closes": typed.get(f"closes_{no}", _clock(known[no].closes) if no in known else "")}
        for no, name in enumerate(DAYS)
    ]  # fmt: skip
    return render_template(
        "regimes/calendar.html", form=form, stretches=_stretches(), week=week, hours_error=hours_error,
        may=current_actor().may(Permission.SETTINGS_WRITE),
    )  # fmt: skip


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _stretches() -> list[dict[str, Any]]:
    """Closing days in a row with one reason, the latest first."""
    found: list[dict[str, Any]] = []
    for row in queries.closing_days():
        last = found[-1] if found else None
        if last and last["why"] == row.why and last["first"].toordinal() == row.on.toordinal() + 1:
            last["first"] = row.on
            last["days"].append(row.on)
        else:
            found.append({"first": row.on, "last": row.on, "why": row.why, "days": [row.on]})
    return found


@blueprint.post("/settings/calendar/close")
@needs(Permission.SETTINGS_WRITE)
@commits
def close_days() -> Answer:
    """Add closing days."""
    form = ClosingForm()
    if form.validate_on_submit() and form.first.data is not None:
        with refusals_shown_on(form):
            actions.close_on(form.first.data, form.last.data, form.why.data or "", by=current_actor(), at=clock().now())
            return _saved()
    return _page(form), 422


@blueprint.post("/settings/calendar/open")
@needs(Permission.SETTINGS_WRITE)
@commits
def open_days() -> Answer:
    """Take closing days back."""
    form = ClosingForm(formdata=None)
    with refusals_shown_on(form):
        for text in request.form.getlist("on"):
            actions.open_on(_read(text), by=current_actor(), at=clock().now())
        return _saved()
    return _page(form), 422


def _read(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise Refused("no_such_day", actions.NO_SUCH_DAY, "on") from wrong


@blueprint.post("/settings/calendar/hours")
@needs(Permission.SETTINGS_WRITE)
@commits
def opening() -> Answer:
    """Say when the house is open."""
    try:
        actions.set_hours(read_hours(request.form), by=current_actor(), at=clock().now())
    except Refused as refused:
        unit_of_work.undo()
        return _page(ClosingForm(formdata=None), (refused.field or "opens_0", refused.message)), 422
    return _saved()


def _saved() -> Answer:
    flash(say(FOLLOWING, lang()), "success")
    return redirect(url_for("regimes.calendar"))
