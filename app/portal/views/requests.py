"""Customers who ask for their data: recorded on their record, answered here by the quality officer or the director."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from app.cases.actions import record_request as keep_request
from app.cases.actions import require_sight
from app.cases.models import AccessRequest
from app.cases.queries.requests import answered_requests, open_requests, request_numbered, time_to_answer
from app.cases.rules.requests import require_open
from app.correspondence import actions as letters
from app.correspondence.queries.outside import reach_of_customer
from app.correspondence.queries.requests import letters_on
from app.correspondence.rules import Channel, channel_for
from app.exhibits.queries import store
from app.kernel import words
from app.people.guards import current_actor, needs, taken
from app.people.queries import customer as customer_numbered
from app.people.rules import Permission
from app.people.rules.downloads import Taken
from app.plumbing import mail
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, download, found, lang, refusals_shown_on, today
from app.portal.actions import ask_for_copy
from app.portal.forms import AskedForm, WhyForm
from app.portal.queries.preparing import copy_on_its_way
from app.portal.views.door import Answer, blueprint

RECORDED = words(
    "Demande {ref} notée : réponse due le {on:full}.", "Request {ref} recorded: an answer is due on {on:full}."
)


@blueprint.get("/access-requests")
@needs(Permission.ACCESS_ANSWER)
def requests() -> str:
    """The requests that await an answer, with the days left, and those that had theirs."""
    return render_template("portal/access_requests.html", rows=open_requests(), past=answered_requests(), on=today())


@blueprint.post("/customers/<int:number>/access-request")
@needs(Permission.CASE_READ)
@commits
def record_request(number: int) -> Answer:
    """Record that a customer asks for their data."""
    row, form = found(lambda: customer_numbered(number)), AskedForm()
    if form.validate_on_submit() and form.received_on.data is not None:
        with refusals_shown_on(form):
            made = keep_request(row, form.received_on.data, by=current_actor(), at=clock().now())
            flash(say(RECORDED.fill(ref=made.ref, on=made.due_on), lang()))
            return _after(made)
    return render_template("portal/access_record.html", customer=row, form=form), 422


def _after(row: AccessRequest) -> Any:
    """Back to the request for who may answer it, else to the customer."""
    if current_actor().may(Permission.ACCESS_ANSWER):
        return redirect(url_for("portal.access_request", number=row.id))
    return redirect(url_for("intake.customer", number=row.customer_id, _anchor="access"))


def _request(number: int) -> AccessRequest:
    return found(lambda: request_numbered(number))


@blueprint.get("/access-requests/<int:number>")
@needs(Permission.ACCESS_ANSWER)
def access_request(number: int) -> str:
    """One request: until when, the copy, the letters; what can be done."""
    return _page(_request(number), WhyForm(formdata=None), WhyForm(prefix="no", formdata=None))


def _page(row: AccessRequest, longer: WhyForm, no: WhyForm) -> str:
    who = reach_of_customer(row.customer, today())
    return render_template(
        "portal/access_request.html", row=row, on=today(), time=time_to_answer(row.received_on), who=who, channel=channel_for(who),
        Channel=Channel, letters=letters_on(row), longer=longer, no=no, under_way=copy_on_its_way(row),
        to_server=mail.to_server(), folder="mail/",
    )  # fmt: skip


@blueprint.post("/access-requests/<int:number>/<deed>")
@needs(Permission.ACCESS_ANSWER)
@commits
def request_done(number: int, deed: str) -> Answer:
    """Prepare the copy, give it, extend the time, or refuse."""
    row, longer, no = _request(number), WhyForm(), WhyForm(prefix="no")
    if deed not in DEEDS:
        abort(404)
    form = no if deed == "refuse" else longer
    with refusals_shown_on(form):
        DEEDS[deed](row, str(form.reason.data or ""))
        flash(say(DONE[deed], lang()))
        return redirect(url_for("portal.access_request", number=number))
    typed = (longer, WhyForm(prefix="no", formdata=None)) if form is longer else (WhyForm(formdata=None), no)
    return _page(_request(number), *typed), 422


def _prepare(row: AccessRequest, _reason: str) -> None:
    ask_for_copy(row, by=current_actor(), at=clock().now())


def _give(row: AccessRequest, _reason: str) -> None:
    letters.give_copy(row, by=current_actor(), at=clock().now())


def _extend(row: AccessRequest, reason: str) -> None:
    require_open(row.asked)
    letters.extend(row, reason, by=current_actor(), at=clock().now())


def _refuse(row: AccessRequest, reason: str) -> None:
    letters.refuse(row, reason, by=current_actor(), at=clock().now())


DEEDS: dict[str, Callable[[AccessRequest, str], None]] = {
    "prepare": _prepare, "give": _give, "extend": _extend, "refuse": _refuse,
}  # fmt: skip
DONE = {
    "prepare": words(
        "La copie se prépare ; elle paraîtra ici dans un instant.",
        "The copy is being prepared; it will be here in a moment.",
    ),
    "give": words(
        "Réponse écrite, avec la copie. Départ dans deux minutes.",
        "Answer written, with the copy. It leaves in two minutes.",
    ),
    "extend": words(
        "Délai prolongé ; la lettre qui l’annonce part dans deux minutes.",
        "Time extended; the letter that says so leaves in two minutes.",
    ),
    "refuse": words(
        "Refus écrit, avec son motif. Départ dans deux minutes.",
        "Refusal written, with its reasons. It leaves in two minutes.",
    ),
}


@blueprint.get("/access-requests/<int:number>/copy.<kind>")
@needs(Permission.ACCESS_ANSWER)
def request_copy(number: int, kind: str) -> Any:
    """The copy that was prepared: PDF, or the same as data (JSON)."""
    row = _request(number)
    require_sight(row, by=current_actor())
    key = {"pdf": row.pdf_key, "json": row.json_key}.get(kind, "")
    if not key or row.customer.anonymous or not store().has(key):
        abort(404)
    given, whose = download(store().get(key), f"{row.ref}.{kind}"), row.customer_id
    return taken(given, Taken.COPY, name=row.ref, customer=whose)
