"""Rows of correspondence: letters that leave. What was written never changes; only how it travels does."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import CASE_ERASED, Case
from app.correspondence.models.delivery import Travelling, travels
from app.correspondence.rules import LetterKind, Reach
from app.kernel import day_of
from app.plumbing.db import Base, one_of
from app.plumbing.one_time_codes import OneTimeCode
from app.plumbing.triggers import append_only, refuse, reworded


class Message(Travelling, Base):
    """One letter to somebody about a case, written in the same transaction as its cause."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        UniqueConstraint("message_id"),
        CheckConstraint("number > 0", "number_from_one"),
        *travels(),
        Index(None, "sent_at", "stopped_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int]
    kind: Mapped[LetterKind] = mapped_column(one_of(LetterKind, "kind"))
    for_whom: Mapped[str] = mapped_column(String(200), default="")
    cause: Mapped[str] = mapped_column(String(60))
    """The kind of journal entry it came with."""
    enclosed_key: Mapped[str] = mapped_column(String(64), default="")
    """A PDF that goes with it, by its fingerprint."""
    enclosed_name: Mapped[str] = mapped_column(String(80), default="")
    case: Mapped[Case] = relationship(lazy="select")
    erasure: Mapped[MessageErasure | None] = relationship(lazy="joined", back_populates="message")

    @property
    def reach(self) -> Reach:
        """Where its reader can be reached."""
        return Reach(self.to_name, self.to_email, self.to_postal, self.channel.value, self.lang, self.for_whom)

    @property
    def about(self) -> str:
        """The reference it is about."""
        return self.case.ref

    @property
    def zone(self) -> str:
        """Where its days are counted."""
        return self.case.zone

    @property
    def erased_on(self) -> date | None:
        """The day on which its words were erased."""
        return None if self.erasure is None else day_of(self.erasure.at, self.zone)


class MessageErasure(Base):
    """That the words of a letter were erased with the journal entry they came with: when, by whom, why."""

    __tablename__ = "message_erasure"
    __table_args__ = (Index(None, "entry_id"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    message: Mapped[Message] = relationship(back_populates="erasure", lazy="select")


ERASED_BODY = "—"
"""What stands in the place of erased words; pages say when, by whom and why instead."""


FIXED = ("case_id", "number", "kind", "lang", "message_id", "cause", "enclosed_key", "written_at", "by")


WHOM = ("to_name", "to_email", "to_postal", "for_whom", "subject")
"""To whom and about what: fixed until the case itself is erased."""


ALTERED = " OR ".join(
    [f'NEW."{name}" <> OLD."{name}"' for name in FIXED]
    + [f'(NEW."{name}" <> OLD."{name}" AND ({reworded(name)} OR NOT {CASE_ERASED}))' for name in WHOM]
)


UNERASED = "NOT EXISTS (SELECT 1 FROM message_erasure e WHERE e.message_id = OLD.id)"


REWORDED = (
    "(NEW.body <> OLD.body OR NEW.signature <> OLD.signature) "
    f"AND (NEW.body <> '{ERASED_BODY}' OR NEW.signature <> '' OR {UNERASED})"
)


append_only(MessageErasure)


refuse(Message, "update", f"{ALTERED} OR ({REWORDED})", "written")


STAYS_SENT = (
    "OLD.sent_at IS NOT NULL AND (NEW.sent_at IS NULL OR NEW.sent_at <> OLD.sent_at OR NEW.file_key <> OLD.file_key "
    "OR NEW.channel <> OLD.channel)"
)


refuse(Message, "update", STAYS_SENT, "sent")


refuse(Message, "delete", "1 = 1", "delete")


class LetterWording(Base):
    """How a kind of letter begins, from a day on, in both languages: a new row for every change, none is ever altered."""

    __tablename__ = "letter_wording"
    __table_args__ = (
        Index(None, "kind", "valid_from_on"),
        CheckConstraint("fr <> '' AND en <> ''", "both_languages"),
        CheckConstraint("reason <> ''", "says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    fr: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    valid_from_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))


append_only(LetterWording)


class CustomerAccess(OneTimeCode, Base):
    """That somebody at this address asked to see the page of a case: one row for each, made with the first code."""

    __tablename__ = "customer_access"
    __table_args__ = (
        UniqueConstraint("case_id", "email"),
        CheckConstraint("code_tries >= 0 AND openings >= 0", "counts_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    email: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    lang: Mapped[str] = mapped_column(String(2), default="fr")
    made_at: Mapped[datetime]
    openings: Mapped[int] = mapped_column(default=0)
    last_opened_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship(lazy="select")

    @property
    def door(self) -> str:
        """Which door this is."""
        return f"customer:{self.case_id}:{self.email}"


refuse(CustomerAccess, "update", "NEW.case_id <> OLD.case_id OR NEW.email <> OLD.email", "scope")


refuse(CustomerAccess, "delete", f"NOT {CASE_ERASED}", "delete")
