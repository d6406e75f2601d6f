"""What a house learns from its closed cases comes near the truth, and is shrunk where it has seen little."""

from __future__ import annotations

import pytest

from app.costs.rules import Status, default_tariff
from app.costs.rules.calibration import calibrate
from app.costs.rules.learning import Measure, Trial, borne, learn, posterior, trials_of
from app.kernel import Refused

from .world import KINDS, World, history, outcomes, with_chances

TARIFF = default_tariff()
TRUTH = with_chances(
    TARIFF,
    supervisor__contested=0.5,
    supervisor__content=0.25,
    supervisor__gives_up=0.25,
    final__mediator=0.15,
    final__court=0.05,
    final__content=0.4,
    final__gives_up=0.4,
    mediation__admissible=0.65,
    mediation__agreed=0.4,
)


def test_without_odds_the_learnt_chance_is_the_textbook_shrinkage() -> None:
    trials = [Trial("court.expert", "yes")] * 3 + [Trial("court.expert", "no")] * 7
    found = posterior({"yes": 0.1, "no": 0.9}, trials, strength=20)
    assert found["yes"] == pytest.approx((20 * 0.1 + 3) / 30, abs=1e-9)


def test_the_odds_of_threatening_customers_are_taken_out() -> None:
    """With odds of 3 a base chance of 25 % shows as 50 %: seeing 50 % teaches 25 %."""
    odds = (("yes", 3.0),)
    trials = [Trial("b", "yes", odds)] * 5_000 + [Trial("b", "no", odds)] * 5_000
    assert posterior({"yes": 0.5, "no": 0.5}, trials, strength=1)["yes"] == pytest.approx(0.25, abs=1e-3)


def test_a_way_that_was_closed_teaches_nothing_about_itself() -> None:
    trials = [Trial("final", "gives_up", closed=frozenset({"mediator"}))] * 10_000
    found = posterior({"mediator": 0.3, "gives_up": 0.7}, trials, strength=20)
    assert found["mediator"] == pytest.approx(0.3, abs=1e-6)


def test_few_cases_leave_the_present_value_and_fewer_than_five_propose_nothing() -> None:
    six = learn([Trial("mediation.agreed", "no")] * 6, [], TARIFF, year=2026)
    assert [round(one.parameter.likely, 2) for one in six] == [round(20 * TARIFF.find("mediation.agreed").mean / 26, 2)]
    assert learn([Trial("mediation.agreed", "no")] * 4, [], TARIFF, year=2026) == ()


def test_learnt_parameters_come_near_the_true_ones() -> None:
    learnt = {one.parameter.code: one for one in learn(*history(World(TRUTH), TARIFF, 400, 11), TARIFF, year=2026)}
    for code in ("supervisor.contested", "final.mediator", "final.court", "mediation.admissible", "mediation.agreed"):
        true, before = TRUTH.find(code).mean, TARIFF.find(code).mean
        found = learnt[code].parameter.mean
        assert abs(found - true) < 0.35 * abs(before - true) + 0.01, (code, before, true, found)


def test_learnt_hours_keep_their_mean_and_their_spread() -> None:
    (proposal,) = learn([], [Measure("hours.quality", 2 + i % 5) for i in range(500)], TARIFF, year=2026)
    assert proposal.parameter.mean == pytest.approx(4, abs=0.1)
    spread = (
        (proposal.parameter.mean - proposal.parameter.low) * (proposal.parameter.high - proposal.parameter.mean) / 7
    )
    assert spread == pytest.approx(2, rel=0.1)
    assert proposal.n == 500
    assert proposal.parameter.status is Status.HOUSE
    assert "500" in proposal.parameter.source


def test_few_cases_propose_no_more_figures_than_they_bear() -> None:
    assert [borne(0.218149, n) for n in (16, 99, 100, 9_999, 10_000)] == [0.22, 0.22, 0.218, 0.218, 0.2181]
    assert (borne(-1e-17, 16), borne(0.0144, 16), borne(1234.5, 16)) == (0, 0.014, 1200)
    learnt = learn(*history(World(TRUTH), TARIFF, 4, 7), TARIFF, year=2026)
    assert any(one.n < 100 for one in learnt)
    for one in learnt:
        for value in (one.parameter.low, one.parameter.high):
            assert value == borne(value, one.n)


def test_adopting_what_was_learnt_removes_the_flag() -> None:
    world = World(TRUTH)
    before = calibrate(outcomes(world, TARIFF, 150, 7)).overall
    assert {"reached.quality", "reached.mediator"} & {flag.code for flag in before.flags}
    proposals = learn(*history(world, TARIFF, 400, 11), TARIFF, year=2026)
    adopted = TARIFF.adopt("2026.12", *(one.parameter for one in proposals))
    after = calibrate(outcomes(world, adopted, 150, 7)).overall
    assert {flag.code for flag in after.flags} == set()


def test_a_path_that_no_case_can_take_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        trials_of(KINDS[0], ["mediator", "won"], TARIFF)
    assert refusal.value.code == "path_impossible"
