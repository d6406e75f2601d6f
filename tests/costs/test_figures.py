"""The figures of the simulated world, printed (`pytest tests/costs/test_figures.py -s`), and the page that must say when they are wrong."""

from __future__ import annotations

import pytest
from flask import Flask

from app.costs import queries
from app.costs.queries.learning import Learnt
from app.costs.rules import default_tariff
from app.costs.rules.calibration import calibrate
from app.costs.rules.learning import learn
from app.plumbing.typography import say
from tests.client import Browser
from tests.factories.house import company

from .test_rules_learning import TRUTH
from .test_rules_ranking import cost_of_policies
from .world import World, history, outcomes

TARIFF = default_tariff()
WORLDS = {
    "as believed": (World(TARIFF), set()),
    "other churn": (World(TARIFF, churn_factor=1.6), {"lost"}),
    "fat-tailed awards": (World(TARIFF, fat_tail=True), {"fat_tail", "biased_low"}),
    "correlated levels": (World(TARIFF, stubborn=True), {"reached.quality", "reached.mediator"}),
}


def test_the_share_inside_the_range_and_what_each_wrong_world_makes_it_say() -> None:
    for name, (world, expected) in WORLDS.items():
        found = calibrate(outcomes(world, TARIFF, 150, 7)).overall
        said = sorted(flag.code for flag in found.flags)
        print(
            f"\n{name}: {found.coverage:.1%} of {found.n} cases inside P10–P90; flagged: {', '.join(said) or 'nothing'}"
        )
        assert bool(said) is bool(expected)
        assert not expected or expected & set(said)


def test_learnt_parameters_against_the_true_ones() -> None:
    learnt = {one.parameter.code: one for one in learn(*history(World(TRUTH), TARIFF, 400, 11), TARIFF, year=2026)}
    for code in ("supervisor.contested", "final.mediator", "final.court", "mediation.admissible", "mediation.agreed"):
        before, true, found = TARIFF.find(code), TRUTH.find(code), learnt[code]
        assert before is not None
        assert true is not None
        print(
            f"\n{code}: believed {before.mean:.3f}, true {true.mean:.3f}, learnt {found.parameter.mean:.3f} ({found.n} cases)"
        )
        assert abs(found.parameter.mean - true.mean) < abs(before.mean - true.mean)


def test_three_policies_compared_by_what_they_cost() -> None:
    found = cost_of_policies(200, seed=3)
    print(f"\nper case: { ({policy: round(cost, 2) for policy, cost in found.items()}) }")
    assert found["advice"] < min(found["cheapest"], found["never"])


@pytest.mark.parametrize("name", list(WORLDS))
def test_the_calibration_page_visibly_says_which_world_is_wrong(
    app: Flask, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    company()
    world, expected = WORLDS[name]
    found = calibrate(outcomes(world, TARIFF, 150, 7))
    learnt = Learnt(found, (), found.overall.n, 0)
    monkeypatch.setattr(queries, "calibration_for", lambda _actor, _at: learnt)
    for lang in ("fr", "en"):
        page = Browser(app).sign_in("diane").speak(lang).get("/costs/calibration")
        told = [" ".join(say(flag.message, lang).split()) for flag in found.overall.flags]
        assert all(one in page.text for one in told), told
        holds = "Les fourchettes tiennent" if lang == "fr" else "The ranges hold"
        assert (holds in page.text) is not bool(expected)
