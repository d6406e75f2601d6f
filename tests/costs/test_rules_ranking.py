"""Gesture against cost: merits first, X, what a refusal leads to, our own history, pairs, and policies compared."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from app.costs.rules import CaseFacts, default_tariff, estimate
from app.costs.rules.acceptance import PastOffer, Record, band, worth_of
from app.costs.rules.ranking import GestureOption, Ranked, rank_gestures, zone_of
from app.kernel import Money, Refused, words
from app.plumbing.typography import say

from .flat import flat
from .world import KINDS, Life, World

TARIFF = default_tariff()
QUALITY = KINDS[4]


def option(code: str, cost: int, value: int, kind: str = "") -> GestureOption:
    return GestureOption(code, words(code, code), Money(cost), Money(value), kind)


PALETTE = (
    option("apology", 300, 0, "apology"),
    option("voucher20", 1_200, 2_000, "voucher"),
    option("voucher60", 3_600, 6_000, "voucher"),
    option("credit100", 10_000, 10_000, "credit"),
    option("credit250", 25_000, 25_000, "credit"),
    option("refund", 75_000, 75_000, "refund"),
)


def ranked(facts: CaseFacts, **more: object) -> tuple[Ranked, ...]:
    return rank_gestures(facts, estimate(facts, TARIFF), PALETTE, (), TARIFF, **more)  # type: ignore[arg-type]


def test_expected_total_is_the_closed_form() -> None:
    tariff = flat()
    facts = replace(QUALITY, contested=Money(40_000))
    forecast = estimate(facts, tariff, draws=8)
    (one,) = rank_gestures(facts, forecast, [option("credit", 10_000, 10_000)], (), tariff)
    refused = estimate(replace(facts, offers_refused=1), tariff, draws=8)
    present = 3 * 5_000 + 750  # 3 h × 50 and the registered letter, due in both
    offering = 0.25 * 5_000
    chance = 0.4  # a quarter of the contested part: accept.at_25
    onward = forecast.mean.minor - present
    after = min(refused.mean.minor - present, onward / (1 - chance))
    by_hand = present + offering + chance * 10_000 + (1 - chance) * after
    assert one.after_refusal.minor == pytest.approx(after, abs=10)
    assert one.chance == pytest.approx(chance)
    assert one.expected_total.minor == pytest.approx(by_hand, abs=10)
    assert one.saving.minor == pytest.approx(forecast.mean.minor - by_hand, abs=10)
    assert one.saving_low == one.saving == one.saving_high


def test_x_is_what_going_on_costs_beyond_the_present_step() -> None:
    tariff = flat()
    forecast = estimate(QUALITY, tariff, draws=8)
    zone = zone_of(QUALITY, forecast, tariff)
    assert zone.settle_below.minor == pytest.approx(forecast.mean.minor - 15_750 - 1_250, abs=10)
    assert zone.settle_low == zone.settle_below == zone.settle_high


def test_nothing_above_x_is_advised_unless_merits_ask_for_it() -> None:
    unfounded = replace(QUALITY, merits="unfounded")
    x = zone_of(unfounded, estimate(unfounded, TARIFF), TARIFF).settle_below
    found = ranked(unfounded)
    assert {one.codes: one.advice for one in found}["refund",] == "above_x"
    assert all(one.cost <= x for one in found if one.allowed)


def test_a_founded_complaint_gets_at_least_the_floor_whatever_it_saves() -> None:
    facts = replace(QUALITY, level="front", contested=Money(4_000))
    without = ranked(facts)
    assert "above_x" in {one.advice for one in without if one.codes == ("credit100",)}
    found = ranked(facts, floor=Money(8_000))
    advised = [one for one in found if one.advice == "advised"]
    assert [one.codes for one in advised] == [("credit100",)] or advised[0].value >= Money(8_000)
    assert all(one.value >= Money(8_000) for one in found if one.allowed)
    assert {one.advice for one in found if one.value < Money(8_000)} == {"below_floor"}


def test_the_floor_is_for_founded_complaints_only() -> None:
    facts = replace(QUALITY, merits="unfounded")
    assert ranked(facts, floor=Money(8_000)) == ranked(facts)


def test_a_refused_offer_makes_the_rest_dearer() -> None:
    for facts in KINDS:
        forecast = estimate(facts, TARIFF)
        after = estimate(replace(facts, offers_refused=1), TARIFF)
        assert after.mean > forecast.mean


def test_own_history_moves_the_chance_from_the_prior_as_it_grows() -> None:
    facts = replace(QUALITY, contested=Money(40_000))
    forecast = estimate(facts, TARIFF)
    gesture = [option("credit", 10_000, 10_000)]

    def chance(n: int) -> float:
        past = [PastOffer("credit", 0.2, True)] * n + [PastOffer("credit", 0.9, False)] * 50
        (one,) = rank_gestures(facts, forecast, gesture, past, TARIFF)
        assert one.history == Record(n, n)
        return one.chance

    chances = [chance(n) for n in (0, 5, 20, 200)]
    assert chances == sorted(chances)
    assert chances[0] == pytest.approx(0.4, abs=0.005)
    assert chances[2] == pytest.approx((20 * chances[0] + 20) / 40, abs=1e-6)
    assert chances[3] > 0.94


def test_worth_falls_in_bands() -> None:
    assert [band(worth) for worth in (0, 0.1, 0.25, 0.3, 0.5, 1.0)] == [0, 1, 1, 2, 2, 4]
    assert worth_of(0, 0) == 0
    assert worth_of(5, 0) == worth_of(10, 5) == 1


def test_an_apology_with_a_voucher_pays_where_neither_does_as_well_alone() -> None:
    found = ranked(QUALITY)
    pairs = [one for one in found if len(one.codes) == 2]
    assert pairs
    alone = {one.codes[0]: one.expected_total for one in found if len(one.codes) == 1}
    for pair in pairs:
        assert pair.expected_total < min(alone[code] for code in pair.codes)


def test_a_pair_reads_as_one_phrase() -> None:
    named = [replace(one, label=words(f"Geste {one.code}", f"Gesture {one.code}")) for one in PALETTE]
    found = rank_gestures(QUALITY, estimate(QUALITY, TARIFF), named, (), TARIFF)
    pair = next(one for one in found if len(one.codes) == 2)
    first, second = pair.codes
    assert say(pair.label, "fr") == f"Geste {first} et geste {second}"
    assert say(pair.label, "en") == f"Gesture {first} and gesture {second}"


def test_gestures_of_one_kind_or_that_exclude_each_other_are_never_paired() -> None:
    apology = replace(PALETTE[0], excludes=frozenset({"credit100", "refund"}))
    found = rank_gestures(QUALITY, estimate(QUALITY, TARIFF), (apology, *PALETTE[1:]), (), TARIFF)
    pairs = {one.codes for one in found if len(one.codes) == 2}
    assert not pairs & {("voucher20", "voucher60"), ("apology", "credit100"), ("apology", "refund")}


def test_an_estimate_of_other_facts_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        rank_gestures(QUALITY, estimate(KINDS[0], TARIFF), PALETTE, (), TARIFF)
    assert refusal.value.code == "estimate_stale"


def test_a_gesture_in_another_currency_is_refused() -> None:
    other = GestureOption("x", words("x", "x"), Money(1, "GBP"), Money(1, "GBP"))
    with pytest.raises(Refused) as refusal:
        rank_gestures(QUALITY, estimate(QUALITY, TARIFF), [other], (), TARIFF)
    assert refusal.value.code == "mixed_currencies"


def test_no_fact_speaks_of_vulnerability_age_origin_or_health() -> None:
    names = " ".join(one.name for model in (CaseFacts, GestureOption, PastOffer) for one in fields(model))
    assert not [word for word in ("vulnerab", "age", "birth", "origin", "health", "gender") if word in names.split()]
    assert "vulnerab" not in names
    codes = " ".join(TARIFF.codes)
    assert not [word for word in ("vulnerab", "origin", "health", "birth") if word in codes]


# — policies in the simulated world -----------------------------------------------------------------------------------


def cost_of_policies(each: int, seed: int) -> dict[str, float]:
    """Mean cost per case (euros, lost customers' margin included) of three policies on the same dice.

    The determined go on more often and refuse more often: whether a gesture is accepted is read on the same scale.
    """
    world, totals = World(TARIFF, determined=True), {"never": 0.0, "cheapest": 0.0, "advice": 0.0}
    for place, facts in enumerate(KINDS):
        order = rank_gestures(facts, estimate(facts, TARIFF), PALETTE, (), TARIFF)
        gestures = {
            "never": None,
            "cheapest": next(one for one in order if one.codes == ("apology",)),
            "advice": order[0] if order[0].advice == "advised" else None,
        }
        for life in world.lives(facts, each, seed + place):
            for policy, gesture in gestures.items():
                totals[policy] += lived_with(gesture, life)
    return {policy: float(total) / (each * len(KINDS)) for policy, total in totals.items()}


def lived_with(gesture: Ranked | None, life: Life) -> float:
    goes_on = life.cost + life.lost * life.lifetime
    if gesture is None:
        return goes_on
    if life.determination < gesture.chance:
        return life.present + life.offering + gesture.cost.minor / 100 + life.churn_if_settled * life.lifetime
    return goes_on + life.offering


def test_following_the_advice_costs_least_in_the_simulated_world() -> None:
    found = cost_of_policies(200, seed=3)
    assert found["advice"] < min(found["cheapest"], found["never"])


@pytest.mark.long
def test_following_the_advice_costs_least_by_far_over_many_cases() -> None:
    found = cost_of_policies(4_000, seed=5)
    print({policy: round(cost, 2) for policy, cost in found.items()})
    assert found["advice"] < 0.92 * found["never"]
    assert found["advice"] < 0.98 * found["cheapest"]
