"""What the dispute is about was bought one day: the purchase joins its case after the complaint was logged."""

from __future__ import annotations

from datetime import date, datetime

from app.cases.actions.applying import refresh
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.cases.queries import happened
from app.kernel import Audience, Refused, words
from app.people.models import Purchase
from app.people.rules import Actor

ATTACHED = words(
    "Ce dossier porte déjà sur un achat : {label}. Un autre achat fait un autre dossier, lié à celui-ci.",
    "This case is already about a purchase: {label}. Another purchase makes another case, linked to this one.",
)
NOT_THEIRS = words("Cet achat n’est pas celui de ce client.", "This purchase is not this customer’s.")


def attach_purchase(case: Case, purchase: Purchase, *, by: Actor, at: datetime) -> None:
    """Say what was bought: the terms of that day, gestures on its price and what is counted from it follow."""
    if case.purchase is not None:
        raise Refused("purchase_known", ATTACHED.fill(label=case.purchase.label), "purchase")
    if purchase.customer_id != case.customer_id:
        raise Refused("not_theirs", NOT_THEIRS, "purchase")
    case.purchase = purchase
    known = {event.name for event in happened(case)}
    days: dict[str, date | None] = {"contract": purchase.bought_on, "delivery": purchase.delivered_on}
    new: dict[str, date | datetime] = {name: on for name, on in days.items() if on is not None and name not in known}
    what = Happening({"purchase": purchase.id}, {}, Audience.INTERNAL, happened=new)
    tell(case, "case.purchase", what, by=by, at=at)
    refresh(case, at=at)
