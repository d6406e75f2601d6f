"""Dates of a dispute: duties as they were derived, what was told of them, promises."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.cases.models.case import Case
from app.people.models import Staff
from app.people.rules import Level
from app.plumbing.db import Base, one_of
from app.plumbing.triggers import append_only
from app.regimes.rules.duties import DutyState
from app.regimes.rules.parts import Kind as DutyKind


class DutyWording(Base):
    """Why a duty falls when it does, and where that is written: said once for all duties that follow from the same dates.

    It is made of the law and of dates; nobody’s words are in it.
    """

    __tablename__ = "duty_wording"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    explanation: Mapped[dict[str, Any]]
    steps: Mapped[list[Any]]
    source: Mapped[str] = mapped_column(Text)


class DutyRow(Base):
    """A duty as derived from the journal: kept so that queues and alerts need not derive it again."""

    __tablename__ = "duty"
    __table_args__ = (UniqueConstraint("case_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    key: Mapped[str] = mapped_column(String(120))
    rule: Mapped[str] = mapped_column(String(60))
    pack: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[DutyKind] = mapped_column(one_of(DutyKind, "kind"))
    state: Mapped[DutyState] = mapped_column(one_of(DutyState, "state"))
    ours: Mapped[bool]
    label: Mapped[dict[str, Any]]
    wording_key: Mapped[str] = mapped_column(String(32))
    """Its explanation, its steps and its source; not held by a foreign key, which every complaint of a day would lock."""
    opens_on: Mapped[date | None]
    due_on: Mapped[date | None]
    due_at: Mapped[datetime | None]
    starts_from: Mapped[str] = mapped_column(String(160), default="")
    status: Mapped[str] = mapped_column(String(20), default="")
    met_on: Mapped[date | None]
    pauses: Mapped[list[Any]] = mapped_column(default=list)
    """Stretches that did not count: [from, until or nothing], civil dates."""
    thresholds: Mapped[list[Any]] = mapped_column(default=list)
    """When to warn: days before the date; for a promise, minutes before its instant."""
    alert_at: Mapped[datetime | None]
    """When the next of them is to be told."""
    wording: Mapped[DutyWording | None] = relationship(
        primaryjoin=lambda: foreign(DutyRow.wording_key) == DutyWording.key,
        lazy="joined",
        viewonly=True,
    )
    case: Mapped[Case] = relationship(back_populates="duties")


class Alert(Base):
    """That a threshold of a duty was told, once; late when it was told after its time.

    The threshold is the pack’s own, in days before the date (−1: the date has passed); a promise’s is in minutes.
    """

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("duty_id", "threshold"), Index(None, "staff_id", "seen_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id"))
    threshold: Mapped[int]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    planned_at: Mapped[datetime]
    at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime | None]


class Upgrade(Base):
    """That packs of a case have a newer edition: what would change, and what a person decided; nothing moves before."""

    __tablename__ = "regime_upgrade"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'declined', 'superseded')", "state_is_known"),
        CheckConstraint("(state IN ('accepted', 'declined')) = (decided_by_id IS NOT NULL)", "decided_by_somebody"),
        Index(None, "case_id"),
        Index(None, "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    made_at: Mapped[datetime]
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    changes: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(String(20), default="open")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    case: Mapped[Case] = relationship(lazy="joined")


class Promise(Base):
    """A dated thing we said we would do: reminded, kept or broken."""

    __tablename__ = "promise"
    __table_args__ = (Index(None, "case_id"), Index(None, "state", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    level: Mapped[Level] = mapped_column(one_of(Level, "level"))
    what: Mapped[str] = mapped_column(String(300))
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20), default="open")
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    origin: Mapped[str] = mapped_column(String(60), default="")
    proof: Mapped[str] = mapped_column(String(300), default="")
    case: Mapped[Case] = relationship(back_populates="promises")
    owner: Mapped[Staff] = relationship(lazy="select")


append_only(DutyWording)
