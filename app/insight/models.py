"""Rows of insight: one line of facts for each case, how far they were counted, and improvement actions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.insight.rules.causes import By
from app.insight.rules.improving import Plan, Status
from app.insight.rules.metrics import COUNTED
from app.insight.rules.periods import Period
from app.people.models import Staff
from app.plumbing.db import Base, one_of
from app.plumbing.triggers import refuse

DAYS = ("received_on", "answered_on", "closed_on", "offered_on", "referred_on", "promised_on", "asked_on")
"""The days that place a case in a period."""


class Hours(TypeDecorator[tuple[int, ...]]):
    """Hours of the week as a text in which each can be counted: [33][33][57]."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | str | None, dialect: Dialect) -> str | None:
        """Hours as they are kept; a text that is looked for in them stays as it is."""
        return value if value is None or isinstance(value, str) else "".join(map(hour_mark, value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[int, ...]:
        """Hours as rules see them."""
        return tuple(int(hour) for hour in (value or "").strip("[]").split("][") if hour)


def hour_mark(hour: int) -> str:
    """One hour as it is kept."""
    return f"[{hour}]"


class CaseFactsRow(Base):
    """One case as figures count it: drawn from its journal by the worker, and drawn again when the journal has grown.

    Nothing is decided on it, and it can be thrown away: everything in it is drawn from elsewhere.
    """

    __table__ = Table(
        "case_facts",
        Base.metadata,
        Column("case_id", Integer, ForeignKey("case_file.id"), primary_key=True, autoincrement=False),
        Column("seq", Integer, nullable=False),
        Column("service_id", Integer, ForeignKey("service.id"), nullable=False),
        Column("category", String(60), nullable=False),
        Column("product", String(80), nullable=False),
        Column("channel", String(20), nullable=False),
        Column("currency", String(3), nullable=False),
        Column("regimes", String(200), nullable=False),
        Column("hours", Hours, nullable=False),
        *(Column(name, Date, nullable=name != "received_on") for name in DAYS),
        Column("legal_due_on", Date),
        Column("answer_days", Integer),
        Column("resolution_days", Integer),
        Column("resolution_working_days", Integer),
        *(Column(code, Integer, nullable=False) for code in COUNTED),
        *(Index(None, name) for name in DAYS),
        Index(None, "open_now", "legal_due_on"),
    )


class Tally(Base):
    """How much the cases of one month and service add up to: every figure of whole months is a sum of these rows."""

    __tablename__ = "insight_tally"

    month: Mapped[date] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True)
    basis: Mapped[str] = mapped_column(String(20), primary_key=True)
    what: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(200), primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class Snapshot(Base):
    """How far cases were counted: one row. Its stamp changes with every line of facts, so that figures may be kept under it."""

    __tablename__ = "insight_snapshot"
    __table_args__ = (CheckConstraint("id = 1", "one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[int]
    entry_id: Mapped[int]
    """The last entry of the journals when nothing was left to count."""
    counted_at: Mapped[datetime]
    """When nothing was left to count."""


class Improvement(Base):
    """Something done about a cause of complaints, with an owner, a date, and numbers before and after. Its history lies in `settings`."""

    __tablename__ = "improvement"
    __table_args__ = (
        CheckConstraint("baseline_from_on <= baseline_to_on", "baseline_forwards"),
        CheckConstraint("target_percent BETWEEN 1 AND 100", "target_is_percent"),
        CheckConstraint("status <> 'done' OR done_on IS NOT NULL", "done_has_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    cause_by: Mapped[By] = mapped_column(one_of(By, "cause_by"))
    cause: Mapped[str] = mapped_column(String(80))
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    due_on: Mapped[date]
    baseline_from_on: Mapped[date]
    baseline_to_on: Mapped[date]
    target_percent: Mapped[int]
    status: Mapped[Status] = mapped_column(one_of(Status, "status"), default=Status.PLANNED)
    done_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    owner: Mapped[Staff] = relationship(lazy="joined")

    @property
    def plan(self) -> Plan:
        """As rules see it."""
        baseline = Period(self.baseline_from_on, self.baseline_to_on)
        return Plan(
            self.title, self.cause_by, self.cause, self.owner_id, self.due_on, baseline, self.target_percent, self.status,
            self.done_on, self.note,
        )  # fmt: skip


refuse(Improvement, "delete", "1 = 1", "delete")
