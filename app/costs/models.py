"""Rows of costs: budgets, the ledger of transfers, estimates frozen with the decision they informed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Case
from app.costs.rules.ledger import Move, Pots
from app.kernel import Money
from app.people.models import Service
from app.plumbing.db import Base, one_of
from app.plumbing.guards import append_only, refuse


class Budget(Base):
    """What a service may spend on goodwill in a period, in cost to us. Its row is locked by whoever reserves or spends."""

    __tablename__ = "budget"
    __table_args__ = (
        CheckConstraint("limit_minor >= 0", "limit_not_negative"),
        CheckConstraint("reserved_minor >= 0 AND spent_minor >= 0", "parts_not_negative"),
        CheckConstraint("reserved_minor + spent_minor <= limit_minor", "never_overspent"),
        CheckConstraint("from_on <= to_on", "period_forwards"),
        CheckConstraint("warn_percent BETWEEN 1 AND 100", "warning_is_percent"),
        UniqueConstraint("service_id", "from_on", "currency"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    limit_minor: Mapped[int] = mapped_column(default=0)
    reserved_minor: Mapped[int] = mapped_column(default=0)
    spent_minor: Mapped[int] = mapped_column(default=0)
    warn_percent: Mapped[int] = mapped_column(default=80)
    warned_at: Mapped[datetime | None]
    service: Mapped[Service | None] = relationship(lazy="selectin")

    @property
    def pots(self) -> Pots:
        """How it stands."""
        return Pots(self.limit_minor, self.reserved_minor, self.spent_minor, self.currency)

    @property
    def limit(self) -> Money:
        """Its limit."""
        return Money(self.limit_minor, self.currency)

    @property
    def reserved(self) -> Money:
        """Promised in offers that are open or accepted."""
        return Money(self.reserved_minor, self.currency)

    @property
    def spent(self) -> Money:
        """Carried out."""
        return Money(self.spent_minor, self.currency)

    @property
    def left(self) -> Money:
        """What may still be promised."""
        return self.pots.left

    @property
    def low(self) -> bool:
        """Has the warning threshold been reached?"""
        return self.pots.used_percent >= self.warn_percent

    @property
    def name(self) -> str:
        """How the ledger names it."""
        return f"budget:{self.id}"


class TransferRow(Base):
    """One transfer of the ledger, for ever: who received, who gave, how much, why."""

    __tablename__ = "ledger_transfer"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", "amount_positive"),
        CheckConstraint("debit <> credit", "between_two"),
        Index(None, "debit"),
        Index(None, "credit"),
        Index(None, "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    debit: Mapped[str] = mapped_column(String(60))
    credit: Mapped[str] = mapped_column(String(60))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    move: Mapped[Move] = mapped_column(one_of(Move, "move"))
    cause: Mapped[str] = mapped_column(String(120), unique=True)
    """What made it happen, once: `spend:line:7`. A second try finds it taken."""
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    budget_id: Mapped[int | None] = mapped_column(ForeignKey("budget.id"))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))

    @property
    def amount(self) -> Money:
        """How much."""
        return Money(self.amount_minor, self.currency)


class FrozenEstimate(Base):
    """An estimate as it stood when it informed a decision: never changed, compared later with what happened."""

    __tablename__ = "frozen_estimate"
    __table_args__ = (UniqueConstraint("case_id", "cause"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    cause: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    currency: Mapped[str] = mapped_column(String(3))
    mean_minor: Mapped[int]
    p10_minor: Mapped[int]
    p50_minor: Mapped[int]
    p90_minor: Mapped[int]
    model: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[dict[str, Any]]
    case: Mapped[Case] = relationship(lazy="select")


append_only(TransferRow, FrozenEstimate)
refuse(Budget, "delete", "1 = 1", "delete")
