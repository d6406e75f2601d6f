"""Which packs speak for a case: by country, sector, kind of complainant, and the dates of contract and complaint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.regimes.rules.pack import About, Pack

MEMBERS = "AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU = frozenset(MEMBERS.split(" "))
UNDER = {"payment": "finance", "insurance": "finance", "air": "travel"}
"""A sector that is part of a wider one: its packs stack on the wider one's."""


def lives_in(country: str) -> str:
    """Where somebody who complains lives, as far as the regimes ask (`complainant.country`): FR, EU, UK, other."""
    named = {"FR": "FR", "GB": "UK", "UK": "UK"}
    return named.get(country, "EU" if country in EU else "other")


@dataclass(frozen=True)
class Choice:
    """What a case is about, as far as choosing packs goes; unknown dates choose by today."""

    country: str
    sector: str = "any"
    complainant: str = "consumer"
    subject: str = "general"
    contract_on: date | None = None
    complaint_on: date | None = None


def choose(packs: Iterable[Pack], choice: Choice, today: date) -> tuple[Pack, ...]:
    """The packs that apply, the general ones first, those of the sector last; house targets always stack."""
    chosen = [pack for pack in packs if _applies(pack.pack, choice, today)]
    return tuple(sorted(chosen, key=lambda pack: (_breadth(pack.pack), pack.id)))


def _applies(about: About, choice: Choice, today: date) -> bool:
    complaint, contract = choice.complaint_on or today, choice.contract_on
    return (
        _country(about.country, choice.country)
        and ("any" in about.sectors or bool({choice.sector, UNDER.get(choice.sector)} & set(about.sectors)))
        and (not about.complainants or choice.complainant in about.complainants)
        and (not about.subjects or choice.subject in about.subjects or choice.sector in about.subjects)
        and about.valid_from <= complaint <= (about.valid_to or date.max)
        and (contract is None or (about.contracts_from or date.min) <= contract <= (about.contracts_to or date.max))
    )


def _country(asked: str, country: str) -> bool:
    country = {"GB": "UK"}.get(country, country)
    return asked in ("any", country) or (asked == "EU" and country in EU)


def _breadth(about: About) -> tuple[int, int, int]:
    """House packs, then the Union's, then the country's; within them the wider sector first."""
    where = {"any": 0, "EU": 1}.get(about.country, 2)
    return where, "any" not in about.sectors, any(sector in UNDER for sector in about.sectors)
