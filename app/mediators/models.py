"""Rows of the directory of mediators."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import Money, Words
from app.mediators.rules import Known
from app.mediators.rules.pieces import piece_words
from app.plumbing.db import Base
from app.plumbing.stamped_cache import watch
from app.regimes.rules.texts import NamedMediator


class Mediator(Base):
    """One mediator: what a letter must name, what they handle, our contract with them, where the facts come from."""

    __tablename__ = "mediator"
    __table_args__ = (
        CheckConstraint(
            "contract_until IS NULL OR (contract_from IS NOT NULL AND contract_until >= contract_from)",
            "contract_in_order",
        ),
        CheckConstraint("fee_minor IS NULL OR fee_minor >= 0", "fee_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), default="")
    formerly: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(120), default="")
    country: Mapped[str] = mapped_column(String(2), default="FR", server_default="FR")
    """Under whose law it settles disputes."""
    postal: Mapped[str] = mapped_column(String(300), default="")
    other_addresses: Mapped[list[Any]] = mapped_column(default=list)
    site: Mapped[str] = mapped_column(String(200), default="")
    form_url: Mapped[str] = mapped_column(String(300), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    sectors: Mapped[list[Any]]
    official_sectors: Mapped[list[Any]] = mapped_column(default=list)
    takes: Mapped[list[Any]] = mapped_column(default=lambda: ["consumer"])
    is_public: Mapped[bool] = mapped_column(default=False)
    listed: Mapped[bool] = mapped_column(default=True)
    listed_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    renamed_on: Mapped[date | None]
    contract_from: Mapped[date | None]
    contract_until: Mapped[date | None]
    wait_days: Mapped[int | None]
    wait_months: Mapped[int | None]
    filing_months: Mapped[int | None]
    decision: Mapped[str] = mapped_column(String(120), default="")
    prior_steps: Mapped[str] = mapped_column(Text, default="")
    fee_minor: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    pieces: Mapped[list[Any]] = mapped_column(default=list)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    notes: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    checked_on: Mapped[date | None]

    @property
    def named(self) -> NamedMediator:
        """As a letter must name it."""
        return NamedMediator(self.name, self.postal, self.site)

    @property
    def fee(self) -> Money | None:
        """What one admitted file costs us, when known."""
        return None if self.fee_minor is None else Money(self.fee_minor, self.currency)

    @property
    def known(self) -> Known:
        """What the rules need to know of this entry."""
        return Known(
            name=self.name,
            postal=self.postal,
            site=self.site,
            sectors=tuple(self.sectors),
            takes=tuple(self.takes),
            is_public=self.is_public,
            listed=self.listed,
            withdrawn_on=self.withdrawn_on,
            renamed_on=self.renamed_on,
            formerly=self.formerly,
            contract_from=self.contract_from,
            contract_until=self.contract_until,
            checked_on=self.checked_on,
            other_addresses=tuple(self.other_addresses),
        )

    @property
    def pieces_asked(self) -> tuple[Words, ...]:
        """What this mediator asks for, in words."""
        return tuple(map(piece_words, self.pieces))

    def contract_valid_on(self, day: date) -> bool:
        """Are we bound by contract to this mediator on that civil day (FR-MED-21)?"""
        return self.known.contract_valid_on(day)


watch(Mediator)
