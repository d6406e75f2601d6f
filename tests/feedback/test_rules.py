"""What is asked, when, and what figures say, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.erasing import KEEPING, Keeping
from app.cases.rules.states import Ended, State
from app.feedback.rules import (
    ENTRIES,
    OCCASIONS,
    REPLIES,
    SCALES,
    Answers,
    Asking,
    Occasion,
    Question,
    Reply,
    asked_at,
    open_until,
    questions,
    require_answers,
    rests_until,
    why_not,
)
from app.feedback.rules.asking import ASKABLE
from app.feedback.rules.figures import FEW, Figure, ces, confirmed, csat, is_hidden, nps
from app.feedback.rules.timing import SHIPPED, TOO_LATE_DAYS, Times, check_times
from app.kernel import Refused
from app.regimes.rules.worktime import WEEKDAYS, WorkCalendar, is_open

HOURS = WorkCalendar("Europe/Paris", tuple((name, ((540, 1080),)) for name in WEEKDAYS[:5]), frozenset({date(2026, 12, 25)}))  # fmt: skip
CLOSED = Asking(Occasion.CLOSED, date(2026, 11, 20), date(2026, 11, 24), State.CLOSED, Ended.SOLVED)


def test_a_closed_solved_case_is_asked_about() -> None:
    assert why_not(CLOSED) is None


@pytest.mark.parametrize("ended", list(Ended))
def test_withdrawn_merged_judged_and_foreign_cases_are_never_asked_about(ended: Ended) -> None:
    assert (why_not(replace(CLOSED, ended=ended)) is None) == (ended in ASKABLE)
    assert {Ended.WITHDRAWN, Ended.MERGED, Ended.NOT_OURS, Ended.JUDGED}.isdisjoint(ASKABLE)


@pytest.mark.parametrize(
    "against",
    [
        {"imported": True}, {"email": False}, {"still": False}, {"state": State.IN_MEDIATION, "ended": None},
        {"state": State.IN_COURT, "ended": None},
        {"today": date(2026, 11, 20) + timedelta(days=TOO_LATE_DAYS + 1)},
    ],
)  # fmt: skip
def test_what_leaves_a_customer_in_peace(against: dict[str, object]) -> None:
    assert why_not(replace(CLOSED, **against)) is not None  # type: ignore[arg-type]


def test_a_case_rests_for_exactly_the_stated_days() -> None:
    today = CLOSED.today
    last = today - timedelta(days=SHIPPED.rest)
    assert rests_until(None, today, SHIPPED) is None
    assert rests_until(last, today, SHIPPED) is None
    assert rests_until(last + timedelta(days=1), today, SHIPPED) == today + timedelta(days=1)
    assert rests_until(today, today, SHIPPED) == today + timedelta(days=SHIPPED.rest)


@given(
    st.sampled_from(list(Occasion)),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_nobody_is_asked_at_night_nor_on_a_closed_day(occasion: Occasion, on: date) -> None:
    found = asked_at(occasion, on, HOURS, SHIPPED)
    assert is_open(HOURS, found)
    assert found.date() > on


def test_two_working_days_pass_after_closing() -> None:
    friday = date(2026, 11, 20)
    assert asked_at(Occasion.CLOSED, friday, HOURS, SHIPPED) == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert asked_at(Occasion.CONTACT, friday, HOURS, SHIPPED) == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    christmas = date(2026, 12, 24)
    assert asked_at(Occasion.CONTACT, christmas, HOURS, SHIPPED) == datetime(2026, 12, 28, 8, 0, tzinfo=UTC)
    assert open_until(friday, SHIPPED) == date(2026, 11, 20) + timedelta(days=SHIPPED.open)
    longer = Times(closed=4, open=30)
    assert asked_at(Occasion.CLOSED, friday, HOURS, longer) == datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
    assert open_until(friday, longer) == date(2026, 12, 20)


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [("closed", 0, True), ("closed", -1, False), ("promise", 15, True), ("promise", 16, False), ("rest", 0, False),
     ("rest", 90, True), ("open", 2, False), ("open", 61, False)],
)  # fmt: skip
def test_delays_lie_within_their_bounds(name: str, value: int, fits: bool) -> None:
    times = replace(SHIPPED, **{name: value})
    if fits:
        assert check_times(times) == times
    else:
        with pytest.raises(Refused) as refused:
            check_times(times)
        assert refused.value.field == name


def test_the_first_question_is_the_one_that_counts_and_always_required() -> None:
    for occasion in Occasion:
        for promised in (False, True):
            first, *others = questions(occasion, promised=promised)
            assert first.question is (Question.KEPT if promised else Question.SOLVED)
            assert first.required
            assert len({each.question for each in others}) == len(others)
    assert [each.question for each in questions(Occasion.CLOSED, promised=False)] == [
        Question.SOLVED, Question.SATISFACTION, Question.EFFORT, Question.RECOMMENDATION
    ]  # fmt: skip
    assert len(questions(Occasion.PROMISE, promised=True)) == 1


GOOD = Answers(solved=Reply.YES, satisfaction=5)
AFTER_CLOSING = questions(Occasion.CLOSED, promised=False)


@pytest.mark.parametrize(
    ("given_", "code", "field"),
    [
        (Answers(satisfaction=5), "answer_missing", "solved"),
        (Answers(solved=Reply.YES), "answer_missing", "satisfaction"),
        (replace(GOOD, kept=Reply.NO), "not_asked", "kept"),
        (replace(GOOD, satisfaction=0), "off_the_scale", "satisfaction"),
        (replace(GOOD, satisfaction=6), "off_the_scale", "satisfaction"),
        (replace(GOOD, effort=8), "off_the_scale", "effort"),
        (replace(GOOD, recommendation=-1), "off_the_scale", "recommendation"),
        (replace(GOOD, words="x" * 4001), "too_long", "words"),
    ],
)
def test_what_is_missing_not_asked_or_off_the_scale_is_refused_on_its_field(
    given_: Answers, code: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        require_answers(AFTER_CLOSING, given_)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_every_value_of_every_scale_is_accepted() -> None:
    for question, scale in SCALES.items():
        for value in range(scale.low, scale.high + 1):
            require_answers(AFTER_CLOSING, replace(GOOD, **{question.value: value}))  # type: ignore[arg-type]
    assert set(SCALES) | set(REPLIES) == set(Question)


def test_figures_by_hand() -> None:
    assert csat([5, 4, 3, 1]) == Figure(Fraction(1, 2), 4)
    assert ces([7, 4]) == Figure(Fraction(11, 2), 2)
    assert nps([10, 9, 8, 7, 6, 0]) == Figure(Fraction(0), 6)
    assert nps([10]) == Figure(Fraction(1), 1)
    assert confirmed([2, 1, 0, 2]) == Figure(Fraction(1, 2), 4)
    for figure in (csat, ces, nps, confirmed):
        assert figure([]) == Figure(None, 0)


def test_few_answers_about_one_person_are_hidden_from_that_person_only() -> None:
    assert is_hidden(FEW - 1, rated=7, reader=7)
    assert not is_hidden(FEW, rated=7, reader=7)
    assert not is_hidden(1, rated=7, reader=8)
    assert not is_hidden(1, rated=None, reader=None)


def test_every_entry_is_told_and_the_customers_words_can_go() -> None:
    for occasion in Occasion:
        assert "{" not in str(ENTRIES["feedback.asked"].title({"occasion": occasion.value}))
    for question in REPLIES:
        for reply in Reply:
            assert str(ENTRIES["feedback.answered"].title({question.value: reply.value}))
    assert KEEPING["feedback.answered"] is Keeping.EXCHANGE
    assert set(OCCASIONS.values()) == set(Occasion)
