"""What every letter has: its words, to whom it goes, and how far it has come on its way."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.correspondence.rules import Channel, OnItsWay, Standing
from app.plumbing.db import one_of
from app.plumbing.jobs import Job


def travels() -> tuple[CheckConstraint, ...]:
    """What the table of a letter refuses, whatever the letter is about."""
    return (
        CheckConstraint("body <> ''", "says_something"),
        CheckConstraint("sent_at IS NULL OR stopped_at IS NULL", "sent_or_stopped"),
        CheckConstraint("sent_at IS NULL OR file_key <> ''", "sent_is_kept"),
        CheckConstraint("channel <> 'email' OR to_email <> ''", "mail_has_an_address"),
    )


class Travelling:
    """What every letter has: its words, to whom it goes, and how far it has come."""

    lang: Mapped[str] = mapped_column(String(2))
    channel: Mapped[Channel] = mapped_column(one_of(Channel, "channel"))
    to_name: Mapped[str] = mapped_column(String(200))
    to_email: Mapped[str] = mapped_column(String(200), default="")
    to_postal: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(String(300), default="")
    message_id: Mapped[str] = mapped_column(String(120))
    """Of the mail: fixed when it is written, so that a second delivery is known as the same."""
    written_on: Mapped[date]
    written_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    leaves_at: Mapped[datetime]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    begun_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    sent_on: Mapped[date | None]
    tracking: Mapped[str] = mapped_column(String(60), default="")
    file_key: Mapped[str] = mapped_column(String(64), default="")
    """What left, exactly: the mail as a file, or the printed PDF; named by its SHA-256."""
    copy_key: Mapped[str] = mapped_column(String(64), default="")
    """The letter on paper (PDF), when it was drawn."""

    @declared_attr
    def job(self) -> Mapped[Job | None]:
        """The task that sends it."""
        return relationship(Job, lazy="joined")

    @property
    def standing(self) -> Standing:
        """Where it is on its way."""
        task = (self.job.tries, self.job.leased_until, self.job.dead_at) if self.job is not None else ()
        own = (self.channel, bool(self.copy_key), self.begun_at, self.stopped_at, self.sent_at)
        return OnItsWay(*own, *task).standing
