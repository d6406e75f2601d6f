"""One question of working time as a line of JSON, and its answer: what `flask working-time --batch` speaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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
    return OPS[op](question, calendar)


# --- the operations --------------------------------------------------------------------------------------------------


def _add(q: Line, calendar: WorkCalendar) -> dict[str, object]:
    at = worktime.add(calendar, _instant(q, "start", calendar), 60 * _number(q, "minutes"), _pauses(q, calendar))
    return {"at": _local(at, calendar)}


def _subtract(q: Line, calendar: WorkCalendar) -> dict[str, object]:
    at = worktime.subtract(calendar, _instant(q, "start", calendar), 60 * _number(q, "minutes"), _pauses(q, calendar))
    return {"at": _local(at, calendar)}


def _between(q: Line, calendar: WorkCalendar) -> dict[str, object]:
    start, end = _instant(q, "start", calendar), _instant(q, "end", calendar)
    return {"seconds": worktime.between(calendar, start, end, _pauses(q, calendar))}


def _days_add(q: Line, calendar: WorkCalendar) -> dict[str, object]:
    days = _number(q, "days")
    if abs(days) > 100_000:
        raise _wrong("days", "nombre trop grand", "too many")
    return {"at": worktime.add_days(calendar, _day(q, "start", calendar), days).isoformat()}


def _days_between(q: Line, calendar: WorkCalendar) -> dict[str, object]:
    start, end = _day(q, "start", calendar), _day(q, "end", calendar)
    return {"days": worktime.days_between(calendar, start, end)}


def _next(q: Line, calendar: WorkCalendar) -> dict[str, object]:
    return {"at": worktime.next_day(calendar, _day(q, "start", calendar)).isoformat()}


def _previous(q: Line, calendar: WorkCalendar) -> dict[str, object]:
    return {"at": worktime.next_day(calendar, _day(q, "start", calendar), -1).isoformat()}


def _roll(q: Line, calendar: WorkCalendar) -> dict[str, object]:
    return {"at": worktime.roll_day(calendar, _day(q, "start", calendar)).isoformat()}


def _is_holiday(q: Line, calendar: WorkCalendar) -> dict[str, object]:
    return {"answer": calendar.is_holiday(_day(q, "start", calendar))}


OPS: Mapping[str, Callable[[Line, WorkCalendar], dict[str, object]]] = {
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
    if any(later[0] < earlier[1] for earlier, later in zip(slots, slots[1:], strict=False)):
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


def _pauses(q: Line, calendar: WorkCalendar) -> list[Interval]:
    raw = q.get("pauses") or []
    if not isinstance(raw, list) or not all(isinstance(each, list) and len(each) == 2 for each in raw):
        raise _wrong("pauses", "une liste de [début, fin] est attendue", "a list of [start, end] is expected")
    pauses = [(_read(each[0], "pauses", calendar), _read(each[1], "pauses", calendar)) for each in raw]
    if any(end < start for start, end in pauses):
        raise _wrong("pauses", "une pause finit avant de commencer", "a pause ends before it starts")
    return pauses


def _instant(q: Line, field: str, calendar: WorkCalendar) -> datetime:
    return _read(q.get(field), field, calendar)


def _read(raw: object, field: str, calendar: WorkCalendar) -> datetime:
    """An instant; a naive time is on the wall clock of the calendar's zone."""
    try:
        if not isinstance(raw, str) or len(raw) < 16:
            raise ValueError
        at = datetime.fromisoformat(raw)
        aware = at if at.tzinfo else _walled(at, field, calendar)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise _wrong(field, "un instant ISO 8601 est attendu", "an ISO 8601 instant is expected") from wrong


def _walled(at: datetime, field: str, calendar: WorkCalendar) -> datetime:
    if not day_exists(at.date(), calendar.zone):
        raise _wrong(field, "ce jour n’a pas existé dans ce fuseau", "that day did not exist in that zone")
    return at.replace(tzinfo=place(calendar.zone))


def _day(q: Line, field: str, calendar: WorkCalendar) -> date:
    """A civil date, or the local date of an instant."""
    raw = q.get(field)
    if isinstance(raw, str) and len(raw) > 10:
        return _read(raw, field, calendar).astimezone(place(calendar.zone)).date()
    return _date(raw, field)


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
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST:
        raise _wrong(field, "un nombre entier est attendu", "a whole number is expected")
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


def _local(at: datetime, calendar: WorkCalendar) -> str:
    return at.astimezone(place(calendar.zone)).isoformat()


def _wrong(field: str, fr: str, en: str) -> Refused:
    return Refused("bad_line", words("{field} : " + fr + ".", "{field}: " + en + ".", field=field), field)
