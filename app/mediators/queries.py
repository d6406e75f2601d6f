"""Finding mediators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from app.kernel import Refused, words
from app.mediators import rules
from app.mediators.models import Mediator
from app.plumbing.db import db
from app.plumbing.memo import read_once
from app.plumbing.search import plain
from app.plumbing.stamped_cache import cached_until_changed

SHIPPED = Path(__file__).parent / "data" / "mediators.yaml"


def all_mediators() -> list[Mediator]:
    """The directory, by name."""
    return list(db.session.scalars(select(Mediator).order_by(Mediator.name)))


def mediator_by_code(code: str) -> Mediator | None:
    """The entry of this code."""
    return db.session.scalars(select(Mediator).where(Mediator.code == code)).one_or_none()


def mediator(code: str) -> Mediator:
    """The entry of this code; refuses an unknown one."""
    found = mediator_by_code(code)
    if found is None:
        message = words("Médiateur inconnu : {code}.", "Unknown mediator: {code}.", code=code)
        raise Refused("no_such_mediator", message, "mediator")
    return found


def mediator_numbered(number: int) -> Mediator:
    """The entry of this number; refuses an unknown one."""
    found = db.session.get(Mediator, number)
    if found is None:
        raise Refused("no_such_mediator", words("Ce médiateur n’existe pas.", "There is no such mediator."), "mediator")
    return found


@read_once
def competent(sector: str, on: date) -> Mediator | None:
    """The mediator we may name for a sector on a civil day: contract in force, most particular first; None if there is none.

    It is there to be read; who relates a row to a mediator takes `mediator_numbered`. An entry that lacks its address or
    site is still the competent one: naming it is then refused with what to complete.
    """
    bound = [entry for entry in _contracted() if _bound(entry, on) and not _gone(entry, on)]
    fit = [entry for entry in bound if sector in entry.sectors or rules.EVERY_SECTOR in entry.sectors]
    return min(fit, key=lambda entry: (sector not in entry.sectors, entry.id), default=None)


@cached_until_changed
def _contracted() -> tuple[Mediator, ...]:
    """Copies of the entries under contract: no session knows them, and what is read of them is what was kept."""
    wanted = select(Mediator.__table__).where(Mediator.contract_from.is_not(None)).order_by(Mediator.id)
    return tuple(Mediator(**row) for row in db.session.execute(wanted).mappings())


def _bound(entry: Mediator, on: date) -> bool:
    start, end = entry.contract_from, entry.contract_until
    return start is not None and start <= on and (end is None or end >= on)


def _gone(entry: Mediator, on: date) -> bool:
    return entry.withdrawn_on is not None and entry.withdrawn_on <= on


@dataclass(frozen=True)
class Listed:
    """One line of the directory page: the entry, what forbids naming it, what to check."""

    entry: Mediator
    gaps: tuple[rules.Note, ...]
    warnings: tuple[rules.Note, ...]

    @property
    def nameable(self) -> bool:
        """May a letter name it today?"""
        return not self.gaps


def directory(on: date, sector: str = "", asked: str = "") -> list[Listed]:
    """The directory as it stands on a day: ours first (contract in force), then by name; narrowed by sector and words."""
    key = plain(asked).strip()
    found = [entry for entry in all_mediators() if key in plain(f"{entry.name} {entry.formerly} {entry.postal}")]
    if sector:
        found = [entry for entry in found if sector in entry.sectors or rules.EVERY_SECTOR in entry.sectors]
    found.sort(key=lambda entry: (entry.contract_from is None, plain(entry.name)))
    return [Listed(entry, rules.gaps(entry.known, on), rules.warnings(entry.known, on)) for entry in found]


@lru_cache(maxsize=1)
def shipped_entries() -> tuple[dict[str, Any], ...]:
    """The entries that ship with the product, each with its source spelled out."""
    read = yaml.safe_load(SHIPPED.read_text("utf-8"))
    return tuple({**entry, "source": read["sources"][entry["source"]]} for entry in read["mediators"])
