"""Four eyes: asking, deciding, passing up what nobody decides in time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from app.gestures.actions.locking import lock
from app.gestures.actions.telling import part_of, told
from app.gestures.models import Approval, ApprovalDecision, Offer
from app.gestures.queries.grounds import ground_for
from app.gestures.queries.offers import asked_of, status_of
from app.gestures.rules.approvals import STICKS, Status, as_minor, check_decision
from app.gestures.rules.offers import OfferState
from app.gestures.rules.verdict import Answer, Verdict, covering, may_grant
from app.kernel import Refused, day_of, words
from app.people.rules import SYSTEM, Actor
from app.plumbing.db import db

NOT_NEEDED = words("Aucun accord n’est nécessaire : envoyez l’offre.", "No approval is needed: send the offer.")


def request_approval(offer: Offer, verdict: Verdict, reason: str, *, by: Actor, at: datetime) -> Approval:
    """Ask the lowest sufficient level; refuses what was already refused as it stands."""
    terms = offer.terms
    known = db.session.scalars(
        select(Approval).where(Approval.offer_id == offer.id, Approval.digest == terms.digest)
    ).one_or_none()
    if known is not None:
        return known
    _refuse_asked_again(offer, terms.substance)
    assert verdict.level is not None
    assert by.staff_id is not None
    row = Approval(
        offer_id=offer.id,
        digest=terms.digest,
        substance=terms.substance,
        rank=verdict.level,
        people=[one.id for one in verdict.people],
        reason=reason.strip(),
        because=verdict.because.code,
        by_id=by.staff_id,
        at=at,
    )
    db.session.add(row)
    db.session.flush()  # its number goes into the journal
    told(
        offer,
        "gesture.approval_asked",
        by=by,
        at=at,
        text={"reason": reason},
        approval=row.id,
        rank=verdict.level.value,
        people=[one.id for one in verdict.people],
        digest=terms.digest,
    )
    return row


def _refusal_of(substance: str) -> ApprovalDecision | None:
    wanted = select(ApprovalDecision).where(ApprovalDecision.substance == substance)
    return db.session.scalars(wanted.where(ApprovalDecision.granted.is_(False))).first()


def _refuse_asked_again(offer: Offer, substance: str) -> None:
    refused = _refusal_of(substance)
    if refused is not None:
        day = day_of(refused.at, offer.case.zone)
        raise Refused("already_refused", STICKS.fill(day=day, name=refused.decider.name), "gesture")


def ask_approval(offer: Offer, reason: str, *, by: Actor, at: datetime) -> Approval:
    """Ask for approval of a draft as it stands (when sums have grown since, for instance)."""
    lock(offer.case_id, [], [offer.id])
    if offer.state is not OfferState.DRAFT or offer.author_id != by.staff_id:
        raise Refused("not_a_draft", words("Cette offre n’attend plus rien.", "This offer awaits nothing."), "offer")
    ground = ground_for(offer.case, by, at)
    verdict = may_grant(
        asked_of(offer), ground.author, ground.counted(offer.replaces_id or 0), ground.grid, ground.people, on=ground.on
    )
    if verdict.answer is Answer.GRANTED:
        raise Refused("not_needed", NOT_NEEDED, "offer")
    if verdict.answer is Answer.REFUSED:
        raise Refused(verdict.because.code, verdict.because.sentence, "gesture")
    return request_approval(offer, verdict, reason, by=by, at=at)


def decide(
    approval: Approval, granted: bool, reason: str, *, by: Actor, at: datetime, digest: str | None = None
) -> ApprovalDecision:
    """Decide on somebody else's request, with a reason; `digest` is what the page showed. Never changed afterwards."""
    offer = approval.offer
    lock(offer.case_id, [], [offer.id])
    ground = ground_for(offer.case, offer.author, at)
    decider = next((one for one in ground.people if one.id == by.staff_id), None)
    power, ceilings = check_decision(
        asked_of(offer),
        ground.counted(offer.replaces_id or 0),
        decider,
        offer.author_id,
        ground.grid,
        on=ground.on,
        now=status_of(approval),
        seen_digest=approval.digest if digest is None else digest,
        current_digest=offer.terms.digest,
        reason=reason,
        granted=granted,
        refused_elsewhere=_refusal_of(approval.substance) is not None,
    )
    assert decider is not None
    row = ApprovalDecision(
        approval_id=approval.id,
        by_id=decider.id,
        author_id=approval.by_id,
        granted=granted,
        digest=approval.digest,
        substance=approval.substance,
        reason=reason.strip(),
        source=power.source,
        rank=power.rank,
        ceilings=as_minor(ceilings),
        currency=ceilings.gesture.currency,
        at=at,
    )
    db.session.add(row)
    approval.decision = row
    db.session.flush()  # the database refuses a second decision, and its author's own
    _tell_decided(offer, row, decider.name, by, at)
    return row


def _tell_decided(offer: Offer, row: ApprovalDecision, name: str, by: Actor, at: datetime) -> None:
    kind = "gesture.approved" if row.granted else "gesture.approval_refused"
    took_part = ((by.key, part_of(offer.case)),)
    told(
        offer,
        kind,
        by=by,
        at=at,
        text={"reason": row.reason},
        participants=took_part,
        who=name,
        approval=row.approval_id,
        digest=row.digest,
        source=row.source,
    )


def pass_up(number: int, *, at: datetime, by: Actor = SYSTEM) -> Approval | None:
    """Pass a request that nobody decided in time up to the next level that could: never silence.

    None, and nothing done, where somebody has decided meanwhile.
    """
    lock(db.session.scalars(CASE_ASKED, {"approval": number}).one(), [])
    row = db.session.get_one(Approval, number, populate_existing=True)
    if row.escalated_at is not None or status_of(row) is not Status.PENDING:
        return None
    _pass_up(row, by, at)
    return row


CASE_ASKED = (
    select(Offer.case_id).join(Approval, Approval.offer_id == Offer.id).where(Approval.id == bindparam("approval"))
)


def _pass_up(row: Approval, by: Actor, at: datetime) -> None:
    offer = row.offer
    ground = ground_for(offer.case, offer.author, at)
    asked, counted = asked_of(offer), ground.counted(offer.replaces_id or 0)
    able = [
        (who, found[0])
        for who in ground.people
        if (found := covering(asked, counted, who, offer.author_id, ground.grid, ground.on))
    ]
    above = [(who, power) for who, power in able if power.rank.order > row.rank.order] or able
    rank = min((power.rank for _who, power in above), key=lambda one: one.order, default=row.rank)
    row.rank, row.escalated_at = rank, at
    row.people = sorted({*row.people, *(who.id for who, power in above if power.rank is rank)})
    told(offer, "gesture.approval_escalated", by=by, at=at, approval=row.id, rank=rank.value, people=list(row.people))
