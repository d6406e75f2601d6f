"""In a world whose parameters are known: ranges hold, and a wrong world is visibly flagged."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.costs.rules import default_tariff, estimate
from app.costs.rules.calibration import Slice, at_least, calibrate, outcome_of, wilson
from app.costs.rules.keeping import as_kept, outcome_kept
from app.kernel import Money

from .world import KINDS, World, outcomes

TARIFF = default_tariff()


def overall(world: World, each: int = 150, seed: int = 7) -> Slice:
    return calibrate(outcomes(world, TARIFF, each, seed)).overall


def codes(found: Slice) -> set[str]:
    return {flag.code for flag in found.flags}


def test_in_the_right_world_four_cases_in_five_fall_inside_and_nothing_is_flagged() -> None:
    found = overall(World(TARIFF))
    assert 0.76 < found.coverage < 0.84
    assert found.coverage_low < 0.8 < found.coverage_high
    assert codes(found) == set()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 110))
def test_in_the_right_world_many_thousand_cases_still_agree(seed: int) -> None:
    found = overall(World(TARIFF), each=2_000, seed=1_000 * seed)
    assert 0.785 < found.coverage < 0.815
    assert codes(found) == set()


def test_customers_who_leave_more_often_are_flagged() -> None:
    assert "lost" in codes(overall(World(TARIFF, churn_factor=1.6)))


def test_fat_tailed_awards_are_flagged() -> None:
    found = overall(World(TARIFF, fat_tail=True))
    assert "fat_tail" in codes(found)
    assert "biased_low" in codes(found)


def test_levels_that_foretell_each_other_are_flagged() -> None:
    found = overall(World(TARIFF, stubborn=True))
    assert {"reached.quality", "reached.mediator"} & codes(found)


def test_too_few_cases_say_so_and_nothing_else() -> None:
    found = overall(World(TARIFF, fat_tail=True), each=3)
    assert codes(found) == {"too_few"}
    assert not found.enough


def test_a_kept_estimate_calibrates_like_the_estimate_itself() -> None:
    forecast = estimate(KINDS[4], TARIFF)
    kept = json.loads(json.dumps(as_kept(forecast)))
    actual, reached = Money(50_000), {"mediator"}
    again = outcome_kept(kept, regime="FR-GEN", category="x", actual=actual, reached=reached, lost=True)
    direct = outcome_of(forecast, regime="FR-GEN", category="x", actual=actual, reached=reached, lost=True)
    assert replace(again, forecast_sd=direct.forecast_sd) == direct
    assert again.forecast_sd == pytest.approx(direct.forecast_sd)


def test_slices_cover_regime_category_and_version() -> None:
    found = calibrate(outcomes(World(TARIFF), TARIFF, 10, 3))
    assert {one.name for one in found.slices} == {
        ("regime", "FR-GEN"),
        ("category", "front"),
        ("category", "supervisor"),
        ("category", "quality"),
        ("version", "costs-1 · tariff 2026.11"),
    }
    assert sum(one.n for one in found.slices if one.name[0] == "category") == found.overall.n == 70


def test_acceptance_is_scored_by_brier_and_by_bins() -> None:
    forecast = estimate(KINDS[0], TARIFF)
    offers = ((0.9, True), (0.9, True), (0.9, False), (0.2, False))
    settled = outcome_of(forecast, regime="FR-GEN", category="x", actual=None, offers=offers)
    found = calibrate([settled]).overall
    assert found.brier == pytest.approx((0.01 + 0.01 + 0.81 + 0.04) / 4)
    assert [(one.n, round(one.observed, 3)) for one in found.reliability] == [(1, 0.0), (3, 0.667)]
    assert found.n == 0


def test_an_acceptance_forecast_that_is_always_too_high_is_flagged() -> None:
    forecast = estimate(KINDS[0], TARIFF)
    some = [
        outcome_of(
            forecast, regime="FR-GEN", category="x", actual=forecast.booked.p50, offers=((0.8, number % 2 == 0),)
        )
        for number in range(100)
    ]
    assert "accepted" in codes(calibrate(some).overall)


def test_wilson_is_the_textbook_interval() -> None:
    assert wilson(8, 10, 1.96) == pytest.approx((0.490, 0.943), abs=1e-3)
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_tail_of_the_binomial_is_exact_for_few_and_finite_for_many() -> None:
    assert at_least(2, 3, 0.5) == pytest.approx(0.5)
    assert at_least(0, 10, 0.01) == 1.0
    assert 0 < at_least(200, 14_000, 0.01) < 1e-4


def test_ranges_ten_times_too_narrow_are_flagged() -> None:
    narrow = []
    for one in outcomes(World(TARIFF), TARIFF, 30, 5):
        middle = one.forecast.p50
        squeezed = replace(one.forecast, p10=middle - Money(100), p90=middle + Money(100))
        narrow.append(replace(one, forecast=squeezed))
    assert "too_narrow" in codes(calibrate(narrow).overall)
