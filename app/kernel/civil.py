"""Civil dates: the day an instant falls on in a place, and the instant at which that day ends there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.kernel.clock import as_utc
from app.kernel.refused import Refused
from app.kernel.words import words


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The time zone of this IANA name; refuses an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        message = words("Fuseau horaire inconnu : {name}.", "Unknown time zone: {name}.", name=name)
        raise Refused("unknown_zone", message, "zone") from unknown


def day_of(instant: datetime, zone_name: str) -> date:
    """The civil date of an instant in that zone (never the server's)."""
    return as_utc(instant).astimezone(zone(zone_name)).date()


@lru_cache(maxsize=8192)
def day_ends_at(day: date, zone_name: str) -> datetime:
    """The first instant that no longer belongs to `day` there, in UTC.

    Built by asking which day an instant falls on, so that days whose midnight does not exist, and days that a
    zone skipped, end where the clocks of the place say.
    """
    place = zone(zone_name)
    low = datetime.combine(day, time(), UTC) - timedelta(hours=16)
    high = low + timedelta(hours=72)
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(place).date() > day:
            high = middle
        else:
            low = middle
    return high
