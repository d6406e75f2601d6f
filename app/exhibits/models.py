"""Rows of exhibits. A number, once given, is never given again, and the file under it never changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Case
from app.exhibits.rules import ExhibitKind, From, Origin, Piece
from app.kernel import Audience, Words
from app.plumbing.db import Base, one_of
from app.plumbing.pictures import CLEANABLE, KINDS, READABLE, Kind
from app.plumbing.triggers import refuse, wordless


class Exhibit(Base):
    """One numbered piece of evidence of a case."""

    __tablename__ = "exhibit"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("number > 0", "number_from_one"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason = '')", "withdrawn_says_why"),
        CheckConstraint("(audience = 'internal') = (released_at IS NULL)", "released_says_when"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(200))
    """The name it came with, cleaned for display; never a path on our disk."""
    kind: Mapped[ExhibitKind] = mapped_column(one_of(ExhibitKind, "kind"), default=ExhibitKind.OTHER)
    dated_on: Mapped[date | None]
    author: Mapped[str] = mapped_column(String(160), default="")
    brought_by: Mapped[From] = mapped_column(one_of(From, "brought_by"), default=From.CUSTOMER)
    origin: Mapped[Origin] = mapped_column(one_of(Origin, "origin"), default=Origin.PRODUCED)
    audience: Mapped[Audience] = mapped_column(one_of(Audience, "audience"), default=Audience.INTERNAL)
    released_at: Mapped[datetime | None]
    released_by: Mapped[str] = mapped_column(String(60), default="")
    file_key: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the original: its fingerprint, and its name in the store."""
    size: Mapped[int]
    type_code: Mapped[str] = mapped_column(String(20))
    pages: Mapped[int] = mapped_column(default=0)
    problem_code: Mapped[str] = mapped_column(String(40), default="")
    problem: Mapped[dict[str, Any] | None]
    """Why it cannot be shown, in both languages, when it cannot."""
    remarks: Mapped[list[Any]] = mapped_column(default=list)
    copy_key: Mapped[str] = mapped_column(String(64), default="")
    """The copy without hidden data, as others receive it; empty until it was made."""
    copy_type: Mapped[str] = mapped_column(String(20), default="")
    copy_pages: Mapped[int] = mapped_column(default=0)
    printable_key: Mapped[str] = mapped_column(String(64), default="")
    """The same as PDF pages, for bundles."""
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(60))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    case: Mapped[Case] = relationship(lazy="select")
    maskings: Mapped[list[Masking]] = relationship(lazy="selectin", order_by="Masking.id", back_populates="exhibit")

    @property
    def type(self) -> Kind:
        """What the file is, by its content."""
        return KINDS[self.type_code]

    @property
    def why(self) -> Words | None:
        """Why it cannot be shown, if it cannot."""
        return Words(self.problem["fr"], self.problem["en"]) if self.problem else None

    def masking_for(self, reader: Audience) -> Masking | None:
        """The masking in force for this reader, if any: the last decision counts."""
        own = [each for each in self.maskings if each.audience is reader]
        return own[-1] if own and own[-1].file_key else None

    def piece(self, reader: Audience = Audience.INTERNAL, problem: Words | None = None) -> Piece:
        """What decides how it travels to this reader."""
        return Piece(
            family=self.type.family.value,
            brought_by=self.brought_by,
            audience=self.audience,
            pages=self.pages,
            problem=problem or self.why,
            withdrawn=self.withdrawn_at is not None,
            masked=self.masking_for(reader) is not None,
            cleanable=self.type_code in CLEANABLE,
            holds_files="attachments" in self.remarks,
            readable=self.type_code in READABLE,
        )


class Masking(Base):
    """A decision to hide regions from an audience: the masked copy replaces the clean one; the original stays."""

    __tablename__ = "exhibit_masking"
    __table_args__ = (
        Index(None, "exhibit_id"),
        CheckConstraint("audience <> 'internal'", "never_from_us"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"))
    audience: Mapped[Audience] = mapped_column(one_of(Audience, "audience"))
    regions: Mapped[list[Any]]
    """[[page, [left, top, right, bottom] or null]…], shares of the page; empty when a mask was removed."""
    reason: Mapped[str] = mapped_column(String(300))
    file_key: Mapped[str] = mapped_column(String(64), default="")
    pages: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    exhibit: Mapped[Exhibit] = relationship(back_populates="maskings", lazy="select")


OF_EXHIBIT = (
    "EXISTS (SELECT 1 FROM exhibit x JOIN case_file c ON c.id = x.case_id "
    "WHERE x.id = OLD.exhibit_id AND c.erased_at IS NOT NULL)"
)
wordless(Masking, ("reason",), OF_EXHIBIT)
refuse(Exhibit, "delete", "1 = 1", "delete")
refuse(
    Exhibit,
    "update",
    "NEW.number <> OLD.number OR NEW.file_key <> OLD.file_key OR NEW.case_id <> OLD.case_id OR NEW.size <> OLD.size",
    "content",
)
