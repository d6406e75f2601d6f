"""The offers of a case: what was offered, what was answered, what is to be carried out; what the law grants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import abort, redirect, render_template, request
from flask_wtf import FlaskForm

from app.cases.models import Case, Claim
from app.cases.queries.conduct import first_channel
from app.cases.queries.standing_in import paid_to
from app.correspondence.models import Message
from app.correspondence.queries import leaving, letters_of, reach_of
from app.correspondence.queries.meanwhile import Since, entries_so_far
from app.gestures import actions
from app.gestures.actions.sending import paragraphs
from app.gestures.forms import AnswerForm, CounterForm, EntitlementForm, ProofForm, ReasonForm, SaidForm
from app.gestures.models import EntitlementRow, Offer
from app.gestures.queries import (
    entitlements_of,
    is_refused,
    line_of,
    offers_of,
    recognisable,
    status_of,
    untold_contests,
)
from app.gestures.rules.approvals import Status
from app.gestures.rules.offers import OfferState, Reply
from app.gestures.views.door import (
    Answer,
    blueprint,
    check_overtaken,
    news_of,
    once,
    sent,
    sure,
    this_case,
    this_offer,
    to_offers,
    told,
)
from app.kernel import Lang, Refused, Words, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing import idempotency
from app.plumbing.db import db
from app.plumbing.fields import options, under
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, number_of, refusals_shown_on, today


@blueprint.get("/cases/<ref>/offers")
@needs(Permission.CASE_READ)
def offers(ref: str) -> str:
    """Every offer of a case, newest first, and what the law grants."""
    return _page(this_case(ref))


def _page(case: Case, given: Mapping[str, FlaskForm] | None = None, news: Sequence[Since] = ()) -> str:
    """`given`: the form that was refused, under the name of its place on the page; `news`: what others did meanwhile."""
    given, at = given or {}, clock().now()
    letters: dict[datetime | None, Message] = {letter.written_at: letter for letter in letters_of(case)}
    rows = [_row(offer, given) | {"letter": letters.get(offer.sent_at)} for offer in offers_of(case)]
    law = under(given.get("law") or EntitlementForm(formdata=None), "law")
    claims: list[tuple[str, Words | str]] = [
        ("", words("aucune en particulier", "none in particular")),
        *((str(c.id), c.label) for c in case.claims),
    ]
    law.claim.choices = options(claims)
    return render_template(
        "gestures/offers.html",
        case=case,
        rows=rows,
        law=law,
        due=[
            (row, {deed: _form(given, SaidForm, f"due-{row.id}-{deed}") for deed in DEEDS})
            for row in entitlements_of(case)
        ],
        untold={one.row.id: one.arrow for one in untold_contests(case)},
        found=recognisable(case, at),
        key=idempotency.fresh_key(),
        news=news,
        so_far=entries_so_far(case),
        lang_of_case="en" if case.lang == "en" else "fr",
        refused=[*given.values()],
        leaving=leaving(reach_of(case, today())),
        paid_to=paid_to(case, today()),
    )


def _form(given: Mapping[str, FlaskForm], kind: type[FlaskForm], mark: str) -> FlaskForm:
    """The form of this place: as it was refused, or an empty one."""
    return under(given.get(mark) or kind(formdata=None), mark)


def _forms(offer: Offer, given: Mapping[str, FlaskForm]) -> dict[str, Any]:
    """What can be recorded on an offer, a form each."""
    answer, other = (
        _form(given, AnswerForm, f"answer-{offer.number}"),
        _form(given, CounterForm, f"counter-{offer.number}"),
    )
    for mark, form in (("answer", answer), ("counter", other)):
        if f"{mark}-{offer.number}" not in given:
            form["channel"].data = first_channel(offer.case, today())
    if not offer.separable or len(offer.lines) < 2:
        answer.answer.choices = [choice for choice in answer.answer.choices if choice.value != "partly"]
    return {
        "answer": answer,
        "counter": other,
        "reason": _form(given, ReasonForm, f"withdraw-{offer.number}"),
        "proofs": {
            line.position: _form(given, ProofForm, f"done-{offer.number}-{line.position}") for line in offer.lines
        },
    }


def _row(offer: Offer, given: Mapping[str, FlaskForm]) -> dict[str, Any]:
    statuses = [(row, status_of(row)) for row in offer.approvals]
    draft = offer.state is OfferState.DRAFT
    granted = any(status is Status.GRANTED for _row_, status in statuses)
    lang_: Lang = "en" if offer.case.lang == "en" else "fr"
    text = (
        offer.text_sent.split("\n\n")
        if offer.text_sent
        else [say(one, lang_, offer.case.zone) for one in paragraphs(offer, clock().now())]
    )
    return {
        "offer": offer,
        "approvals": statuses,
        "ready": draft and (granted or not statuses),
        "refused": is_refused(offer),
        "stale": draft and offer.valid_until_on < today(),
        "mine": offer.author_id == current_actor().staff_id,
        "text": text,
        "forms": _forms(offer, given),
    }


@blueprint.post("/cases/<ref>/offers/<int:number>/send")
@needs(Permission.GESTURE_OFFER)
@commits
def send(ref: str, number: int) -> Answer:
    """Send a prepared offer to the customer."""
    offer, form = this_offer(ref, number), ReasonForm(formdata=None)
    news = news_of(offer.case, request.form.get("so_far"))
    with refusals_shown_on(form):
        check_overtaken(news)
        return once(lambda: _send(offer))
    return _page(offer.case, {f"send-{number}": form}, news), 422


def _send(offer: Offer) -> str:
    told(sent(offer, by=current_actor(), at=clock().now()))
    return to_offers(offer.case.ref)


@blueprint.post("/cases/<ref>/offers/<int:number>/answer")
@needs(Permission.CASE_FACT)
@commits
def answer(ref: str, number: int) -> Answer:
    """Record the customer's answer, with the exhibit or the call that carries it."""
    offer, form = this_offer(ref, number), AnswerForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            return once(lambda: _answer(offer, form))
    return _refused(offer.case, f"answer-{number}", form)


def _answer(offer: Offer, form: AnswerForm) -> str:
    version = number_of(form.version.data) or 0
    actions.answer_offer(
        offer,
        form.answer.data,
        version,
        by=current_actor(),
        at=clock().now(),
        channel=form.channel.data,
        lines=form.lines.data or (),
        received_on=form.received_on.data,
        proof=form.proof.data,
        text=form.text.data or "",
    )
    written = form.answer.data != Reply.REFUSED and reach_of(offer.case, today()) is not None
    told(ANSWER_CONFIRMED if written else ANSWER_NOTED)
    return to_offers(offer.case.ref)


@blueprint.post("/cases/<ref>/offers/<int:number>/counter")
@needs(Permission.CASE_FACT)
@commits
def counter(ref: str, number: int) -> Answer:
    """Record a counter-offer; the offer stands."""
    offer, form = this_offer(ref, number), CounterForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            return once(lambda: _counter(offer, form))
    return _refused(offer.case, f"counter-{number}", form)


def _counter(offer: Offer, form: CounterForm) -> str:
    given: dict[str, Any] = {"by": current_actor(), "at": clock().now()}
    actions.record_counter(
        offer, form.text.data, form.amount.data, channel=form.channel.data, proof=form.proof.data,
        received_on=form.received_on.data, **given,
    )  # fmt: skip
    told(words("Contre-proposition notée : l’offre reste ouverte.", "Counter-offer recorded: the offer stays open."))
    return to_offers(offer.case.ref)


@blueprint.post("/cases/<ref>/offers/<int:number>/withdraw")
@needs(Permission.GESTURE_OFFER)
@commits
def withdraw(ref: str, number: int) -> Answer:
    """Give up an offer that has not left."""
    offer, form = this_offer(ref, number), ReasonForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            actions.withdraw_offer(offer, form.reason.data, by=current_actor(), at=clock().now())
            told(words("Offre n° {n} abandonnée.", "Offer no. {n} withdrawn.", n=offer.number))
            return redirect(to_offers(ref))
    return _refused(offer.case, f"withdraw-{number}", form)


@blueprint.post("/cases/<ref>/offers/<int:number>/lines/<int:position>/carry-out")
@needs(Permission.GESTURE_CARRY_OUT)
@commits
def carry_out(ref: str, number: int, position: int) -> Answer:
    """Record that an accepted gesture was carried out, with its proof."""
    offer, form = this_offer(ref, number), ProofForm()
    line = found(lambda: line_of(offer, position))
    if form.validate_on_submit():
        with refusals_shown_on(form):
            actions.carry_out(line, form.proof.data, by=current_actor(), at=clock().now())
            told(
                words(
                    "« {name} » : exécuté, l’engagement est tenu.",
                    "“{name}”: carried out, the promise is kept.",
                    name=line.name,
                )
            )
            return redirect(to_offers(ref))
    return _refused(offer.case, f"done-{number}-{position}", form)


# --- due by law ------------------------------------------------------------------------------------------------------


@blueprint.post("/cases/<ref>/entitlements")
@needs(Permission.CASE_WORK)
@commits
def recognise(ref: str) -> Answer:
    """Recognise what the law grants, on facts that an exhibit establishes."""
    case, form = this_case(ref), EntitlementForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            return once(lambda: _recognise(case, form))
    return _refused(case, "law", form)


def _recognise(case: Case, form: EntitlementForm) -> str:
    claim = db.session.get(Claim, number_of(form.claim.data) or 0) if form.claim.data else None
    if form.claim.data and (claim is None or claim.case_id != case.id):
        raise Refused(
            "no_such_claim", words("Cette demande n’est pas du dossier.", "This claim is not of this case."), "claim"
        )
    row = actions.recognise_entitlement(
        case,
        form.rule.data,
        form.what.data,
        sure(form.amount.data),
        form.facts.data,
        by=current_actor(),
        at=clock().now(),
        claim=claim,
        due_on=form.due_on.data,
    )
    told(_recognised(case) if row.state == "due" else TO_CONFIRM)
    return to_offers(case.ref)


def _recognised(case: Case) -> Words:
    return RECOGNISED if reach_of(case, today()) is not None else RECOGNISED_ONLY


def _entitlement(case: Case, number: int) -> EntitlementRow:
    row = db.session.get(EntitlementRow, number)
    if row is None or row.case_id != case.id:
        raise Refused("no_such_entitlement", words("Ce droit n’existe pas.", "There is no such entitlement."))
    return row


DEEDS: dict[str, Callable[..., object]] = {
    "pay": actions.pay_entitlement,
    "voucher": actions.voucher_instead,
    "contest": actions.contest_entitlement,
}
"""What becomes of something due by law, with a proof or a reason."""


@blueprint.post("/cases/<ref>/entitlements/<int:number>/<deed>")
@needs(Permission.CASE_WORK)
@commits
def entitlement(ref: str, number: int, deed: str) -> Answer:
    """Confirm the facts, contest with reasons, pay with proof, or note the consent to a voucher."""
    case = this_case(ref)
    row = found(lambda: _entitlement(case, number))
    if deed != "confirm" and deed not in DEEDS:
        abort(404)
    form = SaidForm()
    if deed == "confirm" or form.validate_on_submit():
        with refusals_shown_on(form):
            if deed == "confirm":
                actions.confirm_entitlement(row, by=current_actor(), at=clock().now())
            else:
                DEEDS[deed](row, form.said.data, by=current_actor(), at=clock().now())
            told(words("Droit légal mis à jour.", "Entitlement updated."))
            return redirect(to_offers(ref))
    return _refused(case, f"due-{number}-{deed}", form)


def _refused(case: Case, place: str, form: FlaskForm) -> tuple[str, int]:
    return _page(case, {place: form}), 422


ANSWER_CONFIRMED = words(
    "Réponse notée. Une lettre la confirme au client ; elle part dans deux minutes.",
    "Answer recorded. A letter confirms it to the customer; it leaves in two minutes.",
)
ANSWER_NOTED = words("Réponse notée.", "Answer recorded.")
RECOGNISED = words(
    "Droit reconnu : il est dû, avec sa date et son porteur. Une lettre le dit au client.",
    "Entitlement recognised: it is due, with its date and owner. A letter tells the customer.",
)
RECOGNISED_ONLY = words(
    "Droit reconnu : il est dû, avec sa date et son porteur. Dites-le au client : nous ne savons pas où lui écrire.",
    "Entitlement recognised: it is due, with its date and owner. Tell the customer: we do not know where to write.",
)
TO_CONFIRM = words(
    "Droit reconnu : une autre personne confirme les faits.",
    "Entitlement recognised: another person confirms the facts.",
)
