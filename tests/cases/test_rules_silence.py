"""When silence closes a case: a table of days, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from app.cases.rules.silence import Silence, announced_from, why_not_yet
from app.cases.rules.states import State

ANNOUNCED = date(2026, 12, 20)
THE_DAY_AFTER = date(2026, 12, 21)


def test_the_day_announced_is_thirty_days_after_the_answer() -> None:
    assert announced_from(date(2026, 11, 20)) == ANNOUNCED
    assert announced_from(date(2028, 1, 30)) == date(2028, 2, 29)


@pytest.mark.parametrize("today", [date(2026, 11, 20), date(2026, 12, 19), ANNOUNCED])
def test_until_the_end_of_the_announced_day_nothing_closes(today: date) -> None:
    assert "may react until" in str(why_not_yet(Silence(State.ANSWERED, ANNOUNCED), today))


def test_the_day_after_it_closes() -> None:
    assert why_not_yet(Silence(State.ANSWERED, ANNOUNCED), THE_DAY_AFTER) is None


@pytest.mark.parametrize(("until", "closes"), [(THE_DAY_AFTER, False), (ANNOUNCED, True), (None, True)])
def test_never_while_an_offer_stands(until: date | None, closes: bool) -> None:
    found = why_not_yet(Silence(State.ANSWERED, ANNOUNCED, until), THE_DAY_AFTER)
    assert (found is None) is closes
    assert closes or "An offer stands" in str(found)


def test_never_once_the_final_answer_is_contested() -> None:
    assert "contests the final answer" in str(why_not_yet(Silence(State.ANSWERED, None), date(2030, 1, 1)))


def test_never_over_an_open_promise() -> None:
    silence = Silence(State.ANSWERED, ANNOUNCED, open_promises=True)
    assert "A promise is still open" in str(why_not_yet(silence, THE_DAY_AFTER))


@pytest.mark.parametrize("state", [state for state in State if state is not State.ANSWERED])
def test_only_an_answered_case_closes_by_silence(state: State) -> None:
    assert why_not_yet(Silence(state, ANNOUNCED), THE_DAY_AFTER) is not None
