"""The customer's page: in by link (or reference) and code; where the case stands, what happens next, by when, why."""

from __future__ import annotations

from flask import g, redirect, render_template, request, session, url_for

from app.cases.models import Case
from app.cases.queries import case_for
from app.correspondence.actions import customers_page as access
from app.correspondence.queries import reach_of
from app.correspondence.queries.customers_page import access_numbered, case_of_token
from app.correspondence.rules import Reach
from app.documents.models import Reader
from app.documents.queries.issued import builds_of
from app.feedback.rules.wording import LEADS
from app.kernel import Refused, words
from app.people.guards import current_actor, needs, public
from app.people.rules import Permission
from app.plumbing import mail, unit_of_work
from app.plumbing.web import clock, found, refusals_shown_on, today
from app.portal.forms import CodeForm, FindForm
from app.portal.queries import CustomersPage, customers_page
from app.portal.views.acts import possible_acts
from app.portal.views.door import (
    CUSTOMER,
    Answer,
    blueprint,
    customers_only,
    followed,
    hidden,
    let_in,
    note_opening,
    own_case,
)

SENT_TO_YOU = words(
    "Votre page est fermée : elle l’est après une demi-heure sans rien faire. Demandez un nouveau code.",
    "Your page was closed: it is after half an hour without doing anything. Ask for a new code.",
)


# --- the way in ------------------------------------------------------------------------------------------------------


@blueprint.route("/c", methods=["GET", "POST"])
@public
def customer_find() -> Answer:
    """Find the way to one's case by its reference and one's address; whether both are right, only the mail tells."""
    form = FindForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            with unit_of_work.writing():
                asked = (form.ref.data or "", form.email.data or "", request.remote_addr or "")
                access.ask_by_name(*asked, at=clock().now())
            return render_template("portal/customer_asked.html", email=form.email.data)
    again = SENT_TO_YOU if request.args.get("again") else None
    page = render_template("portal/customer_find.html", form=form, again=again)
    return (page, 422) if form.errors or form.form_errors else page


def _located(token: str) -> tuple[Case, Reach]:
    """The case of a link and whom it is for; the page speaks their language, unless they chose another."""
    case, reach = found(lambda: case_of_token(token, today()))
    g.own_lang = reach.lang
    return case, reach


@blueprint.get("/c/<token>")
@public
def customer_start(token: str) -> Answer:
    """Where the link of a letter leads: where the case stands, in general words, and asking for a code."""
    case, reach = _located(token)
    mine = session.get(CUSTOMER)
    known = access_numbered(mine, today()) if isinstance(mine, int) else None
    if known is not None and known.case_id == case.id:
        return redirect(url_for("portal.customer_case"))
    return _start(case, reach, token, CodeForm(formdata=None))


def _start(case: Case, reach: Reach, token: str, form: CodeForm, *, sent: bool = False) -> str:
    page = customers_page(followed(case), clock().now())
    return render_template(
        "portal/customer_start.html", page=page, token=token, form=form, sent=sent, hidden=hidden(reach.email),
        to_server=mail.to_server(),
    )  # fmt: skip


@blueprint.post("/c/<token>/code")
@public
def customer_code(token: str) -> Answer:
    """Send a fresh code to the address we write to."""
    form = CodeForm(formdata=None)
    with refusals_shown_on(form):
        with unit_of_work.writing():
            case, reach = _located(token)
            access.ask_code(case, reach, at=clock().now())
        return _start(case, reach, token, form, sent=True)
    return _start(*_located(token), token, form), 429


@blueprint.post("/c/<token>/enter")
@public
def customer_enter(token: str) -> Answer:
    """Try a code: counted before it is looked at, and counted even when it is refused."""
    form = CodeForm()
    if not form.validate_on_submit():
        return _start(*_located(token), token, form, sent=True), 422
    with refusals_shown_on(form):
        with unit_of_work.writing():
            case, reach = _located(token)
            came = access.enter(case, reach, form.code.data or "", request.remote_addr or "", at=clock().now())
        if isinstance(came, Refused):
            raise came
        let_in(CUSTOMER, came.id, came.lang)
        return redirect(url_for("portal.customer_case"))
    slow = isinstance(came, Refused) and came.code == "slower"
    return _start(*_located(token), token, form, sent=True), 429 if slow else 422


# --- inside ----------------------------------------------------------------------------------------------------------


@blueprint.get("/c/case")
@customers_only
def customer_case() -> str:
    """The page of the case. The opening is noted."""
    note_opening("page")
    return _page(customers_page(own_case(), clock().now()))


def _page(page: CustomersPage, *, ours: bool = False) -> str:
    reader = reach_of(page.case, today())
    building = [job for job in builds_of(page.case) if job.payload.get("reader") == Reader.CONSUMER.value]
    return render_template(
        "portal/customer_case.html", page=page, case=page.case, acts=possible_acts(page), reader=reader,
        building=building, ours=ours, leads=LEADS,
    )  # fmt: skip


@blueprint.get("/cases/<ref>/as-customer")
@needs(Permission.CASE_READ)
def preview(ref: str) -> str:
    """What the customer of this case sees on their page, for our own eyes: nothing can be done there."""
    case = found(lambda: case_for(current_actor(), ref))
    return _page(customers_page(case, clock().now()), ours=True)
