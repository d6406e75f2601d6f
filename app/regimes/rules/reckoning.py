"""A due date together with its working: every step that a person would want to check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.kernel import Words, words
from app.regimes.rules.calendars import SATURDAY, SUNDAY, Calendar, DayCount
from app.regimes.rules.dates import DAY, Span, add_days, add_span, roll


@dataclass(frozen=True)
class Pause:
    """Days that do not count: after `start`, up to and including `end` (None: still running)."""

    start: date
    end: date | None

    def ended_by(self, today: date) -> date:
        """The end, or today while it runs."""
        return max(self.start, today) if self.end is None else self.end


@dataclass(frozen=True)
class Reckoning:
    """The answer and how it was reached."""

    ends_on: date
    steps: tuple[Words, ...]


def reckon(
    start: date,
    span: Span,
    calendar: Calendar,
    zone: str,
    *,
    rolls: bool = False,
    pauses: Sequence[Pause] = (),
    today: date = date.min,
) -> Reckoning:
    """The last day of a period that starts with an event on `start` (not counted)."""
    if not pauses:
        return _unpaused(start, span, calendar, zone, rolls)
    reached, steps = _plainly(start, span, calendar, zone)
    stretches = [(pause.start, pause.ended_by(today), pause.end is not None) for pause in pauses]
    reached, paused = _pushed(start, reached, span.count, calendar, stretches)
    return _rolled(reached, [*steps, *paused], calendar, rolls)


@lru_cache(maxsize=4096)
def _unpaused(start: date, span: Span, calendar: Calendar, zone: str, rolls: bool) -> Reckoning:
    """Without a pause the same for every case of the day: reckoned once."""
    reached, steps = _plainly(start, span, calendar, zone)
    return _rolled(reached, steps, calendar, rolls)


def _plainly(start: date, span: Span, calendar: Calendar, zone: str) -> tuple[date, list[Words]]:
    reached = add_span(start, span, calendar, zone)
    steps = [PLUS.fill(span=span.words(), day=reached), *_clipped(start, span, reached)]
    if span.count is not DayCount.CALENDAR:
        steps += _skipped(start, reached, span.count, calendar)
    return reached, steps


def _clipped(start: date, span: Span, reached: date) -> list[Words]:
    if (span.months or span.years) and reached.day < start.day:
        return [CLIPPED.fill(day=reached)]
    return []


def _skipped(start: date, end: date, count: DayCount, calendar: Calendar) -> list[Words]:
    """Weekend days by number, holidays and closings by name."""
    weekend, named = 0, []
    for number in range(start.toordinal() + 1, end.toordinal() + 1):
        day = date.fromordinal(number)
        why = calendar.day_off(day, count)
        if why in (SATURDAY, SUNDAY):
            weekend += 1
        elif why is not None:
            named.append(NAMED_DAY.fill(day=day, why=why))
    steps = [(SUNDAYS if count is DayCount.OUVRABLE else WEEKENDS).fill(n=weekend)] if weekend else []
    return [*steps, *([HOLIDAYS.fill(days=tuple(named))] if named else [])]


def _pushed(
    free_from: date, reached: date, count: DayCount, calendar: Calendar, pauses: Sequence[tuple[date, date, bool]]
) -> tuple[date, list[Words]]:
    """Move the end by every pause (from, to, over) that began before it, in order; overlapping pauses count once."""
    steps: list[Words] = []
    for since, ended, over in sorted(pauses):
        begun = max(since, free_from)
        if begun >= reached or ended <= begun:
            continue
        lost = _counting(begun, ended, count, calendar)
        reached = _later(reached, lost, count, calendar)
        free_from = ended
        steps.append((PAUSED if over else PAUSING).fill(start=begun, end=ended, n=lost, day=reached))
    return reached, steps


def _counting(start: date, end: date, count: DayCount, calendar: Calendar) -> int:
    days = range(start.toordinal() + 1, end.toordinal() + 1)
    return sum(calendar.day_off(date.fromordinal(day), count) is None for day in days)


def _later(day: date, lost: int, count: DayCount, calendar: Calendar) -> date:
    """So many counting days on."""
    while lost:
        day = add_days(day, 1)
        lost -= calendar.day_off(day, count) is None
    return day


def _rolled(reached: date, steps: list[Words], calendar: Calendar, rolls: bool) -> Reckoning:
    why = calendar.day_off(reached, DayCount.OUVRE)
    if not rolls or why is None:
        note = [NOT_ROLLED.fill(day=reached, why=why)] if why is not None else []
        return Reckoning(reached, (*steps, *note))
    later = roll(reached + DAY, DayCount.OUVRE, calendar)
    return Reckoning(later, (*steps, ROLLED.fill(day=reached, why=why, later=later)))


PLUS = words(
    "Le jour de départ ne compte pas. Plus {span} : {day:full}.",
    "The first day is not counted. Plus {span}: {day:full}.",
)
CLIPPED = words(
    "Ce quantième n’existe pas ce mois-là : dernier jour du mois, le {day}.",
    "That day of the month does not exist: the last day of the month, {day}.",
)
NAMED_DAY = words("{day} ({why})", "{day} ({why})")
WEEKENDS = words(
    "{n} {n:samedi ou dimanche ne compte|samedis et dimanches ne comptent} pas.",
    "{n} {n:Saturday or Sunday does|Saturdays and Sundays do} not count.",
)
SUNDAYS = words(
    "{n} {n:dimanche ne compte|dimanches ne comptent} pas ; les samedis comptent.",
    "{n} {n:Sunday does|Sundays do} not count; Saturdays count.",
)
HOLIDAYS = words("Ne comptent pas non plus : {days}.", "Also not counted: {days}.")
PAUSED = words(
    "En attente du client du {start} au {end} : {n} {n:jour ne compte|jours ne comptent} pas, soit le {day}.",
    "Waiting for the customer from {start} to {end}: {n} {n:day does|days do} not count, hence {day}.",
)
PAUSING = words(
    "En attente du client depuis le {start} : {n} {n:jour ne compte|jours ne comptent} pas jusqu’ici ; "
    "ce serait le {day} s’il répondait aujourd’hui.",
    "Waiting for the customer since {start}: {n} {n:day does|days do} not count so far; "
    "it would be {day} if they answered today.",
)
ROLLED = words(
    "Le {day} ne compte pas ({why}) : reporté au {later:full}.", "{day} does not count ({why}): moved to {later:full}."
)
NOT_ROLLED = words(
    "Le {day} tombe un jour non ouvré ({why}) ; cette règle ne reporte pas.",
    "{day} is not a working day ({why}); this rule does not move the date.",
)
