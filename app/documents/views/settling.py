"""The pages of settlement agreements: a case's, one draft, and the acts on one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for

from app.cases.models import Case
from app.cases.queries.standing_in import voices
from app.correspondence.queries import leaving, reach_of
from app.documents import actions
from app.documents.forms import CarryOutForm, DropForm, SettlementForm, SignatureForm
from app.documents.models import Settlement, SettlementState
from app.documents.queries.settling import (
    approvers_of,
    awaiting,
    due_by_law,
    power_to_compromise,
    settlement_numbered,
    settlements_of,
)
from app.documents.rules.settlement import Deal
from app.documents.rules.signing import leave_needed, signers
from app.documents.views.door import Answer, blueprint, the_case
from app.exhibits.queries import exhibits_of, store
from app.kernel import Money, Words, words
from app.people.guards import current_actor, needs, taken
from app.people.rules import Permission
from app.people.rules.downloads import Taken
from app.plumbing.fields import options
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, download, found, lang, refusals_shown_on, today


@blueprint.get("/cases/<ref>/settlements")
@needs(Permission.CASE_READ)
def settlements(ref: str) -> str:
    """The settlement agreements of a case."""
    row = the_case(ref)
    may = current_actor().may(Permission.GESTURE_OFFER)
    return render_template(
        "documents/settlements.html", case=row, rows=settlements_of(row), due=due_by_law(row), may=may
    )


@blueprint.route("/cases/<ref>/settlements/new", methods=["GET", "POST"])
@needs(Permission.GESTURE_OFFER)
@commits
def new_settlement(ref: str) -> Answer:
    """Write a draft."""
    row = the_case(ref)
    form = _form(row)
    if request.method == "POST" and form.validate_on_submit():
        with refusals_shown_on(form):
            made = actions.draft(row, _deal(row, form), by=current_actor(), at=clock().now())
            return redirect(url_for("documents.settlement", ref=row.ref, number=made.number))
    if request.method == "GET":
        form.facts.data = row.subject
        form.claims.data = [claim.position for claim in row.claims]
    return _draft_page(row, form, request.path)


@blueprint.route("/cases/<ref>/settlements/<int:number>/terms", methods=["GET", "POST"])
@needs(Permission.GESTURE_OFFER)
@commits
def settlement_terms(ref: str, number: int) -> Answer:
    """Change the terms of a draft."""
    row = the_case(ref)
    which = found(lambda: settlement_numbered(row, number))
    form = _form(row)
    if request.method == "POST" and form.validate_on_submit():
        with refusals_shown_on(form):
            actions.redraft(which, _deal(row, form), by=current_actor(), at=clock().now())
            return redirect(url_for("documents.settlement", ref=row.ref, number=number))
    if request.method == "GET":
        form.facts.data, form.ours.data, form.theirs.data = which.facts, which.ours, which.theirs
        form.amount.data, form.claims.data, form.carry_out_by_on.data = (
            which.amount,
            which.claims,
            which.carry_out_by_on,
        )
    return _draft_page(row, form, request.path)


def _form(row: Case) -> SettlementForm:
    form = SettlementForm()
    form.claims.choices = options((claim.position, claim.label) for claim in row.claims)
    return form


def _deal(row: Case, form: SettlementForm) -> Deal:
    assert form.carry_out_by_on.data is not None
    amount = form.amount.data or Money(0, row.currency)
    return Deal(
        form.facts.data, form.ours.data, form.theirs.data, Money(amount.minor, row.currency), tuple(form.claims.data or ()),
        form.carry_out_by_on.data,
    )  # fmt: skip


def _draft_page(row: Case, form: SettlementForm, action: str) -> Answer:
    page = render_template("documents/settlement_draft.html", case=row, form=form, action=action, due=due_by_law(row))
    return page if request.method == "GET" else (page, 422)


@blueprint.get("/cases/<ref>/settlements/<int:number>")
@needs(Permission.CASE_READ)
def settlement(ref: str, number: int) -> str:
    """One agreement: its terms, its signatures, what can be done."""
    row = the_case(ref)
    return _page(found(lambda: settlement_numbered(row, number)))


def _page(row: Settlement, **forms: Any) -> str:
    case, actor = row.case, current_actor()
    sign = forms.get("sign") or SignatureForm(formdata=None)
    _offer_copies(case, sign)
    done, drop = forms.get("done") or CarryOutForm(formdata=None), forms.get("drop") or DropForm(formdata=None)
    _offer_sides(row, sign)
    sign.signed_on.data, done.on.data = sign.signed_on.data or today(), done.on.data or today()
    return render_template(
        "documents/settlement.html", case=case, row=row, sign=sign, done=done, drop=drop, State=SettlementState,
        power=power_to_compromise(case, actor, today()), may={each.name: actor.may(each) for each in MAY}, mine=row.author_id == actor.staff_id,
        approvers=approvers_of(row, today()) if row.state is SettlementState.DRAFT else (),
        claims=[claim for claim in case.claims if claim.position in row.claims],
        signers=signers(voices(case), case.customer.name_in(lang()), today()), leave=leave_needed(voices(case), today()),
    )  # fmt: skip


@blueprint.app_context_processor
def _to_approve() -> dict[str, Any]:
    """For the inbox of approvals, which stands below this room: asked only where it is called."""
    return {"agreements_to_approve": lambda: awaiting(current_actor(), today())}


MAY = (Permission.GESTURE_OFFER, Permission.GESTURE_APPROVE, Permission.CASE_FACT, Permission.GESTURE_CARRY_OUT)


def _offer_sides(row: Settlement, form: SignatureForm) -> None:
    """The sides that have not signed yet, the first of them chosen."""
    signed = {each.side for each in row.signatures}
    form.side.choices = [choice for choice in form.side.choices if choice.value not in signed]
    if form.side.data in signed and form.side.choices:
        form.side.data = form.side.choices[0].value


def _offer_copies(case: Case, form: SignatureForm) -> None:
    kept = [each for each in exhibits_of(case) if each.withdrawn_at is None]
    named = ((str(each.number), words("n° {n} — {t}", "no. {n} — {t}", n=each.number, t=each.title)) for each in kept)
    form.exhibit.choices = options([("", words("Aucune", "None")), *named])


@blueprint.post("/cases/<ref>/settlements/<int:number>/<deed>")
@needs(Permission.CASE_READ)
@commits
def settle(ref: str, number: int, deed: str) -> Answer:
    """Approve, send, sign, carry out or drop an agreement; the action asks whether this person may."""
    case = the_case(ref)
    row = found(lambda: settlement_numbered(case, number))
    if deed not in DEEDS:
        abort(404)
    return DEEDS[deed](row)


def _done(row: Settlement, told: Words) -> Answer:
    flash(say(told, lang()))
    return redirect(url_for("documents.settlement", ref=row.case.ref, number=row.number))


def _approve(row: Settlement) -> Answer:
    return _plain(row, APPROVED, lambda: actions.approve(row, by=current_actor(), at=clock().now()))


def _send(row: Settlement) -> Answer:
    told = SENT.fill(how=leaving(reach_of(row.case, today())))
    return _plain(row, told, lambda: actions.send(row, by=current_actor(), at=clock().now()))


def _plain(row: Settlement, told: Words, act: Callable[[], None]) -> Answer:
    form = DropForm(formdata=None)
    with refusals_shown_on(form):
        act()
        return _done(row, told)
    return _page(row, drop=form), 422


def _sign(row: Settlement) -> Answer:
    form = SignatureForm()
    _offer_copies(row.case, form)
    if form.validate_on_submit() and form.signed_on.data is not None:
        with refusals_shown_on(form):
            exhibit = int(form.exhibit.data) if form.exhibit.data else None
            actions.sign(
                row, form.side.data, form.signer.data or "", form.capacity.data or "", form.signed_on.data, exhibit, by=current_actor(),
                at=clock().now(), as_representative=bool(form.as_representative.data),
            )  # fmt: skip
            return _done(row, CONCLUDED if row.state is SettlementState.SIGNED else SIGNED)
    return _page(row, sign=form), 422


def _carry_out(row: Settlement) -> Answer:
    form = CarryOutForm()
    if form.validate_on_submit() and form.on.data is not None:
        with refusals_shown_on(form):
            actions.carry_out(row, form.on.data, form.proof.data or "", by=current_actor(), at=clock().now())
            return _done(row, CARRIED_OUT)
    return _page(row, done=form), 422


def _drop(row: Settlement) -> Answer:
    form = DropForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            actions.drop(row, form.reason.data or "", by=current_actor(), at=clock().now())
            return _done(row, DROPPED)
    return _page(row, drop=form), 422


APPROVED = words(
    "Protocole approuvé : les deux textes se préparent, puis il peut être envoyé.",
    "Agreement approved: both texts are being drawn, then it can be sent.",
)
SENT = words("Protocole à signer. {how}", "Agreement to be signed. {how}")
SIGNED = words(
    "Signature notée : il manque celle de l’autre partie.", "Signature recorded: the other side’s is missing."
)
CONCLUDED = words(
    "Signé par les deux : le protocole est conclu, et son exécution a une date et une personne.",
    "Signed by both: the agreement is concluded, and carrying it out has a date and a person.",
)
CARRIED_OUT = words("Exécution notée : ce protocole est terminé.", "Carried out: this agreement is complete.")
DROPPED = words("Protocole abandonné.", "Agreement dropped.")
DEEDS: dict[str, Callable[[Settlement], Answer]] = {
    "approve": _approve,
    "send": _send,
    "sign": _sign,
    "carried-out": _carry_out,
    "drop": _drop,
}


@blueprint.get("/cases/<ref>/settlements/<int:number>/<code>.pdf")
@needs(Permission.CASE_READ)
def settlement_file(ref: str, number: int, code: str) -> Response:
    """The agreement in one language."""
    case = the_case(ref)
    row = found(lambda: settlement_numbered(case, number))
    if code not in row.files:
        abort(404)
    given = download(store().get(row.files[code]), f"{case.ref}-protocole-{row.number}-{code}.pdf")
    return taken(given, Taken.AGREEMENT, case=ref, number=number)
