"""Rows of costs: budgets, the ledger of transfers, estimates frozen or standing, changes of the tariff."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Case
from app.costs.rules.adopting import parameter_kept
from app.costs.rules.ledger import Move, Pots
from app.costs.rules.parameters import Parameter
from app.kernel import Money
from app.people.models import Service, Staff
from app.plumbing.db import Base, one_of
from app.plumbing.stamped_cache import watch
from app.plumbing.triggers import append_only, refuse


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


class StandingEstimate(Base):
    """The estimate of a case as last made, for the portfolio: summed without being made again, with the gesture then advised."""

    __tablename__ = "standing_estimate"
    __table_args__ = (CheckConstraint("seq >= 0", "seq_not_negative"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    at: Mapped[datetime]
    seq: Mapped[int]
    """Entries of the case's journal that it knew of."""
    model: Mapped[str] = mapped_column(String(80))
    currency: Mapped[str] = mapped_column(String(3))
    mean_minor: Mapped[int]
    p10_minor: Mapped[int]
    p90_minor: Mapped[int]
    booked_minor: Mapped[int]
    relation_minor: Mapped[int]
    booked_shared: Mapped[float]
    booked_own: Mapped[float]
    relation_shared: Mapped[float]
    relation_own: Mapped[float]
    weighed: Mapped[bool] = mapped_column(default=False)
    """Were gestures weighed against it?"""
    advice: Mapped[dict[str, Any] | None]
    case: Mapped[Case] = relationship(lazy="select")


class TariffChange(Base):
    """New values for some parameters, proposed by one person; they hold from the day another confirms them."""

    __tablename__ = "tariff_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    parameters: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(Text)
    learnt: Mapped[bool] = mapped_column(default=False)
    """Proposed by our own history rather than typed."""
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    by: Mapped[Staff] = relationship(lazy="joined")
    decision: Mapped[TariffDecision | None] = relationship(lazy="joined", back_populates="change")

    @property
    def changed(self) -> tuple[Parameter, ...]:
        """The parameters it sets."""
        return tuple(parameter_kept(row) for row in self.parameters)


class TariffDecision(Base):
    """That a change was confirmed or declined, by whom."""

    __tablename__ = "tariff_decision"

    change_id: Mapped[int] = mapped_column(ForeignKey("tariff_change.id"), primary_key=True)
    confirmed: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    by: Mapped[Staff] = relationship(lazy="joined")
    change: Mapped[TariffChange] = relationship(back_populates="decision")


append_only(TransferRow, FrozenEstimate, TariffChange, TariffDecision)
refuse(Budget, "delete", "1 = 1", "delete")
watch(TariffChange, TariffDecision)
