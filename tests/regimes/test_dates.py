"""Date arithmetic against an oracle written apart, over many random cases with a fixed seed."""

from __future__ import annotations

import os
import random
import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel import Refused
from app.regimes.rules.calendars import Calendar, DayCount
from app.regimes.rules.dates import (
    LATEST,
    Span,
    add_days,
    add_months,
    add_span,
    add_working_days,
    roll,
    working_days_between,
)
from app.regimes.rules.localdays import day_exists
from app.regimes.rules.reckoning import Pause, reckon
from tests.regimes import oracle

PARIS = "Europe/Paris"
FRENCH, ALSATIAN = Calendar("FR-metropole"), Calendar("FR-alsace-moselle")
DAYS = st.dates(date(1970, 1, 1), date(2095, 12, 31))
COUNTS = st.sampled_from([DayCount.OUVRABLE, DayCount.OUVRE, DayCount.BUSINESS])
exactly = settings(derandomize=True, deadline=None, max_examples=300)


def _one_case(dice: random.Random) -> None:
    day = date(1970, 1, 1) + timedelta(days=dice.randrange(45_900))
    kind = dice.choice([DayCount.OUVRABLE, DayCount.OUVRE, DayCount.BUSINESS])
    number, alsace = dice.randrange(45), dice.random() < 0.5
    calendar = ALSATIAN if alsace else FRENCH
    assert add_working_days(day, number, kind, calendar) == oracle.days_later(day, number, kind.value, alsace=alsace)
    months = dice.randrange(1, 61)
    assert add_months(day, months) == oracle.month_later(day, months)
    rolled = reckon(day, Span(months=months), FRENCH, PARIS, rolls=True).ends_on
    assert rolled == oracle.rolled(oracle.month_later(day, months))


def _many_cases(number: int, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(number):
        _one_case(dice)


def test_3000_random_periods_end_where_the_oracle_says() -> None:
    _many_cases(3_000, seed=20261121)


@pytest.mark.long
def test_300000_random_periods_end_where_the_oracle_says() -> None:
    _many_cases(300_000, seed=7)


@exactly
@given(DAYS, st.integers(0, 60), st.integers(0, 20), COUNTS)
def test_a_longer_period_never_ends_earlier(day: date, number: int, more: int, count: DayCount) -> None:
    assert add_working_days(day, number, count, FRENCH) <= add_working_days(day, number + more, count, FRENCH)


@exactly
@given(DAYS, DAYS, st.integers(0, 60), COUNTS)
def test_a_later_start_never_ends_earlier(one: date, other: date, number: int, count: DayCount) -> None:
    first, last = sorted((one, other))
    assert add_working_days(first, number, count, FRENCH) <= add_working_days(last, number, count, FRENCH)


@exactly
@given(DAYS, DAYS, st.integers(0, 60), st.integers(0, 40))
def test_months_keep_the_order_of_their_starts(one: date, other: date, months: int, days: int) -> None:
    first, last = sorted((one, other))
    assert add_months(first, months) <= add_months(last, months)
    assert add_days(first, days) <= add_days(last, days)


@exactly
@given(DAYS, st.integers(0, 60), COUNTS)
def test_forward_and_elapsed_agree(day: date, number: int, count: DayCount) -> None:
    end = add_working_days(day, number, count, FRENCH)
    assert working_days_between(day, end, count, FRENCH) == number
    assert working_days_between(end, day, count, FRENCH) == -number


@exactly
@given(DAYS, st.integers(1, 40), COUNTS)
def test_a_period_in_working_days_ends_on_one(day: date, number: int, count: DayCount) -> None:
    end = add_working_days(day, number, count, FRENCH)
    assert FRENCH.day_off(end, count) is None
    assert roll(end, count, FRENCH) == end


@exactly
@given(DAYS, st.integers(1, 30), st.integers(0, 40), st.integers(0, 30))
def test_a_pause_never_brings_a_date_forward(day: date, number: int, wait: int, length: int) -> None:
    span = Span(days=number, count=DayCount.OUVRE)
    pause = Pause(day + timedelta(days=wait), day + timedelta(days=wait + length))
    plain = reckon(day, span, FRENCH, PARIS).ends_on
    paused = reckon(day, span, FRENCH, PARIS, pauses=(pause,)).ends_on
    assert paused >= plain
    lost = working_days_between(pause.start, pause.end or day, DayCount.OUVRE, FRENCH)
    if pause.start >= plain:
        assert paused == plain, "the period was over before the pause"
    else:
        assert working_days_between(day, paused, DayCount.OUVRE, FRENCH) == number + lost


def test_dates_do_not_depend_on_the_zone_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.regimes.helpers import derived, events

    happened = events(first_written_complaint__sent="2026-03-29T23:30+00:00", refusal__sent="2026-04-30T21:59+00:00")
    answers = []
    for zone in ("UTC", "Pacific/Kiritimati", "America/Los_Angeles"):
        monkeypatch.setitem(os.environ, "TZ", zone)
        time.tzset()
        answers.append(derived("ISO-10002 FR-GEN", happened, as_of="2026-05-01"))
    monkeypatch.undo()
    time.tzset()
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    ("zone", "day", "exists"),
    [
        ("Pacific/Apia", date(2011, 12, 30), False),
        ("Pacific/Apia", date(2011, 12, 31), True),
        ("Pacific/Kwajalein", date(1993, 8, 21), False),
        ("Pacific/Kiritimati", date(1994, 12, 31), False),
        ("Africa/Cairo", date(2026, 4, 24), True),
        ("America/Santiago", date(2026, 9, 6), True),
        ("Europe/Paris", date(2026, 3, 29), True),
    ],
)
def test_days_that_a_zone_skipped_are_known(zone: str, day: date, exists: bool) -> None:
    assert day_exists(day, zone) is exists is oracle.day_exists(day, zone)


def test_a_period_that_ends_on_a_skipped_day_ends_on_the_next() -> None:
    assert add_span(date(2011, 11, 30), Span(months=1), Calendar("none"), "Pacific/Apia") == date(2011, 12, 31)


def test_a_date_beyond_the_tables_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="too far away"):
        add_span(LATEST, Span(days=1), FRENCH, PARIS)
    with pytest.raises(Refused):
        add_months(date(2100, 12, 1), 12)
    with pytest.raises(Refused):
        add_days(date(1, 1, 1), -1)
