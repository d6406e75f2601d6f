"""Signing in and out, and choosing one's language."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from app.kernel import Refused
from app.people import actions, queries
from app.people.forms import SignInForm
from app.people.guards import Account, public, safe_next
from app.people.views.door import Answer, blueprint
from app.plumbing import unit_of_work
from app.plumbing.web import clock, refusals_shown_on


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Answer:
    """Show the form, or check a password (the try is counted before the password is looked at)."""
    if current_user.is_authenticated:
        return redirect("/")
    form = SignInForm()
    if not form.validate_on_submit():
        form.next.data = form.next.data or request.args.get("next", "")
        return _sign_in_page(form), 422 if form.errors else 200
    with refusals_shown_on(form):
        return _try(form)
    return _sign_in_page(form), 422


def _sign_in_page(form: SignInForm) -> str:
    """The form; where the demo story was told, its accounts, one of them filled in when it was chosen."""
    accounts = queries.demo_accounts()
    chosen = request.args.get("login", "") if request.method == "GET" else ""
    known = any(member.login == chosen for member in accounts)
    if known:
        form.login.data = chosen
    return render_template(
        "people/sign_in.html",
        form=form,
        accounts=accounts,
        nobody=not accounts and not queries.has_staff(),
        demo_password=actions.DEMO_PASSWORD,
        fill_password=actions.DEMO_PASSWORD if known else "",
    )


def _try(form: SignInForm) -> Response:
    now = clock().now()
    with unit_of_work.writing():
        refusal = actions.count_try(form.login.data, request.remote_addr or "", at=now)
    if refusal is not None:
        raise refusal
    member = actions.check_password(form.login.data, form.password.data)
    if member is None:
        raise Refused("wrong_password", actions.WRONG, "password")
    with unit_of_work.writing():
        actions.signed_in(member, at=now)
    chosen = session.get("lang")
    session.clear()
    session.rename()  # type: ignore[attr-defined]
    if chosen:
        session["lang"] = chosen
    login_user(Account(member.actor))
    return redirect(safe_next(form.next.data))


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    """End this session."""
    logout_user()
    session.clear()
    return redirect(url_for("people.sign_in"))


@blueprint.post("/language/<code>")
@public
def language(code: str) -> Response:
    """Show everything in this language from now on."""
    if code not in {"fr", "en"}:
        abort(404)
    session["lang"] = code
    return redirect(safe_next(request.form.get("next")))
