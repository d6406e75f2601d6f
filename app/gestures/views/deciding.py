"""Confirming or declining what somebody else proposed of the grid, the palette and the budgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import abort, redirect, request, url_for

from app.gestures import actions
from app.gestures.forms import BudgetForm, DeclineForm, LineForm
from app.gestures.models import Proposal
from app.gestures.views.catalogue import catalogue_page
from app.gestures.views.door import Answer, blueprint, told
from app.gestures.views.figures import budgets_page
from app.gestures.views.grid import authority_page, service_choices
from app.gestures.views.waiting import Wrong
from app.kernel import Words, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing.db import db
from app.plumbing.fields import options
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, refusals_shown_on, today


def _authority(wrong: Wrong) -> str:
    form = LineForm(formdata=None)
    form.service.choices = options(service_choices())
    return authority_page(form, wrong)


PAGES: dict[str, tuple[str, Callable[[Wrong], str]]] = {
    "grid": ("gestures.authority", _authority),
    "budget": ("gestures.budgets", lambda wrong: budgets_page(BudgetForm(formdata=None), wrong)),
    "catalogue": ("gestures.catalogue", catalogue_page),
}
"""Where each kind of change waits: its address, and the same page with a decision that was refused."""


@blueprint.post("/settings/proposals/<int:number>")
@needs(Permission.AUTHORITY_CONFIRM)
@commits
def proposal(number: int) -> Answer:
    """Confirm or decline a change that somebody else proposed."""
    return _ended(number, _decided)


@blueprint.post("/settings/proposals/<int:number>/withdraw")
@needs(Permission.AUTHORITY_PROPOSE)
@commits
def withdraw_proposal(number: int) -> Answer:
    """Take back a change that one proposed, while it waits, with a reason."""
    return _ended(number, _withdrawn)


def _ended(number: int, end: Callable[[Proposal, str], Words]) -> Answer:
    row = db.session.get(Proposal, number)
    if row is None:
        abort(404)
    form = DeclineForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            told(end(row, form.reason.data or ""))
            return redirect(url_for(PAGES[row.kind][0]))
    return _refused(row, form)


def _decided(row: Proposal, reason: str) -> Words:
    confirmed = request.form.get("decision") == "confirm"
    actions.decide_change(row, confirmed, by=current_actor(), at=clock().now(), reason=reason)
    start = date.fromisoformat(str(row.payload["from"]))
    return (CONFIRMED if start <= today() else CONFIRMED_LATER.fill(on=start)) if confirmed else DECLINED


def _withdrawn(row: Proposal, reason: str) -> Words:
    actions.withdraw_change(row, reason, by=current_actor(), at=clock().now())
    return WITHDRAWN


def _refused(row: Proposal, form: DeclineForm) -> Answer:
    """The page where it waits, with what was typed; once it waits no more, the page as it is and why."""
    where, page = PAGES[row.kind]
    if row.decision is None:
        return page((row.id, form)), 422
    for sentence in form.form_errors:  # somebody decided meanwhile: it waits on no page any more
        told(words("{text}", "{text}", text=sentence))
    return redirect(url_for(where))


CONFIRMED = words("Confirmé : la nouvelle règle s’applique.", "Confirmed: the new rule applies.")
CONFIRMED_LATER = words(
    "Confirmé : la nouvelle règle s’appliquera à partir du {on}.", "Confirmed: the new rule will apply from {on}."
)
WITHDRAWN = words("Proposition retirée : rien ne change.", "Proposal withdrawn: nothing changes.")
DECLINED = words("Écarté : rien ne change.", "Declined: nothing changes.")
