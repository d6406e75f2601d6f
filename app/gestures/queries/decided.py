"""What was decided of the approvals somebody asked for, until they act on it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.cases.models import Case
from app.cases.queries import visible
from app.gestures.models import Approval, ApprovalDecision, Offer
from app.gestures.queries.offers import is_refused, status_of
from app.gestures.rules.approvals import Status
from app.gestures.rules.offers import OfferState
from app.people.rules import Actor
from app.plumbing.db import db

MOST = 100


@dataclass(frozen=True)
class Told:
    """One decision that its author is alerted to."""

    case: Case
    offer: Offer
    decision: ApprovalDecision
    granted: bool


def decisions_for(actor: Actor) -> list[Told]:
    """Decisions on what this person asked for, the latest first: until the offer leaves, changes or is withdrawn."""
    wanted = (
        select(Approval)
        .join(Offer, Offer.id == Approval.offer_id)
        .join(Case, Case.id == Offer.case_id)
        .join(ApprovalDecision, ApprovalDecision.approval_id == Approval.id)
        .where(Approval.by_id == actor.staff_id, Offer.state == OfferState.DRAFT, visible(actor))
        .order_by(ApprovalDecision.at.desc(), Approval.id.desc())
        .options(joinedload(Approval.offer))
        .limit(MOST)
    )
    rows = db.session.scalars(wanted).all()
    return [
        Told(row.offer.case, row.offer, row.decision, row.decision.granted)
        for row in rows
        if row.decision is not None and (status_of(row) is Status.GRANTED or is_refused(row.offer))
    ]
