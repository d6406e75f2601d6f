"""What is decided of a customer whatever the dispute: their request for their data, limits to their channels."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models.duties import Promise
from app.cases.rules.requests import Asked, Outcome
from app.people.models import Customer
from app.plumbing.db import Base, one_of
from app.plumbing.triggers import refuse


class AccessRequest(Base):
    """That a customer asks for their data: when it must be answered, what was said to them, how it ended."""

    __tablename__ = "access_request"
    __table_args__ = (
        Index(None, "customer_id"),
        CheckConstraint("(extended_until_on IS NULL) = (extension_reason = '')", "extended_for_a_reason"),
        CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", "answered_somehow"),
        CheckConstraint("outcome IS NULL OR outcome <> 'refused' OR refusal <> ''", "refused_for_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    received_on: Mapped[date]
    due_on: Mapped[date]
    rule: Mapped[str] = mapped_column(String(40))
    promise_id: Mapped[int | None] = mapped_column(ForeignKey("promise.id"))
    """The promise on a case that it was recorded with."""
    recorded_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    extended_until_on: Mapped[date | None]
    extension_reason: Mapped[str] = mapped_column(Text, default="")
    pdf_key: Mapped[str] = mapped_column(String(64), default="")
    json_key: Mapped[str] = mapped_column(String(64), default="")
    made_at: Mapped[datetime | None]
    """When the copy was prepared last."""
    outcome: Mapped[Outcome | None] = mapped_column(one_of(Outcome, "outcome"))
    refusal: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(60))
    customer: Mapped[Customer] = relationship(lazy="select")
    promise: Mapped[Promise | None] = relationship(lazy="select")

    @property
    def ref(self) -> str:
        """How letters and files name it."""
        return f"DA-{self.id:05d}"

    @property
    def asked(self) -> Asked:
        """What rules need to know of it."""
        return Asked(self.due_on, self.extended_until_on, self.outcome)


class Limitation(Base):
    """A dated, reviewable decision that limits a customer's channels for unreasonable conduct; never rights or clocks."""

    __tablename__ = "conduct_limit"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    channels: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    from_on: Mapped[date]
    review_on: Mapped[date]
    lifted_at: Mapped[datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


CUSTOMER_FORGOTTEN = "EXISTS (SELECT 1 FROM customer c WHERE c.id = OLD.customer_id AND c.anonymous)"
ASKED = ("customer_id", "received_on", "due_on", "rule", "recorded_at", "by")
REASONS = ("extension_reason", "refusal")
refuse(AccessRequest, "delete", "1 = 1", "delete")
refuse(
    AccessRequest,
    "update",
    " OR ".join(
        [f'NEW."{name}" <> OLD."{name}"' for name in ASKED]
        + [
            f'(OLD."{name}" IS NOT NULL AND NEW."{name}" <> OLD."{name}")'
            for name in ("extended_until_on", "answered_at", "outcome")
        ]
        + [f'(OLD."{name}" <> \'\' AND NEW."{name}" <> OLD."{name}" AND NOT {CUSTOMER_FORGOTTEN})' for name in REASONS]
    ),
    "asked",
)
