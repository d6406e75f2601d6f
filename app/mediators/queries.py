"""Finding mediators."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.mediators.models import Mediator
from app.plumbing.db import db


def all_mediators() -> list[Mediator]:
    """The directory, by name."""
    return list(db.session.scalars(select(Mediator).order_by(Mediator.name)))


def mediator_by_code(code: str) -> Mediator | None:
    """The entry of this code."""
    return db.session.scalars(select(Mediator).where(Mediator.code == code)).one_or_none()


def competent(sector: str, on: date) -> Mediator | None:
    """The mediator we may name for a sector on a civil day: contract in force, most particular first; None if there is none."""
    under_contract = [entry for entry in all_mediators() if entry.contract_valid_on(on) and entry.withdrawn_on is None]
    fit = [entry for entry in under_contract if sector in entry.sectors or "any" in entry.sectors]
    return min(fit, key=lambda entry: (sector not in entry.sectors, entry.id), default=None)
