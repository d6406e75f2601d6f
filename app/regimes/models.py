"""Rows of regimes: every edition of a pack that a case was given, our closing days and our opening hours."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.plumbing.db import Base
from app.plumbing.stamped_cache import watch
from app.plumbing.triggers import append_only


class PackEdition(Base):
    """One edition of a pack, as its file read: a case keeps the edition it was given until a person moves it."""

    __tablename__ = "regime_edition"

    pack: Mapped[str] = mapped_column(String(40), primary_key=True)
    edition: Mapped[str] = mapped_column(String(40), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime]


class ClosingDay(Base):
    """A day on which the organisation is closed, beside public holidays: house targets skip it, legal periods do not."""

    __tablename__ = "closing_day"

    on: Mapped[date] = mapped_column("closed_on", primary_key=True)
    why: Mapped[str] = mapped_column(String(120), default="")


class OpeningHours(Base):
    """When the organisation is open on a day of the week (Monday is 0), in minutes of the wall clock."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", "weekday_of_the_week"),
        CheckConstraint("0 <= opens AND opens < closes AND closes <= 1440", "opens_before_it_closes"),
    )

    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opens: Mapped[int]
    closes: Mapped[int]


append_only(PackEdition)
watch(PackEdition, ClosingDay, OpeningHours)
