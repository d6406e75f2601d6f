"""Entitlements, surcharges, legal interest and limitation."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel import Money, Refused
from app.regimes.queries import packs_named, shipped
from app.regimes.rules import DutyState, Happened
from app.regimes.rules.entitlements import Entitlement, entitlements, scale_on
from app.regimes.rules.interest import Refund, legal_interest, rate_on, surcharge
from app.regimes.rules.limitation import limitation
from tests.regimes.helpers import PARIS, events, facts, on, spoken

FRENCH = packs_named("FR-GEN", "FR-AIR")
DUE = date(2026, 1, 15)


def entitled(happened: list[Happened], known: dict[str, object], as_of: str) -> dict[str, Entitlement]:
    found = entitlements(known, date.fromisoformat(as_of), packs=FRENCH, events=happened)
    return {each.key: each for each in found}


def test_legal_interest_runs_at_the_rate_of_each_half_year() -> None:
    found = legal_interest(FRENCH, Money(100_000), date(2025, 12, 1), date(2026, 2, 1))
    # 1,000 € × (6.65 % × 30/365 + 6.67 % × 32/365)
    assert found.amount == Money(1131)
    assert len(found.steps) == 2
    assert "6,67 %" in spoken(found.steps[1])


def test_a_professional_creditor_has_the_lower_rate() -> None:
    assert legal_interest(FRENCH, Money(100_000), DUE, date(2027, 1, 15), "other").amount < Money(2700)


def test_an_unpublished_half_year_uses_the_last_known_rate_and_says_so() -> None:
    rate, published = rate_on(FRENCH, date(2026, 9, 1))
    assert (str(rate.consumer), published) == ("6.67", False)
    found = legal_interest(FRENCH, Money(100_000), date(2026, 8, 1), date(2026, 9, 1))
    assert "dernier taux connu" in spoken(found.steps[0])
    assert found.amount == Money(566)


def test_no_rate_before_the_table_is_a_refusal() -> None:
    with pytest.raises(Refused, match="No legal rate"):
        rate_on(FRENCH, date(2014, 12, 31))


def test_the_rates_follow_one_another_without_hole_or_overlap() -> None:
    rates = sorted(shipped()["FR-GEN"].legal_interest, key=lambda rate: rate.starts)
    for one, other in itertools.pairwise(rates):
        assert other.starts == one.ends + timedelta(days=1)


def withdrawal(late: int, owed: int = 10_590, price: int = 10_000) -> Money:
    scale = scale_on(FRENCH, "FR-SUB-07/withdrawal", DUE)
    return surcharge(FRENCH, scale, Refund(Money(owed), Money(price), DUE, DUE + timedelta(days=late))).amount


def test_the_surcharge_grows_by_the_month_up_to_the_price_then_by_interest() -> None:
    assert withdrawal(90) == Money(5295)
    assert withdrawal(91) == Money(5824), "half to even"
    assert withdrawal(365, owed=10_000) == Money(9_500), "nine months begun, to the day"
    year = withdrawal(366, owed=10_000)
    assert year == Money(10_000), "ten months after day 90 the points reach the price"
    assert withdrawal(420, owed=10_000) > Money(10_000)
    assert withdrawal(420) < Money(10_200), "then only legal interest"


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.integers(0, 900), st.integers(1, 60), st.sampled_from(["FR-SUB-09/late_refund", "FR-SUB-04/return_cost"]))
def test_paying_later_never_costs_less(late: int, more: int, name: str) -> None:
    scale = scale_on(FRENCH, name, DUE)

    def cost(days: int) -> Money:
        return surcharge(FRENCH, scale, Refund(Money(9_999), Money(9_999), DUE, DUE + timedelta(days=days))).amount

    assert cost(late) <= cost(late + more)
    if late > 10:
        assert withdrawal(late) <= withdrawal(late + more)


def test_an_order_before_2022_has_the_scale_of_its_time() -> None:
    old = scale_on(FRENCH, "FR-SUB-09/late_refund", date(2021, 5, 1))
    assert [step.up_to for step in old.steps] == [30, 60, None]


def test_a_refund_that_was_made_stops_the_surcharge() -> None:
    known = facts(purchase__price="100.00")
    happened = events(order__terminated="2026-01-01", refund__made="2026-01-29")
    found = entitled(happened, known, "2026-06-01")["FR-SUB-09/refund"]
    assert (found.surcharge, found.done_on) == (Money(1000), date(2026, 1, 29))
    in_time = entitled(events(order__terminated="2026-01-01", refund__made="2026-01-10"), known, "2026-06-01")
    assert in_time["FR-SUB-09/refund"].surcharge == Money(0)


def test_goods_not_yet_sent_back_delay_the_refund_and_its_surcharge() -> None:
    known = facts(purchase__price="100.00", purchase__what="goods")
    happened = events(withdrawal__informed="2026-01-01", goods__returned="2026-02-01")
    found = entitled(happened, known, "2026-02-13")["FR-SUB-06/refund"]
    assert (found.due_on, found.surcharge) == (date(2026, 2, 1), Money(500))


def test_a_defect_is_presumed_for_two_years_new_and_one_second_hand() -> None:
    known = facts(purchase__what="goods")
    happened = events(delivery="2025-01-10", defect__appeared="2026-06-01")
    assert "FR-SUB-01/presumed" in entitled(happened, known, "2026-06-02")
    used = {**known, **facts(purchase__condition="second_hand")}
    assert "FR-SUB-01/presumed" not in entitled(happened, used, "2026-06-02")
    assert "FR-SUB-01/to_prove" in entitled(happened, used, "2026-06-02")
    late = events(delivery="2023-01-10", defect__appeared="2026-06-01")
    assert not entitled(late, known, "2026-06-02")
    excluded = {**known, **facts(defect__excluded="yes")}
    assert not entitled(happened, excluded, "2026-06-02")


def test_a_repair_that_does_not_come_in_thirty_days_opens_the_refund() -> None:
    known = facts(purchase__what="goods", purchase__price="300")
    happened = events(delivery="2026-01-10", repair__requested="2026-02-01")
    assert "FR-SUB-02/after_delay" not in entitled(happened, known, "2026-03-03")
    after = entitled(happened, known, "2026-03-04")
    assert after["FR-SUB-02/repair"].due_on == date(2026, 3, 3)
    assert after["FR-SUB-02/after_delay"].amount == Money(30_000)


FLIGHTS = [
    (1500, "no", 180, "delay", 25_000),
    (1501, "no", 180, "delay", 40_000),
    (3500, "no", 600, "delay", 40_000),
    (3501, "no", 239, "delay", 30_000),
    (3501, "no", 240, "delay", 60_000),
    (5000, "yes", 240, "delay", 40_000),
    (1000, "no", 179, "delay", None),
    (1000, "no", 119, "denied_boarding", 12_500),
    (1000, "no", 120, "denied_boarding", 25_000),
    (9000, "no", 239, "cancellation", 30_000),
    (9000, "no", 240, "cancellation", 60_000),
]


@pytest.mark.parametrize(("km", "inside", "delay", "what", "amount"), FLIGHTS)
def test_flights_pay_by_distance_and_delay(km: int, inside: str, delay: int, what: str, amount: int | None) -> None:
    known = facts(
        flight__distance_km=str(km), flight__intra_eu=inside, flight__arrival_delay_minutes=str(delay),
        flight__event=what, flight__notice_days="3",
    )  # fmt: skip
    found = list(entitled(events(flight="2026-05-01"), known, "2026-06-01").values())
    assert [each.amount for each in found] == ([] if amount is None else [Money(amount)])


def test_extraordinary_circumstances_and_early_notice_excuse_and_passengers_add_up() -> None:
    base = facts(flight__distance_km="1000", flight__arrival_delay_minutes="300", flight__passengers="3")
    flight = events(flight="2026-05-01")
    assert entitled(flight, base, "2026-06-01")["EU-AIR-01/delay"].amount == Money(75_000)
    assert not entitled(flight, {**base, "flight.extraordinary": True}, "2026-06-01")
    cancelled = {**base, **facts(flight__event="cancellation", flight__notice_days="14")}
    assert not entitled(flight, cancelled, "2026-06-01")


# --- limitation ------------------------------------------------------------------------------------------------------


def last_day(
    key: str, happened: list[Happened], known: dict[str, object] | None = None, as_of: str = "2026-06-01"
) -> date:
    found = limitation(packs_named("FR-GEN", "FR-INS"), happened, known or {}, as_of=on(as_of), zone=PARIS)
    [one] = [each for each in found if each.key == key]
    assert one.due_on is not None
    assert not one.ours
    return one.due_on


def test_each_claim_has_its_own_limitation() -> None:
    assert last_day("FR-CRT-08/consumer", events(incident="2024-02-29")) == date(2029, 2, 28)
    assert last_day("FR-CRT-08/trader", events(payment__due="2025-03-02")) == date(2027, 3, 2)
    assert last_day("FR-CRT-08/hidden_defect", events(defect__discovered="2025-11-30")) == date(2027, 11, 30)
    insured = facts(claim__basis="insurance")
    assert last_day("FR-CRT-08/insurance", events(incident="2025-01-15"), insured) == date(2027, 1, 15)


def test_mediation_suspends_and_leaves_at_least_six_months() -> None:
    happened = events(
        payment__due="2024-07-01", mediator__admissible_notified="2026-06-20", mediator__proposal="2026-09-20"
    )
    assert last_day("FR-CRT-08/trader", happened) == date(2027, 3, 20)
    early = events(
        payment__due="2026-01-01", mediator__admissible_notified="2026-03-01", mediator__proposal="2026-05-30"
    )
    assert last_day("FR-CRT-08/trader", early) == date(2028, 3, 31), "90 days longer"


def test_our_own_mediator_gives_two_readings_and_the_earlier_one_binds() -> None:
    happened = events(
        payment__due="2025-01-01", mediator__seised="2026-03-01", mediator__admissible_notified="2026-04-01",
        mediator__proposal="2026-06-01",
    )  # fmt: skip
    plain = last_day("FR-CRT-08/trader", happened)
    own = limitation(packs_named("FR-GEN"), happened, facts(mediator__own="yes"), as_of=on("2026-07-01"), zone=PARIS)
    [trader] = [each for each in own if each.key == "FR-CRT-08/trader"]
    assert trader.due_on == plain == date(2027, 3, 3)
    assert any("Deux lectures" in spoken(step) for step in trader.steps)


def test_a_running_mediation_shows_a_provisional_date() -> None:
    happened = events(payment__due="2024-07-01", mediator__admissible_notified="2026-05-20")
    found = limitation(packs_named("FR-GEN"), happened, {}, as_of=on("2026-06-01"), zone=PARIS)
    assert [each.state for each in found] == [DutyState.PAUSED]


def test_a_suspension_that_comes_too_late_revives_nothing() -> None:
    happened = events(
        payment__due="2024-07-01", mediator__admissible_notified="2026-07-02", mediator__proposal="2026-09-20"
    )
    assert last_day("FR-CRT-08/trader", happened) == date(2026, 7, 1)


def test_acknowledging_the_debt_starts_the_period_afresh() -> None:
    happened = events(payment__due="2024-07-01", debt__acknowledged="2025-02-03")
    assert last_day("FR-CRT-08/trader", happened) == date(2027, 2, 3)


def test_limitation_runs_on_after_closing_and_a_claim_in_time_meets_it() -> None:
    closed = events(payment__due="2024-07-01", case__closed="2025-01-01")
    assert last_day("FR-CRT-08/trader", closed) == date(2026, 7, 1)
    filed = [*closed, *events(court__filed="2026-06-30")]
    found = limitation(packs_named("FR-GEN"), filed, {}, as_of=on("2027-01-01"), zone=PARIS)
    assert [each.state for each in found] == [DutyState.MET]


def test_a_limitation_that_ends_on_a_sunday_is_not_rolled() -> None:
    assert last_day("FR-CRT-08/trader", events(payment__due="2024-05-31")) == date(2026, 5, 31)
    assert date(2026, 5, 31).weekday() == 6


def test_a_limit_in_euros_says_nothing_of_a_claim_in_dollars() -> None:
    from app.regimes.rules.conditions import Context, holds

    limit = {"750-1": Money(500_000)}
    for condition in (
        "claim.total <= value('750-1')",
        "claim.total > value('750-1')",
        "not claim.total == value('750-1')",
    ):
        dollars = Context({"claim.total": Money(90_000, "USD")}, {}, date(2026, 11, 20), values=limit)
        assert holds(condition, dollars) is None
    euros = Context({"claim.total": Money(90_000)}, {}, date(2026, 11, 20), values=limit)
    assert holds("claim.total <= value('750-1')", euros) is True
