"""What a customer reads and takes from their page: our letters, the pieces, the pack for the mediator."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, session, url_for

from app.correspondence.actions import customers_page as access
from app.correspondence.actions.delivery import ask_copy
from app.correspondence.models import Message
from app.correspondence.queries import letter_numbered
from app.documents.actions import ask_for
from app.documents.models import Product, Reader
from app.documents.queries.issued import content_of, made_file
from app.exhibits.queries import copy_for, exhibit_numbered, exhibits_of, store
from app.kernel import Audience, Lang
from app.plumbing import unit_of_work
from app.plumbing.web import clock, download, found, refusals_shown_on
from app.portal.forms import WordsForm
from app.portal.views.door import Answer, blueprint, current_access, customers_only, note_opening, own_case


def _letter(number: int) -> Message:
    case = own_case()
    row = found(lambda: letter_numbered(case, number))
    if row.sent_at is None or row.erasure is not None:
        abort(404)
    return row


@blueprint.get("/c/case/letters/<int:number>")
@customers_only
def customer_letter(number: int) -> str:
    """A letter we sent, as it was written."""
    return render_template("portal/customer_letter.html", row=_letter(number))


@blueprint.post("/c/case/letters/<int:number>/pdf")
@customers_only
def customer_letter_asked(number: int) -> Answer:
    """Ask for a letter on paper: the worker draws it."""
    with unit_of_work.writing():
        ask_copy(_letter(number), at=clock().now())
    return redirect(url_for("portal.customer_letter", number=number))


@blueprint.get("/c/case/letters/<int:number>/pdf")
@customers_only
def customer_letter_pdf(number: int) -> Response:
    """The letter on paper. The opening is noted."""
    row = _letter(number)
    if not row.copy_key:
        abort(404)
    content = store().get(row.copy_key)
    note_opening("letter", message=row.number)
    return download(content, f"{row.case.ref}-{row.kind.value}-{row.number}.pdf")


@blueprint.get("/c/case/exhibits/<int:number>")
@customers_only
def customer_exhibit(number: int) -> Response:
    """The customer's copy of a piece they may see. The opening is noted."""
    case = own_case()
    row = found(lambda: exhibit_numbered(case, number))
    if row not in exhibits_of(case, Audience.CUSTOMER):
        abort(404)
    copy = found(lambda: copy_for(row, Audience.CUSTOMER))
    note_opening("exhibit", exhibit=row.number)
    return download(copy.content, f"{case.ref}-{row.number:02}.{copy.kind.extension}")


@blueprint.post("/c/case/pack")
@customers_only
def customer_pack_asked() -> Answer:
    """Ask for the pack that goes to the mediator with the customer's own referral."""
    case = own_case()
    form = WordsForm(formdata=None)
    with refusals_shown_on(form), unit_of_work.writing():
        tongue: Lang = "en" if case.lang == "en" else "fr"
        ask_for(case, Reader.CONSUMER, Product.FILE, tongue, by=access.actor_of(current_access()), at=clock().now())
    for sentence in form.form_errors:
        flash(sentence)
    return redirect(url_for("portal.customer_case", _anchor="mediator"))


@blueprint.get("/c/case/pack/<int:number>")
@customers_only
def customer_pack(number: int) -> Response:
    """The pack made for the customer. The opening is noted."""
    case = own_case()
    row = found(lambda: made_file(case, number))
    if row.reader is not Reader.CONSUMER:
        abort(404)
    content = content_of(row)
    note_opening("pack", file=row.id, version=row.version)
    return download(content, f"{case.ref}-{row.lang}.pdf")


@blueprint.post("/c/case/leave")
@customers_only
def customer_leave() -> str:
    """Leave: this session is over; the link asks for a new code."""
    note_opening("left")
    session.clear()
    return render_template("portal/customer_left.html")
