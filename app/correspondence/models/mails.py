"""Rows of mails that come in: kept as they came before anything is read of them; what they say never changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Case
from app.correspondence.rules.mails import Place, Proposal, Why
from app.plumbing.db import Base, one_of
from app.plumbing.sessions import WebSession, ask_beside
from app.plumbing.triggers import refuse, reworded


class IncomingMail(Base):
    """One mail as it came: its row is committed before it is read."""

    __tablename__ = "incoming_mail"
    __table_args__ = (
        UniqueConstraint("raw_key"),
        UniqueConstraint("likeness"),
        CheckConstraint("(place IN ('sorted', 'to_read')) = (case_id IS NOT NULL)", "sorted_has_a_case"),
        CheckConstraint("place NOT IN ('aside', 'unreadable') OR why IS NOT NULL", "aside_says_why"),
        CheckConstraint("place <> 'to_read' OR reader <> ''", "to_read_names_somebody"),
        CheckConstraint("size >= 0", "size_not_negative"),
        Index(None, "place", "reader"),
        Index(None, "case_id"),
        Index(None, "proposed_id"),
        Index(None, "same_as_id"),
        Index(None, "taken_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    raw_key: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the mail as it came: its name in the store, and what it is known by when it comes twice."""
    size: Mapped[int]
    taken_at: Mapped[datetime]
    from_box: Mapped[bool] = mapped_column(default=False)
    """Read in the box, or handed over by a mail server."""
    brought_by: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """Who of us brought it as a file; empty where it came by itself."""
    place: Mapped[Place] = mapped_column(one_of(Place, "place"), default=Place.NEW)
    why: Mapped[Why | None] = mapped_column(one_of(Why, "why"))
    detail: Mapped[str] = mapped_column(Text, default="")
    """What a server, a reader of mails or a person said of it."""
    likeness: Mapped[str | None] = mapped_column(String(64))
    """Digest of Message-ID, sender and body: the same mail by another way; empty where it is not the first."""
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("incoming_mail.id"))
    """The one that came first, where this is the same mail again: nothing else is kept of what it says."""
    message_id: Mapped[str] = mapped_column(String(255), default="")
    sender_name: Mapped[str] = mapped_column(String(200), default="")
    sender_email: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    sent_at: Mapped[datetime | None]
    """As the mail says; only of one that was brought is it proposed as the day it arrived (`arrived_at`)."""
    body: Mapped[str] = mapped_column(Text, default="")
    rest: Mapped[str] = mapped_column(Text, default="")
    """What it quotes, and a signature below that."""
    parts: Mapped[list[Any]] = mapped_column(default=list)
    """[name, bytes, what became of it] of each thing attached."""
    proposed_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    proposed_by: Mapped[Proposal | None] = mapped_column(one_of(Proposal, "proposed_by"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    entry_seq: Mapped[int | None]
    """The entry of the case’s journal that holds its words."""
    last_seq: Mapped[int | None]
    """The last entry that sorting it made: nobody has built on it while none is newer."""
    unread_before: Mapped[bool] = mapped_column(default=False)
    """Did something else that the customer wrote wait for us already?"""
    exhibits: Mapped[list[Any]] = mapped_column(default=list)
    sorted_at: Mapped[datetime | None]
    sorted_by: Mapped[str] = mapped_column(String(60), default="")
    reader: Mapped[str] = mapped_column(String(60), default="")
    """Whose next step it is to read it, where its case has none (a closed one, a letter that came back)."""
    erased_at: Mapped[datetime | None]
    case: Mapped[Case | None] = relationship(foreign_keys=[case_id], lazy="select")

    @property
    def arrived_at(self) -> datetime:
        """When it reached us, as far as is known: of one that was brought later, when its sender says it was sent."""
        dated = self.sent_at if self.brought_by else None
        return dated if dated is not None and dated <= self.taken_at else self.taken_at

    proposed: Mapped[Case | None] = relationship(foreign_keys=[proposed_id], lazy="select")


WORDS = ("sender_name", "sender_email", "subject", "body", "rest", "detail")
"""People’s words of a mail, and whose they are."""
_READ = ("message_id", "sender_name", "sender_email", "subject", "body", "rest")
ALTERED = " OR ".join(
    ['NEW."raw_key" <> OLD."raw_key"', 'NEW."taken_at" <> OLD."taken_at"', 'NEW."size" <> OLD."size"']
    + [
        f"(OLD.place NOT IN ('new', 'unreadable') AND NEW.\"{name}\" <> OLD.\"{name}\" "
        f"AND (NEW.erased_at IS NULL OR {reworded(name)}))"
        for name in _READ
    ]
)
refuse(IncomingMail, "update", ALTERED, "words")
refuse(
    IncomingMail,
    "update",
    "OLD.erased_at IS NOT NULL AND (NEW.erased_at IS NULL OR NEW.erased_at <> OLD.erased_at)",
    "erased",
)
refuse(IncomingMail, "delete", "1 = 1", "delete")


class MailBoxState(Base):
    """How reading the box goes: one row a box."""

    __tablename__ = "mail_box"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    since_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mail_at: Mapped[datetime | None]
    """When the last mail was found in it."""
    failed_at: Mapped[datetime | None]
    """Since when reading it fails."""
    error: Mapped[str] = mapped_column(Text, default="")


WAITING = "mail_waiting"
ask_beside(
    WAITING,
    select(func.count())
    .where(IncomingMail.place.in_((Place.TO_SORT, Place.TO_READ)), IncomingMail.reader.in_(("", WebSession.person)))
    .correlate(WebSession)
    .scalar_subquery(),
)
