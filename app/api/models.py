"""Rows of the door for other systems: the keys it opens to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Staff
from app.plumbing.db import Base
from app.plumbing.triggers import refuse


class ApiKey(Base):
    """That a program may act as a member of staff; only the print of the key is kept."""

    __tablename__ = "api_key"
    __table_args__ = (Index(None, "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    name: Mapped[str] = mapped_column(String(80))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    ends_in: Mapped[str] = mapped_column(String(4))
    """The last signs of the key, by which its holder knows it again."""
    writes: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    until_on: Mapped[date]
    """The last civil day of the house on which it opens."""
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")


MORE = (
    "NEW.staff_id <> OLD.staff_id OR NEW.key_hash <> OLD.key_hash OR NEW.writes <> OLD.writes "
    "OR NEW.until_on <> OLD.until_on OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL)"
)
refuse(ApiKey, "update", MORE, "scope")
refuse(ApiKey, "delete", "1 = 1", "delete")
