"""Working minutes: forward, backward and elapsed, with breaks, holidays and pauses, across clock changes."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel import Refused
from app.regimes.rules.worktime import (
    WEEKDAYS,
    Interval,
    WorkCalendar,
    add,
    add_days,
    between,
    days_between,
    is_open,
    last_open,
    next_day,
    next_open,
    roll_day,
    subtract,
)
from tests.regimes import oracle

PARIS = "Europe/Paris"
SHIFT = ((480, 720), (780, 1020))
OFFICE = WorkCalendar(PARIS, tuple((day, SHIFT) for day in WEEKDAYS[:5]), frozenset({date(2026, 5, 8)}))
ALWAYS = WorkCalendar(PARIS, tuple((day, ((0, 1440),)) for day in WEEKDAYS))
exactly = settings(derandomize=True, deadline=None, max_examples=250)


def at(text: str, zone: str = PARIS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_lunch_is_not_worked() -> None:
    assert add(OFFICE, at("2026-05-04T11:30"), 3600) == at("2026-05-04T13:30")
    assert between(OFFICE, at("2026-05-04T11:00"), at("2026-05-04T14:00")) == 2 * 3600


def test_a_holiday_and_a_weekend_are_jumped() -> None:
    assert add(OFFICE, at("2026-05-07T16:30"), 3600) == at("2026-05-11T08:30")


def test_time_that_ends_at_closing_ends_at_closing() -> None:
    assert add(OFFICE, at("2026-05-04T08:00"), 4 * 3600) == at("2026-05-04T12:00")
    assert subtract(OFFICE, at("2026-05-04T17:00"), 8 * 3600) == at("2026-05-04T08:00")


def test_the_day_the_clocks_go_forward_is_an_hour_short() -> None:
    assert between(ALWAYS, at("2026-03-29T00:00"), at("2026-03-30T00:00")) == 23 * 3600
    assert between(ALWAYS, at("2026-10-25T00:00"), at("2026-10-26T00:00")) == 25 * 3600


def test_opening_at_an_hour_that_the_clocks_skip_opens_when_they_have_moved() -> None:
    night = WorkCalendar(PARIS, (("sun", ((150, 300),)),))
    assert next_open(night, at("2026-03-29T00:00")) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_pause_stops_the_clock() -> None:
    pause = [(at("2026-05-04T09:00"), at("2026-05-05T09:00"))]
    assert add(OFFICE, at("2026-05-04T08:00"), 2 * 3600, pause) == at("2026-05-05T10:00")
    assert between(OFFICE, at("2026-05-04T08:00"), at("2026-05-05T10:00"), pause) == 2 * 3600
    assert subtract(OFFICE, at("2026-05-05T10:00"), 2 * 3600, pause) == at("2026-05-04T08:00")


def test_no_time_at_all_leaves_the_instant() -> None:
    assert add(OFFICE, at("2026-05-03T10:00"), 0) == at("2026-05-03T10:00")


def test_a_calendar_without_working_time_is_refused() -> None:
    with pytest.raises(Refused, match="no working time"):
        add(WorkCalendar(PARIS, ()), at("2026-05-04T08:00"), 60)
    with pytest.raises(Refused, match="no working time"):
        next_day(WorkCalendar(PARIS, (), working_days=frozenset()), date(2026, 5, 4))


def test_an_extra_working_date_counts_with_the_usual_hours() -> None:
    extra = WorkCalendar(PARIS, OFFICE.hours, extra=frozenset({date(2026, 5, 9)}))
    assert extra.is_working_day(date(2026, 5, 9))
    assert add(extra, at("2026-05-08T17:00"), 3600) == at("2026-05-09T09:00")


def test_business_days_go_both_ways() -> None:
    assert add_days(OFFICE, date(2026, 5, 7), 1) == date(2026, 5, 11)
    assert add_days(OFFICE, date(2026, 5, 11), -1) == date(2026, 5, 7)
    assert days_between(OFFICE, date(2026, 5, 7), date(2026, 5, 11)) == 1
    assert days_between(OFFICE, date(2026, 5, 11), date(2026, 5, 7)) == -1
    assert roll_day(OFFICE, date(2026, 5, 8)) == date(2026, 5, 11)
    assert next_day(OFFICE, date(2026, 5, 4), -1) == date(2026, 5, 1)


def test_open_closed_and_the_last_moment_before() -> None:
    assert is_open(OFFICE, at("2026-05-04T08:00"))
    assert not is_open(OFFICE, at("2026-05-04T12:00"))
    assert last_open(OFFICE, at("2026-05-09T10:00")) == at("2026-05-07T16:59:59")


# --- against the oracle and against itself ---------------------------------------------------------------------------

MINUTES = st.integers(0, 60 * 24 * 200)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def _zone(dice: random.Random) -> str:
    return dice.choice(
        [PARIS, "Europe/London", "America/New_York", "Africa/Cairo", "Asia/Kolkata", "Australia/Lord_Howe"]
    )


def _hours(dice: random.Random) -> dict[int, list[tuple[int, int]]]:
    hours: dict[int, list[tuple[int, int]]] = {}
    for day in range(7):
        if dice.random() < 0.75:
            cuts = sorted(dice.sample(range(0, 1441, 30), 4))
            hours[day] = [(cuts[0], cuts[1]), (cuts[2], cuts[3])] if dice.random() < 0.6 else [(cuts[0], cuts[3])]
    return hours or {0: [(0, 1440)]}


def _pauses(dice: random.Random, start: datetime) -> list[Interval]:
    begun = [start + timedelta(minutes=dice.randrange(0, 3000)) for _ in range(dice.randrange(3))]
    return [(each, each + timedelta(minutes=dice.randrange(1, 1500))) for each in begun]


def _compare(dice: random.Random) -> None:
    zone, hours = _zone(dice), _hours(dice)
    start = FIRST + timedelta(minutes=dice.randrange(60 * 24 * 365))
    holidays = {(start + timedelta(days=dice.randrange(6))).date() for _ in range(2)}
    named = tuple((WEEKDAYS[day], tuple(slots)) for day, slots in hours.items())
    calendar = WorkCalendar(zone, named, frozenset(holidays), working_days=frozenset(hours))
    pauses = _pauses(dice, start)
    end = start + timedelta(minutes=dice.randrange(4000))
    worked = oracle.worked(start, end, zone, hours, holidays, pauses)
    assert between(calendar, start, end, pauses) == 60 * worked
    minutes = dice.randrange(1, 900)
    assert add(calendar, start, 60 * minutes, pauses) == oracle.worked_until(
        start, minutes, zone, hours, holidays, pauses
    )


def test_60_random_calendars_work_as_the_oracle_counts_them() -> None:
    dice = random.Random(20261121)
    for _ in range(60):
        _compare(dice)


@pytest.mark.long
def test_10000_random_calendars_work_as_the_oracle_counts_them() -> None:
    dice = random.Random(11)
    for _ in range(10_000):
        _compare(dice)


@exactly
@given(MINUTES, st.integers(1, 60 * 120))
def test_forward_then_elapsed_gives_the_time_back(start: int, minutes: int) -> None:
    begun = FIRST + timedelta(minutes=start)
    end = add(OFFICE, begun, 60 * minutes)
    assert between(OFFICE, begun, end) == 60 * minutes
    assert between(OFFICE, end, begun) == -60 * minutes
    assert add(OFFICE, subtract(OFFICE, end, 60 * minutes), 60 * minutes) == end


@exactly
@given(MINUTES, st.integers(0, 60 * 60), st.integers(0, 600))
def test_more_time_never_ends_earlier(start: int, minutes: int, more: int) -> None:
    begun = FIRST + timedelta(minutes=start)
    assert add(OFFICE, begun, 60 * minutes) <= add(OFFICE, begun, 60 * (minutes + more))


@exactly
@given(MINUTES, MINUTES, MINUTES)
def test_elapsed_time_adds_up(one: int, two: int, three: int) -> None:
    a, b, c = sorted(FIRST + timedelta(minutes=each) for each in (one, two, three))
    assert between(OFFICE, a, b) + between(OFFICE, b, c) == between(OFFICE, a, c)
