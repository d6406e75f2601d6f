"""The pages on which people make and revoke their keys, and on which the house sees all of them."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.api import actions, queries
from app.api.forms.keys import KeyForm
from app.api.models import ApiKey
from app.api.rules import USUAL_LIFE
from app.api.views.door import blueprint
from app.kernel import words
from app.people.guards import current_actor, needs, signed_in_only
from app.people.rules import Permission
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang, refusals_shown_on, today

Answer = str | Response | tuple[str, int]
REVOKED = words("La clé « {name} » n’ouvre plus rien.", "The key “{name}” opens nothing any more.")
LIVE = words("en service", "live")
OVER = words("expirée", "expired")
ENDED = words("révoquée", "revoked")


def state_of(row: ApiKey, on: date) -> tuple[object, str]:
    """How a key stands, and the tone in which that is shown."""
    if row.revoked_at is not None:
        return ENDED, ""
    return (OVER, "done") if row.until_on < on else (LIVE, "kept")


@blueprint.route("/me/keys", methods=["GET", "POST"])
@signed_in_only
def keys() -> Answer:
    """My keys; a new one is shown once, when it is made."""
    form, on, fresh, asked = KeyForm(), today(), None, request.method == "POST"
    if not asked:
        form.until_on.data = on + USUAL_LIFE
    if asked and form.validate():
        with refusals_shown_on(form):
            fresh = _made(form, on)
            form = KeyForm(formdata=None, data={"until_on": on + USUAL_LIFE})
    rows = [(row, *state_of(row, on)) for row in queries.keys_of(current_actor().staff_id or 0)]
    return render_template("api/keys.html", form=form, rows=rows, fresh=fresh), 422 if asked and not fresh else 200


def _made(form: KeyForm, on: date) -> str:
    assert form.until_on.data is not None
    name, writes = form.name.data or "", bool(form.writes.data)
    with unit_of_work.writing():
        return actions.make_key(name, form.until_on.data, writes=writes, by=current_actor(), at=clock().now(), on=on)


@blueprint.post("/me/keys/<int:number>/revoke")
@signed_in_only
@commits
def revoke(number: int) -> Answer:
    """End a key of mine."""
    _revoke(found(lambda: queries.key_numbered(number, current_actor().staff_id or 0)))
    return redirect(url_for("api.keys"))


@blueprint.get("/settings/keys")
@needs(Permission.SETTINGS_READ)
def all_keys() -> str:
    """Every key that opens something, whose it is, when it was used."""
    may = current_actor().may(Permission.SETTINGS_WRITE)
    return render_template("api/all_keys.html", rows=queries.all_live_keys(today()), may=may)


@blueprint.post("/settings/keys/<int:number>/revoke")
@needs(Permission.SETTINGS_WRITE)
@commits
def revoke_any(number: int) -> Answer:
    """End anybody's key."""
    _revoke(found(lambda: queries.key_numbered(number)))
    return redirect(url_for("api.all_keys"))


def _revoke(row: ApiKey) -> None:
    actions.revoke_key(row, by=current_actor(), at=clock().now())
    flash(say(REVOKED.fill(name=row.name), lang()), "success")
