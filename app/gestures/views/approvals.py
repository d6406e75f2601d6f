"""The approvals inbox: essence, cost, precedents, one click with a reason. And power lent for a while."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, url_for

from app.gestures import actions, queries
from app.gestures.forms import DecisionForm, DelegationForm
from app.gestures.models import Approval, DelegationRow
from app.gestures.queries.costing import beside
from app.gestures.queries.offers import asked_of, power_over, undecided
from app.gestures.rules.approvals import DECIDE_WITHIN
from app.gestures.rules.authority import Ceilings
from app.gestures.rules.verdict import Verdict, may_grant
from app.gestures.rules.weighing import Weighed
from app.gestures.views.door import Answer, blueprint, sure, told
from app.kernel import words
from app.people.guards import current_actor, needs
from app.people.queries import all_staff, staff_member
from app.people.rules import PERMISSIONS, Permission
from app.plumbing.db import db
from app.plumbing.fields import options, under
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, refusals_shown_on


@blueprint.get("/approvals")
@needs(Permission.GESTURE_APPROVE)
def approvals() -> str:
    """The requests this person can decide, the oldest first; then those that wait for somebody else."""
    return _page(None)


def _page(wrong: tuple[int, DecisionForm] | None) -> str:
    actor, at = current_actor(), clock().now()
    every = undecided(actor)
    mine = [row for row in every if power_over(row, actor, at) is not None]
    others = [row for row in every if row not in mine]
    cards = [_card(row, wrong[1] if wrong and wrong[0] == row.id else None) for row in mine]
    return render_template("gestures/approvals.html", cards=cards, others=[(row, verdict_on(row)) for row in others])


def verdict_on(row: Approval) -> Verdict:
    """The verdict its author met, as it stands now."""
    return _weighed(row)[0]


def _weighed(row: Approval) -> tuple[Verdict, Weighed]:
    offer = row.offer
    ground = queries.ground_for(offer.case, offer.author, clock().now())
    asked = asked_of(offer)
    counted = ground.counted(offer.replaces_id or 0)
    verdict = may_grant(asked, ground.author, counted, ground.grid, ground.people, on=ground.on)
    entries = {(entry.code, entry.version): entry for entry in ground.entries}
    lines = tuple(_priced(line, entries[line.code, line.entry_version]) for line in offer.lines)
    return verdict, Weighed(verdict, lines, asked, ())


def _priced(line: Any, entry: Any) -> Any:
    from app.gestures.rules.pricing import Priced  # noqa: PLC0415  only here a row becomes a price again

    return Priced(entry, line.value, line.cost, ())


def _card(row: Approval, form: DecisionForm | None) -> dict[str, Any]:
    at, case = clock().now(), row.offer.case
    verdict, weighed = _weighed(row)
    empty = DecisionForm(formdata=None)
    empty.digest.data = row.digest
    return {
        "row": row,
        "case": case,
        "offer": row.offer,
        "verdict": verdict,
        "side": beside(case, weighed, at),
        "like": queries.precedents_for(case, current_actor()),
        "history": [one for one in queries.approvals_of(case) if one.decision is not None],
        "power": power_over(row, current_actor(), at),
        "late": at - row.at > DECIDE_WITHIN,
        "form": under(form or empty, f"why-{row.id}"),
    }


@blueprint.post("/approvals/<int:number>")
@needs(Permission.GESTURE_APPROVE)
@commits
def decision(number: int) -> Answer:
    """Grant or refuse somebody's request, with a reason."""
    row = found(lambda: queries.approval(current_actor(), number))
    form = DecisionForm()
    if form.validate_on_submit() and form.decision.data in {"grant", "refuse"}:
        with refusals_shown_on(form):
            granted = form.decision.data == "grant"
            actions.decide(
                row, granted, form.reason.data, by=current_actor(), at=clock().now(), digest=form.digest.data
            )
            told(GRANTED.fill(ref=row.offer.case.ref) if granted else REFUSED.fill(ref=row.offer.case.ref))
            return redirect(url_for("gestures.approvals"))
    elif not form.errors:
        form.form_errors = [WHICH]
    return _page((number, form)), 422


# --- delegation ------------------------------------------------------------------------------------------------------


@blueprint.route("/approvals/delegations", methods=["GET", "POST"])
@needs(Permission.GESTURE_APPROVE)
@commits
def delegations() -> Answer:
    """Lend one's power to approve for a while, and see who lent what to whom."""
    actor, form = current_actor(), DelegationForm()
    able = [one for one in all_staff(active=True) if Permission.GESTURE_APPROVE in PERMISSIONS[one.role]]
    form.to.choices = options((one.id, one.name) for one in able if one.id != actor.staff_id)
    if form.validate_on_submit():
        with refusals_shown_on(form):
            lent = Ceilings(sure(form.gesture.data), sure(form.case.data), sure(form.customer.data))
            borrower = staff_member(form.to.data)
            given: dict[str, Any] = {"by": actor, "at": clock().now()}
            actions.delegate(
                borrower, lent, sure(form.from_on.data), sure(form.until_on.data), form.reason.data, **given
            )
            told(words("Délégation enregistrée.", "Delegation recorded."))
            return redirect(url_for("gestures.delegations"))
    page = render_template("gestures/delegations.html", form=form, rows=queries.delegations(), actor=actor)
    return (page, 422) if form.errors or form.form_errors else page


@blueprint.post("/approvals/delegations/<int:number>/revoke")
@needs(Permission.GESTURE_APPROVE)
@commits
def revoke(number: int) -> Answer:
    """Take a delegation back at once."""
    row = db.session.get(DelegationRow, number)
    if row is None:
        abort(404)
    form = DelegationForm(formdata=None)
    with refusals_shown_on(form):
        actions.revoke(row, by=current_actor(), at=clock().now())
        told(words("Délégation retirée.", "Delegation revoked."))
    for sentence in form.form_errors:
        told(words("{text}", "{text}", text=sentence))
    return redirect(url_for("gestures.delegations"))


WHICH = words("Choisissez : accorder, ou refuser.", "Choose: grant, or refuse.")
GRANTED = words(
    "Accord donné sur {ref} : son auteur peut envoyer l’offre.", "Approved on {ref}: its author may send the offer."
)
REFUSED = words(
    "Accord refusé sur {ref} : son auteur le voit avec votre motif.",
    "Refused on {ref}: its author sees it with your reason.",
)
