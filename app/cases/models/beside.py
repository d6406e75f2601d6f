"""What hangs on a dispute: signals, holds, recusals, links, incidents, time."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models.case import Case
from app.cases.rules.signals import SignalKind
from app.people.models import Customer, Purchase, Staff
from app.people.rules import Level
from app.plumbing.db import Base, one_of, only_where
from app.plumbing.triggers import append_only, refuse


class SignalRow(Base):
    """A signal raised on a case: why, by whom, and whether somebody dismissed it."""

    __tablename__ = "signal"
    __table_args__ = (UniqueConstraint("case_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    kind: Mapped[SignalKind] = mapped_column(one_of(SignalKind, "kind"))
    why: Mapped[str] = mapped_column(String(300), default="")
    raised_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    dismissed_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship(back_populates="signals")


class Hold(Base):
    """A decision to keep a case beyond its date, with its reason, looked at again on a day, or released."""

    __tablename__ = "case_hold"
    __table_args__ = (
        Index(None, "case_id"),
        CheckConstraint("reason <> ''", "says_why"),
        CheckConstraint("(released_at IS NULL) = (released_by IS NULL)", "released_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    reason: Mapped[str] = mapped_column(String(300))
    review_on: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    released_at: Mapped[datetime | None]
    released_by: Mapped[str | None] = mapped_column(String(60))


class Recusal(Base):
    """That somebody steps aside from a case, or (derogation) that the director names them all the same."""

    __tablename__ = "recusal"
    __table_args__ = (UniqueConstraint("case_id", "staff_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))


class Advice(Base):
    """That a colleague is asked about a case, and may read it until that ends; the words stand in its journal alone."""

    __tablename__ = "advice"
    __table_args__ = (
        Index("uq_advice_standing", "case_id", "staff_id", unique=True, **only_where("ended_at IS NULL")),
        Index("ix_advice_waiting", "staff_id", **only_where("ended_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_seq: Mapped[int]
    """The entry of the journal that holds the question."""
    at: Mapped[datetime]
    until_on: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship(lazy="select")


class Link(Base):
    """Two cases of one customer that concern each other (new facts are a new, linked case)."""

    __tablename__ = "case_link"
    __table_args__ = (CheckConstraint("case_id <> other_id", "not_itself"), Index(None, "other_id"))

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    why: Mapped[str] = mapped_column(String(200), default="")


class Incident(Base):
    """One cause behind several cases: one decision, applied case by case."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    cause: Mapped[str] = mapped_column(Text, default="")
    decision: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    owner: Mapped[Staff] = relationship(lazy="select")

    @property
    def stream(self) -> str:
        """Its own stream of the journal."""
        return f"incident:{self.ref}"


class Warned(Base):
    """That somebody who had not complained is written to about an incident: once for each."""

    __tablename__ = "incident_warned"
    __table_args__ = (UniqueConstraint("incident_id", "customer_id"), Index(None, "customer_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchase.id"))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    incident: Mapped[Incident] = relationship(lazy="joined")
    customer: Mapped[Customer] = relationship(lazy="select")
    purchase: Mapped[Purchase] = relationship(lazy="select")


class TimeSpent(Base):
    """Minutes spent on a case, from the journal; may be corrected; counted for cost, never to rank agents."""

    __tablename__ = "time_spent"
    __table_args__ = (Index(None, "case_id"), CheckConstraint("minutes BETWEEN 0 AND 1440", "minutes_of_a_day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    level: Mapped[Level] = mapped_column(one_of(Level, "level"))
    what: Mapped[str] = mapped_column(String(40))
    minutes: Mapped[int]
    at: Mapped[datetime]
    corrected_from: Mapped[int | None]


refuse(Hold, "delete", "1 = 1", "delete")
append_only(Warned)
