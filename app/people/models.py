"""Rows of people: services, staff, customers, their purchases, our dated terms, and who we are on paper."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel import Lang, Money, Words
from app.people.rules import Actor, Complainant, CustomerKind, Role, Segment, StaffFacts, named, titled
from app.people.rules.countries import on_envelope
from app.plumbing.db import Base, one_of, only_where
from app.plumbing.stamped_cache import watch
from app.plumbing.triggers import append_only


class Service(Base):
    """A department: after-sales, billing, delivery…"""

    __tablename__ = "service"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_fr: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    active: Mapped[bool] = mapped_column(default=True)

    def name(self, lang: str) -> str:
        """Its name in that language."""
        return self.name_fr if lang == "fr" else self.name_en


class Membership(Base):
    """That a member of staff works in a service."""

    __tablename__ = "staff_service"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True)


class Staff(Base):
    """A member of staff: one account, one role, any number of services."""

    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint("manager_id <> id", "not_own_manager"),
        CheckConstraint("deputy_id <> id", "not_own_deputy"),
        CheckConstraint("away_until IS NULL OR away_from IS NOT NULL", "absence_has_a_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[Role] = mapped_column(one_of(Role, "role"))
    lang: Mapped[str] = mapped_column(String(2), default="fr")
    speaks: Mapped[str] = mapped_column(String(40), default="fr")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    active: Mapped[bool] = mapped_column(default=True)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    away_from: Mapped[date | None]
    away_until: Mapped[date | None]
    purpose_fr: Mapped[str] = mapped_column(String(200), default="")
    purpose_en: Mapped[str] = mapped_column(String(200), default="")
    services: Mapped[list[Service]] = relationship(secondary="staff_service", lazy="selectin", order_by="Service.id")
    manager: Mapped[Staff | None] = relationship(foreign_keys=[manager_id], remote_side=[id], lazy="select")
    deputy: Mapped[Staff | None] = relationship(foreign_keys=[deputy_id], remote_side=[id], lazy="select")

    @property
    def key(self) -> str:
        """How the journal names this person."""
        return f"staff:{self.id}"

    @property
    def actor(self) -> Actor:
        """This person as the one who acts."""
        lang: Lang = "en" if self.lang == "en" else "fr"
        ids = tuple(service.id for service in self.services)
        return Actor(self.key, self.name, self.role, self.id, ids, lang)

    @property
    def facts(self) -> StaffFacts:
        """What rules need to know of this person."""
        return StaffFacts(
            self.id,
            self.name,
            self.role,
            tuple(s.id for s in self.services),
            tuple(self.speaks.split(",")),
            self.active,
            self.away_from,
            self.away_until,
            self.manager_id,
            self.deputy_id,
        )


class Customer(Base):
    """Somebody we sold something to: a person or a firm."""

    __tablename__ = "customer"
    __table_args__ = (
        Index(None, "name_key"),
        Index(None, "email"),
        Index(None, "case_erased_on", **only_where("case_erased_on IS NOT NULL")),
        UniqueConstraint("source", "external_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CustomerKind] = mapped_column(one_of(CustomerKind, "kind"), default=CustomerKind.CONSUMER)
    title: Mapped[str] = mapped_column(String(20), default="")
    name: Mapped[str] = mapped_column(String(160))
    name_key: Mapped[str] = mapped_column(String(200), default="")
    organisation: Mapped[str] = mapped_column(String(160), default="")
    headcount: Mapped[int | None]
    turnover_minor: Mapped[int | None]
    email: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    country: Mapped[str] = mapped_column(String(2), default="FR")
    lang: Mapped[str] = mapped_column(String(2), default="fr")
    prefers: Mapped[str] = mapped_column(String(20), default="email")
    segment: Mapped[Segment] = mapped_column(one_of(Segment, "segment"), default=Segment.STANDARD)
    standing: Mapped[str] = mapped_column(String(20), default="good")
    customer_since_on: Mapped[date | None]
    anonymous: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None] = mapped_column(String(60))
    external_id: Mapped[str | None] = mapped_column(String(120))
    case_erased_on: Mapped[date | None]
    """The last day on which a case of theirs was erased: once nothing else is kept of them, they are forgotten."""
    created_at: Mapped[datetime]

    @property
    def key(self) -> str:
        """How the journal names this person."""
        return f"customer:{self.id}"

    @property
    def address(self) -> str:
        """The postal address, one line per line; empty while only the country is known."""
        if not (self.street or self.postcode or self.city):
            return ""
        town = " ".join(part for part in (self.postcode, self.city) if part)
        return "\n".join(line for line in (self.street, town, on_envelope(self.country)) if line)

    @property
    def nameless(self) -> bool:
        """A file told of their complaint and not of them: they may be named once somebody knows who they are."""
        return self.anonymous and self.source not in (None, "erased")

    @property
    def display_name(self) -> str:
        """Title and name, and the firm when there is one."""
        return named(self.title, self.name, self.organisation)

    def name_in(self, lang: Lang) -> str:
        """The same, with the title as that language writes it."""
        return named(titled(self.title, lang), self.name, self.organisation)

    @property
    def complainant(self) -> Complainant:
        """This customer as somebody who complains."""
        return Complainant(
            self.kind, self.standing, self.title, self.name, self.organisation, self.email, self.phone, self.id
        )


class Purchase(Base):
    """Something a customer bought: what the law's rights are counted from."""

    __tablename__ = "purchase"
    __table_args__ = (
        CheckConstraint("price_minor >= 0", "price_not_negative"),
        CheckConstraint("delivered_on IS NULL OR delivered_on >= bought_on", "delivered_after_bought"),
        Index(None, "customer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    reference: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(200))
    product: Mapped[str] = mapped_column(String(80), default="")
    bought_on: Mapped[date]
    delivered_on: Mapped[date | None]
    promised_on: Mapped[date | None]
    price_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    channel: Mapped[str] = mapped_column(String(20), default="online")
    condition: Mapped[str] = mapped_column(String(20), default="new")
    customer: Mapped[Customer] = relationship(lazy="select")

    @property
    def price(self) -> Money:
        """What was paid, VAT included."""
        return Money(self.price_minor, self.currency)


class Terms(Base):
    """One dated version of our terms (CGV/CGU): in force from a civil date until the next version."""

    __tablename__ = "terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    in_force_from: Mapped[date]
    file_key: Mapped[str] = mapped_column(String(120), default="")
    file_name: Mapped[str] = mapped_column(String(200), default="")
    clauses: Mapped[list[Clause]] = relationship(
        lazy="selectin", order_by="Clause.position", cascade="all, delete-orphan"
    )


class Clause(Base):
    """A numbered clause of one version of the terms."""

    __tablename__ = "terms_clause"
    __table_args__ = (UniqueConstraint("terms_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    terms_id: Mapped[int] = mapped_column(ForeignKey("terms.id"))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(20))
    heading: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)


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
    signatory_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    """Who signs letters; the designated contact when nobody is named."""
    signatory_capacity_fr: Mapped[str] = mapped_column(String(120), default="", server_default="")
    signatory_capacity_en: Mapped[str] = mapped_column(String(120), default="", server_default="")
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))

    @property
    def signatory(self) -> tuple[str, Words]:
        """Name and capacity of whoever signs on paper (the designated contact when no signatory is named)."""
        if self.signatory_name:
            fr, en = self.signatory_capacity_fr, self.signatory_capacity_en
            return self.signatory_name, Words(fr, en or fr)
        fr, en = self.contact_capacity_fr, self.contact_capacity_en
        return self.contact_name, Words(fr, en or fr)


append_only(HouseCard)
watch(Staff, Service, Membership)
