"""Rows of documents: each version of a file that was made, stored once, and the certificates of our seal."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import CASE_ERASED, Case
from app.kernel import Money, Words, words
from app.people.models import Staff
from app.plumbing.db import Base, one_of
from app.plumbing.triggers import append_only, refuse, reworded, wordless


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
    Reader.CONSUMER: words("Dossier du client", "Customer’s pack"),
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


append_only(MadeFile, SealCertificate)


class FilePart(Base):
    """A part of a case's files as it was drawn, kept so that it need not be drawn again; erased with the case's words.

    The store holds it encrypted: without this row nobody can read it, wherever a copy of the store may lie.
    """

    __tablename__ = "file_part"
    __table_args__ = (UniqueConstraint("case_id", "key"), Index(None, "used_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    key: Mapped[str] = mapped_column(String(64))
    """Digest of all that went into it."""
    file_key: Mapped[str] = mapped_column(String(64))
    """Its name in the store."""
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    """What it is encrypted with (AES-256-GCM), used for nothing else."""
    size: Mapped[int]
    used_at: Mapped[datetime]


class SettlementState(StrEnum):
    """Where a settlement agreement stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    SIGNED = "signed"
    CARRIED_OUT = "carried_out"
    DROPPED = "dropped"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return SETTLEMENT_WORDS[self]


SETTLEMENT_WORDS = {
    SettlementState.DRAFT: words("projet", "draft"),
    SettlementState.APPROVED: words("approuvé", "approved"),
    SettlementState.SENT: words("envoyé, à signer", "sent, to be signed"),
    SettlementState.SIGNED: words("signé par les deux parties", "signed by both"),
    SettlementState.CARRIED_OUT: words("exécuté", "carried out"),
    SettlementState.DROPPED: words("abandonné", "dropped"),
}


class Settlement(Base):
    """A settlement agreement (protocole transactionnel, art. 2044 C. civ.): its terms never change once approved."""

    __tablename__ = "settlement"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("amount_minor >= 0", "amount_not_negative"),
        CheckConstraint("ours <> '' AND theirs <> ''", "mutual_concessions"),
        CheckConstraint("approver_id IS NULL OR approver_id <> author_id", "four_eyes"),
        CheckConstraint("state IN ('draft', 'dropped') OR approver_id IS NOT NULL", "approved_by_somebody"),
        CheckConstraint("(state = 'carried_out') = (carried_out_on IS NOT NULL)", "carried_out_has_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int]
    state: Mapped[SettlementState] = mapped_column(one_of(SettlementState, "state"), default=SettlementState.DRAFT)
    facts: Mapped[str] = mapped_column(Text)
    ours: Mapped[str] = mapped_column(Text)
    theirs: Mapped[str] = mapped_column(Text)
    amount_minor: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    claims: Mapped[list[Any]]
    """Positions of the claim lines it settles."""
    carry_out_by_on: Mapped[date]
    author_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    drafted_at: Mapped[datetime]
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    approved_at: Mapped[datetime | None]
    files: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Language → fingerprint of its PDF."""
    sent_at: Mapped[datetime | None]
    letter: Mapped[int | None]
    carried_out_on: Mapped[date | None]
    proof: Mapped[str] = mapped_column(String(300), default="")
    case: Mapped[Case] = relationship(lazy="select")
    author: Mapped[Staff] = relationship(foreign_keys=[author_id], lazy="select")
    approver: Mapped[Staff | None] = relationship(foreign_keys=[approver_id], lazy="select")
    signatures: Mapped[list[Signature]] = relationship(lazy="selectin", order_by="Signature.id")

    @property
    def amount(self) -> Money:
        """What we pay under it, VAT included."""
        return Money(self.amount_minor, self.currency)


class Signature(Base):
    """That one side signed by hand: when, who, in which capacity, on which signed copy. Never changed."""

    __tablename__ = "settlement_signature"
    __table_args__ = (
        UniqueConstraint("settlement_id", "side"),
        CheckConstraint("side IN ('customer', 'house')", "side_known"),
        CheckConstraint("exhibit > 0", "signed_copy_is_an_exhibit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlement.id"))
    side: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(160))
    capacity: Mapped[str] = mapped_column(String(120))
    signed_on: Mapped[date]
    exhibit: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))


SIGNED_ERASED = (
    "EXISTS (SELECT 1 FROM settlement s JOIN case_file c ON c.id = s.case_id "
    "WHERE s.id = OLD.settlement_id AND c.erased_at IS NOT NULL)"
)
TERMS = " OR ".join(
    f'(NEW."{name}" <> OLD."{name}" AND ({reworded(name)} OR NOT {CASE_ERASED}))'
    for name in ("ours", "theirs", "facts")
)
wordless(Signature, ("name", "capacity"), SIGNED_ERASED)
refuse(
    Settlement,
    "update",
    f"OLD.state <> 'draft' AND ({TERMS} "
    "OR NEW.amount_minor <> OLD.amount_minor OR NEW.carry_out_by_on <> OLD.carry_out_by_on OR NEW.case_id <> OLD.case_id)",
    "terms",
)
refuse(Settlement, "delete", "1 = 1", "delete")
