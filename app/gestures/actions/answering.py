"""The customer's answer: once, in the version seen, in time; or a counter-offer; or the date goes by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.cases import actions as case_actions
from app.cases.actions.telling import Happening
from app.cases.models import Case
from app.cases.queries.informing import accepted_for
from app.cases.rules.states import State
from app.costs.models import Budget
from app.gestures.actions.confirming import confirmation_of, promised_on, reported_letter
from app.gestures.actions.locking import lock, lock_many
from app.gestures.actions.sending import keep_offer_date, release
from app.gestures.actions.telling import told
from app.gestures.models import ClaimSettled, CounterOffer, Offer, OfferEnd, OfferLine
from app.gestures.queries.offers import offers_past
from app.gestures.queries.rights import mediator_on
from app.gestures.rules.offers import LineState, OfferState, Reply, check_reply
from app.gestures.rules.wording import countered_words, refused_words
from app.kernel import Audience, Json, Money, Refused, day_ends_at, day_of, words
from app.people.rules import SYSTEM, Actor, Permission
from app.plumbing.db import db
from app.plumbing.typography import say

POST_DAYS = timedelta(days=3)
"""House rule: an offer is marked expired three days after its last day, so that letters received in time still count."""
NOT_ALLOWED = words("Votre rôle ne permet pas de noter une réponse.", "Your role does not record answers.")
PROOF = words(
    "Citez la pièce ou l’appel qui porte la réponse du client.",
    "Cite the exhibit or the call that carries the customer’s answer.",
)
FUTURE = words("Cette réponse serait reçue dans l’avenir.", "This answer would be received in the future.")
BEFORE = words(
    "Cette réponse serait reçue avant l’envoi de l’offre.", "This answer would be received before the offer was sent."
)
SETTLED = words(
    "Une de ces demandes est déjà réglée par une autre offre.", "Another offer already settled one of these claims."
)
HOW = {Reply.ACCEPTED: OfferState.ACCEPTED, Reply.PARTLY: OfferState.PARTLY, Reply.REFUSED: OfferState.REFUSED}


def answer_offer(
    offer: Offer,
    answer: str,
    version: int,
    *,
    by: Actor,
    at: datetime,
    channel: str = "web",
    lines: Sequence[int] = (),
    received_on: date | None = None,
    proof: str = "",
    text: str = "",
) -> OfferEnd:
    """Record the one answer: accepted, partly (which lines) or refused, to the edition the customer saw.

    Staff cite the exhibit or the call; `received_on` is the civil day a letter came. Acceptance makes promises.
    """
    reply = _reply(answer)
    budgets = lock(offer.case_id, [offer.budget_id], [offer.id])
    received_at = _received(offer, by, at, received_on, proof)
    taken = check_reply(offer.standing, reply, version, received_at, lines)
    end = OfferEnd(
        offer_id=offer.id,
        how=reply.value,
        edition=version,
        received_at=received_at,
        expires_at=offer.expires_at,
        channel=channel[:20],
        proof=proof.strip()[:200],
        text=text,
        taken=list(taken),
        by=by.key,
        at=at,
    )
    db.session.add(end)
    offer.state = HOW[reply]
    if taken:
        _accept(offer, reply, taken, budgets, end, by, at)
    else:
        release(offer, LineState.REFUSED, budgets, by, at)
        said = {"text": text, "body": _refusal(offer, end, at) if by.staff_id is not None else ""}
        _lapse(offer, "gesture.refused", said, by, at, channel=channel, proof=proof.strip())
        _hear(offer.case, by, at)
    db.session.flush()  # the one answer is on record
    return end


def _refusal(offer: Offer, end: OfferEnd, at: datetime) -> str:
    """The letter that confirms a refusal one of us recorded."""
    received_on = day_of(end.received_at or at, offer.case.zone)
    said = refused_words(offer.case.subject.rstrip(" .!"), *mediator_on(offer.case, at))
    return reported_letter(offer, said, received_on, end.channel, at)


def _hear(case: Case, by: Actor, at: datetime) -> None:
    """What the customer says themselves, somebody of ours must read."""
    if by.is_customer:
        case_actions.hear(case, at=at)


def _reply(answer: str) -> Reply:
    try:
        return Reply(answer)
    except ValueError as unknown:
        message = words("Réponse inconnue : « {answer} ».", "Unknown answer: “{answer}”.", answer=answer[:40])
        raise Refused("unknown_answer", message, "answer") from unknown


def _received(offer: Offer, by: Actor, at: datetime, received_on: date | None, proof: str) -> datetime:
    if by.is_customer:
        return at
    if by.staff_id is None or not by.may(Permission.CASE_FACT):
        raise Refused("not_allowed", NOT_ALLOWED, "answer")
    if not proof.strip():
        raise Refused("proof_missing", PROOF, "proof")
    zone = offer.case.zone
    today = day_of(at, zone)
    if received_on is None or received_on == today:
        return at
    if received_on > today:
        raise Refused("future", FUTURE, "received_on")
    if offer.sent_at is not None and received_on < day_of(offer.sent_at, zone):
        raise Refused("before_sent", BEFORE, "received_on")
    return day_ends_at(received_on, zone) - timedelta(seconds=1)


def _accept(
    offer: Offer,
    reply: Reply,
    taken: tuple[int, ...],
    budgets: dict[int, Budget],
    end: OfferEnd,
    by: Actor,
    at: datetime,
) -> None:
    case = offer.case
    rest = tuple(line.position for line in offer.lines if line.position not in taken)
    if rest:
        release(offer, LineState.REFUSED, budgets, by, at, rest)
    accepted = [line for line in offer.lines if line.position in taken]
    _settle_claims(offer, accepted)
    value = sum((line.value for line in accepted), Money(0, offer.currency))
    kind = "gesture.accepted" if reply is Reply.ACCEPTED else "gesture.partly_accepted"
    last, counted = (
        accepted_for(case, at=at) if reply is Reply.ACCEPTED and case.state is not State.SETTLING else ("", "")
    )
    said = {"text": end.text, "body": confirmation_of(offer, accepted, at, last), "proof": end.proof}
    told(
        offer,
        kind,
        by=by,
        at=at,
        text=said,
        audience=Audience.CUSTOMER,
        value=value,
        channel=end.channel,
        reported_by_staff=by.staff_id is not None,
        received_at=_iso(end.received_at),
        lines=list(taken),
    )
    keep_offer_date(case)
    moved: dict[str, Json] = {"offer": offer.number, "value": value.minor, "currency": offer.currency}
    _move_case(case, by, at, moved, {"resolved": at, counted: at} if counted else {})
    for line in accepted:
        _promise(line, offer, by, at)


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _settle_claims(offer: Offer, accepted: list[OfferLine]) -> None:
    claims = sorted({line.claim_id for line in accepted if line.claim_id is not None})
    db.session.add_all(ClaimSettled(claim_id=claim, offer_id=offer.id) for claim in claims)
    try:
        db.session.flush()  # the database keeps one accepted offer per claim
    except IntegrityError as taken:
        raise Refused("claim_settled", SETTLED, "answer") from taken


def _move_case(
    case: Case, by: Actor, at: datetime, data: dict[str, Json], resolving: dict[str, date | datetime]
) -> None:
    """An acceptance is a fact: it takes a closed case up again, as long as the offer stands.

    `resolving`: what the letter that confirms it counts as, where the regime takes an acceptance for the end of the complaint.
    """
    if case.state is State.WAITING:
        case_actions.customer_replied(case, say(REPLIED, "en" if case.lang == "en" else "fr"), by=by, at=at)
    if case.state is State.SETTLING:
        return
    happened = {"offer_accepted": at, **resolving}
    case_actions.apply(case, "offer_accepted", Happening(data, happened=happened), by=by, at=at)


def _promise(line: OfferLine, offer: Offer, by: Actor, at: datetime) -> None:
    case = offer.case
    line.state = LineState.ACCEPTED
    line.due_on = promised_on(line, at)
    what = say(line.wording, "en" if case.lang == "en" else "fr", case.zone)
    due_at = day_ends_at(line.due_on, case.zone) - timedelta(seconds=1)
    made = case_actions.promise(case, what[:1].upper() + what[1:], due_at, by=by, at=at, origin=f"offer:{offer.id}")
    line.promise_id = made.id


def _lapse(
    offer: Offer, kind: str, text: dict[str, str], by: Actor, at: datetime, channel: str = "", proof: str = ""
) -> None:
    case = offer.case
    db.session.flush()  # other open offers are counted without this one
    told(offer, kind, by=by, at=at, text={**text, "proof": proof}, audience=Audience.CUSTOMER, channel=channel)
    others = db.session.scalar(
        select(func.count()).select_from(Offer).where(Offer.case_id == case.id, Offer.state == OfferState.SENT)
    )
    keep_offer_date(case)
    if case.state is State.OFFER_OPEN and not others:
        case_actions.apply(case, "offer_lapsed", Happening({"offer": offer.number}), by=by, at=at)
    else:
        case_actions.refresh(case, at=at)


def record_counter(
    offer: Offer,
    text: str,
    amount: Money | None = None,
    *,
    by: Actor,
    at: datetime,
    channel: str = "web",
    proof: str = "",
    received_on: date | None = None,
) -> CounterOffer:
    """Record what the customer asks instead; the offer stands all the same. `received_on`: the civil day they said it."""
    lock(offer.case_id, [], [offer.id])
    if offer.state is not OfferState.SENT:
        message = words("Cette offre n’est plus ouverte.", "This offer is no longer open.")
        raise Refused("not_open", message, "text")
    if not text.strip():
        raise Refused("empty", words("Écrivez ce qui est demandé à la place.", "Write what is asked instead."), "text")
    if amount is not None and (amount.minor <= 0 or amount.currency != offer.currency):
        raise Refused("amount_zero", words("Indiquez un montant positif.", "Give a positive amount."), "amount")
    made_at = _received(offer, by, at, received_on, proof)
    on = day_of(made_at, offer.case.zone)
    row = CounterOffer(
        offer_id=offer.id,
        amount_minor=amount.minor if amount else None,
        currency=offer.currency,
        text=text.strip(),
        channel=channel[:20],
        proof=proof.strip()[:200],
        by=by.key,
        at=made_at,
    )
    db.session.add(row)
    asked = amount.minor if amount else None
    body = ""
    if by.staff_id is not None:
        said = countered_words(text.strip().rstrip(" ."), amount, offer.valid_until_on)
        body = reported_letter(offer, said, on, channel, at)
    told(
        offer,
        "gesture.countered",
        by=by,
        at=at,
        text={"text": text, "body": body, "proof": proof},
        audience=Audience.CUSTOMER,
        asked=asked,
        on=on.isoformat(),
    )
    _hear(offer.case, by, at)
    return row


def expire_offers(*, at: datetime, by: Actor = SYSTEM, most: int = 50) -> list[Offer]:
    """Mark the offers whose last day is over (and the days of the post), at most so many: never closes a case.

    All they need is locked at once, in the order everybody keeps.
    """
    past = list(db.session.scalars(select(Offer).where(Offer.id.in_(offers_past(at - POST_DAYS)[:most]))))
    budgets = lock_many([one.case_id for one in past], [one.budget_id for one in past], [one.id for one in past])
    ended = [one for one in sorted(past, key=lambda row: row.id) if one.state is OfferState.SENT]
    for offer in ended:
        _expire(offer, budgets, by, at)
    return ended


def _expire(offer: Offer, budgets: dict[int, Budget], by: Actor, at: datetime) -> None:
    db.session.add(
        OfferEnd(
            offer_id=offer.id,
            how="expired",
            edition=offer.edition,
            expires_at=offer.expires_at,
            taken=[],
            by=by.key,
            at=at,
        )
    )
    offer.state = OfferState.EXPIRED
    release(offer, LineState.EXPIRED, budgets, by, at)
    _lapse(offer, "gesture.expired", {}, by, at)


REPLIED = words("Le client accepte l’offre.", "The customer accepts the offer.")
