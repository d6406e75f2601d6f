"""What is counted of a case, how figures are set out, and what numbers may say: without a database."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.states import Ended
from app.feedback.rules import Question
from app.feedback.rules.figures import ces, csat, nps
from app.gestures.rules.authority import Rank
from app.gestures.rules.offers import OfferState
from app.insight.rules.causes import By, few, pareto
from app.insight.rules.facts import CaseFacts, facts_of
from app.insight.rules.improving import Effect, Plan, Status, check, since
from app.insight.rules.known import DutyDone, Known, Offered, Promised, Referred, Surveyed, Told
from app.insight.rules.metrics import COUNTED, METRICS, Basis, metric
from app.insight.rules.periods import Period, Span, period_of
from app.insight.rules.presenting import GROUPS, avoided, scores
from app.insight.rules.quantiles import spread
from app.insight.rules.sheets import harmless
from app.insight.rules.tallies import tallies_of
from app.kernel import Money, Refused
from app.mediation.rules import Answer, Outcome
from app.regimes.rules.parts import Kind as DutyKind

AT = datetime(2026, 11, 19, 8, 30, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def known(**more: object) -> Known:
    """A complaint of Thursday 19 November 2026, logged at 9:30 in Paris."""
    told = {
        "case_id": 7, "seq": 3, "service_id": 1, "category": "delivery", "product": "", "channel": "email", "currency": "EUR",
        "regimes": ("FR-GEN",), "zone": "Europe/Paris", "received_on": date(2026, 11, 18), "logged_at": AT,
    }  # fmt: skip
    return Known(**{**told, **more})  # type: ignore[arg-type]


def said(kind: str, days: int = 0, **data: object) -> Told:
    return Told(kind, AT + timedelta(days=days), data)


def test_hours_are_those_in_which_the_customer_came_where_the_case_lives() -> None:
    entries = [
        said("case.logged"), said("case.answer", 1), said("case.contact", 4, direction="in"),
        said("case.contact", 5, direction="out"), said("case.customer_replied", 7),
    ]  # fmt: skip
    facts = facts_of(known(entries=entries))
    thursday, monday = 3 * 24 + 9, 9
    assert facts.hours == (monday, thursday, thursday)
    assert facts.counts["incoming"] == 3
    assert facts_of(known(entries=entries[:1], zone="America/New_York")).hours == (3 * 24 + 3,)
    assert facts_of(known(entries=entries, ended=Ended.MERGED, closed_at=AT)).hours == ()


def test_the_first_answer_counts_from_receipt_in_civil_days() -> None:
    found = facts_of(known(entries=[said("case.answer", 4), said("case.final_answer", 9)]))
    assert (found.answered_on, found.answer_days) == (date(2026, 11, 23), 5)
    assert facts_of(known()).answer_days is None


def test_a_day_that_ends_elsewhere_is_the_day_of_the_case() -> None:
    late = Told("case.answer", datetime(2026, 11, 19, 23, 30, tzinfo=UTC), {})
    assert facts_of(known(entries=[late])).answered_on == date(2026, 11, 20)


def test_history_brought_in_keeps_its_own_days() -> None:
    entries = [
        said("case.answer", 60, happened={"reply.sent": "2024-03-04"}),
        said("case.close_quietly", 60, closed_on="2024-03-09"),
    ]
    found = facts_of(
        known(imported=True, received_on=date(2024, 3, 1), closed_at=AT, ended=Ended.NO_REACTION, entries=entries)
    )
    assert (found.answered_on, found.closed_on) == (date(2024, 3, 4), date(2024, 3, 9))
    assert (found.answer_days, found.resolution_days) == (3, 8)


def test_working_days_leave_out_week_ends_and_holidays() -> None:
    friday = known(received_on=date(2026, 4, 30), closed_at=datetime(2026, 5, 4, 9, tzinfo=UTC), ended=Ended.SOLVED)
    assert facts_of(friday).resolution_days == 4
    assert facts_of(friday).resolution_working_days == 1  # 1 May is a holiday; 2 and 3 May a week end
    slow = known(received_on=date(2026, 1, 1), closed_at=AT, ended=Ended.SOLVED)
    assert facts_of(slow).resolution_working_days is None


def test_contacts_channels_and_hands_are_read_from_the_journal() -> None:
    entries = [
        said("case.logged", channel="email", owner=1), said("case.contact", 1, direction="in", channel="phone"),
        said("case.contact", 2, direction="out", channel="phone"), said("case.assigned", 3, owner=2), said("case.assigned", 4, owner=2),
        said("case.customer_replied", 5, channel="email"), said("case.answer", 6), said("case.assigned", 7, owner=1),
    ]  # fmt: skip
    counts = facts_of(known(entries=entries)).counts
    assert (counts["contacts"], counts["contacts_in"]) == (5, 3)
    assert counts["channel_changes"] == 2  # e-mail → telephone → e-mail
    assert counts["transfers"] == 2  # naming the same owner again is none


def test_the_ladder_counts_levels_reached_once() -> None:
    entries = [
        said("case.escalate", level="supervisor"),
        said("case.escalate", 1, level="quality"),
        said("case.reopen", 2),
        said("case.escalate", 3, level="quality"),
        said("case.court_seized", 4),
    ]
    counts = facts_of(known(entries=entries, referrals=[Referred(TODAY)])).counts
    reached = [counts[name] for name in ("to_supervisor", "to_quality", "to_mediator", "to_court", "reopened")]
    assert reached == [1, 1, 1, 1, 1]


def test_gestures_count_once_accepted_for_whose_authority_they_needed() -> None:
    offers = [
        Offered(AT, OfferState.REFUSED, Rank.FRONT, 0, 0, 90000),
        Offered(AT, OfferState.ACCEPTED, Rank.DIRECTOR, 20000, 25000, 80000),
        Offered(AT, OfferState.PARTLY, Rank.FRONT, 500, 900),
        Offered(AT, OfferState.SENT, Rank.FRONT),
        Offered(AT, OfferState.EXPIRED, Rank.FRONT),
    ]
    found = facts_of(known(offers=offers))
    assert found.offered_on == date(2026, 11, 19)
    wanted = {
        "offers": 5, "offers_accepted": 2, "offers_refused": 1, "offers_expired": 1, "granted": 20500, "granted_front": 500,
        "granted_director": 20000, "granted_quality": 0, "granted_value": 25900, "foreseen": 80000,
    }  # fmt: skip
    assert {name: found.counts[name] for name in wanted} == wanted


def test_the_grants_of_all_levels_are_the_grants() -> None:
    offers = [Offered(AT, OfferState.ACCEPTED, rank, n * 100 + 100, 1) for n, rank in enumerate(Rank)]
    counts = facts_of(known(offers=offers)).counts
    assert sum(counts[f"granted_{rank.value}"] for rank in Rank) == counts["granted"] == 1000


def test_mediation_tells_admissible_agreed_and_refused_by_us() -> None:
    referrals = [
        Referred(date(2026, 11, 1), True, Outcome.FAILED, Answer.REFUSED),
        Referred(date(2026, 10, 1), False, Outcome.INADMISSIBLE),
        Referred(date(2026, 11, 2), None, Outcome.DECLINED),
        Referred(date(2026, 11, 3), True, Outcome.AGREED, Answer.ACCEPTED),
    ]
    found = facts_of(known(referrals=referrals))
    assert found.referred_on == date(2026, 10, 1)
    names = (
        "referrals",
        "admissible",
        "inadmissible",
        "mediation_agreed",
        "mediation_failed",
        "mediation_refused_by_us",
    )
    assert [found.counts[name] for name in names] == [4, 2, 1, 1, 1, 2]


def test_dates_are_met_missed_or_still_to_come() -> None:
    duties = [
        DutyDone(DutyKind.LEGAL, date(2026, 11, 20), date(2026, 11, 20)),
        DutyDone(DutyKind.LEGAL, date(2026, 11, 20), date(2026, 11, 21)),
        DutyDone(DutyKind.LEGAL, date(2026, 12, 1), None),
        DutyDone(DutyKind.HOUSE, date(2026, 11, 19), None),
        DutyDone(DutyKind.LEGAL, date(2026, 11, 1), None, moot=True),
    ]
    names = ("legal_kept", "legal_late", "house_kept", "house_late")
    opened = facts_of(known(duties=duties))
    assert [opened.counts[name] for name in names] == [1, 1, 0, 0]
    assert opened.legal_due_on == date(2026, 12, 1)
    closed = facts_of(known(duties=duties, closed_at=AT + timedelta(days=20), ended=Ended.SOLVED))
    assert [closed.counts[name] for name in names] == [1, 2, 0, 1]
    assert closed.legal_due_on is None


@pytest.mark.parametrize("ended", [Ended.MERGED, Ended.NOT_OURS])
def test_what_is_no_complaint_of_its_own_counts_apart_and_nowhere_else(ended: Ended) -> None:
    found = facts_of(
        known(closed_at=AT, ended=ended, entries=[said("case.answer")], promises=[Promised(AT, "kept")], entitled=500)
    )
    assert dict(found.counts) == {"set_aside": 1}
    assert {key.what for key in tallies_of(found)} == {"set_aside"}


def test_survey_scores_come_to_what_the_feedback_room_says() -> None:
    given = [(5, 7, 10), (4, 6, 9), (1, 1, 0), (3, 5, 7), (5, 6, 8), (2, 2, 6)]
    questions = (Question.SATISFACTION, Question.EFFORT, Question.RECOMMENDATION)
    surveys = [Surveyed(AT, dict(zip(questions, line, strict=True))) for line in given] + [Surveyed(AT)]
    counts = facts_of(known(surveys=surveys)).counts
    assert (counts["surveys"], counts["surveys_answered"]) == (7, 6)
    satisfied, effort, points, solved = scores(counts)
    first, second, third = ([line[n] for line in given] for n in range(3))
    assert satisfied.value == pytest.approx(float(csat(first).value or 0))
    assert effort.value == pytest.approx(float(ces(second).value or 0))
    assert points.value == pytest.approx(float(nps(third).value or 0) * 100)
    assert solved.value is None  # nobody was asked that


def test_fewer_than_five_answers_come_to_nothing() -> None:
    totals = Counter({"satisfaction_given": 4, "satisfied": 4})
    assert scores(totals)[0].value is None
    assert scores(totals + Counter({"satisfaction_given": 1, "satisfied": 1}))[0].value == 1


def test_every_counted_number_is_told_and_every_figure_stands_in_one_group() -> None:
    everything = known(closed_at=AT, ended=Ended.SOLVED)
    assert set(facts_of(everything).counts) == set(COUNTED) - {"set_aside"}
    shown = Counter(one.code for group in GROUPS for one in group.metrics)
    assert shown == Counter({one.code: 1 for one in METRICS})


def test_an_unknown_figure_is_refused() -> None:
    with pytest.raises(Refused, match="no such figure"):
        metric("everything")


days = st.integers(0, 400)


@given(st.lists(days, min_size=1, max_size=60))
def test_percentiles_are_values_that_occurred_by_nearest_rank(values: list[int]) -> None:
    found = spread(Counter(values).items())
    ordered = sorted(values)
    assert found.n == len(values)
    assert found.median == ordered[-(-len(values) * 50 // 100) - 1]
    assert found.p90 == ordered[-(-len(values) * 90 // 100) - 1]


def test_nothing_has_no_median() -> None:
    assert spread([]) == spread([(3, 0)])
    assert spread([]).median is None


@given(st.dictionaries(st.text("abc", max_size=3), st.integers(0, 50), max_size=8))
def test_causes_come_by_frequency_and_add_up_to_all(counted: dict[str, int]) -> None:
    found = pareto(counted.items())
    numbers = [one.n for one in found]
    assert numbers == sorted(numbers, reverse=True)
    assert sum(numbers) == sum(counted.values())
    assert not found or found[-1].share == pytest.approx(1)


def test_a_few_causes_make_most_complaints() -> None:
    assert few(pareto({"a": 70, "b": 15, "c": 10, "d": 5}.items())) == (2, 0.85)
    assert few(()) == (0, 0.0)


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (Span.MONTH, date(2026, 11, 1), date(2026, 11, 30)),
        (Span.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
        (Span.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        (Span.LAST_12, date(2025, 12, 1), date(2026, 11, 30)),
    ],
)
def test_periods_are_whole_months(span: Span, first: date, last: date) -> None:
    found = period_of(span, TODAY)
    assert (found.from_on, found.to_on, found.whole_months) == (first, last, True)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from([one for one in Span if one is not Span.FREE]))
def test_every_period_holds_its_day(today: date, span: Span) -> None:
    found = period_of(span, today)
    assert found.whole_months
    assert found.from_on <= today <= found.to_on
    assert len(found.months()) == {Span.MONTH: 1, Span.QUARTER: 3}.get(span, 12)


def test_free_dates_that_make_no_period_are_refused() -> None:
    for first, last, code in (
        (None, TODAY, "two_dates"), (TODAY, None, "two_dates"), (TODAY, date(2026, 1, 1), "backwards"),
        (date(2000, 1, 1), TODAY, "period_long"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            period_of(Span.FREE, TODAY, first, last)
        assert refused.value.code == code
    assert not period_of(Span.FREE, TODAY, date(2026, 11, 2), date(2026, 11, 30)).whole_months


def test_what_was_avoided_adds_no_currency_to_another() -> None:
    foreseen, granted = (Money(900), Money(500, "GBP")), (Money(200),)
    assert avoided(foreseen, granted) == (Money(700), Money(500, "GBP"))


BASELINE = Period(date(2026, 5, 1), date(2026, 7, 31))


def plan(**more: object) -> Plan:
    told = {
        "title": "Appeler la veille", "by": By.CATEGORY, "value": "delivery", "owner_id": 1, "due_on": TODAY, "baseline": BASELINE,
        "target_percent": 30,
    }  # fmt: skip
    return Plan(**{**told, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": "  "}, "title_missing"),
        ({"baseline": Period(date(2026, 11, 1), date(2026, 12, 31))}, "baseline_future"),
        ({"baseline": Period(date(2026, 7, 1), date(2026, 7, 20))}, "baseline_short"),
        ({"target_percent": 0}, "target"),
        ({"status": Status.DONE}, "done_on_missing"),
        ({"done_on": date(2026, 12, 1)}, "done_on_future"),
        ({"done_on": date(2026, 6, 1)}, "done_on_early"),
    ],
)
def test_a_plan_that_could_not_be_measured_is_refused(wrong: dict[str, object], code: str) -> None:
    check(plan(), TODAY)
    with pytest.raises(Refused) as refused:
        check(plan(**wrong), TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("before", "after", "after_days", "says"),
    [
        (20, 0, 0, "not done yet"),
        (20, 3, 20, "too early"),
        (0, 3, 92, "no complaint of this cause before"),
        (4, 1, 92, "too few"),
        (20, 10, 92, "target reached"),
        (80, 60, 92, "falling, target not reached"),
        (20, 18, 92, "perhaps by chance: with no effect at all, as few would be seen 44 times in a hundred"),
        (6, 3, 82, "perhaps by chance"),
        (20, 13, 92, "perhaps by chance"),
        (20_000, 12_000, 92, "target reached"),
        (20, 25, 92, "no visible effect"),
    ],
)
def test_an_effect_says_no_more_than_its_numbers(before: int, after: int, after_days: int, says: str) -> None:
    assert says in str(Effect(before, 92, after, after_days, 30).verdict)


def test_chance_is_reckoned_exactly() -> None:
    assert Effect(2, 92, 1, 92, 30).by_chance == pytest.approx(0.5)  # of three, none or one: (1 + 3) / 8
    assert Effect(3, 60, 0, 30, 30).by_chance == pytest.approx((2 / 3) ** 3)


def test_an_effect_is_measured_per_month_from_the_next_day() -> None:
    found = Effect(12, 92, 4, 61, 30)
    assert found.before_a_month == pytest.approx(12 / 92 * 30.4375)
    assert found.change == pytest.approx((4 / 61) / (12 / 92) - 1)
    assert since(date(2026, 11, 18), TODAY) == Period(date(2026, 11, 19), TODAY)
    assert since(TODAY, TODAY) is None


@pytest.mark.parametrize("text", ["=1+1", "+33 1", "-2", "@SUM(A1)", "\tx", "\rx", "\n=x", "  =1", "＝1"])
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_other_texts_stay_as_they_are() -> None:
    assert [harmless(text) for text in ("Lave-linge", "", "1 = 1", "d’accord")] == [
        "Lave-linge",
        "",
        "1 = 1",
        "d’accord",
    ]


def test_a_case_adds_to_the_months_of_its_days() -> None:
    facts: CaseFacts = facts_of(known(entries=[said("case.answer", 20)]))
    added = tallies_of(facts)
    assert {key.month for key in added if key.basis == Basis.RECEIVED.value} == {date(2026, 11, 1)}
    assert {key.month for key in added if key.basis == Basis.ANSWERED.value} == {date(2026, 12, 1)}
