"""What appears beside the form while a complaint is typed: likely duplicates, other cases, dates to come, signals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from app.cases.models import Case
from app.cases.queries import chosen_for, other_cases_of
from app.cases.queries.conduct import limits_said, standing_limits
from app.cases.queries.warning import Proposed, proposed_to
from app.cases.rules.signals import BY_KIND, own_words, suggested_by
from app.intake.forms import LogForm
from app.intake.queries import like_this
from app.intake.rules.choices import COUNTRIES
from app.intake.rules.duties_preview import Foretold, Supposed, foretell
from app.intake.rules.similarity import Likeness, Told, telling
from app.intake.rules.suggestions import amounts_in, asks_for_data
from app.kernel import Money, Refused, Words
from app.people.models import Customer, Purchase
from app.people.queries import customer, customers_like, purchases_of
from app.people.rules import Actor, CustomerKind, Permission
from app.people.rules.looking_up import Named, named
from app.plumbing.search import folded
from app.plumbing.web import number_of
from app.regimes.queries import packs_named


@dataclass
class Look:
    """Everything shown beside and inside the form that depends on what was typed so far."""

    who: Customer | None = None
    found: list[Customer] = field(default_factory=list)
    asked_who: str = ""
    purchases: list[Purchase] = field(default_factory=list)
    alike: list[tuple[Case, Likeness]] = field(default_factory=list)
    others: list[Case] = field(default_factory=list)
    foretold: list[Foretold] = field(default_factory=list)
    signals: list[Words] = field(default_factory=list)
    named: tuple[Money, ...] = ()
    """The amounts that the customer's words name, where they are not the amount asked."""
    for_data: bool = False
    """Do they ask for their personal data too?"""
    invite: bool = False
    incidents: list[Proposed] = field(default_factory=list)
    """The open incidents about which we wrote to them."""
    may_attach: bool = False
    limited: list[Words] = field(default_factory=list)
    """The decisions that limit their channels today."""

    @property
    def new(self) -> Named:
        """Who is new, as the line typed is read."""
        return named(self.asked_who)

    @property
    def purchase_by_id(self) -> dict[str, Purchase]:
        """The purchases, as the form names them."""
        return {str(row.id): row for row in self.purchases}


def chosen_customer(form: LogForm) -> Customer | None:
    """The customer picked from the list, if one was."""
    number = number_of(form.customer.data)
    if number is None:
        return None
    try:
        return customer(number)
    except Refused:
        return None


class Chosen(NamedTuple):
    """The customer picked from the list, if one was, and what they bought."""

    who: Customer | None
    purchases: list[Purchase]


def choose(form: LogForm) -> Chosen:
    """Who was picked; their purchases are offered, so that one of them may be named."""
    who = chosen_customer(form)
    chosen = Chosen(who, purchases_of(who.id) if who else [])
    form.offer_purchases(chosen.purchases)
    return chosen


def look(form: LogForm, actor: Actor, at: datetime, today: date) -> Look:
    """Look around for what is typed so far; half-typed fields count for nothing."""
    who = chosen_customer(form)
    seen = Look(who=who, asked_who=form.who.data or "")
    seen.found = customers_like(seen.asked_who)
    seen.purchases = purchases_of(who.id) if who else []
    form.offer_purchases(seen.purchases)
    purchase = seen.purchase_by_id.get(form.purchase.data or "")
    seen.alike = _alike(form, actor, who, purchase, today)
    known = {case.id for case, _likeness in seen.alike}
    seen.others = [case for case in other_cases_of(actor, who.id) if case.id not in known] if who else []
    seen.incidents = proposed_to(who.id) if who else []
    seen.limited = limits_said(standing_limits(who.id), today) if who else []
    seen.may_attach = actor.may(Permission.CASE_MERGE)
    seen.foretold = foretold(form, who, purchase, at, today)
    own = own_words(form.what.data or "")
    seen.signals = [BY_KIND[kind].words for kind in suggested_by(own)]
    seen.named = tuple(one for one in amounts_in(own) if one != form.asked_amount)
    seen.for_data = asks_for_data(own)
    seen.invite = not form.written and not form.solved.data
    return seen


def _alike(
    form: LogForm, actor: Actor, who: Customer | None, purchase: Purchase | None, today: date
) -> list[tuple[Case, Likeness]]:
    said = f"{form.what.data or ''} {form.asked.data or ''}"[:20_000]
    new = Told(
        words=telling(folded(said)),
        written={folded(word): word.lower() for word in re.findall(r"\w+", said)},
        received_on=form.received_on.data or today,
        customer_id=who.id if who else None,
        purchase_id=purchase.id if purchase else None,
        category=form.category.data or "other",
        amount_minor=form.asked_amount.minor,
    )
    if who is not None:
        return like_this(actor, new)
    typed = named(form.who.data or "")
    email, phone = form.email.data or typed.email, form.phone.data or typed.phone
    return like_this(actor, new, name=typed.name, email=email, phone=phone)


def foretold(
    form: LogForm, who: Customer | None, purchase: Purchase | None, at: datetime, today: date
) -> list[Foretold]:
    """What the rules say of this complaint if it is logged as typed; nothing while its dates make no sense."""
    received_on = form.received_on.data or today
    sent_on = form.sent_on.data or received_on
    if sent_on > received_on or received_on > today:
        return []
    kind = form.kind.data or (who.kind.value if who else CustomerKind.CONSUMER.value)
    country, sector = form.country.data or "FR", form.sector.data or "general"
    contract_on = purchase.bought_on if purchase else form.contract_on.data
    names = chosen_for(
        country=country, sector=sector, complainant=kind, contract_on=contract_on, complaint_on=received_on
    )
    supposed = Supposed(
        written=form.written,
        sent_on=sent_on,
        received_on=received_on,
        contract_on=contract_on,
        delivered_on=purchase.delivered_on if purchase else None,
        kind=kind,
        sector=sector,
        claimed=form.asked_amount,
    )
    zone = COUNTRIES[country].zone if country in COUNTRIES else COUNTRIES["FR"].zone
    return foretell(packs_named(*names), supposed, as_of=at, zone=zone)
