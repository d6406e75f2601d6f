"""What the desk keeps for a person: saved views of the queue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.plumbing.db import Base


class SavedView(Base):
    """A filter of the queue under a name; shared with everybody, or one's own. The one without a name is how its owner sees every queue."""

    __tablename__ = "saved_view"
    __table_args__ = (Index(None, "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[dict[str, Any]]
    shared: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]


class FeedToken(Base):
    """That a person's diary may read their duties by a secret address; only the print of the secret is kept."""

    __tablename__ = "feed_token"
    __table_args__ = (Index(None, "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Presence(Base):
    """That somebody has a case open, and whether they write; a minute after they left, the row means nothing (decision 21).

    It names the case by its reference alone: it locks no row of the case, and never hinders one that is taken away.
    """

    __tablename__ = "presence"
    __table_args__ = (Index(None, "seen_at"),)

    ref: Mapped[str] = mapped_column(String(40), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    doing: Mapped[str] = mapped_column(String(12))
    seen_at: Mapped[datetime]
