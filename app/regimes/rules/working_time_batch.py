"""One question of working time as a line of JSON, and its answer: what `flask working-time --batch` speaks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from app.kernel import Refused, words
from app.kernel import zone as place
from app.regimes.rules import worktime
from app.regimes.rules.localdays import day_exists
from app.regimes.rules.worktime import WEEKDAYS, Interval, WorkCalendar

CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|(24):(00)")
YEARLY = re.compile(r"--(\d\d)-(\d\d)")
LARGEST = 10**7
QUESTION = {"id", "op", "zone", "calendar", "start", "minutes", "days", "end", "pauses"}
CALENDAR = {"zone", "hours", "holidays", "working_days", "extra_working_dates"}
Line = Mapping[str, Any]


def answer(line: object) -> dict[str, object]:
    """`{id, at | seconds | days | answer}`; refuses with the field at fault."""
    question = _table(line, "line", QUESTION)
    op = question.get("op")
    if not isinstance(op, str) or op not in OPS:
        raise _wrong("op", "opération inconnue", "unknown operation")
    calendar = read_calendar(question.get("calendar"), question.get("zone"))
    spoken = question.get("zone") or calendar.zone
    if not isinstance(spoken, str):
        raise _wrong("zone", "un fuseau est attendu", "a zone is expected")
    place(spoken)
    return OPS[op](Asked(question, calendar, spoken))


# --- the operations --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A question, its calendar, and the zone in which its naive times are read and its answers written."""

    line: Line
    calendar: WorkCalendar
    zone: str

    def instant(self, field: str) -> datetime:
        """An instant of the question; a naive one is on the wall clock of its zone."""
        return _read(self.line.get(field), field, self.zone)

    def day(self, field: str) -> date:
        """A civil date, or the date of an instant where the calendar is."""
        raw = self.line.get(field)
        if isinstance(raw, str) and len(raw) > 10:
            return self.instant(field).astimezone(place(self.calendar.zone)).date()
        return _date(raw, field)

    def pauses(self) -> list[Interval]:
        """The stretches that do not count."""
        raw = self.line.get("pauses") or []
        if not isinstance(raw, list) or not all(isinstance(each, list) and len(each) == 2 for each in raw):
            raise _wrong("pauses", "une liste de [début, fin] est attendue", "a list of [start, end] is expected")
        pauses = [(_read(each[0], "pauses", self.zone), _read(each[1], "pauses", self.zone)) for each in raw]
        if any(end < start for start, end in pauses):
            raise _wrong("pauses", "une pause finit avant de commencer", "a pause ends before it starts")
        return pauses

    def at(self, instant: datetime) -> dict[str, object]:
        """An instant as the answer, in the question's zone."""
        return {"at": instant.astimezone(place(self.zone)).isoformat()}

    def moved(self, day: date) -> dict[str, object]:
        """A date as the answer; a start given with a time keeps its time of day."""
        raw = self.line.get("start")
        if not (isinstance(raw, str) and len(raw) > 10):
            return {"at": day.isoformat()}
        clock = self.instant("start").astimezone(place(self.calendar.zone)).timetz()
        return self.at(datetime.combine(day, clock.replace(tzinfo=place(self.calendar.zone))))


def _add(asked: Asked) -> dict[str, object]:
    seconds = 60 * _number(asked.line, "minutes")
    return asked.at(worktime.add(asked.calendar, asked.instant("start"), seconds, asked.pauses()))


def _subtract(asked: Asked) -> dict[str, object]:
    seconds = 60 * _number(asked.line, "minutes")
    return asked.at(worktime.subtract(asked.calendar, asked.instant("start"), seconds, asked.pauses()))


def _between(asked: Asked) -> dict[str, object]:
    start, end = asked.instant("start"), asked.instant("end")
    return {"seconds": worktime.between(asked.calendar, start, end, asked.pauses())}


def _days_add(asked: Asked) -> dict[str, object]:
    days = _number(asked.line, "days")
    if abs(days) > 100_000:
        raise _wrong("days", "nombre trop grand", "too many")
    return asked.moved(worktime.add_days(asked.calendar, asked.day("start"), days))


def _days_between(asked: Asked) -> dict[str, object]:
    return {"days": worktime.days_between(asked.calendar, asked.day("start"), asked.day("end"))}


def _next(asked: Asked) -> dict[str, object]:
    return asked.moved(worktime.next_day(asked.calendar, asked.day("start")))


def _previous(asked: Asked) -> dict[str, object]:
    return asked.moved(worktime.next_day(asked.calendar, asked.day("start"), -1))


def _roll(asked: Asked) -> dict[str, object]:
    return asked.moved(worktime.roll_day(asked.calendar, asked.day("start")))


def _is_holiday(asked: Asked) -> dict[str, object]:
    return {"answer": asked.calendar.is_holiday(asked.day("start"))}


OPS: Mapping[str, Callable[[Asked], dict[str, object]]] = {
    "add": _add,
    "subtract": _subtract,
    "between": _between,
    "business_days_add": _days_add,
    "business_days_between": _days_between,
    "next": _next,
    "previous": _previous,
    "roll": _roll,
    "is_holiday": _is_holiday,
}


# --- reading ---------------------------------------------------------------------------------------------------------


def read_calendar(raw: object, zone: object = None) -> WorkCalendar:
    """A calendar as JSON: zone, hours per weekday, holidays ("2026-05-08" or every year "--12-25"), exceptions."""
    table = _table(raw, "calendar", CALENDAR)
    name = table.get("zone", zone)
    if not isinstance(name, str):
        raise _wrong("zone", "un fuseau est attendu", "a zone is expected")
    place(name)
    holidays = _list(table, "holidays")
    yearly = [found for each in holidays if isinstance(each, str) and (found := YEARLY.fullmatch(each))]
    fixed = [each for each in holidays if not (isinstance(each, str) and YEARLY.fullmatch(each))]
    return WorkCalendar(
        zone=name,
        hours=_hours(table.get("hours", {})),
        holidays=frozenset(_date(each, "calendar.holidays") for each in fixed),
        yearly=frozenset(_yearly(found) for found in yearly),
        working_days=_week(table),
        extra=frozenset(_date(each, "calendar.extra_working_dates") for each in _list(table, "extra_working_dates")),
    )


def _yearly(found: re.Match[str]) -> tuple[int, int]:
    month, day = int(found[1]), int(found[2])
    _date(f"2024-{month:02}-{day:02}", "calendar.holidays")
    return month, day


def _week(table: Line) -> frozenset[int] | None:
    if table.get("working_days") is None:
        return None
    return frozenset(_weekday(each) for each in _list(table, "working_days"))


def _weekday(name: object) -> int:
    """A name (mon…sun) or a number of ISO 8601, 1 for Monday to 7."""
    if isinstance(name, int) and not isinstance(name, bool) and 1 <= name <= 7:
        return name - 1
    if not isinstance(name, str) or name not in WEEKDAYS:
        raise _wrong("calendar.working_days", "jour de la semaine attendu (mon…sun)", "a weekday is expected (mon…sun)")
    return WEEKDAYS.index(name)


def _hours(raw: object) -> tuple[tuple[str, tuple[tuple[int, int], ...]], ...]:
    table = _table(raw, "calendar.hours", set(WEEKDAYS))
    return tuple((day, _slots(table[day], day)) for day in WEEKDAYS if day in table)


def _slots(raw: object, day: str) -> tuple[tuple[int, int], ...]:
    field = f"calendar.hours.{day}"
    if not isinstance(raw, list):
        raise _wrong(field, "une liste d’intervalles est attendue", "a list of intervals is expected")
    slots = sorted(_slot(each, field) for each in raw)
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(slots)):
        raise _wrong(field, "les intervalles se chevauchent", "the intervals overlap")
    return tuple(slots)


def _slot(raw: object, field: str) -> tuple[int, int]:
    if not isinstance(raw, list) or len(raw) != 2:
        raise _wrong(field, "un intervalle a un début et une fin", "an interval has a start and an end")
    start, end = _clock(raw[0], field), _clock(raw[1], field)
    if end <= start:
        raise _wrong(field, "la fin doit suivre le début", "the end must follow the start")
    return start, end


def _clock(raw: object, field: str) -> int:
    found = CLOCK.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        raise _wrong(field, "une heure comme 08:30 est attendue", "a time such as 08:30 is expected")
    return int(found[1] or found[3]) * 60 + int(found[2] or found[4])


def _read(raw: object, field: str, zone: str) -> datetime:
    """An instant; a naive time is on the wall clock of that zone."""
    try:
        if not isinstance(raw, str) or len(raw) < 16:
            raise ValueError
        at = datetime.fromisoformat(raw)
        return (at if at.tzinfo else _walled(at, field, zone)).astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise _wrong(field, "un instant ISO 8601 est attendu", "an ISO 8601 instant is expected") from wrong


def _walled(at: datetime, field: str, zone: str) -> datetime:
    if not day_exists(at.date(), zone):
        raise _wrong(field, "ce jour n’a pas existé dans ce fuseau", "that day did not exist in that zone")
    return at.replace(tzinfo=place(zone))


def _date(raw: object, field: str) -> date:
    try:
        if not isinstance(raw, str) or len(raw) != 10:
            raise ValueError
        return date.fromisoformat(raw)
    except ValueError as wrong:
        raise _wrong(
            field, "une date comme 2026-05-08 est attendue", "a date such as 2026-05-08 is expected"
        ) from wrong


def _number(q: Line, field: str) -> int:
    value = q.get(field)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(field, "un nombre entier est attendu", "a whole number is expected")
    if abs(value) > LARGEST:
        raise _wrong(field, "nombre trop grand", "too many")
    return value


def _list(table: Line, field: str) -> list[Any]:
    raw = table.get(field) or []
    if not isinstance(raw, list):
        raise _wrong(f"calendar.{field}", "une liste est attendue", "a list is expected")
    return raw


def _table(raw: object, field: str, keys: set[str]) -> Line:
    if not isinstance(raw, dict):
        raise _wrong(field, "une table est attendue", "a table is expected")
    for key in raw:
        if key not in keys:
            raise _wrong(f"{field}.{key}", "cette clé n’existe pas", "there is no such key")
    return raw


def _wrong(field: str, fr: str, en: str) -> Refused:
    return Refused("bad_line", words("{field} : " + fr + ".", "{field}: " + en + ".", field=field), field)
