"""Until when a case is kept: the longest of its times, whatever holds it, and the day after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.keeping import (
    KeepFacts,
    Standing,
    Window,
    kept_until,
    require_due,
    require_hold,
)
from app.cases.rules.states import State
from app.kernel import Refused, words
from app.regimes.queries import retention_table
from app.regimes.rules.retention import Record, Start, applied, lines_for

DAY = timedelta(days=1)
FRENCH = lines_for(retention_table(), Record.CASE, ["FR-GEN"], "general", date(2026, 1, 1))
BRITISH = lines_for(retention_table(), Record.CASE, ["UK-FCA"], "finance", date(2026, 1, 1))
LABEL = words("saisir le médiateur", "go to the mediator")
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def facts(closed: date, today: date, **more: object) -> KeepFacts:
    times = applied((*FRENCH, *BRITISH), {Start.CLOSED: closed, Start.RECEIVED: closed - 40 * DAY})
    return replace(KeepFacts(State.CLOSED, today, times), **more)  # type: ignore[arg-type]


def windows(*until: date | None) -> tuple[Window, ...]:
    return tuple(Window(day, LABEL, "FR-MED-06") for day in until)


@given(days, days, st.lists(days, max_size=3))
def test_nothing_is_due_before_the_last_of_all_its_days_and_everything_is_on_the_next(
    closed: date, today: date, ends: list[date]
) -> None:
    verdict = kept_until(facts(closed, today, windows=windows(*ends)))
    times = facts(closed, today).kept
    assert verdict.until_on == max([each.until_on for each in times] + ends)
    assert verdict.due is (verdict.until_on < today)
    assert len(verdict.working) == len(times) + len(ends)


@given(days, days, st.integers(0, 400))
def test_closing_later_never_keeps_for_less(closed: date, today: date, later: int) -> None:
    one, other = kept_until(facts(closed, today)), kept_until(facts(closed + later * DAY, today))
    assert one.until_on is not None
    assert other.until_on is not None
    assert one.until_on <= other.until_on


@given(days, days, st.sampled_from(["promise", "hold", "still", "merged"]))
def test_whatever_holds_a_case_holds_it_whatever_the_date(closed: date, today: date, what: str) -> None:
    held = {
        "promise": {"promises": (today,)}, "hold": {"held_until": today + DAY}, "still": {"windows": windows(None)},
        "merged": {"merged_into": "AM-2026-00001"},
    }[what]  # fmt: skip
    verdict = kept_until(facts(closed, today, **held))
    assert not verdict.due
    assert len(verdict.holds) == 1
    with pytest.raises(Refused) as refused:
        require_due(verdict)
    assert refused.value.code == "case_kept"


@given(days, st.sampled_from([state for state in State if state is not State.CLOSED]))
def test_a_case_that_runs_is_never_due(today: date, state: State) -> None:
    verdict = kept_until(KeepFacts(state, today))
    assert (verdict.standing, verdict.until_on) == (Standing.RUNNING, None)
    with pytest.raises(Refused):
        require_due(verdict)


@given(days, days)
def test_an_erased_case_is_never_due_again(closed: date, today: date) -> None:
    verdict = kept_until(facts(closed, today, erased_on=today))
    assert verdict.standing is Standing.ERASED
    with pytest.raises(Refused) as refused:
        require_due(verdict)
    assert refused.value.code == "erased"


def test_five_years_to_the_day_and_not_one_less() -> None:
    closed = date(2021, 11, 22)
    last = kept_until(facts(closed, date(2026, 11, 22)))
    assert (last.standing, last.until_on) == (Standing.KEPT, date(2026, 11, 22))
    assert kept_until(facts(closed, date(2026, 11, 23))).due
    assert last.rules == ("GDPR-02/contract", "UK-FCA-07/records")


def test_closing_stops_no_clock_a_window_that_outlives_the_archive_keeps_the_case() -> None:
    verdict = kept_until(facts(date(2021, 1, 1), date(2026, 6, 1), windows=windows(date(2026, 7, 1))))
    assert (verdict.standing, verdict.until_on) == (Standing.KEPT, date(2026, 7, 1))


@pytest.mark.parametrize(
    ("reason", "days_on", "code"),
    [
        ("", 10, "reason_missing"),
        ("x" * 301, 10, "reason_long"),
        ("Contrôle", 0, "review_date"),
        ("Contrôle", 367, "review_date"),
    ],
)
def test_a_hold_says_why_and_is_looked_at_again_within_a_year(reason: str, days_on: int, code: str) -> None:
    today = date(2026, 11, 22)
    with pytest.raises(Refused) as refused:
        require_hold(reason, today + days_on * DAY, today)
    assert refused.value.code == code
