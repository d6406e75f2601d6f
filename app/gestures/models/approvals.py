"""Rows of approvals: what was asked, bound to its digest, and the one decision on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.gestures.models.offers import OFFER_ERASED, Offer
from app.gestures.rules.approvals import Decided, from_minor
from app.gestures.rules.authority import Rank
from app.people.models import Staff
from app.plumbing.db import Base, one_of
from app.plumbing.triggers import refuse, wordless


class Approval(Base):
    """A request for approval, bound to the digest of what is asked. Its status is computed from the decision."""

    __tablename__ = "approval"
    __table_args__ = (
        UniqueConstraint("offer_id", "digest"),
        CheckConstraint("by_id IS NOT NULL", "asked_by_somebody"),
        Index(None, "substance"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"))
    digest: Mapped[str] = mapped_column(String(64))
    substance: Mapped[str] = mapped_column(String(64))
    rank: Mapped[Rank] = mapped_column(one_of(Rank, "rank"))
    people: Mapped[list[Any]]
    """Numbers of those on duty who could decide when it was asked."""
    reason: Mapped[str] = mapped_column(Text, default="")
    because: Mapped[str] = mapped_column(String(40))
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    escalated_at: Mapped[datetime | None]
    offer: Mapped[Offer] = relationship(back_populates="approvals", lazy="select", foreign_keys=[offer_id])
    author: Mapped[Staff] = relationship(lazy="selectin")
    decision: Mapped[ApprovalDecision | None] = relationship(lazy="selectin", back_populates="approval")


class ApprovalDecision(Base):
    """One decision on one request: its own immutable record."""

    __tablename__ = "approval_decision"
    __table_args__ = (CheckConstraint("by_id <> author_id", "four_eyes"), Index(None, "substance"))

    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    granted: Mapped[bool]
    digest: Mapped[str] = mapped_column(String(64))
    substance: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(40), default="own")
    rank: Mapped[Rank] = mapped_column(one_of(Rank, "rank"))
    ceilings: Mapped[list[Any]]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    at: Mapped[datetime]
    approval: Mapped[Approval] = relationship(back_populates="decision", lazy="select")
    decider: Mapped[Staff] = relationship(lazy="selectin", foreign_keys=[by_id])

    @property
    def facts(self) -> Decided:
        """As rules see it."""
        ceilings = from_minor(self.ceilings, self.currency) if self.ceilings else None
        return Decided(self.by_id, self.granted, self.digest, self.at, ceilings, self.source)


wordless(
    ApprovalDecision,
    ("reason",),
    OFFER_ERASED.format(offer="(SELECT a.offer_id FROM approval a WHERE a.id = OLD.approval_id)"),
)


refuse(Approval, "delete", "1 = 1", "delete")


refuse(
    Approval, "update", "OLD.digest <> NEW.digest OR OLD.offer_id <> NEW.offer_id OR OLD.by_id <> NEW.by_id", "terms"
)


refuse(
    Approval,
    "insert",
    "EXISTS (SELECT 1 FROM approval_decision d WHERE d.substance = NEW.substance AND NOT d.granted)",
    "refusal_sticks",
)


refuse(
    ApprovalDecision,
    "insert",
    "EXISTS (SELECT 1 FROM approval_decision d WHERE d.substance = NEW.substance AND NOT d.granted)",
    "refused_once_for_all",
)
