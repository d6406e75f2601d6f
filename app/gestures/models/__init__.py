"""Rows of gestures: palette, grid, delegations, proposals; offers with their lines and their one answer; approvals; entitlements."""

from app.gestures.models.approvals import Approval, ApprovalDecision
from app.gestures.models.entitlements import EntitlementRow
from app.gestures.models.offers import OFFER_ERASED, ClaimSettled, CounterOffer, Offer, OfferEnd, OfferLine, Payout
from app.gestures.models.palette import CatalogueRow, CommitmentRow, DelegationRow, GridRow, Proposal, ProposalDecision

__all__ = [
    "OFFER_ERASED",
    "Approval",
    "ApprovalDecision",
    "CatalogueRow",
    "ClaimSettled",
    "CommitmentRow",
    "CounterOffer",
    "DelegationRow",
    "EntitlementRow",
    "GridRow",
    "Offer",
    "OfferEnd",
    "OfferLine",
    "Payout",
    "Proposal",
    "ProposalDecision",
]
