"""Rows of the journal: entries nobody may change, their erasable words, who took part, and the head of each stream."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.journal.rules import Sealed
from app.kernel import Audience
from app.plumbing.db import Base, one_of
from app.plumbing.triggers import append_only, only_erased


class Entry(Base):
    """One thing that happened. Never updated, never deleted."""

    __tablename__ = "journal_entry"
    __table_args__ = (UniqueConstraint("stream", "seq"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(String(60))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    audience: Mapped[Audience] = mapped_column(one_of(Audience, "audience"))
    data: Mapped[dict[str, Any]]
    commitment: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))
    words: Mapped[EntryText | None] = relationship(back_populates="entry", lazy="raise_on_sql")
    participants: Mapped[list[Participant]] = relationship(lazy="raise_on_sql")

    @property
    def sealed(self) -> Sealed:
        """This entry as the chain sees it."""
        return Sealed(
            self.stream,
            self.seq,
            self.kind,
            self.at,
            self.by,
            self.audience.value,
            self.data,
            self.commitment,
            self.previous,
            self.seal,
        )


class EntryText(Base):
    """People's words of an entry, with the salt of their commitment; only erasure may delete them."""

    __tablename__ = "journal_text"

    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))
    body: Mapped[dict[str, Any]]
    entry: Mapped[Entry] = relationship(back_populates="words", lazy="raise_on_sql")


class Erasure(Base):
    """That the words of an entry were erased: when, by whom, why."""

    __tablename__ = "journal_erasure"

    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"), primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)


class Participant(Base):
    """Who took part in an entry and as what: independence is judged on these identities, never on names."""

    __tablename__ = "journal_participant"

    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"), primary_key=True)
    person: Mapped[str] = mapped_column(String(60), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    stream: Mapped[str] = mapped_column(String(60))


class Head(Base):
    """The last number and seal of a stream; locked while an entry is added."""

    __tablename__ = "journal_head"

    stream: Mapped[str] = mapped_column(String(60), primary_key=True)
    seq: Mapped[int]
    seal: Mapped[str] = mapped_column(String(64))


append_only(Entry, Erasure, Participant)
only_erased(EntryText, Erasure)
