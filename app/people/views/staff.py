"""Staff: the list, one account, a new one, absences."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from app.kernel import words
from app.people import actions, queries
from app.people.forms import AbsenceForm, StaffForm
from app.people.guards import current_actor, needs
from app.people.models import Service, Staff
from app.people.rules import Permission, Role
from app.people.rules.house import may_set_absence, unserved
from app.people.views.door import Answer, blueprint
from app.people.views.history_words import sentences
from app.people.views.settings import SAVED
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from app.plumbing.web import clock, found, lang, refusals_shown_on

LEFT_ALONE = words(
    "Ses dossiers ouverts restent à son nom, et leurs alertes vont à sa hiérarchie : nommez une suppléance pour qu’ils aient quelqu’un.",
    "Their open cases keep their name, and alerts go to whoever they reported to: name a deputy, so that somebody has them.",
)
NO_SERVICE = words(
    "Ce compte n’a aucun service : il ne reçoit et ne voit que les dossiers qui lui sont confiés. Cochez-lui un service.",
    "This account has no service: it receives and sees only the cases given to it. Tick a service for it.",
)


@blueprint.get("/settings/staff")
@needs(Permission.SETTINGS_READ)
def staff() -> str:
    """Everybody, by name; closed accounts on demand."""
    closed = "closed" in request.args
    rows = queries.all_staff(active=not closed)
    return render_template("people/staff.html", rows=rows, closed=closed, unserved=unserved)


@blueprint.route("/settings/staff/new", methods=["GET", "POST"])
@needs(Permission.SETTINGS_WRITE)
def staff_new() -> Answer:
    """Open an account."""
    form = _staff_form(None)
    if form.validate_on_submit():
        with refusals_shown_on(form):
            member = _open(form)
            _warn_of_no_service(form)
            return redirect(url_for("people.staff_member", number=member.id))
    return render_template("people/staff_new.html", form=form), 422 if form.is_submitted() else 200


def _warn_of_no_service(form: StaffForm) -> None:
    if unserved(Role(form.role.data), form.services.data or [], active=bool(form.active.data)):
        flash(say(NO_SERVICE, lang()), "warning")


def _open(form: StaffForm) -> Staff:
    hashed = actions.password_hash(form.password.data) if form.password.data else ""
    with unit_of_work.writing():
        who: dict[str, Any] = {"by": current_actor(), "at": clock().now()}
        member = actions.open_account(
            form.login.data or "",
            form.name.data,
            Role(form.role.data),
            services=_services(form),
            email=form.email.data or "",
            hashed=hashed,
            manager=_person(form.manager.data),
            lang=form.lang.data,
            speaks=form.speaks or "fr",
            **who,
        )
        _set_absence(form, member)
        return member


@blueprint.route("/settings/staff/<int:number>", methods=["GET", "POST"])
@needs(Permission.SETTINGS_READ)
def staff_member(number: int) -> Answer:
    """One account: what it is, its history; changed by who keeps the accounts, its absence by its manager too."""
    member: Staff = found(lambda: queries.staff_member(number))
    actor = current_actor()
    form = _staff_form(member)
    if request.method == "POST" and not actor.may(Permission.SETTINGS_WRITE):
        abort(403)
    if form.validate_on_submit():
        with refusals_shown_on(form):
            _change(form, number)
            flash(say(SAVED, lang()), "success")
            if not form.active.data and not form.deputy.data:
                flash(say(LEFT_ALONE, lang()), "warning")
            _warn_of_no_service(form)
            return redirect(url_for("people.staff_member", number=number))
    absence = _absence_form(member, formdata=None)
    return render_template(
        "people/staff_member.html",
        row=queries.staff_member(number),
        form=form,
        absence=absence,
        may=actor.may(Permission.SETTINGS_WRITE),
        may_absence=may_set_absence(actor, member.id, member.manager_id),
        history=sentences(queries.changes_of("staff", number)),
    ), 422 if form.is_submitted() else 200


def _change(form: StaffForm, number: int) -> None:
    hashed = actions.password_hash(form.password.data) if form.password.data else ""
    with unit_of_work.writing():
        member = queries.staff_member(number)
        values: dict[str, Any] = {
            "name": form.name.data,
            "email": form.email.data or "",
            "role": Role(form.role.data),
            "services": _services(form),
            "manager": _person(form.manager.data),
            "lang": form.lang.data,
            "speaks": form.speaks or "fr",
            "active": bool(form.active.data),
        }
        if hashed:
            values["password_hash"] = hashed
        who: dict[str, Any] = {"by": current_actor(), "at": clock().now()}
        actions.change_staff(member, **who, **values)
        _set_absence(form, member)


def _set_absence(form: AbsenceForm, member: Staff) -> None:
    who: dict[str, Any] = {"by": current_actor(), "at": clock().now()}
    actions.set_absence(member, form.away_from.data, form.away_until.data, **who)
    actions.set_deputy(member, _person(form.deputy.data), **who)


@blueprint.post("/settings/staff/<int:number>/absence")
@needs(Permission.SETTINGS_READ)
def staff_absence(number: int) -> Answer:
    """Say when somebody is away: they, their manager, or who keeps the accounts."""
    member: Staff = found(lambda: queries.staff_member(number))
    if not may_set_absence(current_actor(), member.id, member.manager_id):
        abort(403)
    form = _absence_form(member)
    if form.validate():
        with refusals_shown_on(form):
            with unit_of_work.writing():
                _set_absence(form, queries.staff_member(number))
            flash(say(SAVED, lang()), "success")
            return redirect(url_for("people.staff_member", number=number))
    return render_template("people/staff_absence.html", row=member, form=form), 422


def _services(form: StaffForm) -> list[Service]:
    chosen = set(form.services.data or [])
    return [row for row in queries.all_services() if row.code in chosen]


def _person(number: str | None) -> Staff | None:
    return queries.staff_member(int(number)) if number else None


def _absence_form(member: Staff, **kwargs: Any) -> AbsenceForm:
    data = {"away_from": member.away_from, "away_until": member.away_until, "deputy": str(member.deputy_id or "")}
    form = AbsenceForm(data=data, **kwargs)
    form.know(queries.deputies_for(member))
    return form


def _staff_form(member: Staff | None) -> StaffForm:
    form = StaffForm(data=_typed(member) if member else None)
    others = [row for row in queries.all_staff(active=True) if member is None or row.id != member.id]
    form.know_house(queries.all_services(), others, lang())
    form.know(others if member is None else queries.deputies_for(member))
    return form


def _typed(member: Staff) -> dict[str, Any]:
    return {
        "login": member.login,
        "name": member.name,
        "email": member.email,
        "role": member.role.value,
        "services": [row.code for row in member.services],
        "manager": str(member.manager_id or ""),
        "deputy": str(member.deputy_id or ""),
        "lang": member.lang,
        "speaks_fr": "fr" in member.speaks.split(","),
        "speaks_en": "en" in member.speaks.split(","),
        "active": member.active,
        "away_from": member.away_from,
        "away_until": member.away_until,
    }
