"""Rows of the directory."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import Money
from app.plumbing.db import Base
from app.regimes.rules.texts import NamedMediator


class Mediator(Base):
    """One mediator: what a letter must name, what they handle, our contract with them, where the facts come from."""

    __tablename__ = "mediator"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    postal: Mapped[str] = mapped_column(String(300), default="")
    site: Mapped[str] = mapped_column(String(200), default="")
    form_url: Mapped[str] = mapped_column(String(300), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    sectors: Mapped[list[Any]]
    listed: Mapped[bool] = mapped_column(default=True)
    withdrawn_on: Mapped[date | None]
    contract_from: Mapped[date | None]
    contract_until: Mapped[date | None]
    wait_days: Mapped[int | None]
    filing_months: Mapped[int | None]
    fee_minor: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    pieces: Mapped[list[Any]] = mapped_column(default=list)
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

    def contract_valid_on(self, day: date) -> bool:
        """Are we bound by contract to this mediator on that civil day (FR-MED-21)?"""
        started = self.contract_from is not None and self.contract_from <= day
        return started and (self.contract_until is None or day <= self.contract_until)
