"""What is asked in a dispute, line by line, and who is in it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models.case import CASE_ERASED, Case
from app.cases.rules.parties import PartyRole
from app.cases.rules.standing_in import MandateState, mandate_state
from app.kernel import Money
from app.people.rules import CustomerKind
from app.plumbing.db import Base, one_of
from app.plumbing.triggers import altered, refuse


class Claim(Base):
    """One thing asked: amount or action, basis; with its own verdict and entitlement.

    What became of it is read from its offers and duties; the column `result` was never written, and nothing shows it.
    """

    __tablename__ = "claim"
    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        CheckConstraint("amount_minor >= 0", "amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(300))
    amount_minor: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    basis: Mapped[str] = mapped_column(String(200), default="")
    verdict: Mapped[str] = mapped_column(String(20), default="not_examined")
    due_minor: Mapped[int] = mapped_column(default=0)
    due_rule: Mapped[str] = mapped_column(String(40), default="")
    result: Mapped[str] = mapped_column(String(40), default="")
    case: Mapped[Case] = relationship(back_populates="claims")

    @property
    def amount(self) -> Money:
        """What is asked, VAT included."""
        return Money(self.amount_minor, self.currency)

    @property
    def due(self) -> Money:
        """What the law already grants on it (entitlement), as recognised."""
        return Money(self.due_minor, self.currency)


class Party(Base):
    """Somebody in the dispute beside the complainant, or the complainant under another hat; with a mandate if needed."""

    __tablename__ = "party"
    __table_args__ = (Index(None, "case_id"), CheckConstraint("share_percent BETWEEN 0 AND 100", "share_is_percent"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    role: Mapped[PartyRole] = mapped_column(one_of(PartyRole, "role"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[CustomerKind] = mapped_column(one_of(CustomerKind, "kind"), default=CustomerKind.CONSUMER)
    email: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    protection: Mapped[str] = mapped_column(String(30), default="")
    share_percent: Mapped[int] = mapped_column(default=0)
    mandate_from: Mapped[date | None]
    mandate_until: Mapped[date | None]
    mandate_signed: Mapped[bool] = mapped_column(default=False)
    mandate_exhibit: Mapped[int | None]
    case: Mapped[Case] = relationship(back_populates="parties")

    def mandate_valid_on(self, day: date) -> bool:
        """May this representative be told, offered and paid on that civil day? (a signed mandate, within its dates)"""
        if self.role is not PartyRole.REPRESENTATIVE:
            return True
        everybody = self.case.parties if self.case is not None else ()
        return mandate_state(self, everybody, day) is MandateState.VALID


refuse(
    Claim,
    "update",
    "(SELECT state FROM case_file c WHERE c.id = OLD.case_id) = 'closed' AND "  # noqa: S608  ours
    f"(NOT {CASE_ERASED} OR {altered(Claim, ('label', 'basis'))})",
    "closed_update",
)
refuse(Claim, "delete", "(SELECT state FROM case_file c WHERE c.id = OLD.case_id) = 'closed'", "closed_delete")
