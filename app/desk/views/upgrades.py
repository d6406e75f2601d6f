"""Newer editions of the rules: proposals that a person accepts or declines; and what /regimes shows from other rooms."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cases import actions, queries
from app.cases.models import Upgrade
from app.cases.queries import Lack, Wave
from app.cases.rules.kept_words import said
from app.desk.views.door import blueprint
from app.kernel import Refused, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang, number_of, today
from app.regimes.rules.editions import version_in

ACCEPTED = words(
    "{n} {n:dossier suit|dossiers suivent} maintenant les règles nouvelles.",
    "{n} {n:case now follows|cases now follow} the new rules.",
)
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
    waves = [_wave(wave) for wave in queries.open_upgrades(current_actor())]
    return render_template(
        "desk/upgrades.html", waves=waves, refusal=refusal, may=current_actor().may(Permission.CASE_ASSIGN)
    )


def _wave(wave: Wave) -> dict[str, Any]:
    packs = [(pack, _version(before, after), _version(after, before)) for pack, before, after in wave.packs]
    return {"packs": packs, "moving": [_row(row) for row in wave.moving], "still": [_row(row) for row in wave.still]}


def _version(edition: str, other: str) -> str:
    """The version; the whole edition where both versions read the same."""
    return edition if version_in(edition) == version_in(other) else version_in(edition)


def _row(row: Upgrade) -> dict[str, Any]:
    changes = [{"words": said(each["message"]), "earlier": each["earlier"]} for each in row.changes]
    return {"id": row.id, "ref": row.case.ref, "subject": row.case.subject, "changes": changes}


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
