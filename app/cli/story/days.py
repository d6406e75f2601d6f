"""The calendar of the story: every date is counted in working days from the anchor, so that the demo is always fresh."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta

from app.kernel import day_of, zone
from app.regimes.rules.calendars import Calendar, DayCount

BEGUN, TOLD = "house.demo_begun", "house.demo_told"
"""The journal of the house names the anchor twice: when the telling begins, and when it has come to its end."""
FARTHEST = timedelta(days=1200)
AHEAD = timedelta(days=400)


class Days:
    """Working days around the anchor of the story."""

    def __init__(self, anchor: datetime, zone_name: str = "Europe/Paris") -> None:
        self.anchor, self.zone = anchor, zone_name
        self.today = day_of(anchor, zone_name)
        self.working = self._working()
        self.now = bisect_left(self.working, self.today)

    def _working(self) -> list[date]:
        calendar, first = Calendar(), self.today - FARTHEST
        days = (first + timedelta(days=n) for n in range((FARTHEST + AHEAD).days))
        return [day for day in days if calendar.day_off(day, DayCount.OUVRE) is None]

    def day(self, offset: int) -> date:
        """The working day so many after today (today itself, or the next working day, for 0); before it when negative."""
        return self.working[self.now + offset]

    def at(self, day: date, minutes: int) -> datetime:
        """The instant of a civil time (minutes since midnight) on a day of the house."""
        return datetime.combine(day, time(minutes // 60, minutes % 60), zone(self.zone)).astimezone(UTC)

    def ago(self, days: int) -> date:
        """The civil day so many calendar days before today."""
        return self.today - timedelta(days=days)
