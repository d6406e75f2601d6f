"""Working time: minutes within opening hours, with breaks, holidays and pauses, forward, backward and elapsed.

Counted on instants, so that a clock change inside opening hours makes the day an hour shorter or longer. Hours are
read on the wall clock of the calendar's zone; "24:00" is midnight at the end of the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from app.kernel import Refused, Words, as_utc, words
from app.kernel import zone as place
from app.regimes.rules.localdays import skipped_days

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)
FARTHEST = 4000
"""Days in a row without working time after which the answer is that there is none."""
LONGEST = 80_000
"""Days: a longer interval is refused."""

Interval = tuple[datetime, datetime]
Hours = Mapping[str, Sequence[tuple[int, int]]]
"""Per weekday: opening intervals in minutes of the wall clock."""


@dataclass(frozen=True)
class WorkCalendar:
    """Opening hours of a place: a zone, hours per weekday, holidays by date or every year, exceptions."""

    zone: str
    hours: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]
    holidays: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    working_days: frozenset[int] | None = None
    extra: frozenset[date] = frozenset()

    def is_holiday(self, day: date) -> bool:
        """Whether this date is one of the holidays."""
        return day in self.holidays or (day.month, day.day) in self.yearly

    def is_working_day(self, day: date) -> bool:
        """A day that counts as a business day: of the working week and no holiday, or an extra working date.

        A date that the zone skipped is none.
        """
        if day in skipped_days(self.zone):
            return False
        if day in self.extra:
            return True
        return day.weekday() in self._week and not self.is_holiday(day)

    @property
    def _week(self) -> frozenset[int]:
        if self.working_days is not None:
            return self.working_days
        opened = frozenset(WEEKDAYS.index(name) for name, slots in self.hours if slots)
        return opened or frozenset(range(5))

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """The opening intervals of a local day as instants, in order, never overlapping."""
        return _intervals(self, day)

    def slots(self, day: date) -> tuple[tuple[int, int], ...]:
        """The opening hours of that day, in minutes; an extra date without hours of its own takes the first day's."""
        if not self.is_working_day(day):
            return ()
        named = dict(self.hours)
        own = named.get(WEEKDAYS[day.weekday()], ())
        return own or (next((slots for _, slots in self.hours if slots), ()) if day in self.extra else ())


@lru_cache(maxsize=8192)
def _intervals(calendar: WorkCalendar, day: date) -> tuple[Interval, ...]:
    bounds = [(_instant(calendar.zone, day, a), _instant(calendar.zone, day, b)) for a, b in calendar.slots(day)]
    return tuple((start, end) for start, end in bounds if start < end)


def _instant(zone: str, day: date, minute: int) -> datetime:
    """A wall-clock minute of a local day in UTC; a minute the clocks skipped is the moment they moved on."""
    local = datetime.combine(day + DAY if minute == 1440 else day, time(minute % 1440 // 60, minute % 60), place(zone))
    instant = local.astimezone(UTC)
    wall = instant.astimezone(place(zone)).replace(tzinfo=None)
    if wall == local.replace(tzinfo=None):
        return instant
    return _gap_end(zone, local)


def _gap_end(zone: str, local: datetime) -> datetime:
    """The instant of the clock change that swallowed this wall-clock time."""
    low = local.replace(fold=1).astimezone(UTC) - DAY
    high = local.replace(fold=0).astimezone(UTC) + DAY
    wanted = local.replace(tzinfo=None)
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(place(zone)).replace(tzinfo=None) >= wanted:
            high = middle
        else:
            low = middle
    return high


def _forward(calendar: WorkCalendar, start: datetime, pauses: Sequence[Interval]) -> Iterator[Interval]:
    """Working intervals from an instant on, cut by pauses."""
    day, idle = start.astimezone(place(calendar.zone)).date() - DAY, 0
    while idle < FARTHEST and day < date.max - 2 * DAY:
        left = [cut for begun, ended in calendar.intervals(day) for cut in _outside(max(begun, start), ended, pauses)]
        yield from left
        idle, day = (0 if left else idle + 1), day + DAY


def _backward(calendar: WorkCalendar, end: datetime, pauses: Sequence[Interval]) -> Iterator[Interval]:
    """Working intervals before an instant, latest first."""
    day, idle = end.astimezone(place(calendar.zone)).date() + DAY, 0
    while idle < FARTHEST and day > date.min + 2 * DAY:
        left = [cut for begun, ended in calendar.intervals(day) for cut in _outside(begun, min(ended, end), pauses)]
        yield from reversed(left)
        idle, day = (0 if left else idle + 1), day - DAY


def _outside(start: datetime, end: datetime, pauses: Sequence[Interval]) -> Iterator[Interval]:
    """What is left of an interval once the (merged) pauses are cut out."""
    for begun, ended in pauses:
        if ended <= start or begun >= end:
            continue
        if begun > start:
            yield start, begun
        start = ended
    if start < end:
        yield start, end


def merged(pauses: Sequence[Interval]) -> list[Interval]:
    """Pauses in order, overlapping ones joined."""
    done: list[Interval] = []
    for begun, ended in sorted((as_utc(a), as_utc(b)) for a, b in pauses if as_utc(a) < as_utc(b)):
        if done and begun <= done[-1][1]:
            done[-1] = (done[-1][0], max(done[-1][1], ended))
        else:
            done.append((begun, ended))
    return done


def add(calendar: WorkCalendar, start: datetime, seconds: int, pauses: Sequence[Interval] = ()) -> datetime:
    """The instant at which so much working time has passed since `start`; none at all leaves the start as it is."""
    if seconds < 0:
        return subtract(calendar, start, -seconds, pauses)
    left, at = timedelta(seconds=seconds), as_utc(start)
    if not left:
        return at
    for begun, ended in _forward(calendar, at, merged(pauses)):
        if ended - begun >= left:
            return begun + left
        left -= ended - begun
    raise Refused("no_working_time", NEVER, "calendar")


def subtract(calendar: WorkCalendar, end: datetime, seconds: int, pauses: Sequence[Interval] = ()) -> datetime:
    """The instant from which so much working time passes until `end`."""
    if seconds < 0:
        return add(calendar, end, -seconds, pauses)
    left, at = timedelta(seconds=seconds), as_utc(end)
    if not left:
        return at
    for begun, ended in _backward(calendar, at, merged(pauses)):
        if ended - begun >= left:
            return ended - left
        left -= ended - begun
    raise Refused("no_working_time", NEVER, "calendar")


def between(calendar: WorkCalendar, start: datetime, end: datetime, pauses: Sequence[Interval] = ()) -> int:
    """The seconds of working time between two instants; negative when the end comes first."""
    first, last = as_utc(start), as_utc(end)
    if last < first:
        return -between(calendar, last, first, pauses)
    if (last - first).days > LONGEST:
        raise Refused("span_too_long", TOO_LONG, "end")
    total = timedelta()
    for begun, ended in _forward(calendar, first, merged(pauses)):
        if begun >= last:
            break
        total += min(ended, last) - begun
    return round(total.total_seconds())


def is_open(calendar: WorkCalendar, at: datetime) -> bool:
    """Whether an instant lies within opening hours (their end excluded)."""
    instant = as_utc(at)
    day = instant.astimezone(place(calendar.zone)).date()
    return any(a <= instant < b for each in (day - DAY, day) for a, b in calendar.intervals(each))


def next_open(calendar: WorkCalendar, at: datetime) -> datetime:
    """The instant itself when open, otherwise the next opening."""
    for begun, _ in _forward(calendar, as_utc(at), ()):
        return begun
    raise Refused("no_working_time", NEVER, "calendar")


def last_open(calendar: WorkCalendar, at: datetime) -> datetime:
    """The instant itself when open, otherwise one second before the last closing: alerts are brought forward to it."""
    if is_open(calendar, at):
        return as_utc(at)
    for _, ended in _backward(calendar, as_utc(at), ()):
        return ended - timedelta(seconds=1)
    raise Refused("no_working_time", NEVER, "calendar")


# --- business days ---------------------------------------------------------------------------------------------------


def next_day(calendar: WorkCalendar, day: date, step: int = 1) -> date:
    """The next working day after this one (the previous one with step −1)."""
    for _ in range(FARTHEST):
        if not date.min + DAY < day < date.max - DAY:
            break
        day += step * DAY
        if calendar.is_working_day(day):
            return day
    raise Refused("no_working_time", NEVER, "calendar")


def roll_day(calendar: WorkCalendar, day: date) -> date:
    """The day itself when it is worked, otherwise the next one."""
    return day if calendar.is_working_day(day) else next_day(calendar, day)


def add_days(calendar: WorkCalendar, day: date, days: int) -> date:
    """So many working days on (or back); none leaves the day as it is."""
    for _ in range(abs(days)):
        day = next_day(calendar, day, 1 if days > 0 else -1)
    return day


def days_between(calendar: WorkCalendar, start: date, end: date) -> int:
    """How many working days lie after `start` up to and including `end`; negative the other way round."""
    if end < start:
        return -days_between(calendar, end, start)
    days = range(start.toordinal() + 1, end.toordinal() + 1)
    return sum(calendar.is_working_day(date.fromordinal(day)) for day in days)


NEVER: Words = words("Ce calendrier n’a aucun temps de travail.", "This calendar has no working time.")
TOO_LONG: Words = words("L’intervalle est trop long.", "The interval is too long.")
