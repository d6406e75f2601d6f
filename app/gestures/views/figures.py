"""Budgets and the ledger, the spread between teams, the service menu."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.cases.queries import refs_seen
from app.costs.models import Budget
from app.costs.queries import all_budgets, transfers
from app.costs.rules.ledger import Pot
from app.gestures import actions, queries
from app.gestures.forms import BudgetForm
from app.gestures.rules.precedents import BANDS, ENOUGH
from app.gestures.views.catalogue import word
from app.gestures.views.door import Answer, blueprint, proposing, sure, told
from app.gestures.views.grid import service_choices
from app.gestures.views.waiting import Wrong, proposals_of
from app.kernel import Money, Words, words
from app.people.guards import current_actor, needs
from app.people.queries import all_services, service_numbered
from app.people.rules import Permission
from app.plumbing.db import db
from app.plumbing.fields import options
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, number_of, today

LAST_MOVES = 40


@blueprint.route("/settings/budgets", methods=["GET", "POST"])
@needs(Permission.SETTINGS_READ)
@commits
def budgets() -> Answer:
    """What each service may spend, has reserved, has spent, and has left; the last transfers."""
    form = BudgetForm()
    form.service.choices = options(service_choices())
    return proposing(form, _propose, budgets_page, "gestures.budgets")


def budgets_page(form: BudgetForm, wrong: Wrong = None) -> str:
    """The page; `wrong`: a decision on a proposed budget that was refused."""
    form.service.choices = options(service_choices())
    rows, moves = all_budgets(), transfers(limit=LAST_MOVES)
    return render_template(
        "gestures/budgets.html",
        form=form,
        running=[row for row in rows if row.from_on <= today() <= row.to_on],
        others=[row for row in rows if not row.from_on <= today() <= row.to_on],
        moves=moves,
        refs=refs_seen(current_actor(), {row.case_id for row in moves if row.case_id is not None}),
        proposals=proposals_of("budget", wrong),
        actor=current_actor(),
        pot=_pot_words,
    )


def _pot_words(account: str) -> Words:
    """An account of the ledger in words: whose, and which of its pots."""
    owner, _, pot = account.rpartition(":")
    row = db.session.get(Budget, int(owner.removeprefix("budget:"))) if owner.startswith("budget:") else None
    service = Words(row.service.name_fr, row.service.name_en) if row is not None and row.service else HOUSE
    return words("{service} : {pot}", "{service}: {pot}", service=service, pot=POTS[Pot(pot)])


HOUSE = words("la maison", "the house")
POTS = {
    Pot.AVAILABLE: words("disponible", "available"),
    Pot.RESERVED: words("réservé", "reserved"),
    Pot.SPENT: words("dépensé", "spent"),
    Pot.FUNDING: words("dotations", "funding"),
    Pot.LAW_COST: words("charge légale", "cost by law"),
    Pot.LAW_DUE: words("dû par la loi", "due by law"),
    Pot.LAW_PAID: words("payé", "paid"),
}


def _propose(form: BudgetForm) -> None:
    service = service_numbered(number_of(form.service.data) or 0) if form.service.data else None
    given: dict[str, Any] = {"by": current_actor(), "at": clock().now()}
    actions.propose_budget(
        service, sure(form.from_on.data), sure(form.to_on.data), sure(form.limit.data), form.reason.data, **given
    )
    told(
        words(
            "Budget proposé : une autre personne doit le confirmer.",
            "Budget proposed: another person has to confirm it.",
        )
    )


@blueprint.get("/gestures/fairness")
@needs(Permission.INSIGHT_READ)
def fairness() -> str:
    """What each team gave in like cases, and how far apart they are."""
    names = {one.code: Words(one.name_fr, one.name_en) for one in all_services()}
    return render_template(
        "gestures/fairness.html",
        groups=queries.fairness(current_actor()),
        names=names,
        enough=ENOUGH,
        band=band_words,
        word=word,
        Money=Money,
    )


def band_words(index: int) -> Words:
    """An amount band in words."""
    low = Money(BANDS[index - 1]) if index else Money(0)
    if index >= len(BANDS):
        return words("{low:trim} et plus", "{low:trim} and more", low=low)
    return words("de {low:trim} à {high:trim}", "{low:trim} to {high:trim}", low=low, high=Money(BANDS[index]))


@blueprint.get("/settings/commitments")
@needs(Permission.SETTINGS_READ)
def commitments() -> str:
    """The service menu: what we publish, for whom, and the credit proposed when it is missed."""
    entries = {entry.code: entry for entry in queries.catalogue()}
    return render_template("gestures/commitments.html", menu=queries.commitments(today()), entries=entries)
