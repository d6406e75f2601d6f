"""Counting tries in our own table, so that limits hold across processes and restarts."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.plumbing.db import Base, db, lay


class Try(Base):
    """How often something was tried within a window."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    since_at: Mapped[datetime]
    count: Mapped[int]


def too_many(key: str, *, at: datetime, most: int, within: timedelta) -> bool:
    """Count one more try of `key`; true when it exceeds `most` within the window (the try is not to be served)."""
    row = _locked(key)
    if row is None:
        lay(Try, key=key, since_at=at, count=0)  # two may be the first at once
        row = _locked(key)
        assert row is not None
    if at - row.since_at > within:
        row.since_at, row.count = at, 1
        return False
    row.count += 1
    return row.count > most


def _locked(key: str) -> Try | None:
    return db.session.scalars(select(Try).where(Try.key == key).with_for_update()).one_or_none()


def forgive(key: str) -> None:
    """Forget the tries of `key` (it succeeded)."""
    db.session.execute(delete(Try).where(Try.key == key))
