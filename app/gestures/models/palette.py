"""Rows of what may be granted and by whom: catalogue, grid, delegations, published commitments, and how each is changed by two."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.gestures.rules.approvals import from_minor
from app.gestures.rules.authority import Ceilings, Delegation, GridLine, Rank
from app.gestures.rules.catalogue import Entry
from app.gestures.rules.kinds import Kind
from app.gestures.rules.reading import entry_of
from app.kernel import Money
from app.people.models import Staff
from app.plumbing.db import Base, one_of
from app.plumbing.triggers import append_only


class CatalogueRow(Base):
    """One version of one gesture of the palette; versions are added, never changed."""

    __tablename__ = "gesture_catalogue"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    kind: Mapped[Kind] = mapped_column(one_of(Kind, "kind"))
    spec: Mapped[dict[str, Any]]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    confirmed_by: Mapped[str] = mapped_column(String(60), default="")

    @property
    def entry(self) -> Entry:
        """This version as rules see it."""
        return entry_of(self.code, self.version, self.spec, self.valid_from, self.valid_until)


class GridRow(Base):
    """One version of one line of the authority grid; versions are added, never changed."""

    __tablename__ = "authority_line"
    __table_args__ = (
        UniqueConstraint("rank", "service_id", "kind", "version"),
        CheckConstraint("gesture_minor >= 0 AND case_minor >= 0 AND customer_minor >= 0", "ceilings_not_negative"),
        CheckConstraint("gesture_minor <= case_minor AND case_minor <= customer_minor", "ceilings_in_order"),
        CheckConstraint("compromise_minor >= 0", "compromise_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rank: Mapped[Rank] = mapped_column(one_of(Rank, "rank"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    kind: Mapped[Kind | None] = mapped_column(one_of(Kind, "kind"))
    version: Mapped[int] = mapped_column(default=1)
    gesture_minor: Mapped[int]
    case_minor: Mapped[int]
    customer_minor: Mapped[int]
    compromise_minor: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    confirmed_by: Mapped[str] = mapped_column(String(60), default="")

    @property
    def line(self) -> GridLine:
        """This line as rules see it."""
        ceilings = from_minor((self.gesture_minor, self.case_minor, self.customer_minor), self.currency)
        compromise = Money(self.compromise_minor, self.currency)
        return GridLine(
            self.rank, self.service_id, self.kind, ceilings, compromise, self.valid_from, self.valid_until, self.version
        )


class DelegationRow(Base):
    """Power to approve lent from one person to another, with limits and an end."""

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("from_id <> to_id", "not_to_oneself"),
        CheckConstraint("from_on <= until_on", "dates_forwards"),
        CheckConstraint("gesture_minor > 0", "something_lent"),
        Index(None, "to_id", "until_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    gesture_minor: Mapped[int]
    case_minor: Mapped[int]
    customer_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    from_on: Mapped[date]
    until_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300), default="")
    made_at: Mapped[datetime]
    revoked_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    lender: Mapped[Staff] = relationship(foreign_keys=[from_id], lazy="selectin")
    borrower: Mapped[Staff] = relationship(foreign_keys=[to_id], lazy="selectin")

    @property
    def ceilings(self) -> Ceilings:
        """How much is lent."""
        return from_minor((self.gesture_minor, self.case_minor, self.customer_minor), self.currency)

    @property
    def facts(self) -> Delegation:
        """As rules see it."""
        return Delegation(
            self.id, self.from_id, self.to_id, self.ceilings, self.from_on, self.until_on, self.revoked_on
        )


class Proposal(Base):
    """A change of the grid, the palette or a budget, proposed by one person; another decides."""

    __tablename__ = "settings_proposal"
    __table_args__ = (CheckConstraint("kind IN ('grid', 'catalogue', 'budget')", "kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    payload: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    author: Mapped[Staff] = relationship(lazy="selectin")
    decision: Mapped[ProposalDecision | None] = relationship(back_populates="proposal", lazy="selectin")


class ProposalDecision(Base):
    """What another person decided of a proposal; never changed."""

    __tablename__ = "settings_decision"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("settings_proposal.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    confirmed: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    proposal: Mapped[Proposal] = relationship(back_populates="decision", lazy="select")
    decider: Mapped[Staff] = relationship(lazy="selectin")


class CommitmentRow(Base):
    """One published commitment (service menu), in one version."""

    __tablename__ = "commitment"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(default=1)
    text_fr: Mapped[str] = mapped_column(String(300))
    text_en: Mapped[str] = mapped_column(String(300))
    metric: Mapped[str] = mapped_column(String(40))
    at_most: Mapped[int]
    segments: Mapped[list[Any]]
    credit: Mapped[str] = mapped_column(String(40))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


append_only(CatalogueRow, GridRow, ProposalDecision)
