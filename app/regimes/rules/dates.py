"""Civil date arithmetic: months with their ends, working days, rolling. The day of the event is never counted.

Sources: 640-642 CPC (FR-CRT-14), Regulation 1182/71 art. 3 (EU-TIM-01). Rolling is a property of each rule.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel import Refused, Words, words
from app.regimes.rules.calendars import Calendar, DayCount
from app.regimes.rules.localdays import land

DAY = timedelta(days=1)
LATEST = date(2100, 12, 31)
"""Beyond it no answer is given: the tables of public holidays end there."""


@dataclass(frozen=True)
class Span:
    """A length of time in one unit: years, months, weeks, or days of one kind."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    count: DayCount = DayCount.CALENDAR

    def words(self) -> Words:
        """ "2 mois", "10 jours ouvrables"."""
        if self.years:
            return words("{n} {n:an|ans}", "{n} {n:year|years}", n=self.years)
        if self.months:
            return words("{n} mois", "{n} {n:month|months}", n=self.months)
        if self.weeks:
            return words("{n} {n:semaine|semaines}", "{n} {n:week|weeks}", n=self.weeks)
        return DAYS[self.count].fill(n=self.days)


DAYS = {
    DayCount.CALENDAR: words("{n} {n:jour|jours}", "{n} {n:day|days}"),
    DayCount.OUVRABLE: words(
        "{n} {n:jour ouvrable|jours ouvrables}", "{n} {n:day|days}, Sundays and holidays excluded (jours ouvrables)"
    ),
    DayCount.OUVRE: words("{n} {n:jour ouvré|jours ouvrés}", "{n} {n:working day|working days}"),
    DayCount.BUSINESS: words("{n} {n:jour ouvré|jours ouvrés}", "{n} {n:business day|business days}"),
}


def add_months(day: date, months: int) -> date:
    """The same-numbered day so many months on, or the last of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    _within(year)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    """So many calendar days on."""
    if not -80_000 < days < 80_000:
        raise _too_far()
    moved = day.toordinal() + days
    if not 1 <= moved <= LATEST.toordinal():
        raise _too_far()
    return date.fromordinal(moved)


def add_working_days(day: date, days: int, count: DayCount, calendar: Calendar) -> date:
    """The last of the next (or, when negative, the previous) so many days that count; none leaves the day as it is."""
    step = 1 if days >= 0 else -1
    left = abs(days)
    while left:
        day = add_days(day, step)
        left -= calendar.day_off(day, count) is None
    return day


def working_days_between(start: date, end: date, count: DayCount, calendar: Calendar) -> int:
    """How many counting days lie after `start` up to and including `end` (negative when `end` comes first)."""
    if end < start:
        return -working_days_between(end, start, count, calendar)
    days = range(start.toordinal() + 1, end.toordinal() + 1)
    return sum(calendar.day_off(date.fromordinal(day), count) is None for day in days)


def roll(day: date, count: DayCount, calendar: Calendar, step: int = 1) -> date:
    """The day itself when it counts, otherwise the next one that does (the previous one with step −1)."""
    while calendar.day_off(day, count) is not None:
        day = add_days(day, step)
    return day


def add_span(day: date, span: Span, calendar: Calendar, zone: str) -> date:
    """The day on which a period ends, without rolling; a local day that never was gives way to the next one."""
    if span.count is not DayCount.CALENDAR:
        return add_working_days(day, span.days, span.count, calendar)
    months = 12 * span.years + span.months
    moved = add_months(day, months) if months else day
    return land(add_days(moved, 7 * span.weeks + span.days), zone)


def _within(year: int) -> None:
    if not 1 <= year <= LATEST.year:
        raise _too_far()


def _too_far() -> Refused:
    return Refused("date_too_far", words("Cette date est trop lointaine.", "This date is too far away."), "date")
