"""Preparing offers: priced and weighed, kept as a draft, sent for approval where authority does not suffice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from app.cases.models import Case
from app.gestures.actions.approving import request_approval
from app.gestures.actions.composing import Composed, Drafted, compose
from app.gestures.actions.locking import lock
from app.gestures.actions.telling import told
from app.gestures.models import Offer, OfferEnd
from app.gestures.queries.grounds import paying_budget
from app.gestures.rules.offers import LineState, OfferState, Promised, check_improvement
from app.gestures.rules.verdict import Answer
from app.kernel import Refused, day_of, words
from app.people.rules import Actor, Permission
from app.plumbing.db import db

NOT_ALLOWED = words("Votre rôle ne permet pas de proposer un geste.", "Your role does not offer gestures.")
NOT_DRAFT = words(
    "Cette offre est partie ({state}) : elle ne peut qu’être améliorée ou remplacée.",
    "This offer has left ({state}): it can only be improved or replaced.",
)
NOT_OPEN = words("Cette offre n’est pas en cours ({state}).", "This offer is not open ({state}).")
NOT_AUTHOR = words("Seul l’auteur de l’offre la change.", "Only its author changes an offer.")
UNCHANGED = words("Rien n’est changé : l’offre reste comme elle est.", "Nothing is changed: the offer stays as it is.")
NOT_ASKED = words("Dites où le client l’a demandé.", "Say where the customer asked for it.")


def propose_offer(case: Case, drafted: Drafted, *, by: Actor, at: datetime) -> Offer:
    """Prepare an offer; asks for approval at once where the author's authority does not suffice. Refuses what cannot be."""
    return _prepare(case, drafted, by, at)


def improve_offer(old: Offer, drafted: Drafted, *, by: Actor, at: datetime) -> Offer:
    """Prepare a better offer in place of one that was sent: nothing is taken back. The old one stands until it leaves."""
    _check_open(old)
    return _prepare(old.case, drafted, by, at, replaces=old)


def replace_offer(old: Offer, drafted: Drafted, asked: str, *, by: Actor, at: datetime) -> Offer:
    """Prepare another offer at the customer's request; `asked` says where they asked for it (exhibit or call entry)."""
    _check_open(old)
    if not asked.strip():
        raise Refused("request_missing", NOT_ASKED, "asked")
    return _prepare(old.case, drafted, by, at, replaces=old, asked=asked.strip())


def change_offer(offer: Offer, drafted: Drafted, *, by: Actor, at: datetime) -> Offer:
    """Change a draft: another edition, and whatever approval it had no longer counts. Refuses what changes nothing."""
    _check_author(by)
    _lock(offer.case, by, at, offer)
    check_draft(offer, by)
    composed = compose(offer.case, drafted, offer.replaces, by=by, at=at)
    before = _content(offer)
    offer.lines.clear()
    db.session.flush()  # positions are taken again
    _write(offer, drafted, composed)
    if _content(offer) == before:
        raise Refused("same", UNCHANGED, "offer")
    offer.edition += 1
    db.session.flush()  # the digest is taken over the new lines
    told(offer, "gesture.changed", by=by, at=at, text={"deviation": drafted.deviation}, edition=offer.edition)
    return _asked_for(offer, drafted, composed, by, at)


def withdraw_offer(offer: Offer, reason: str, *, by: Actor, at: datetime) -> None:
    """Give up an offer that has not reached the customer."""
    lock(offer.case_id, [], [offer.id])
    check_draft(offer, by)
    db.session.add(
        OfferEnd(offer_id=offer.id, how="withdrawn", edition=offer.edition, taken=[], text=reason, by=by.key, at=at)
    )
    offer.state = OfferState.WITHDRAWN
    for line in offer.lines:
        line.state = LineState.WITHDRAWN
    told(offer, "gesture.withdrawn", by=by, at=at, text={"reason": reason})


def _prepare(
    case: Case, drafted: Drafted, by: Actor, at: datetime, replaces: Offer | None = None, asked: str = ""
) -> Offer:
    _check_author(by)
    _lock(case, by, at, replaces)
    composed = compose(case, drafted, replaces, by=by, at=at)
    offer = Offer(
        case_id=case.id,
        customer_id=case.customer_id,
        number=_next_number(case),
        author_id=by.staff_id,
        state=OfferState.DRAFT,
        edition=1,
        currency=case.currency,
        replaces_id=replaces.id if replaces else None,
        replaced_because=asked,
        made_at=at,
    )
    offer.case, offer.replaces = case, replaces
    _write(offer, drafted, composed)
    db.session.add(offer)
    db.session.flush()  # its number and lines go into the journal and the digest
    told(
        offer,
        "gesture.proposed",
        by=by,
        at=at,
        text={"deviation": drafted.deviation},
        gestures=[line.code for line in offer.lines],
    )
    return _asked_for(offer, drafted, composed, by, at)


def _write(offer: Offer, drafted: Drafted, composed: Composed) -> None:
    """Put what was composed into the draft. An improvement takes nothing back; a replacement that was asked for may."""
    offer.lines, offer.budget_id = composed.lines, composed.budget_id
    offer.valid_until_on, offer.separable = drafted.valid_until_on, drafted.separable
    offer.message, offer.deviation = drafted.message.strip(), drafted.deviation.strip()
    if offer.replaces is not None and not offer.replaced_because:
        old = offer.replaces
        check_improvement(_promised(old), _promised(offer), old.valid_until_on, offer.valid_until_on)


def _content(offer: Offer) -> tuple[object, ...]:
    """Everything its author wrote, but for what was said to whoever approves."""
    return offer.terms, offer.deviation, [(line.claim_id, line.evidence) for line in offer.lines]


def _promised(offer: Offer) -> list[Promised]:
    return [Promised(line.code, line.value_minor) for line in offer.lines]


def _asked_for(offer: Offer, drafted: Drafted, composed: Composed, by: Actor, at: datetime) -> Offer:
    if composed.verdict.answer is Answer.NEEDS_APPROVAL:
        request_approval(offer, composed.verdict, drafted.reason, by=by, at=at)
    return offer


def _check_open(old: Offer) -> None:
    if old.state is not OfferState.SENT:
        raise Refused("not_open", NOT_OPEN.fill(state=old.state.words), "offer")


def _check_author(by: Actor) -> None:
    if by.staff_id is None or not by.may(Permission.GESTURE_OFFER):
        raise Refused("no_authority", NOT_ALLOWED, "gesture")


def check_draft(offer: Offer, by: Actor) -> None:
    """Refuse to change an offer that has left, or somebody else's."""
    if offer.state is not OfferState.DRAFT:
        raise Refused("not_a_draft", NOT_DRAFT.fill(state=offer.state.words), "offer")
    if offer.author_id != by.staff_id:
        raise Refused("not_author", NOT_AUTHOR, "offer")


def _lock(case: Case, by: Actor, at: datetime, known: Offer | None) -> None:
    """The budget that would pay is locked before the case: the same unit of work may go on to send the offer."""
    paying = paying_budget(case, by.staff_id, day_of(at, case.zone))
    budgets = [paying.id if paying else None, known.budget_id if known else None]
    lock(case.id, budgets, [known.id if known else None])


def _next_number(case: Case) -> int:
    return int(db.session.scalar(select(func.max(Offer.number)).where(Offer.case_id == case.id)) or 0) + 1
