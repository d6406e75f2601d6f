"""The door of gestures: its blueprint, and what its pages share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.cases.models import Case
from app.cases.queries import case_for
from app.cases.queries.sight import hold
from app.correspondence.queries import leaving, reach_of
from app.correspondence.queries.meanwhile import Since, meanwhile
from app.correspondence.rules.meanwhile import OVERTAKEN
from app.gestures import actions
from app.gestures.models import Offer
from app.gestures.queries import offer_of
from app.kernel import Refused, Words, day_of, words
from app.people.guards import current_actor
from app.people.rules import Actor, Permission
from app.plumbing import idempotency
from app.plumbing.typography import say
from app.plumbing.web import clock, found, lang, number_of, refusals_shown_on

blueprint = Blueprint("gestures", __name__)
T = TypeVar("T")
F = TypeVar("F", bound=FlaskForm)
Answer = str | Response | tuple[str, int]


def this_case(ref: str) -> Case:
    """The case of this reference, or 404."""
    return found(lambda: case_for(current_actor(), ref))


def this_offer(ref: str, number: int) -> Offer:
    """The offer of this number on that case, or 404."""
    case = this_case(ref)
    return found(lambda: offer_of(case, number))


def sure(value: T | None) -> T:
    """What a valid form holds."""
    assert value is not None
    return value


def once(act: Callable[[], str]) -> Response:
    """Do what a form asks, once per form: sent again, it leads to the same page."""
    key = request.form.get("idempotency_key", "")
    body = idempotency.digest_of({name: request.form.getlist(name) for name in request.form})
    return redirect(idempotency.once(current_actor().key, key, f"{request.path}:{body}"[-64:], act, at=clock().now()))


def proposing(form: F, propose: Callable[[F], None], page: Callable[[F], str], leads_to: str) -> Answer:
    """A page of settings on which whoever may proposes a change with this form; others read it."""
    if request.method == "POST" and not current_actor().may(Permission.AUTHORITY_PROPOSE):
        abort(403)
    if form.validate_on_submit():
        with refusals_shown_on(form):
            propose(form)
            return redirect(url_for(leads_to))
    shown = page(form)
    return (shown, 422) if request.method == "POST" else shown


def told(sentence: Words) -> None:
    """Say on the next page what was done."""
    flash(say(sentence, lang()))


def news_of(case: Case, so_far: object) -> list[Since]:
    """What others did on a case since a page of it was drawn; the case is locked, so that nobody adds to it meanwhile."""
    hold(case)
    return meanwhile(case, number_of(str(so_far or "")), current_actor())


def check_overtaken(news: Sequence[Since]) -> None:
    """Refuse to offer anything to a customer for whom somebody else acted meanwhile; the next try has seen it."""
    if news:
        raise Refused("stale", OVERTAKEN)


def sent(offer: Offer, *, by: Actor, at: datetime) -> Words:
    """Send an offer; what to say of it: it stands from now on, and how its letter reaches the customer."""
    actions.send_offer(offer, by=by, at=at)
    given = {"n": offer.number, "value": offer.value, "day": offer.valid_until_on}
    return STANDS.fill(**given, how=leaving(reach_of(offer.case, day_of(at, offer.case.zone))))


STANDS = words(
    "Offre n° {n} de {value} faite, à accepter jusqu’au {day}. {how}",
    "Offer no. {n} of {value} made, to be accepted by {day}. {how}",
)


def to_offers(ref: str) -> str:
    """Where the offers of a case are."""
    return url_for("gestures.offers", ref=ref)


def refusal_of(form: FlaskForm) -> Any:
    """The refusal that a form carries, on a field or on itself."""
    return getattr(form, "refused", None) or next((one.refused for one in form if hasattr(one, "refused")), None)
