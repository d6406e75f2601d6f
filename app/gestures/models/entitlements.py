"""Rows of what the law grants: recognised, confirmed, due, paid with its proof."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Case, Claim, Promise
from app.kernel import Money
from app.plumbing.db import Base
from app.plumbing.triggers import refuse


class EntitlementRow(Base):
    """Something due by law on a case, recognised from facts: it survives refusal, withdrawal, mediation and silence."""

    __tablename__ = "entitlement"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", "amount_positive"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> recognised_by_id", "four_eyes"),
        CheckConstraint("state <> 'paid' OR length(proof) > 0", "paid_is_proved"),
        CheckConstraint("state IN ('to_confirm', 'due', 'contested', 'paid')", "state_known"),
        CheckConstraint("voucher = false OR length(consent) > 0", "voucher_only_with_consent"),
        Index(None, "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"))
    rule: Mapped[str] = mapped_column(String(60))
    what: Mapped[str] = mapped_column(String(300))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    due_on: Mapped[date]
    facts: Mapped[str] = mapped_column(String(300))
    """The exhibits or entries the facts were taken from."""
    state: Mapped[str] = mapped_column(String(20), default="due")
    recognised_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recognised_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    confirmed_at: Mapped[datetime | None]
    contested_because: Mapped[str] = mapped_column(Text, default="")
    voucher: Mapped[bool] = mapped_column(default=False)
    consent: Mapped[str] = mapped_column(String(200), default="")
    promise_id: Mapped[int | None] = mapped_column(ForeignKey("promise.id"))
    paid_at: Mapped[datetime | None]
    proof: Mapped[str] = mapped_column(String(300), default="")
    case: Mapped[Case] = relationship(lazy="select")
    claim: Mapped[Claim | None] = relationship(lazy="select")
    promise: Mapped[Promise | None] = relationship(lazy="select")

    @property
    def amount(self) -> Money:
        """What is due."""
        return Money(self.amount_minor, self.currency)

    @property
    def denied(self) -> bool:
        """Paid with its proof, and the customer says that it was not."""
        return self.state == "paid" and self.promise is not None and self.promise.state == "broken"


refuse(EntitlementRow, "delete", "1 = 1", "delete")
