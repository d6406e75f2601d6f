"""Which days count: public holidays per place, days of the week per way of counting, our own closing days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from app.kernel import Refused, Words, words


class DayCount(StrEnum):
    """How days are counted: all, Monday to Saturday (ouvrables), or Monday to Friday (ouvrés, business)."""

    CALENDAR = "calendar"
    OUVRABLE = "ouvrable"
    OUVRE = "ouvre"
    BUSINESS = "business"


LAST_WEEKDAY = {DayCount.CALENDAR: 6, DayCount.OUVRABLE: 5, DayCount.OUVRE: 4, DayCount.BUSINESS: 4}

REGIONS: Mapping[str, tuple[str, str | None] | None] = {
    "FR-metropole": ("FR", None),
    "FR-alsace-moselle": ("FR", "57"),
    "FR-la-reunion": ("FR", "974"),
    "EN-WLS": ("GB", "ENG"),
    "SCT": ("GB", "SCT"),
    "NIR": ("GB", "NIR"),
    "DE": ("DE", None),
    "US": ("US", None),
    "none": None,
}
"""Named sets of public holidays: (country, part of it) in the kept library."""

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""The years that the kept library knows; outside them no working day is counted."""

WHIT_MONDAYS = (date(2005, 5, 16), date(2006, 6, 5), date(2007, 5, 28))
"""Holidays that the library leaves out: Whit Monday stayed a public holiday in the years of the "journée de solidarité"
(table of the French administration)."""

WHIT = words("lundi de Pentecôte", "Whit Monday")
SATURDAY = words("samedi", "Saturday")
SUNDAY = words("dimanche", "Sunday")
CLOSED = words("fermeture de la maison", "our own closing day")


@dataclass(frozen=True)
class Calendar:
    """Public holidays of a place and the organisation's own exceptions, which only house targets follow."""

    region: str = "FR-metropole"
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.region not in REGIONS:
            message = words("Calendrier inconnu : {name}.", "Unknown calendar: {name}.", name=self.region)
            raise Refused("unknown_calendar", message, "calendar.name")

    @property
    def country(self) -> str | None:
        """The country whose public holidays these are."""
        place = REGIONS[self.region]
        return place[0] if place else None

    def holiday(self, day: date) -> Words | None:
        """The name of the public holiday that this day is, if it is one."""
        return holiday_names(self.region, day.year).get(day)

    def public(self) -> Calendar:
        """The same place without our own exceptions: what legal periods follow."""
        return Calendar(self.region) if self.closed or self.opened else self

    def day_off(self, day: date, count: DayCount) -> Words | None:
        """Why this day does not count, or None when it does."""
        if count is DayCount.CALENDAR or day in self.opened:
            return None
        if day.weekday() > LAST_WEEKDAY[count]:
            return SATURDAY if day.weekday() == 5 else SUNDAY
        return self.holiday(day) or (CLOSED if day in self.closed else None)


@lru_cache(maxsize=4096)
def holiday_names(region: str, year: int) -> Mapping[date, Words]:
    """The public holidays of a place in one year, with their names; the library is loaded on first use."""
    place = REGIONS[region]
    if place is None:
        return {}
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = words("Aucun calendrier pour {year}.", "There is no calendar for {year}.", year=year)
        raise Refused("date_too_far", message, "date")
    import holidays  # noqa: PLC0415  heavy: loaded only when a working day is asked for

    country, part = place
    english = holidays.country_holidays(country, subdiv=part, years=year, language=_language(country, "en"))
    local = holidays.country_holidays(country, subdiv=part, years=year, language=_language(country, "fr"))
    named = {day: Words(str(local.get(day)), str(name)) for day, name in english.items() if day.year == year}
    if country == "FR":
        named |= {day: WHIT for day in WHIT_MONDAYS if day.year == year}
    return named


def _language(country: str, lang: str) -> str:
    if country == "FR":
        return "fr" if lang == "fr" else "en_US"
    return {"GB": "en_GB"}.get(country, "en_US")
