"""Sending an offer: authority, approval, budget and sums are judged under locks, at the instant it takes effect."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from app.cases import actions as case_actions
from app.cases.actions.telling import Happening
from app.cases.models import Case
from app.cases.rules.states import State
from app.correspondence.queries import greeting_in
from app.costs.actions import freeze_estimate, move
from app.costs.models import Budget
from app.costs.rules.ledger import NO_BUDGET, Move
from app.gestures.actions.locking import lock
from app.gestures.actions.offering import NOT_DRAFT
from app.gestures.actions.telling import told
from app.gestures.models import Approval, ApprovalDecision, Offer, OfferEnd
from app.gestures.queries.advising import weighed_offer
from app.gestures.queries.grounds import ground_for
from app.gestures.queries.offers import asked_of
from app.gestures.queries.rights import rights_on
from app.gestures.rules.approvals import effective
from app.gestures.rules.offers import LineState, OfferState, check_validity, expiry
from app.gestures.rules.verdict import Answer, may_grant
from app.gestures.rules.weighing import Ground
from app.gestures.rules.wording import OfferedLine, offer_words
from app.kernel import Audience, Json, Lang, Refused, Words, day_of, words
from app.people.rules import Actor
from app.plumbing.db import db
from app.plumbing.typography import say

PALETTE_CHANGED = words(
    "La palette a changé depuis la préparation ({name}) : refaites l’offre.",
    "The palette changed since it was prepared ({name}): make the offer again.",
)
NOT_AUTHOR = words("Seul l’auteur de l’offre l’envoie.", "Only its author sends an offer.")
GONE = words(
    "L’offre remplacée a déjà sa réponse ({state}).", "The offer to be replaced has its answer already ({state})."
)
ASIDE = frozenset({State.ANSWERED, State.IN_MEDIATION, State.IN_COURT})


def send_offer(offer: Offer, *, by: Actor, at: datetime) -> Offer:
    """Send it to the customer: it takes effect now, or is refused with the reason."""
    old = offer.replaces
    budgets = lock(
        offer.case_id, [offer.budget_id, old.budget_id if old else None], [offer.id, old.id if old else None]
    )
    if offer.state is not OfferState.DRAFT:
        raise Refused("not_a_draft", NOT_DRAFT.fill(state=offer.state.words), "offer")
    if offer.author_id != by.staff_id:
        raise Refused("not_author", NOT_AUTHOR, "offer")
    if old is not None and old.state is not OfferState.SENT:
        raise Refused("not_open", GONE.fill(state=old.state.words), "offer")
    ground = ground_for(offer.case, by, at)
    check_validity(offer.valid_until_on, ground.on)
    decision = _covered(offer, ground)
    if old is not None:
        _supersede(old, offer, budgets, by, at)
    _reserve(offer, budgets, ground.on, by, at)
    _mark_sent(offer, decision, at)
    _tell_case(offer, by, at)
    freeze_estimate(
        offer.case, f"offer:{offer.id}", by=by, at=at, offered=weighed_offer(offer, at), number=offer.number
    )
    return offer


def _covered(offer: Offer, ground: Ground) -> ApprovalDecision | None:
    _check_palette(offer, ground)
    asked, counted = asked_of(offer), ground.counted(offer.replaces_id or 0)
    blocked = [ground.blocked] if ground.blocked else []
    verdict = may_grant(asked, ground.author, counted, ground.grid, ground.people, on=ground.on, obstacles=blocked)
    if verdict.answer is Answer.REFUSED and verdict.because.code != "above_everyone":
        raise Refused(verdict.because.code, verdict.because.sentence, "gesture")
    decisions = decisions_on(offer)
    found = effective(asked, counted, verdict.ceilings, [row.facts for row in decisions], offer.terms.digest)
    if found is None:
        return None
    return next(row for row in decisions if row.facts == found)


def _check_palette(offer: Offer, ground: Ground) -> None:
    live = {(entry.code, entry.version) for entry in ground.palette()}
    for line in offer.lines:
        if (line.code, line.entry_version) not in live:
            raise Refused("palette_changed", PALETTE_CHANGED.fill(name=line.name), "gesture")


def decisions_on(offer: Offer) -> list[ApprovalDecision]:
    """Every decision on requests of this offer."""
    wanted = select(ApprovalDecision).join(Approval, Approval.id == ApprovalDecision.approval_id)
    return list(db.session.scalars(wanted.where(Approval.offer_id == offer.id)))


def _supersede(old: Offer, new: Offer, budgets: dict[int, Budget], by: Actor, at: datetime) -> None:
    end = OfferEnd(offer_id=old.id, how="superseded", edition=old.edition, taken=[], by=by.key, at=at)
    db.session.add(end)
    old.state = OfferState.SUPERSEDED
    release(old, LineState.SUPERSEDED, budgets, by, at)
    told(old, "gesture.superseded", by=by, at=at, audience=Audience.CUSTOMER, by_offer=new.number)


def release(
    offer: Offer, state: LineState, budgets: dict[int, Budget], by: Actor, at: datetime, only: tuple[int, ...] = ()
) -> None:
    """Give back what open lines reserved (all, or only these positions) and mark them."""
    for line in offer.lines:
        if line.state is not LineState.OPEN or (only and line.position not in only):
            continue
        line.state = state
        if line.cost_minor and offer.budget_id is not None:
            move(
                budgets[offer.budget_id],
                Move.RELEASE,
                line.cost,
                f"release:line:{line.id}",
                by=by,
                at=at,
                case=offer.case,
            )


def _reserve(offer: Offer, budgets: dict[int, Budget], on: date, by: Actor, at: datetime) -> None:
    if not offer.cost:
        return
    budget = budgets.get(offer.budget_id or 0)
    if budget is None or not budget.from_on <= on <= budget.to_on:
        raise Refused("no_budget", NO_BUDGET, "gesture")
    for line in offer.lines:
        if line.cost_minor:
            move(budget, Move.RESERVE, line.cost, f"reserve:line:{line.id}", by=by, at=at, case=offer.case)


def _mark_sent(offer: Offer, decision: ApprovalDecision | None, at: datetime) -> None:
    offer.state, offer.sent_at = OfferState.SENT, at
    offer.expires_at = expiry(offer.valid_until_on, offer.case.zone)
    offer.approval_id = decision.approval_id if decision else None
    offer.text_sent = text_of(offer, at)
    for line in offer.lines:
        line.state = LineState.OPEN
    db.session.flush()  # the database checks the approval before anything is told


def paragraphs(offer: Offer, at: datetime) -> tuple[Words, ...]:
    """The offer as the customer would read it at that instant, a paragraph each."""
    case = offer.case
    lines = [OfferedLine(Words(line.wording_fr, line.wording_en), line.value) for line in offer.lines]
    hello, rights = greeting_in(case, day_of(at, case.zone)), rights_on(case, at)
    return offer_words(hello, case.subject, lines, offer.valid_until_on, offer.separable, offer.message, rights=rights)


def text_of(offer: Offer, at: datetime) -> str:
    """The letter in the customer's language."""
    lang: Lang = "en" if offer.case.lang == "en" else "fr"
    return "\n\n".join(say(one, lang, offer.case.zone) for one in paragraphs(offer, at))


def _tell_case(offer: Offer, by: Actor, at: datetime) -> None:
    case = offer.case
    if case.state is State.RECEIVED:
        case_actions.take_charge(case, by=by, at=at)
    name = "send_offer_aside" if case.state in ASIDE else "send_offer"
    data: dict[str, Json] = {
        "offer": offer.number,
        "value": offer.value.minor,
        "currency": offer.currency,
        "valid_until_on": offer.valid_until_on.isoformat(),
        "lines": [[line.code, line.value_minor] for line in offer.lines],
    }
    gate_facts: dict[str, object] = {
        "text": offer.text_sent,
        "text.purpose": "goodwill",
        "answer.lang": "en" if case.lang == "en" else "fr",
    }
    what = Happening(data, {"body": offer.text_sent}, happened={"offer_made": at}, gate_facts=gate_facts)
    keep_offer_date(case)
    case_actions.apply(case, name, what, by=by, at=at)


def keep_offer_date(case: Case) -> None:
    """Keep on the case until when the customer may answer: the last day of its open offers. The next step counts with it."""
    open_ = select(Offer.valid_until_on).where(Offer.case_id == case.id, Offer.state == OfferState.SENT)
    case.offer_until_on = max(db.session.scalars(open_), default=None)
