"""Newer editions of the rules: proposals that a person accepts or declines; and what /regimes shows from other rooms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cases import actions, queries
from app.cases.models import DutyRow, Upgrade
from app.cases.queries import Lack, Wave
from app.cases.rules.stored_words import said
from app.desk.views.door import blueprint
from app.kernel import Refused, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang, number_of, today
from app.regimes.rules.duties import DutyState
from app.regimes.rules.editions import version_in

ACCEPTED = words(
    "{n} {n:dossier suit|dossiers suivent} maintenant les règles nouvelles.",
    "{n} {n:case now follows|cases now follow} the new rules.",
)
BACK = words("{ref} suit de nouveau les règles d’avant.", "{ref} follows the earlier rules again.")
BACK_WITHIN = timedelta(days=30)
"""How long what was accepted stands on the page, to be undone."""
OVER = frozenset({DutyState.MET, DutyState.LATE, DutyState.MOOT})
Duties = dict[tuple[int, str], DutyRow]
DECLINED = words("{ref} garde ses règles.", "{ref} keeps its rules.")


@blueprint.app_context_processor
def _about_regimes() -> dict[str, Any]:
    """For the page of regimes, which stands below the rooms that know: asked only where they are called."""
    return {"naming_health": naming_health, "upgrades_waiting": lambda: queries.count_upgrades(current_actor())}


def naming_health() -> list[dict[str, Any]]:
    """What to complete before a mediator can rightly be named, each with the page where to do it."""
    return [
        {"tone": lack.tone, "what": lack.what, "words": lack.words, "url": _where(lack)}
        for lack in queries.naming_lacks(today())
    ]


def _where(lack: Lack) -> str | None:
    if lack.mediator:
        return url_for("mediators.mediator", code=lack.mediator)
    if lack.terms or lack.what.fr.startswith("Nos"):
        return url_for("people.terms") if current_actor().may(Permission.SETTINGS_READ) else None
    return url_for("mediators.directory")


@blueprint.get("/regimes/proposals")
@needs(Permission.CASE_READ)
def upgrades() -> str:
    """Every open proposal on the cases one may see, dates that come forward first."""
    return _page()


def _page(refusal: Refused | None = None) -> str:
    actor = current_actor()
    waves = queries.open_upgrades(actor)
    duties = queries.duties_told(row for wave in waves for row in wave.moving)
    return render_template(
        "desk/upgrades.html",
        waves=[_wave(wave, duties) for wave in waves],
        refusal=refusal,
        may=actor.may(Permission.CASE_ASSIGN),
        behind=max(0, queries.count_upgrades(actor) - sum(len(wave.moving) + len(wave.still) for wave in waves)),
        accepted=[_accepted(row) for row in queries.accepted_upgrades(actor, clock().now() - BACK_WITHIN)],
    )


def _wave(wave: Wave, duties: Duties) -> dict[str, Any]:
    packs = [(pack, _version(before, after), _version(after, before)) for pack, before, after in wave.packs]
    moving = [_row(row, duties) for row in wave.moving]
    return {
        "packs": packs,
        "past": [row for row in moving if row["past"]],
        "ahead": [row for row in moving if not row["past"]],
        "still": [_row(row, duties) for row in wave.still],
    }


def _version(edition: str, other: str) -> str:
    """The version; the whole edition where both versions read the same."""
    return edition if version_in(edition) == version_in(other) else version_in(edition)


def _row(row: Upgrade, duties: Duties) -> dict[str, Any]:
    changes = [_change(each, duties.get((row.case_id, each["key"]))) for each in row.changes]
    past = any(each["means"] in {"past", "late"} for each in changes)
    return {"id": row.id, "ref": row.case.ref, "subject": row.case.subject, "changes": changes, "past": past}


def _change(kept: dict[str, Any], duty: DutyRow | None) -> dict[str, Any]:
    """A date that would move, what kind it is, and what that would mean today: it is done, or would have passed at once."""
    after = date.fromisoformat(kept["after"]) if kept["after"] else None
    return {
        "words": said(kept["message"]),
        "earlier": kept["earlier"],
        "kind": duty.kind.value if duty is not None else "",
        "means": _meaning(after, duty) if kept["change"] != "reworded" else "",
    }


def _meaning(after: date | None, duty: DutyRow | None) -> str:
    if duty is not None and duty.state in OVER:
        return "late" if duty.state is DutyState.MET and after and duty.met_on and duty.met_on > after else "done"
    if duty is not None and duty.state is DutyState.MISSED:
        return "missed"
    ours = duty is None or duty.ours
    return "past" if ours and after is not None and after < today() else ""


def _accepted(row: Upgrade) -> dict[str, Any]:
    return {"id": row.id, "ref": row.case.ref, "subject": row.case.subject, "at": row.decided_at}


@blueprint.post("/regimes/proposals/accept")
@needs(Permission.CASE_ASSIGN)
@commits
def accept_upgrades() -> str | Response | tuple[str, int]:
    """Give the chosen cases the newer editions, all or none."""
    numbers = [number for text in request.form.getlist("proposal") if (number := number_of(text)) is not None]
    try:
        for number in numbers:
            actions.accept_upgrade(_upgrade(number), by=current_actor(), at=clock().now())
    except Refused as refused:
        unit_of_work.undo()
        return _page(refused), 422
    flash(say(ACCEPTED.fill(n=len(numbers)), lang()), "success")
    return redirect(url_for("desk.upgrades"))


@blueprint.post("/regimes/proposals/<int:number>/back")
@needs(Permission.CASE_ASSIGN)
@commits
def take_back_upgrade(number: int) -> str | Response | tuple[str, int]:
    """Give one case back the editions it had before, with a reason."""
    row = _upgrade(number)
    try:
        actions.take_back_upgrade(row, request.form.get("reason", ""), by=current_actor(), at=clock().now())
    except Refused as refused:
        unit_of_work.undo()
        return _page(refused), 422
    flash(say(BACK.fill(ref=row.case.ref), lang()), "success")
    return redirect(url_for("desk.upgrades"))


@blueprint.post("/regimes/proposals/<int:number>/decline")
@needs(Permission.CASE_ASSIGN)
@commits
def decline_upgrade(number: int) -> str | Response | tuple[str, int]:
    """Keep the older editions in one case, with a reason."""
    row = _upgrade(number)
    try:
        actions.decline_upgrade(row, request.form.get("reason", ""), by=current_actor(), at=clock().now())
    except Refused as refused:
        unit_of_work.undo()
        return _page(refused), 422
    flash(say(DECLINED.fill(ref=row.case.ref), lang()), "success")
    return redirect(url_for("desk.upgrades"))


def _upgrade(number: int) -> Upgrade:
    return found(lambda: queries.upgrade_for(current_actor(), number))
