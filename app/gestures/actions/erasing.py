"""A whole case was erased: of its offers and entitlements the kinds, amounts, dates and answers stay, and the ledger."""

from __future__ import annotations

from sqlalchemy import select, update

from app.cases.queries.keeping import erased_case
from app.gestures.models import (
    Approval,
    ApprovalDecision,
    CounterOffer,
    EntitlementRow,
    Offer,
    OfferEnd,
    OfferLine,
    Payout,
)
from app.kernel import Event
from app.plumbing.db import db
from app.plumbing.triggers import NOTHING


def forget_gestures(event: Event) -> None:
    """Take people's words out of everything that was offered, asked, decided, answered, carried out and recognised."""
    case = erased_case(event)
    offers = list(db.session.scalars(select(Offer.id).where(Offer.case_id == case.id)))
    lines = select(OfferLine.id).where(OfferLine.offer_id.in_(offers))
    asked = select(Approval.id).where(Approval.offer_id.in_(offers))
    said = {"text": NOTHING, "proof": ""}
    of_offers = {
        "message": "",
        "text_sent": "",
        "deviation": "",
        "replaced_because": "",
        "customer_id": case.customer_id,
    }
    for change in (
        update(Offer).where(Offer.id.in_(offers)).values(of_offers),
        update(OfferLine).where(OfferLine.id.in_(lines)).values(wording_fr=NOTHING, wording_en=NOTHING, evidence=""),
        update(OfferEnd).where(OfferEnd.offer_id.in_(offers)).values(said),
        update(CounterOffer).where(CounterOffer.offer_id.in_(offers)).values(said),
        update(Payout).where(Payout.line_id.in_(lines)).values(proof=NOTHING),
        update(Approval).where(Approval.offer_id.in_(offers)).values(reason=""),
        update(ApprovalDecision).where(ApprovalDecision.approval_id.in_(asked)).values(reason=NOTHING),
    ):
        db.session.execute(change.execution_options(synchronize_session=False))
    for row in db.session.scalars(select(EntitlementRow).where(EntitlementRow.case_id == case.id)):
        row.what, row.facts, row.contested_because = NOTHING, NOTHING, ""
        row.consent, row.proof = (NOTHING if row.consent else ""), (NOTHING if row.proof else "")
    db.session.flush()
    db.session.expire_all()
