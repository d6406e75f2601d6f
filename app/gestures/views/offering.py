"""The gesture form: the palette on the left, what it costs and saves on the right, one button whose words are the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request

from app.cases.models import Case
from app.cases.rules.states import State
from app.correspondence.queries import greeting_in
from app.correspondence.queries.meanwhile import Since, entries_so_far
from app.costs.queries import budget_on
from app.costs.rules import Ranked
from app.costs.rules.naming import in_a_row
from app.exhibits.queries import exhibits_of
from app.gestures import actions
from app.gestures.forms import OfferForm
from app.gestures.models import Offer
from app.gestures.queries import ground_for, missed_commitments, offer_of, precedents_for, status_of
from app.gestures.queries.awards import awards_beside
from app.gestures.queries.costing import beside, rank_cards
from app.gestures.queries.grounds import granting_service
from app.gestures.queries.rights import rights_on
from app.gestures.rules.approvals import Status
from app.gestures.rules.offers import DEFAULT_VALIDITY
from app.gestures.rules.verdict import Answer as Verdicts
from app.gestures.rules.weighing import Card, Ground, Wanted, Weighed, palette_on, suggested, weigh
from app.gestures.rules.who import verdict_document
from app.gestures.rules.wording import OfferedLine, offer_words
from app.gestures.views.door import (
    Answer,
    blueprint,
    check_overtaken,
    news_of,
    once,
    refusal_of,
    sent,
    sure,
    this_case,
    to_offers,
    told,
)
from app.kernel import Money, Refused, Words, refuse_all, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing import idempotency
from app.plumbing.fields import options
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, lang, number_of, refusals_shown_on, today

AGAINST = words(
    "Les chiffres ou l’appréciation parlent contre ce geste : dites pourquoi le faire.",
    "Figures or verdict speak against this gesture: say why to make it.",
)


@blueprint.route("/cases/<ref>/gestures/new", methods=["GET", "POST"])
@needs(Permission.GESTURE_OFFER)
@commits
def offer(ref: str) -> Answer:
    """Choose a gesture, see what it costs and saves, grant it or ask for approval; `changes`: a draft of one's own."""
    case, form = this_case(ref), OfferForm()
    before = _before(case)
    ground = ground_for(case, current_actor(), clock().now())
    _choices(form, case, ground)
    if request.method == "GET":
        _prefill(form, before.draft)
    go = request.method == "POST" and request.form.get("do") == "go"
    news: list[Since] = []
    if go and form.validate_on_submit():
        news = news_of(case, form.so_far.data)
        with refusals_shown_on(form):
            check_overtaken(news)
            return once(lambda: _act(case, form, ground, before))
    form.so_far.raw_data, form.so_far.data = None, str(entries_so_far(case))
    page = render_template("gestures/offer.html", news=news, **_page(case, form, ground, before))
    return (page, 422) if go else page


@blueprint.post("/cases/<ref>/gestures/check")
@needs(Permission.GESTURE_OFFER)
@commits
def check(ref: str) -> str:
    """The right-hand side alone, for what is chosen so far; nothing is kept."""
    case, form = this_case(ref), OfferForm()
    ground = ground_for(case, current_actor(), clock().now())
    _choices(form, case, ground)
    form.validate()
    return render_template("gestures/_weigh.html", **_page(case, form, ground, _before(case), cards=False))


@blueprint.get("/cases/<ref>/gestures/verdict.json")
@needs(Permission.GESTURE_OFFER)
def verdict(ref: str) -> dict[str, Any] | tuple[dict[str, Any], int]:
    """The verdict on one gesture, as the command line prints it."""
    case = this_case(ref)
    ground = ground_for(case, current_actor(), clock().now())
    try:
        typed = request.args.get("amount")
        amount = Money.parse(typed, case.currency) if typed else None
        found = weigh(ground, [Wanted(request.args.get("gesture", ""), amount)])
    except Refused as refused:
        said = {"code": refused.code, "message": say(refused.message, lang()), "field": refused.field}
        return {"refused": said}, 422
    return verdict_document(found.verdict, lambda sentence: say(sentence, lang()))


def _choices(form: OfferForm, case: Case, ground: Ground) -> None:
    codes = [(entry.code, entry.name) for entry in ground.palette()]
    form.gesture.choices = options(codes)
    form.also.choices = options([("", words("aucun", "none")), *codes])
    claims = [(str(one.id), one.label) for one in case.claims]
    form.claim.choices = options([("", words("toutes", "all of them")), *claims])
    form.amount.currency = form.also_amount.currency = case.currency


@dataclass(frozen=True)
class Before:
    """What there was before: the draft that is being changed, the offer in whose place this one would stand."""

    draft: Offer | None
    old: Offer | None

    @property
    def address(self) -> dict[str, int]:
        """How the address of the page names it."""
        if self.draft is not None:
            return {"changes": self.draft.number}
        return {"replaces": self.old.number} if self.old is not None else {}


def _before(case: Case) -> Before:
    changes, replaces = (number_of(request.values.get(name)) for name in ("changes", "replaces"))
    if changes is None:
        return Before(None, offer_of(case, replaces) if replaces is not None else None)
    draft = offer_of(case, changes)
    if request.method == "GET":
        actions.check_draft(draft, current_actor())
    return Before(draft, draft.replaces)


def _prefill(form: OfferForm, draft: Offer | None) -> None:
    form.gesture.data = request.args.get("gesture") or None
    form.valid_until_on.data = today() + DEFAULT_VALIDITY
    form.separable.data = True
    if draft is not None:
        _as_it_stands(form, draft)


def _as_it_stands(form: OfferForm, draft: Offer) -> None:
    first, *others = draft.lines
    form.gesture.data, form.amount.data = first.code, first.value
    form.claim.data, form.evidence.data = str(first.claim_id or ""), first.evidence
    for line in others[:1]:
        form.also.data, form.also_amount.data = line.code, line.value
    form.separable.data, form.message.data, form.deviation.data = draft.separable, draft.message, draft.deviation
    form.valid_until_on.data = max(draft.valid_until_on, today())
    form.reason.data = draft.approvals[-1].reason if draft.approvals else ""


def _wanted(form: OfferForm, ground: Ground) -> list[Wanted]:
    claim = number_of(form.claim.data)
    asked = [(form.gesture.data, form.amount.data), (form.also.data, form.also_amount.data)]
    lines = []
    for code, amount in asked:
        if code:
            entry = ground.entry(code)
            value = suggested(ground, entry) if amount is None else amount
            fixed = suggested(ground, entry) is None
            lines.append(Wanted(code, None if fixed else value, claim, form.evidence.data or ""))
    return lines


def _act(case: Case, form: OfferForm, ground: Ground, before: Before) -> str:
    by, at = current_actor(), clock().now()
    lines = _wanted(form, ground)
    _check_advice(case, form, ground, lines)
    drafted = actions.Drafted(
        lines,
        sure(form.valid_until_on.data),
        form.message.data or "",
        bool(form.separable.data),
        form.reason.data or "",
        form.deviation.data or "",
    )
    if before.draft is not None:
        made = actions.change_offer(before.draft, drafted, by=by, at=at)
    elif before.old is None:
        made = actions.propose_offer(case, drafted, by=by, at=at)
    elif form.asked.data:
        made = actions.replace_offer(before.old, drafted, form.asked.data, by=by, at=at)
    else:
        made = actions.improve_offer(before.old, drafted, by=by, at=at)
    return _sent_or_asked(case, made)


def _sent_or_asked(case: Case, made: Offer) -> str:
    if any(status_of(asked) is Status.PENDING for asked in made.approvals):
        told(words("Accord demandé pour {value}.", "Approval asked for {value}.", value=made.value))
    else:
        told(sent(made, by=current_actor(), at=clock().now()))
    return to_offers(case.ref)


def _check_advice(case: Case, form: OfferForm, ground: Ground, lines: list[Wanted]) -> None:
    if not lines:
        raise Refused("nothing_asked", words("Choisissez un geste.", "Choose a gesture."), "gesture")
    weighed = weigh(ground, lines)
    if weighed.verdict.answer is Verdicts.REFUSED:
        return
    if beside(case, weighed, clock().now()).against and not (form.deviation.data or "").strip():
        refuse_all((Refused("deviation", AGAINST, "deviation"), *actions.unsaid_evidence(weighed)))


def _page(case: Case, form: OfferForm, ground: Ground, before: Before, *, cards: bool = True) -> dict[str, Any]:
    at, actor = clock().now(), current_actor()
    weighed = _weighed(form, ground, before.old)
    side = beside(case, weighed, at)
    found = palette_on(ground) if cards else ()
    budget = budget_on(granting_service(case, ground.people, actor.staff_id), ground.on, case.currency)
    like = precedents_for(case, actor)
    far = weighed is not None and like.far(weighed.value.minor)
    return {
        "case": case,
        "form": form,
        "key": request.form.get("idempotency_key") or idempotency.fresh_key(),
        "cards": _cards(case, found, at),
        "weighed": weighed,
        "side": side,
        "awards": awards_beside(case, weighed.value if weighed else None, at),
        "budget": budget,
        "like": like,
        "far": far,
        "against": side.against,
        "letter": _letter(case, form, weighed),
        "go": button_of(weighed),
        "replaces": before.old,
        "changes": before.draft,
        "which": before.address,
        "missed": missed_commitments(case, at),
        "exhibits": exhibits_of(case),
        "refusal": refusal_of(form),
        "first_contact": case.state is State.RECEIVED,
    }


def _cards(case: Case, found: tuple[Card, ...], at: datetime) -> list[dict[str, Any]]:
    """What may be granted comes first, the least costly in all before the others."""
    ranked = rank_cards(case, found, at)
    order = {one.codes[0]: place for place, one in enumerate(ranked) if len(one.codes) == 1}
    advised = advised_on({card.entry.code: card.entry.name for card in found}, ranked)
    by_rank = sorted(found, key=lambda card: (card.entry.code not in advised, order.get(card.entry.code, len(ranked))))
    return [_card(card, advised) for card in by_rank]


def advised_on(names: Mapping[str, Words], ranked: Sequence[Ranked]) -> dict[str, Words]:
    """What to say on the card of the gesture advised, or on both cards of the pair advised."""
    best = next((one for one in ranked if one.advice == "advised"), None)
    if best is None:
        return {}
    if len(best.codes) == 1:
        return {best.codes[0]: ADVISED}
    one, other = best.codes
    return {one: WITH.fill(name=names[other]), other: WITH.fill(name=names[one])}


def _weighed(form: OfferForm, ground: Ground, old: Offer | None) -> Weighed | None:
    try:
        lines = _wanted(form, ground)
    except Refused:
        return None
    if not lines:
        return None
    freed = old.cost if old is not None and old.budget_id else None
    return weigh(ground, lines, without=old.id if old else 0, freed=freed)


def _card(card: Card, advised: Mapping[str, Words]) -> dict[str, Any]:
    verdict = card.verdict
    granted = verdict.answer is Verdicts.GRANTED
    return {
        "code": card.entry.code,
        "name": card.entry.name,
        "wording": card.entry.wording.fill(value=card.value),
        "value": card.value,
        "cost": card.cost,
        "verdict": verdict.tone,
        "why": advised.get(card.entry.code) or (None if granted else _why(card)),
        "entry": card.entry,
    }


def _why(card: Card) -> Words:
    verdict = card.verdict
    return verdict.title if verdict.answer is Verdicts.NEEDS_APPROVAL else verdict.because.sentence


ADVISED = words("Conseillé ici : le moins coûteux au total.", "Advised here: the least costly in all.")
WITH = words(
    "Conseillé ici, avec « {name} » : le moins coûteux au total.",
    "Advised here, with “{name}”: the least costly in all.",
)


def button_of(weighed: Weighed | None) -> dict[str, Any]:
    """The one button: its words are the verdict."""
    if weighed is None:
        return {"label": words("Choisissez un geste", "Choose a gesture"), "disabled": True}
    verdict, names = weighed.verdict, in_a_row(line.entry.name for line in weighed.lines)
    if verdict.answer is Verdicts.REFUSED:
        return {"label": words("Impossible à ce jour", "Not possible today"), "disabled": True}
    what = words("{names} : {value}", "{names}: {value}", names=names, value=weighed.value) if weighed.value else names
    if verdict.answer is Verdicts.GRANTED:
        return {"label": words("Accorder et envoyer — {what}", "Grant and send — {what}", what=what), "disabled": False}
    who = verdict.people[0].name if len(verdict.people) == 1 else verdict.level
    return {"label": words("Demander l’accord : {who}", "Ask for approval: {who}", who=who), "disabled": False}


def _letter(case: Case, form: OfferForm, weighed: Weighed | None) -> list[str]:
    if weighed is None or form.valid_until_on.data is None:
        return []
    lines = [OfferedLine(line.entry.wording, line.value) for line in weighed.lines]
    sentences = offer_words(
        greeting_in(case, today()),
        case.subject,
        lines,
        form.valid_until_on.data,
        bool(form.separable.data),
        form.message.data or "",
        rights=rights_on(case, clock().now()),
    )
    return [say(one, "en" if case.lang == "en" else "fr", case.zone) for one in sentences]
