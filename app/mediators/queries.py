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
from app.people.rules.countries import HOME
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
def competent(sector: str, on: date, law: str = HOME) -> Mediator | None:
    """The mediator we may name for a sector on a civil day under the law of a country: contract in force, most particular first.

    Where the law itself gives a sector its mediator (energy in France), no contract is needed. None if there is none.

    It is there to be read; who relates a row to a mediator takes `mediator_numbered`. An entry that lacks its address or
    site is still the competent one: naming it is then refused with what to complete.
    """
    there = [entry for entry in _known() if rules.settles_under(entry.country, law) and not _gone(entry, on)]
    fit = [entry for entry in there if _bound(entry, on) and {sector, rules.EVERY_SECTOR} & set(entry.sectors)]
    fit += [entry for entry in there if _by_law(entry, sector)]
    return min(
        fit,
        key=lambda entry: (sector not in entry.sectors, entry.country != law, not _bound(entry, on), entry.id),
        default=None,
    )


def _by_law(entry: Mediator, sector: str) -> bool:
    """Is it the public mediator that the law gives this sector?"""
    return entry.is_public and (entry.country, sector) in given_by_law() and sector in entry.sectors


@cached_until_changed
def _known() -> tuple[Mediator, ...]:
    """Copies of the entries under contract and of the public ones: no session knows them, and what is read of them is what was kept."""
    ours = Mediator.contract_from.is_not(None) | Mediator.is_public
    wanted = select(Mediator.__table__).where(ours).order_by(Mediator.id)
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
def _shipped() -> dict[str, Any]:
    return dict(yaml.safe_load(SHIPPED.read_text("utf-8")))


@lru_cache(maxsize=1)
def given_by_law() -> frozenset[tuple[str, str]]:
    """The sectors whose public mediator is competent for every trader, without a contract: (country, sector)."""
    return frozenset((each["country"], each["sector"]) for each in _shipped()["by_law"])


@lru_cache(maxsize=1)
def shipped_entries() -> tuple[dict[str, Any], ...]:
    """The entries that ship with the product, each with its source spelled out."""
    read = _shipped()
    return tuple({**entry, "source": read["sources"][entry["source"]]} for entry in read["mediators"])
