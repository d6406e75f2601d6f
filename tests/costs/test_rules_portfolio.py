"""All open disputes together: sums, a lifetime counted once, the cases to settle first, a range that holds, and time."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from app.costs.rules import default_tariff, estimate
from app.costs.rules.kept_estimates import weight_in
from app.costs.rules.portfolio import FIRST, OpenCase, Weight, add_up, log_normal_range, portfolio
from app.costs.rules.ranking import rank_gestures
from app.kernel import Money

from .test_rules_ranking import PALETTE
from .world import KINDS, World

TARIFF = default_tariff()
ESTIMATES = [estimate(facts, TARIFF) for facts in KINDS]


def open_cases(customers: list[str]) -> list[OpenCase]:
    cases = []
    for place, customer in enumerate(customers):
        facts, forecast = KINDS[place % len(KINDS)], ESTIMATES[place % len(KINDS)]
        best = rank_gestures(facts, forecast, PALETTE, (), TARIFF)[0]
        cases.append(OpenCase(replace(forecast, ref=f"AM-{place:04}"), customer, best))
    return cases


def test_different_customers_add_up() -> None:
    found = portfolio(open_cases([f"customer {place}" for place in range(7)]))
    assert found.mean.minor == sum(one.mean.minor for one in ESTIMATES)
    assert found.cases == 7
    assert found.p10 < found.mean < found.p90


def test_a_case_that_is_estimated_anew_meanwhile_is_not_among_the_first_to_settle() -> None:
    cases = [replace(one, best=open_cases(["x"])[0].best) for one in open_cases([f"c{place}" for place in range(3)])]
    weights = [
        Weight(one.estimate.ref, one.customer, 100, 10, *(0.0,) * 4, 50 + place, 0) for place, one in enumerate(cases)
    ]
    best = {one.estimate.ref: one.best for one in cases if one.best}
    whole = add_up(weights, "EUR", lambda refs: {ref: best[ref] for ref in refs})
    gone = whole.first[0].ref
    found = add_up(weights, "EUR", lambda refs: {ref: best[ref] for ref in refs if ref != gone})
    assert [one.ref for one in found.first] == [one.ref for one in whole.first[1:]]


def test_a_customer_with_several_cases_is_lost_only_once() -> None:
    several, same = open_cases([f"c{place}" for place in range(7)]), open_cases(["c"] * 7)
    relations = [one.relation.minor for one in ESTIMATES]
    assert portfolio(several).relation.minor == sum(relations)
    assert portfolio(same).relation.minor == max(relations)
    assert portfolio(several).mean.minor - portfolio(same).mean.minor == sum(relations) - max(relations)
    assert portfolio(same).saving < portfolio(several).saving


def test_the_cases_to_settle_first_save_most_and_are_advised() -> None:
    found = portfolio(open_cases([f"c{place}" for place in range(70)]))
    savings = [one.saving.minor for one in found.first]
    assert len(found.first) == FIRST
    assert savings == sorted(savings, reverse=True)
    assert all(one.gesture.advice == "advised" and one.saving.minor > 0 for one in found.first)
    assert found.saving.minor >= sum(savings)
    assert found.to_settle > FIRST


def test_nothing_open_costs_nothing() -> None:
    found = portfolio([])
    assert (found.mean, found.p10, found.p90, found.first) == (Money(0), Money(0), Money(0), ())


def test_the_log_normal_range_has_the_mean_and_the_deviation_it_was_given() -> None:
    low, high = log_normal_range(100, 10)
    assert (low, high) == (pytest.approx(87.5, abs=0.2), pytest.approx(113.1, abs=0.2))
    assert log_normal_range(100, 0) == (100, 100)


def test_the_range_of_a_portfolio_holds_in_the_simulated_world() -> None:
    """One hundred portfolios of 70 cases: at least 80 % inside (parameters are shared at worst, so rather more)."""
    each, portfolios = 10, 100
    cases = [OpenCase(forecast, f"{forecast.ref}-{i}") for forecast in ESTIMATES for i in range(each)]
    found = portfolio(cases)
    low, high = found.p10.minor - found.relation.minor, found.p90.minor - found.relation.minor
    totals = [0.0] * portfolios
    for place, facts in enumerate(KINDS):
        for number, life in enumerate(World(TARIFF).lives(facts, each * portfolios, 50 + place)):
            totals[number // each] += 100 * life.cost
    inside = sum(low <= total <= high for total in totals)
    assert inside >= 80
    assert sum(totals) / portfolios == pytest.approx(found.mean.minor - found.relation.minor, rel=0.06)


def test_an_estimate_takes_milliseconds() -> None:
    """Loose, for a busy machine; docs/costs.md has the measured times."""
    estimate(KINDS[0], TARIFF)
    best = min(timed(lambda: estimate(KINDS[0], TARIFF)) for _ in range(5))
    assert best < 0.05


@pytest.mark.long
def test_ten_thousand_open_cases_are_estimated_in_minutes_at_most() -> None:
    def whole() -> None:
        cases = [
            OpenCase(
                estimate(replace(KINDS[i % 7], contested=Money(1_000 + i)), TARIFF, working=False), f"c{i % 8_000}"
            )
            for i in range(10_000)
        ]
        assert portfolio(cases).cases == 10_000

    took = timed(whole)
    print(f"10,000 estimates and their portfolio: {took:.1f} s of processor time")
    assert took < 120


def timed(act: object) -> float:
    start = time.process_time()
    act()  # type: ignore[operator]
    return time.process_time() - start


def test_a_case_in_another_currency_weighs_in_that_of_the_tariff() -> None:
    weight = Weight("AM-1", "c", 10_000, 2_000, 300.0, 400.0, 50.0, 60.0, 1_000, 100)
    pounds = weight_in(TARIFF, "GBP", weight)
    rate = TARIFF.rate("GBP")
    assert pounds.booked == round(10_000 / rate)
    assert pounds.saving == round(1_000 / rate)
    assert weight_in(TARIFF, "EUR", weight) is weight
    assert weight_in(TARIFF, "GBP", weight._replace(saving=None)).saving is None
