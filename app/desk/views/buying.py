"""The purchase that a dispute is about, said after the complaint was logged: one that we know, or one said here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.cases.actions.purchases import attach_purchase
from app.cases.models import Case
from app.desk.forms import BoughtForm
from app.desk.views.act import RECORD, Act
from app.kernel import Refused, words
from app.people.actions import add_purchase
from app.people.models import Purchase
from app.people.queries import purchases_of
from app.people.rules import Actor
from app.plumbing.fields import options

ANOTHER = words("Un achat pas encore connu, dit ci-dessous", "A purchase not known yet, said below")
SAID = ("label", "reference", "bought_on", "price")
"""What a purchase cannot be without."""
WANTED = words("Dites-le pour un achat pas encore connu.", "Say it for a purchase that is not known yet.")


def _known(form: Any, case: Case) -> None:
    known = [(row.id, f"{row.label} · {row.reference}") for row in purchases_of(case.customer_id)]
    form.purchase.choices = options([*known, (0, ANOTHER)])
    form.price.currency = case.currency
    for name in () if known else SAID:
        form[name].flags.required = True
    if not form.is_submitted():
        form.purchase.data = known[0][0] if known else 0


def _attach(case: Case, form: Any, by: Actor, at: datetime) -> None:
    chosen = next((row for row in purchases_of(case.customer_id) if row.id == form.purchase.data), None)
    attach_purchase(case, chosen or _said(case, form, by, at), by=by, at=at)


def _said(case: Case, form: Any, by: Actor, at: datetime) -> Purchase:
    """A purchase that the customer's record does not hold yet."""
    for name in SAID:
        if not form[name].data:
            raise Refused("missing", WANTED, name)
    return add_purchase(
        case.customer, form.reference.data, form.label.data, form.bought_on.data, form.price.data,
        by=by, at=at, product=case.product, delivered_on=form.delivered_on.data,
    )  # fmt: skip


BUYING = {
    "purchase": Act(
        words("Rattacher un achat", "Attach a purchase"),
        words(
            "Ce qui a été acheté, quand et à quel prix : les conditions de ce jour-là, les garanties et les gestes sur le prix en dépendent.",
            "What was bought, when and at what price: the terms of that day, guarantees and gestures on the price depend on it.",
        ),
        RECORD,
        words("Achat rattaché", "Purchase attached"),
        BoughtForm,
        _attach,
        prepare=_known,
    )
}
"""What stands beside the acts of `acting`, by name."""
