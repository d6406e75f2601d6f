"""One's own settings: language, absence, password, sessions."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_login import logout_user
from flask_wtf import FlaskForm

from app.kernel import Refused, words
from app.people import actions, queries
from app.people.forms import AbsenceForm, PasswordForm, PreferencesForm
from app.people.guards import current_actor, signed_in_only
from app.people.models import Staff
from app.people.views.door import Answer, blueprint
from app.people.views.settings import SAVED
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from app.plumbing.web import clock, lang, refusals_shown_on, unknown_deed

CHANGED = words("Mot de passe changé : connectez-vous avec le nouveau.", "Password changed: sign in with the new one.")


def _me() -> Staff:
    return queries.staff_member(current_actor().staff_id or 0)


@blueprint.route("/me", methods=["GET", "POST"])
@signed_in_only
def preferences() -> Answer:
    """My language, my absence, my password."""
    me, wants = _me(), request.form.get("do", "")
    lang_form = PreferencesForm(formdata=request.form if wants == "lang" else None, data={"lang": me.lang})
    absence = AbsenceForm(
        formdata=request.form if wants == "absence" else None,
        data={"away_from": me.away_from, "away_until": me.away_until, "deputy": str(me.deputy_id or "")},
    )
    absence.know(queries.deputies_for(me))
    password = PasswordForm(formdata=request.form if wants == "password" else None)
    form: FlaskForm | None = {"lang": lang_form, "absence": absence, "password": password}.get(wants)
    if request.method == "POST" and form is not None and form.validate():
        with refusals_shown_on(form):
            return _keep(wants, lang_form, absence, password)
    if request.method == "POST" and form is None:
        raise unknown_deed()
    return render_template(
        "people/preferences.html", row=me, lang_form=lang_form, absence=absence, password=password
    ), 422 if request.method == "POST" else 200


def _keep(wants: str, lang_form: PreferencesForm, absence: AbsenceForm, password: PasswordForm) -> Answer:
    who: dict[str, Any] = {"by": current_actor(), "at": clock().now()}
    if wants == "password":
        return _new_password(password)
    with unit_of_work.writing():
        me = _me()
        if wants == "lang":
            actions.change_staff(me, lang=lang_form.lang.data, **who)
            session.pop("lang", None)
        else:
            actions.set_absence(me, absence.away_from.data, absence.away_until.data, **who)
            actions.set_deputy(
                me, queries.staff_member(int(absence.deputy.data)) if absence.deputy.data else None, **who
            )
    flash(say(SAVED, lang_form.lang.data if wants == "lang" else lang()), "success")
    return redirect(url_for("people.preferences"))


def _new_password(form: PasswordForm) -> Answer:
    now, me = clock().now(), _me()
    with unit_of_work.writing():
        slow = actions.count_try(me.login, request.remote_addr or "", at=now)
    if slow is not None:
        raise Refused(slow.code, slow.message, "old")
    if actions.check_password(me.login, form.old.data) is None:
        raise Refused("wrong_password", actions.WRONG, "old")
    try:
        hashed = actions.password_hash(form.new.data)
    except Refused as short:
        raise Refused(short.code, short.message, "new") from short
    with unit_of_work.writing():
        actions.change_staff(_me(), by=current_actor(), at=now, password_hash=hashed)
    logout_user()
    session.clear()
    flash(say(CHANGED, lang()), "success")
    return redirect(url_for("people.sign_in"))
