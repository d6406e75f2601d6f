"""A dispute. States change only through `cases.actions.apply`; what happened lies in the journal."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.rules.opening import number_elsewhere
from app.cases.rules.states import Ended, State
from app.cases.rules.transitions import Standing
from app.kernel import Money
from app.people.models import Customer, Purchase, Service, Staff
from app.people.rules import CustomerKind, Level
from app.plumbing.db import Base, one_of, only_where
from app.plumbing.triggers import refuse

if TYPE_CHECKING:
    from app.cases.models.beside import SignalRow
    from app.cases.models.duties import DutyRow, Promise
    from app.cases.models.stated import Claim, Party


class Case(Base):
    """One dispute. The columns below `next_` are what the queue sorts and shows; actions keep them."""

    __tablename__ = "case_file"
    __table_args__ = (
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", "closed_has_an_instant"),
        CheckConstraint("(state = 'closed') = (ended IS NOT NULL)", "closed_says_how"),
        CheckConstraint("merged_into_id IS NULL OR state = 'closed'", "merged_is_closed"),
        CheckConstraint("merged_into_id <> id", "not_into_itself"),
        CheckConstraint("level IN ('front', 'supervisor', 'quality')", "level_is_ours"),
        CheckConstraint("state = 'closed' OR next_on IS NOT NULL", "open_has_a_date"),
        CheckConstraint("state <> 'closed' OR next_on IS NULL", "closed_has_no_date"),
        Index("ix_case_file_queue", "is_open", "next_on", "id"),
        Index("ix_case_file_owner", "owner_id", "is_open", "next_on", "id", "service_id", "level"),
        Index("ix_case_file_service", "service_id", "is_open", "next_on", "id", "level"),
        Index("ix_case_file_level", "level", "is_open", "next_on", "id"),
        Index("ix_case_file_state", "state", "is_open", "next_on", "id"),
        Index(
            "ix_case_file_created_by", "created_by_id", "is_open", "next_on", "id", "service_id", "owner_id", "level"
        ),
        Index(None, "customer_id"),
        Index(None, "merged_into_id", **only_where("merged_into_id IS NOT NULL")),
        Index(None, "kept_until_on", **only_where("closed_at IS NOT NULL")),
        Index(None, "look_at", **only_where("look_at IS NOT NULL")),
        UniqueConstraint("source", "external_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(20), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[State] = mapped_column(one_of(State, "state"), default=State.RECEIVED)
    is_open: Mapped[bool] = mapped_column(default=True)
    ended: Mapped[Ended | None] = mapped_column(one_of(Ended, "ended"))
    level: Mapped[Level] = mapped_column(one_of(Level, "level"), default=Level.FRONT)
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    purchase_id: Mapped[int | None] = mapped_column(ForeignKey("purchase.id"))
    complainant_kind: Mapped[CustomerKind] = mapped_column(one_of(CustomerKind, "complainant_kind"))
    subject: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(60), default="other")
    product: Mapped[str] = mapped_column(String(80), default="")
    channel: Mapped[str] = mapped_column(String(20))
    lang: Mapped[str] = mapped_column(String(2), default="fr")
    country: Mapped[str] = mapped_column(String(2), default="FR")
    sector: Mapped[str] = mapped_column(String(40), default="general")
    zone: Mapped[str] = mapped_column(String(60), default="Europe/Paris")
    regimes: Mapped[list[Any]] = mapped_column(default=list)
    editions: Mapped[str] = mapped_column(Text, default="")
    notices: Mapped[list[Any]] = mapped_column(default=list)
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    claimed_minor: Mapped[int] = mapped_column(default=0)
    logged_at: Mapped[datetime]
    sent_on: Mapped[date | None]
    received_on: Mapped[date]
    first_written_on: Mapped[date | None]
    acknowledged_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    final_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    waiting_until_on: Mapped[date | None]
    quiet_close_on: Mapped[date | None]
    offer_until_on: Mapped[date | None]
    wrote_on: Mapped[date | None]
    """The day on which the customer wrote something that nobody has replied to yet."""
    offer_draft: Mapped[bool] = mapped_column(default=False)
    """Is an offer written that has not left yet?"""
    verdict: Mapped[str] = mapped_column(String(20), default="not_examined")
    priority: Mapped[int] = mapped_column(default=0)
    next_code: Mapped[str] = mapped_column(String(40), default="take_charge")
    next_on: Mapped[date | None]
    next_kind: Mapped[str] = mapped_column(String(20), default="house")
    next_rule: Mapped[str] = mapped_column(String(60), default="")
    look_at: Mapped[datetime | None]
    """When time alone may next say something new of its duties: an alert falls due, or a date passes."""
    stake_minor: Mapped[int | None]
    kept_until_on: Mapped[date | None]
    """The last day on which a closed case is kept, as last worked out: on the next one the rule is asked anew."""
    erased_at: Mapped[datetime | None]
    """When its words were erased, for good."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    state_before_merge: Mapped[str | None] = mapped_column(String(40))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"))
    imported: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None] = mapped_column(String(60))
    external_id: Mapped[str | None] = mapped_column(String(120))

    customer: Mapped[Customer] = relationship(lazy="select")
    owner: Mapped[Staff] = relationship(foreign_keys=[owner_id], lazy="select")
    created_by: Mapped[Staff | None] = relationship(foreign_keys=[created_by_id], lazy="select")
    service: Mapped[Service] = relationship(lazy="select")
    purchase: Mapped[Purchase | None] = relationship(lazy="select")
    merged_into: Mapped[Case | None] = relationship(remote_side=[id], lazy="select")
    claims: Mapped[list[Claim]] = relationship(lazy="select", order_by="Claim.position", back_populates="case")
    parties: Mapped[list[Party]] = relationship(lazy="select", order_by="Party.id", back_populates="case")
    duties: Mapped[list[DutyRow]] = relationship(lazy="select", order_by="DutyRow.due_on", back_populates="case")
    signals: Mapped[list[SignalRow]] = relationship(lazy="select", order_by="SignalRow.id", back_populates="case")
    promises: Mapped[list[Promise]] = relationship(lazy="select", order_by="Promise.due_at", back_populates="case")

    @property
    def number_elsewhere(self) -> str:
        """The number that another system gave it; empty where none did."""
        return number_elsewhere(self.external_id)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  a stale page is refused, never merged

    @property
    def stream(self) -> str:
        """Where its journal lies."""
        return f"case:{self.ref}"

    @property
    def claimed(self) -> Money:
        """What is asked in all."""
        return Money(self.claimed_minor, self.currency)

    @property
    def stake(self) -> Money | None:
        """The expected cost if it is not settled, as last estimated."""
        return None if self.stake_minor is None else Money(self.stake_minor, self.currency)

    @property
    def standing(self) -> Standing:
        """What the workflow needs to know."""
        before = State(self.state_before_merge) if self.state_before_merge else None
        return Standing(
            self.state, self.answered_at is not None, self.final_at is not None, self.merged_into_id is not None, before,
            erased=self.erased_at is not None,
        )  # fmt: skip


class Counter(Base):
    """The last number given out for a year's references; locked while one is given."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int]


CASE_ERASED = "EXISTS (SELECT 1 FROM case_file c WHERE c.id = OLD.case_id AND c.erased_at IS NOT NULL)"
"""The condition that the words of the case of a row were erased: only then may the row lose its own."""
refuse(Case, "delete", "1 = 1", "delete")
refuse(
    Case,
    "update",
    "OLD.erased_at IS NOT NULL AND (NEW.erased_at IS NULL OR NEW.erased_at <> OLD.erased_at OR NEW.state <> 'closed')",
    "erased",
)
