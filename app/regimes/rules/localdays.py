"""Local days that a zone skipped: a civil date that never was cannot be a due date."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from app.kernel import day_ends_at

DAY = timedelta(days=1)


@lru_cache(maxsize=4096)
def day_exists(day: date, zone: str) -> bool:
    """Whether the clocks of that zone ever showed this date (30 December 2011 is missing in Apia)."""
    return day_ends_at(day - DAY, zone) != day_ends_at(day, zone)


def land(day: date, zone: str) -> date:
    """The day itself, or the next one that exists there."""
    while not day_exists(day, zone):
        day += DAY
    return day
