"""Preparing offers: priced and weighed, kept as a draft, sent for approval where authority does not suffice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from app.cases.models import Case, Claim
from app.costs.queries import budget_on
from app.gestures.actions.approving import request_approval
from app.gestures.actions.locking import lock
from app.gestures.actions.telling import told
from app.gestures.models import ClaimSettled, Offer, OfferEnd, OfferLine
from app.gestures.queries.grounds import granting_service, ground_for, paying_budget
from app.gestures.queries.precedents import precedents_for
from app.gestures.rules.offers import LineState, OfferState, Promised, check_improvement, check_validity
from app.gestures.rules.precedents import DEVIATION
from app.gestures.rules.pricing import Priced
from app.gestures.rules.verdict import Answer
from app.gestures.rules.weighing import Ground, Wanted, Weighed, weigh
from app.kernel import Money, Refused, day_of, refuse_all, words
from app.people.rules import Actor, Permission
from app.plumbing.db import db

NOT_ALLOWED = words("Votre rôle ne permet pas de proposer un geste.", "Your role does not offer gestures.")
NOT_DRAFT = words(
    "Cette offre est partie ({state}) : elle ne peut qu’être améliorée ou remplacée.",
    "This offer has left ({state}): it can only be improved or replaced.",
)
NOT_OPEN = words("Cette offre n’est pas en cours ({state}).", "This offer is not open ({state}).")
NO_LINES = words("Choisissez au moins un geste.", "Choose at least one gesture.")
TOO_MANY = words("Une offre a au plus {most} gestes.", "An offer has at most {most} gestures.")
EVIDENCE = words("{name} demande une pièce : {evidence}.", "{name} needs an exhibit: {evidence}.")
NO_CLAIM = words("Cette demande n’est pas du dossier.", "This claim is not of this case.")
SETTLED = words(
    "Cette demande est déjà réglée par une offre acceptée.", "An accepted offer already settled this claim."
)
MOST_LINES = 8


def propose_offer(
    case: Case,
    lines: Sequence[Wanted],
    valid_until_on: date,
    *,
    by: Actor,
    at: datetime,
    message: str = "",
    separable: bool = True,
    reason: str = "",
    deviation: str = "",
) -> Offer:
    """Prepare an offer; asks for approval at once where the author's authority does not suffice. Refuses what cannot be."""
    return _prepare(case, lines, valid_until_on, by, at, message, separable, reason, deviation, None, "")


def improve_offer(
    old: Offer,
    lines: Sequence[Wanted],
    valid_until_on: date,
    *,
    by: Actor,
    at: datetime,
    message: str = "",
    separable: bool = True,
    reason: str = "",
    deviation: str = "",
) -> Offer:
    """Prepare a better offer in place of one that was sent: nothing is taken back. The old one stands until it leaves."""
    _check_open(old)
    offer = _prepare(old.case, lines, valid_until_on, by, at, message, separable, reason, deviation, old, "")
    before = [Promised(line.code, line.value_minor) for line in old.lines]
    after = [Promised(line.code, line.value_minor) for line in offer.lines]
    check_improvement(before, after, old.valid_until_on, valid_until_on)
    return offer


def replace_offer(
    old: Offer,
    lines: Sequence[Wanted],
    valid_until_on: date,
    asked: str,
    *,
    by: Actor,
    at: datetime,
    message: str = "",
    separable: bool = True,
    reason: str = "",
    deviation: str = "",
) -> Offer:
    """Prepare another offer at the customer's request; `asked` says where they asked for it (exhibit or call entry)."""
    _check_open(old)
    if not asked.strip():
        message_ = words("Dites où le client l’a demandé.", "Say where the customer asked for it.")
        raise Refused("request_missing", message_, "asked")
    return _prepare(old.case, lines, valid_until_on, by, at, message, separable, reason, deviation, old, asked)


def _check_open(old: Offer) -> None:
    if old.state is not OfferState.SENT:
        raise Refused("not_open", NOT_OPEN.fill(state=old.state.words), "offer")


def _prepare(
    case: Case,
    lines: Sequence[Wanted],
    valid_until_on: date,
    by: Actor,
    at: datetime,
    message: str,
    separable: bool,
    reason: str,
    deviation: str,
    replaces: Offer | None,
    asked: str,
) -> Offer:
    _check_author(by)
    _lock(case, by, at, replaces)
    ground = ground_for(case, by, at)
    weighed = _weighed(case, ground, lines, valid_until_on, replaces)
    _check_said(case, weighed, deviation, by)
    offer = Offer(
        case_id=case.id,
        customer_id=case.customer_id,
        number=_next_number(case),
        author_id=by.staff_id,
        state=OfferState.DRAFT,
        edition=1,
        separable=separable,
        valid_until_on=valid_until_on,
        currency=case.currency,
        message=message.strip(),
        deviation=deviation.strip(),
        budget_id=_budget(case, ground, weighed),
        replaces_id=replaces.id if replaces else None,
        replaced_because=asked.strip(),
        made_at=at,
    )
    offer.case = case
    offer.lines = _rows(weighed)
    db.session.add(offer)
    db.session.flush()  # its number and lines go into the journal and the digest
    told(
        offer,
        "gesture.proposed",
        by=by,
        at=at,
        text={"deviation": deviation},
        gestures=[one.code for one in offer.lines],
    )
    if weighed.verdict.answer is Answer.NEEDS_APPROVAL:
        request_approval(offer, weighed.verdict, reason, by=by, at=at)
    return offer


def change_offer(
    offer: Offer,
    lines: Sequence[Wanted],
    valid_until_on: date,
    *,
    by: Actor,
    at: datetime,
    message: str = "",
    separable: bool = True,
    reason: str = "",
    deviation: str = "",
) -> Offer:
    """Change a draft: another edition, and whatever approval it had no longer counts."""
    _check_author(by)
    _lock(offer.case, by, at, offer)
    _check_draft(offer, by)
    ground = ground_for(offer.case, by, at)
    weighed = _weighed(offer.case, ground, lines, valid_until_on, offer.replaces)
    _check_said(offer.case, weighed, deviation, by)
    offer.lines.clear()
    db.session.flush()  # positions are taken again
    offer.lines = _rows(weighed)
    offer.valid_until_on, offer.separable, offer.message = valid_until_on, separable, message.strip()
    offer.deviation, offer.budget_id = deviation.strip(), _budget(offer.case, ground, weighed)
    offer.edition += 1
    db.session.flush()  # the digest is taken over the new lines
    told(offer, "gesture.changed", by=by, at=at, text={"deviation": deviation}, edition=offer.edition)
    if weighed.verdict.answer is Answer.NEEDS_APPROVAL:
        request_approval(offer, weighed.verdict, reason, by=by, at=at)
    return offer


def withdraw_offer(offer: Offer, reason: str, *, by: Actor, at: datetime) -> None:
    """Give up an offer that has not reached the customer."""
    lock(offer.case_id, [], [offer.id])
    _check_draft(offer, by)
    db.session.add(
        OfferEnd(offer_id=offer.id, how="withdrawn", edition=offer.edition, taken=[], text=reason, by=by.key, at=at)
    )
    offer.state = OfferState.WITHDRAWN
    for line in offer.lines:
        line.state = LineState.WITHDRAWN
    told(offer, "gesture.withdrawn", by=by, at=at, text={"reason": reason})


def _check_author(by: Actor) -> None:
    if by.staff_id is None or not by.may(Permission.GESTURE_OFFER):
        raise Refused("no_authority", NOT_ALLOWED, "gesture")


def _check_draft(offer: Offer, by: Actor) -> None:
    if offer.state is not OfferState.DRAFT:
        raise Refused("not_a_draft", NOT_DRAFT.fill(state=offer.state.words), "offer")
    if offer.author_id != by.staff_id:
        message = words("Seul l’auteur de l’offre la change.", "Only its author changes an offer.")
        raise Refused("not_author", message, "offer")


def _weighed(case: Case, ground: Ground, lines: Sequence[Wanted], until: date, replaces: Offer | None) -> Weighed:
    if not lines:
        raise Refused("nothing_asked", NO_LINES, "gesture")
    if len(lines) > MOST_LINES:
        raise Refused("too_many", TOO_MANY.fill(most=MOST_LINES), "gesture")
    check_validity(until, ground.on)
    _check_claims(case, lines)
    freed = replaces.cost if replaces and replaces.budget_id else None
    weighed = weigh(ground, lines, without=replaces.id if replaces else 0, freed=freed)
    if weighed.verdict.answer is Answer.REFUSED:
        raise Refused(weighed.verdict.because.code, weighed.verdict.because.sentence, "gesture")
    return weighed


def unsaid_evidence(weighed: Weighed) -> tuple[Refused, ...]:
    """The exhibits that the chosen gestures need and that nobody named, one refusal each."""
    return tuple(
        Refused("evidence_missing", EVIDENCE.fill(name=one.entry.name, evidence=one.entry.evidence), "evidence")
        for one, wanted in zip(weighed.lines, weighed.wanted, strict=True)
        if one.entry.evidence is not None and not wanted.evidence.strip()
    )


def _check_claims(case: Case, lines: Sequence[Wanted]) -> None:
    asked = {line.claim_id for line in lines if line.claim_id is not None}
    if not asked:
        return
    own = set(db.session.scalars(select(Claim.id).where(Claim.case_id == case.id)))
    if not asked <= own:
        raise Refused("no_such_claim", NO_CLAIM, "claim")
    if db.session.scalars(select(ClaimSettled.claim_id).where(ClaimSettled.claim_id.in_(asked))).first():
        raise Refused("claim_settled", SETTLED, "claim")


def _check_said(case: Case, weighed: Weighed, deviation: str, by: Actor) -> None:
    """Refuse what must still be said, all at once: the exhibits, and the reason for going far from similar cases."""
    refuse_all((*unsaid_evidence(weighed), *_unsaid_deviation(case, weighed, deviation, by)))


def _unsaid_deviation(case: Case, weighed: Weighed, deviation: str, by: Actor) -> tuple[Refused, ...]:
    like = precedents_for(case, by)
    if deviation.strip() or not like.far(weighed.value.minor):
        return ()
    low, high = Money(like.low, case.currency), Money(like.high, case.currency)
    return (Refused("deviation", DEVIATION.fill(n=like.count, low=low, high=high), "deviation"),)


def _lock(case: Case, by: Actor, at: datetime, known: Offer | None) -> None:
    """The budget that would pay is locked before the case: the same unit of work may go on to send the offer."""
    paying = paying_budget(case, by.staff_id, day_of(at, case.zone))
    budgets = [paying.id if paying else None, known.budget_id if known else None]
    lock(case.id, budgets, [known.id if known else None])


def _budget(case: Case, ground: Ground, weighed: Weighed) -> int | None:
    if not weighed.cost:
        return None
    found = budget_on(granting_service(case, ground.people, ground.author_id), ground.on, case.currency)
    return found.id if found else None


def _next_number(case: Case) -> int:
    return int(db.session.scalar(select(func.max(Offer.number)).where(Offer.case_id == case.id)) or 0) + 1


def _rows(weighed: Weighed) -> list[OfferLine]:
    pairs = zip(weighed.lines, weighed.wanted, strict=True)
    return [_row(position, one, wanted) for position, (one, wanted) in enumerate(pairs, start=1)]


def _row(position: int, one: Priced, wanted: Wanted) -> OfferLine:
    entry = one.entry
    return OfferLine(
        position=position,
        claim_id=wanted.claim_id,
        code=entry.code,
        entry_version=entry.version,
        kind=entry.kind,
        nature=entry.price.nature.value,
        name_fr=entry.name.fr,
        name_en=entry.name.en,
        wording_fr=entry.wording.fr,
        wording_en=entry.wording.en,
        value_minor=one.value.minor,
        cost_minor=one.cost.minor,
        currency=one.value.currency,
        evidence=wanted.evidence.strip(),
        carry_out_days=entry.carry_out_days,
        state=LineState.DRAFT,
    )
