"""A second opinion on dates, written apart from the product: no import of it, other methods, slow and plain.

Days are walked one by one; holidays come from their own formulas (Easter by the anonymous Gregorian algorithm), not
from the library; working minutes are counted minute by minute.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

ONE = dt.timedelta(days=1)


def easter(year: int) -> dt.date:
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def french_holidays(year: int, *, alsace: bool = False) -> set[dt.date]:
    sunday = easter(year)
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    days = {dt.date(year, month, day) for month, day in fixed}
    if year < 1982:  # 8 May was worked from 1960 until the law of 2 October 1981
        days.discard(dt.date(year, 5, 8))
    days |= {sunday + dt.timedelta(days=shift) for shift in (1, 39, 50)}
    if alsace:
        days |= {sunday - dt.timedelta(days=2), dt.date(year, 12, 26)}
    return days


def month_later(day: dt.date, months: int) -> dt.date:
    """Walk month by month to the first of the target month, then take the day or the last one there is."""
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    number = day.day
    while True:
        try:
            return dt.date(year, month, number)
        except ValueError:
            number -= 1


LAST_WORKED = {"ouvrable": 5, "ouvre": 4, "business": 4}


def counts(day: dt.date, kind: str, *, alsace: bool = False) -> bool:
    return day.weekday() <= LAST_WORKED[kind] and day not in french_holidays(day.year, alsace=alsace)


def days_later(day: dt.date, number: int, kind: str, *, alsace: bool = False) -> dt.date:
    seen = 0
    while seen < number:
        day += ONE
        if counts(day, kind, alsace=alsace):
            seen += 1
    return day


def rolled(day: dt.date) -> dt.date:
    while not counts(day, "ouvre"):
        day += ONE
    return day


def day_exists(day: dt.date, zone: str) -> bool:
    """Look at every quarter of an hour of three days: does any clock there show this date?"""
    at = dt.datetime.combine(day, dt.time(), dt.UTC) - dt.timedelta(hours=30)
    place = ZoneInfo(zone)
    return any((at + dt.timedelta(minutes=15 * n)).astimezone(place).date() == day for n in range(4 * 84))


# --- working time, minute by minute ----------------------------------------------------------------------------------


def open_minute(at: dt.datetime, zone: str, hours: dict[int, list[tuple[int, int]]], holidays: set[dt.date]) -> bool:
    """Whether the minute that starts at this instant is worked."""
    local = at.astimezone(ZoneInfo(zone))
    if local.date() in holidays:
        return False
    minute = local.hour * 60 + local.minute
    return any(start <= minute < end for start, end in hours.get(local.weekday(), []))


def worked(
    start: dt.datetime,
    end: dt.datetime,
    zone: str,
    hours: dict[int, list[tuple[int, int]]],
    holidays: set[dt.date],
    pauses: Iterable[tuple[dt.datetime, dt.datetime]] = (),
) -> int:
    """Worked minutes in [start, end), both on whole minutes."""
    paused = list(pauses)
    minutes, at = 0, start
    while at < end:
        if open_minute(at, zone, hours, holidays) and not any(a <= at < b for a, b in paused):
            minutes += 1
        at += dt.timedelta(minutes=1)
    return minutes


def worked_until(
    start: dt.datetime,
    minutes: int,
    zone: str,
    hours: dict[int, list[tuple[int, int]]],
    holidays: set[dt.date],
    pauses: Iterable[tuple[dt.datetime, dt.datetime]] = (),
) -> dt.datetime:
    """The instant at which so many minutes have been worked since `start`."""
    paused = list(pauses)
    at = start
    while minutes:
        if open_minute(at, zone, hours, holidays) and not any(a <= at < b for a, b in paused):
            minutes -= 1
        at += dt.timedelta(minutes=1)
    return at
