"""What others decided of a dispute, as facts: a summons, a judgment and what it makes us pay."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from app.cases import actions
from app.cases.actions.applying import apply
from app.cases.actions.telling import Happening
from app.cases.models import Case
from app.costs.actions import book_cost
from app.costs.rules.booking import Cost
from app.desk.views.act import Do
from app.kernel import Lang, Money, Refused, day_ends_at, day_of, words
from app.people.rules import Actor
from app.plumbing.typography import say

JUDGED = words("jugement du {on}", "judgment of {on}")
JUDGED_BY = words("jugement du {on}, {court}", "judgment of {on}, {court}")
AWARDED = words("Payer la condamnation : {award}", "Pay the award: {award}")
AWARD_PAID_WITHIN = timedelta(days=30)
"""House rule: well before the two months after which the legal interest rises (art. L. 313-3 CMF)."""
AWARD_LATE = words(
    "Ce jour est passé : donnez celui où la somme sera payée, aujourd’hui s’il le faut.",
    "That day has gone by: give the one on which the sum will be paid, today if need be.",
)


def fact(name: str, event: str | None = None) -> Do:
    """A fact with its day; refuses one that has not come."""

    def do(case: Case, form: Any, by: Actor, at: datetime) -> object:
        if form.on.data > day_of(at, case.zone):
            raise Refused(
                "future",
                words("Un fait ne peut pas être daté de l’avenir.", "A fact cannot be dated in the future."),
                "on",
            )
        text = {key: value for key, value in {"court": form.court.data, "body": form.text.data}.items() if value}
        happened = {event: form.on.data} if event else {}
        return apply(case, name, Happening({"on": form.on.data.isoformat()}, text, happened=happened), by=by, at=at)

    return do


def judgment(case: Case, form: Any, by: Actor, at: datetime) -> object:
    """The judgment is a fact of the case; what it makes us pay is promised, and an actual cost with the judgment as its proof."""
    entry = fact("judgment")(case, form, by, at)
    award = Money.parse(form.award.typed, case.currency, "award") if form.award.typed else None
    if award:
        court = (form.court.data or "").strip()
        proof = JUDGED_BY.fill(on=form.on.data, court=court) if court else JUDGED.fill(on=form.on.data)
        own: Lang = "en" if case.lang == "en" else "fr"
        book_cost(case, Cost.AWARD, award, say(proof, own), by=by, at=at)
        _promise_award(case, say(AWARDED.fill(award=award), own), form.pay_by_on.data, by=by, at=at)
    return entry


def _promise_award(case: Case, what: str, pay_by_on: date | None, *, by: Actor, at: datetime) -> None:
    """What a judgment makes us pay has an owner and a day, like everything else we owe."""
    last = pay_by_on or day_of(at, case.zone) + AWARD_PAID_WITHIN
    due_at = day_ends_at(last, case.zone) - timedelta(seconds=1)
    if due_at <= at:
        raise Refused("past", AWARD_LATE, "pay_by_on")
    actions.promise(case, what, due_at, by=by, at=at, origin="judgment")


def judgment_fill(form: Any, case: Case, at: datetime) -> None:
    """By when we pay, if nobody says otherwise."""
    form.pay_by_on.data = day_of(at, case.zone) + AWARD_PAID_WITHIN
