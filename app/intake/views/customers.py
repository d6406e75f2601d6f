"""Customers: found by name, e-mail, telephone or order number; one record with purchases, parties and cases."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for

from app.cases.queries import other_cases_of
from app.cases.queries.requests import requests_of
from app.correspondence.queries.incidents import letters_to
from app.intake import queries
from app.intake.rules.choices import SPEAKERS
from app.intake.rules.records import PERSON
from app.intake.views.conduct import limits_of
from app.intake.views.door import Answer, blueprint
from app.kernel import words
from app.people import actions as people
from app.people.forms import CustomerForm, PurchaseForm
from app.people.guards import current_actor, needs
from app.people.models import Customer
from app.people.queries import customer as customer_numbered
from app.people.queries import customers_like, latest_customers, purchases_of, terms_in_force
from app.people.rules import CustomerKind, Permission, Segment
from app.people.rules.countries import LANDS, land_named
from app.plumbing import unit_of_work
from app.plumbing.fields import options
from app.plumbing.typography import say
from app.plumbing.web import clock, found, lang, refusals_shown_on, unknown_deed

SAVED = words("Fiche enregistrée.", "Record saved.")
BOUGHT = words("Achat ajouté.", "Purchase added.")
PLAIN = (*PERSON, "country", "lang", "prefers", "standing")


@blueprint.get("/customers")
@needs(Permission.CASE_READ)
def customers() -> str:
    """Search customers; without a word, the latest."""
    asked = request.args.get("q", "").strip()[:120]
    rows = customers_like(asked) if asked else latest_customers()
    return render_template("intake/customers.html", rows=rows, asked=asked)


@blueprint.route("/customers/<int:number>", methods=["GET", "POST"])
@needs(Permission.CASE_READ)
def customer(number: int) -> Answer:
    """One customer: what they bought, who stands beside them, their cases that this person may see."""
    row: Customer = found(lambda: customer_numbered(number))
    may = current_actor().may(Permission.CUSTOMER_WRITE) and (not row.anonymous or row.nameless)
    if request.method == "POST" and not current_actor().may(Permission.CUSTOMER_WRITE):
        abort(403)
    form, bought = _forms(row)
    wants = request.form.get("do", "") if request.method == "POST" and may else ""
    if wants == "purchase" and bought.validate():
        with refusals_shown_on(bought):
            return _buy(number, bought)
    if wants == "save" and form.validate():
        with refusals_shown_on(form):
            return _save(number, form)
    if request.method == "POST" and may and wants not in {"purchase", "save"}:
        raise unknown_deed()
    return render_template(
        "intake/customer.html",
        row=customer_numbered(number),
        form=form,
        bought=bought,
        may=may,
        wants=wants,
        purchases=[(item, terms_in_force(item.bought_on)) for item in purchases_of(number)],
        cases=other_cases_of(current_actor(), number),
        parties=queries.parties_beside(current_actor(), number),
        limits=limits_of(number),
        may_limit=current_actor().may(Permission.CASE_LIMIT) and not row.anonymous,
        letters=letters_to(number),
        asked=requests_of(number),
        may_ask=current_actor().may(Permission.CASE_FACT) or current_actor().may(Permission.ACCESS_ANSWER),
        may_answer=current_actor().may(Permission.ACCESS_ANSWER),
        may_merge=current_actor().may(Permission.CASE_MERGE),
        speakers=SPEAKERS,
    ), 422 if wants else 200


TITLED = frozenset({"Mme", "M."})
"""The titles that the form proposes."""


def _forms(row: Customer) -> tuple[CustomerForm, PurchaseForm]:
    wants = request.form.get("do", "")
    form = CustomerForm(formdata=request.form if wants == "save" else None, obj=row)
    if row.title and row.title not in TITLED:  # “Ms”, “Dr”: kept as it is, whoever saves the record
        form.title.choices = [*form.title.choices, *options([(row.title, row.title)])]
    if row.country not in LANDS:  # a file named it: kept likewise
        form.country.choices = [*form.country.choices, *options([(row.country, land_named(row.country))])]
    if wants != "save":
        form.kind.data, form.segment.data = row.kind.value, row.segment.value
    return form, PurchaseForm(formdata=request.form if wants == "purchase" else None, prefix="buy-")


def _save(number: int, form: CustomerForm) -> Answer:
    with unit_of_work.writing():
        values = {name: form[name].data or "" for name in PLAIN}
        people.change_customer(
            customer_numbered(number),
            by=current_actor(),
            at=clock().now(),
            kind=CustomerKind(form.kind.data),
            segment=Segment(form.segment.data),
            customer_since_on=form.customer_since_on.data,
            anonymous=False,
            **values,
        )
    flash(say(SAVED, lang()), "success")
    return redirect(url_for("intake.customer", number=number))


def _buy(number: int, form: PurchaseForm) -> Answer:
    bought_on, price = form.bought_on.data, form.price.data
    assert bought_on is not None
    assert price is not None
    with unit_of_work.writing():
        people.add_purchase(
            customer_numbered(number),
            form.reference.data,
            form.label.data,
            bought_on,
            price,
            by=current_actor(),
            at=clock().now(),
            product=form.product.data or "",
            delivered_on=form.delivered_on.data,
            promised_on=form.promised_on.data,
            channel=form.channel.data,
            condition=form.condition.data,
        )
    flash(say(BOUGHT, lang()), "success")
    return redirect(url_for("intake.customer", number=number))
