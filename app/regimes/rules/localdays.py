"""Local days that a zone skipped: a civil date that never was cannot be a due date."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from app.kernel import day_ends_at
from app.kernel import zone as place

DAY = timedelta(days=1)


@lru_cache(maxsize=4096)
def day_exists(day: date, zone: str) -> bool:
    """Whether the clocks of that zone ever showed this date (30 December 2011 is missing in Apia)."""
    return day_ends_at(day - DAY, zone) != day_ends_at(day, zone)


@lru_cache(maxsize=1024)
def skipped_days(zone: str) -> frozenset[date]:
    """Every date between 1900 and 2100 that never was in that zone: only a jump over the date line takes a day away."""
    there = place(zone)

    def offset(year: int) -> timedelta:
        return datetime(year, 1, 1, 12, tzinfo=there).utcoffset() or timedelta()

    jumps = [year for year in range(1900, 2100) if abs(offset(year + 1) - offset(year)) >= timedelta(hours=20)]
    days = (date(year, 1, 1) + n * DAY for year in jumps for n in range(366))
    return frozenset(day for day in days if not day_exists(day, zone))


def land(day: date, zone: str) -> date:
    """The day itself, or the next one that exists there."""
    while not day_exists(day, zone):
        day += DAY
    return day
