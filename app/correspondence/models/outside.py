"""Letters that belong to no case: about an incident, or to somebody who asked for their data. They lose their words with their reader."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import AccessRequest, Warned
from app.correspondence.models.delivery import Travelling, travels
from app.correspondence.models.letters import ERASED_BODY, STAYS_SENT, Message
from app.correspondence.rules import HOUSE_ZONE, Reach
from app.correspondence.rules.requests import Notice
from app.plumbing.db import Base, one_of
from app.plumbing.triggers import append_only, refuse, reworded


class IncidentWording(Base):
    """What was written once about an incident, before the fields of each reader were filled in: none is ever altered."""

    __tablename__ = "incident_wording"
    __table_args__ = (Index(None, "incident_id"), CheckConstraint("fr <> '' OR en <> ''", "says_something"))

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    fr: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))


append_only(IncidentWording)


class Forgettable(Travelling):
    """A letter that belongs to no case: it loses its words when its reader is forgotten."""

    forgotten_on: Mapped[date | None]
    """The day on which its reader was forgotten, and its words with them."""

    @property
    def reach(self) -> Reach:
        """Where its reader can be reached."""
        return Reach(self.to_name, self.to_email, self.to_postal, self.channel.value, self.lang)

    @property
    def zone(self) -> str:
        """Where its days are counted."""
        return HOUSE_ZONE

    @property
    def erased_on(self) -> date | None:
        """The day on which its words were erased."""
        return self.forgotten_on

    def forget(self, on: date) -> None:
        """Say neither what nor to whom any more."""
        self.to_name, self.to_postal, self.subject, self.body, self.signature = (
            ERASED_BODY,
            "",
            ERASED_BODY,
            ERASED_BODY,
            "",
        )
        self.to_email = ERASED_BODY if self.to_email else ""
        self.forgotten_on = on


class IncidentLetter(Forgettable, Base):
    """The proactive letter to one buyer of an incident who has not complained: one each, kept as it left."""

    __tablename__ = "incident_letter"
    __table_args__ = (
        UniqueConstraint("warned_id"),
        UniqueConstraint("message_id"),
        *travels(),
        Index(None, "sent_at", "stopped_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    warned_id: Mapped[int] = mapped_column(ForeignKey("incident_warned.id"))
    wording_id: Mapped[int] = mapped_column(ForeignKey("incident_wording.id"))
    warned: Mapped[Warned] = relationship(lazy="joined")

    @property
    def about(self) -> str:
        """The reference it is about."""
        return self.warned.incident.ref

    @property
    def stream(self) -> str:
        """Where it is told."""
        return self.warned.incident.stream


class RequestLetter(Forgettable, Base):
    """What we wrote to somebody who asked for their data: one of each kind, kept as it left."""

    __tablename__ = "request_letter"
    __table_args__ = (
        UniqueConstraint("request_id", "what"),
        UniqueConstraint("message_id"),
        *travels(),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("access_request.id"))
    what: Mapped[Notice] = mapped_column(one_of(Notice, "what"))
    enclosed_key: Mapped[str] = mapped_column(String(64), default="")
    enclosed_name: Mapped[str] = mapped_column(String(80), default="")
    request: Mapped[AccessRequest] = relationship(lazy="joined")

    @property
    def about(self) -> str:
        """The reference it is about."""
        return self.request.ref

    @property
    def stream(self) -> str:
        """Where it is told."""
        return "house"


Letter = Message | IncidentLetter | RequestLetter
"""Whatever travels: a letter of a case, about an incident, or to somebody who asked for their data."""


READER_FORGOTTEN = (
    "EXISTS (SELECT 1 FROM {of} w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.{by} AND c.anonymous)"
)
"""The condition that the reader of such a letter was forgotten: only then may it lose its words."""


ITS_WORDS = ("to_name", "to_email", "to_postal", "subject", "body", "signature")


SEALED = ("lang", "message_id", "written_on", "written_at", "by")


def _kept_as_written(model: type[Base], of: str, by: str, *more: str) -> None:
    forgotten = READER_FORGOTTEN.format(of=of, by=by)
    fixed = [f'NEW."{name}" <> OLD."{name}"' for name in (by, *more, *SEALED)]
    worded = [f'(NEW."{name}" <> OLD."{name}" AND ({reworded(name)} OR NOT {forgotten}))' for name in ITS_WORDS]
    refuse(model, "update", " OR ".join([*fixed, *worded]), "written")
    refuse(model, "update", STAYS_SENT, "sent")
    refuse(model, "delete", "1 = 1", "delete")


_kept_as_written(IncidentLetter, "incident_warned", "warned_id", "wording_id")


_kept_as_written(RequestLetter, "access_request", "request_id", "what", "enclosed_key")
