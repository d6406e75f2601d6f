"""Rows of documents: who we are on paper, and each version of a file that was made, stored once."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Case
from app.kernel import Words, words
from app.plumbing.db import Base, one_of
from app.plumbing.guards import append_only


class Reader(StrEnum):
    """For whom a file is made."""

    MEDIATOR = "mediator"
    REPLY = "reply"
    CONSUMER = "consumer"
    INTERNAL = "internal"
    COURT = "court"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return READER_WORDS[self]


READER_WORDS = {
    Reader.MEDIATOR: words("Dossier du médiateur", "Mediator’s file"),
    Reader.REPLY: words("Réponse au médiateur", "Reply pack"),
    Reader.CONSUMER: words("Dossier du client", "Consumer’s pack"),
    Reader.INTERNAL: words("Dossier interne", "Internal file"),
    Reader.COURT: words("Liasse pour le tribunal", "Court bundle"),
}


class Product(StrEnum):
    """What is made: the file, the bundle with its stamped pages, or the exhibits in a ZIP."""

    FILE = "file"
    BUNDLE = "bundle"
    EXHIBITS = "exhibits"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return PRODUCT_WORDS[self]

    @property
    def extension(self) -> str:
        """Of its file."""
        return "zip" if self is Product.EXHIBITS else "pdf"


PRODUCT_WORDS = {
    Product.FILE: words("dossier", "file"),
    Product.BUNDLE: words("liasse", "bundle"),
    Product.EXHIBITS: words("pièces (ZIP)", "exhibits (ZIP)"),
}


class HouseCard(Base):
    """How the company presents itself on paper; the last row counts, earlier ones are its history."""

    __tablename__ = "house_card"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    registration: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_capacity_fr: Mapped[str] = mapped_column(String(120), default="")
    contact_capacity_en: Mapped[str] = mapped_column(String(120), default="")
    contact_email: Mapped[str] = mapped_column(String(200), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    site: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))


class MadeFile(Base):
    """One version of a file: cut at a journal entry, stored once, with what went into it. Never changed."""

    __tablename__ = "made_file"
    __table_args__ = (
        UniqueConstraint("case_id", "reader", "product", "lang", "version", "sealed"),
        CheckConstraint("version > 0", "version_from_one"),
        CheckConstraint("(sealed = false) OR product = 'file'", "only_files_are_sealed"),
        Index(None, "file_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    reader: Mapped[Reader] = mapped_column(one_of(Reader, "reader"))
    product: Mapped[Product] = mapped_column(one_of(Product, "product"))
    lang: Mapped[str] = mapped_column(String(2))
    version: Mapped[int]
    head_seq: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    file_key: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file, and its name in the store."""
    size: Mapped[int]
    pages: Mapped[int] = mapped_column(default=0)
    sealed: Mapped[bool] = mapped_column(default=False)
    manifest: Mapped[list[Any]]
    """[[exhibit number, SHA-256 of the original, SHA-256 of the copy or ""]…]"""
    made_on: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    case: Mapped[Case] = relationship(lazy="select")


class SealCertificate(Base):
    """The certificate of a key of this installation; the private part is never kept here."""

    __tablename__ = "seal_certificate"

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


append_only(HouseCard, MadeFile, SealCertificate)
