"""What every estimate keeps, whatever the case: sums, order, determinism, what is missing, what never enters."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.costs.rules import CaseFacts, Scope, contested_part, default_tariff, estimate
from app.costs.rules.bearers import COURT_ITEMS, Who
from app.costs.rules.estimate import why_outside
from app.costs.rules.facts import COMPLAINANTS, LEVELS, MERITS
from app.costs.rules.sampling import pert, stream, together
from app.kernel import Money, Refused

from .world import KINDS

TARIFF = default_tariff()
STATES = (
    "received",
    "in_progress",
    "waiting",
    "offer_open",
    "settling",
    "answered",
    "in_mediation",
    "in_court",
    "closed",
)

maybe_money = st.none() | st.integers(0, 5_000_000).map(Money)
any_facts = st.builds(
    CaseFacts,
    ref=st.just("AM-1"),
    regimes=st.none() | st.sampled_from([("FR-GEN",), ("FR-GEN", "FR-TRV"), ("UK-FCA",)]),
    sector=st.none() | st.sampled_from(["retail", "telecom"]),
    state=st.none() | st.sampled_from(STATES),
    level=st.none() | st.sampled_from(LEVELS),
    complainant=st.none() | st.sampled_from(COMPLAINANTS),
    contested=maybe_money,
    entitlement=maybe_money,
    segment=st.none() | st.sampled_from(["one_off", "premium", "professional", "never heard of"]),
    standing=st.none() | st.sampled_from(["new", "loyal"]),
    merits=st.none() | st.sampled_from(MERITS),
    mediator_fee=maybe_money,
    mediation_possible=st.none() | st.booleans(),
    already_spent=maybe_money,
    threatens_court=st.none() | st.booleans(),
    pieces=st.none() | st.integers(0, 60),
    work_left=st.none() | st.floats(0, 1),
    offers_refused=st.integers(0, 3),
)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(any_facts)
def test_lines_sum_to_the_mean_and_leaves_to_one(facts: CaseFacts) -> None:
    answer = estimate(facts, TARIFF, draws=64)
    assert sum(line.amount.minor for line in answer.lines) == answer.mean.minor
    leaves = [node for node in answer.tree if node.ending]
    assert sum(node.reach for node in leaves) == pytest.approx(1, abs=1e-6)
    for node in answer.tree:
        assert 0 <= node.chance <= 1
        children = [one.chance for one in answer.tree if one.parent == node.code]
        assert not children or sum(children) == pytest.approx(1, abs=1e-6)
    assert answer.p10 <= answer.p50 <= answer.p90
    assert sum(one.share for one in answer.histogram) == pytest.approx(1, abs=1e-6)


@settings(derandomize=True, deadline=None, max_examples=30)
@given(any_facts, st.integers(1, 1_000_000))
def test_contesting_more_never_costs_less(facts: CaseFacts, more: int) -> None:
    contested = facts.contested or Money(0)
    low = estimate(replace(facts, contested=contested, regimes=("FR-GEN",)), TARIFF, draws=64, working=False)
    high = estimate(
        replace(facts, contested=contested + Money(more), regimes=("FR-GEN",)), TARIFF, draws=64, working=False
    )
    assert high.booked.mean.minor >= low.booked.mean.minor - len(low.lines)


@settings(derandomize=True, deadline=None, max_examples=20)
@given(any_facts)
def test_entitlement_and_what_is_spent_change_nothing_but_their_own_field(facts: CaseFacts) -> None:
    with_both = replace(facts, entitlement=Money(99_900), already_spent=Money(12_300))
    without = replace(facts, entitlement=Money(0), already_spent=Money(0))
    one, other = estimate(with_both, TARIFF, draws=32), estimate(without, TARIFF, draws=32)
    assert (one.mean, one.p10, one.p90, one.lines) == (other.mean, other.p10, other.p90, other.lines)
    assert (one.entitlement, one.already_spent) == (Money(99_900), Money(12_300))


def test_the_same_inputs_give_the_same_figures_and_the_reference_changes_nothing() -> None:
    one, other = estimate(KINDS[3], TARIFF), estimate(replace(KINDS[3], ref="AM-9"), TARIFF)
    assert replace(other, ref=one.ref) == one


def test_another_process_and_other_vector_instructions_give_the_same_figures() -> None:
    program = (
        "from tests.costs.world import KINDS\n"
        "from app.costs.rules import default_tariff, estimate\n"
        "for facts in KINDS:\n"
        "    print(repr(estimate(facts, default_tariff())))\n"
    )
    root = Path(__file__).parents[2]
    plain = {**os.environ, "PYTHONPATH": str(root), "PYTHONHASHSEED": "1"}
    slow = {**plain, "PYTHONHASHSEED": "2", "NPY_DISABLE_CPU_FEATURES": other_instructions()}
    said = [
        subprocess.run([sys.executable, "-c", program], env=env, cwd=root, capture_output=True, text=True, check=True)
        for env in (plain, slow)
    ]
    assert len(said[0].stdout) > 1_000
    assert said[0].stdout == said[1].stdout


def other_instructions() -> str:
    """Vector instructions that this processor has and that the second run does without."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    return " ".join(name for name in __cpu_dispatch__ if __cpu_features__.get(name))


def test_a_dearer_lawyer_never_looks_cheaper_and_leaves_the_other_lines_alone() -> None:
    fee = TARIFF.find("lawyer.fee")
    assert fee is not None
    dearer = TARIFF.adopt("next", replace(fee, likely=fee.likely * 1.001))
    before, after = ({line.code: line.amount for line in estimate(KINDS[5], t).lines} for t in (TARIFF, dearer))
    assert after.pop("lawyer") > before.pop("lawyer")
    assert after == before


def test_the_figures_of_a_known_case_have_not_moved() -> None:
    """Changing these means changing `MODEL`: the same inputs would give other figures."""
    answer = estimate(KINDS[5], TARIFF)
    assert answer.model == "costs-1 · tariff 2026.11"
    assert [answer.mean.minor, answer.p10.minor, answer.p50.minor, answer.p90.minor] == GOLDEN


GOLDEN = [69_874, 14_136, 25_682, 238_436]


def test_many_more_draws_move_the_mean_by_less_than_one_percent() -> None:
    for facts in KINDS:
        few, many = estimate(facts, TARIFF), estimate(facts, TARIFF, draws=40_000, working=False)
        assert few.mean.minor == pytest.approx(many.mean.minor, rel=0.01)


def test_missing_facts_are_named_with_what_is_assumed() -> None:
    answer = estimate(CaseFacts("AM-1"), TARIFF)
    assert {one.fact for one in answer.missing} >= {"contested", "merits", "segment", "mediator_fee", "level"}
    assert all(one.assumption.fr and one.assumption.en for one in answer.missing)
    assert estimate(KINDS[0], TARIFF).missing == ()


def test_a_segment_we_do_not_know_is_named_not_guessed() -> None:
    answer = estimate(replace(KINDS[0], segment="vip"), TARIFF)
    assert [one.fact for one in answer.missing] == ["segment"]
    assert answer.mean == estimate(KINDS[0], TARIFF).mean


def test_fines_are_shown_and_never_counted() -> None:
    french = estimate(KINDS[0], TARIFF)
    assert [one.amount for one in french.exposure] == [Money(1_500_000)]
    assert french.mean == estimate(KINDS[0], replace(TARIFF, ceilings=())).mean
    assert estimate(replace(KINDS[0], regimes=("UK-FCA",)), TARIFF).exposure == ()


def test_word_of_mouth_is_off_by_default_and_says_indicative_when_on() -> None:
    off, on = estimate(KINDS[0], TARIFF), estimate(KINDS[0], replace(TARIFF, word_of_mouth=True))
    assert "word_of_mouth" not in {line.code for line in off.lines}
    (line,) = [line for line in on.lines if line.code == "word_of_mouth"]
    assert line.amount.minor > 0
    assert "indicative" in line.label.en
    assert on.booked.mean == off.booked.mean


def test_a_case_being_settled_expects_nothing_more() -> None:
    answer = estimate(replace(KINDS[0], state="settling"), TARIFF)
    assert (answer.mean, answer.p90) == (Money(0), Money(0))


def test_an_answered_case_has_no_work_left_at_its_level() -> None:
    answered = estimate(replace(KINDS[4], state="answered"), TARIFF)
    assert "handling.quality" not in {line.code for line in answered.lines}
    assert answered.mean < estimate(KINDS[4], TARIFF).mean


def test_the_tree_starts_outside_once_the_case_is_there() -> None:
    for state, root in (("in_mediation", "mediator"), ("in_court", "court")):
        answer = estimate(replace(KINDS[4], state=state), TARIFF)
        assert (answer.tree[0].code, answer.tree[0].reach) == (root, 1.0)


def test_without_access_to_a_mediator_no_branch_leads_there() -> None:
    answer = estimate(replace(KINDS[4], mediation_possible=False), TARIFF)
    assert not [node for node in answer.tree if node.code.startswith("mediator")]
    assert dict(answer.reach)["mediator"] == 0


def test_the_ladder_from_complaint_to_mediator_stays_within_the_stated_one_to_five_percent() -> None:
    reach = dict(estimate(replace(KINDS[0], contested=Money(30_000)), TARIFF).reach)
    assert 0.01 < reach["mediator"] < 0.05


def test_the_loser_bears_what_the_claimant_advanced() -> None:
    for item in COURT_ITEMS:
        assert item.borne_by_us(lost=True)
        assert not item.borne_by_us(lost=False)
        assert item.advanced_by is Who.CUSTOMER


def test_the_tornado_lists_the_widest_first_and_only_what_moves() -> None:
    swings = estimate(KINDS[4], TARIFF).weighs_most
    assert [one.width for one in swings] == sorted((one.width for one in swings), reverse=True)
    assert swings[-1].width > 0
    assert {"final.mediator", "hours.quality"} <= {one.code for one in swings}
    assert "stake.reference" not in {one.code for one in swings}


def test_another_currency_goes_through_its_rate_and_none_is_refused() -> None:
    in_pounds = replace(KINDS[4], contested=Money(129_000, "GBP"), currency="GBP", mediator_fee=Money(12_900, "GBP"))
    euros, pounds = estimate(KINDS[4], TARIFF), estimate(in_pounds, TARIFF)
    assert pounds.currency == "GBP"
    assert pounds.mean.minor == pytest.approx(0.86 * euros.mean.minor, rel=1e-3)
    with pytest.raises(Refused) as refusal:
        estimate(replace(KINDS[4], contested=Money(100, "TND"), currency="TND"), TARIFF)
    assert refusal.value.code == "currency_without_rate"


def test_the_ombudsman_of_the_united_kingdom_has_its_own_parameters() -> None:
    british = TARIFF.find("mediator.fee", ("UK-FCA",))
    assert british is not None
    assert (british.likely, british.currency) == (650, "GBP")
    assert british.scope == Scope(regime="UK-FCA")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"contested": Money(-1)}, "negative_amount"),
        ({"level": "court"}, "unknown_code"),
        ({"merits": "maybe"}, "unknown_code"),
        ({"pieces": -1}, "negative_count"),
        ({"work_left": 1.5}, "outside_bounds"),
    ],
)
def test_facts_that_make_no_sense_are_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        replace(KINDS[0], **change)  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert refusal.value.field in change


def test_the_contested_part_is_the_claim_less_the_entitlement_never_below_zero() -> None:
    assert contested_part(Money(5_000), Money(2_000)) == Money(3_000)
    assert contested_part(Money(1_000), Money(2_000)) == Money(0)


def test_draws_have_the_mean_and_bounds_of_their_pert() -> None:
    for one in TARIFF.parameters:
        values = pert(one, stream(5, one.code, 4_000))
        assert values.mean() == pytest.approx(one.mean, abs=1e-3 * (one.high - one.low) + 1e-12)
        assert one.low <= values.min()
        assert values.max() <= one.high


def test_parameters_of_a_group_move_together_as_much_as_stated() -> None:
    import numpy as np

    first, second = (together(3, "hours", name, 0.6, 20_000) for name in ("a", "b"))
    alone = together(3, "", "c", 0.6, 20_000)
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(0.6, abs=0.02)
    assert np.corrcoef(first, alone)[0, 1] == pytest.approx(0, abs=0.02)


def test_of_nine_millions_the_mean_lies_above_the_range_and_the_page_is_told_why() -> None:
    dear = estimate(replace(KINDS[0], contested=Money(900_000_000)), TARIFF)
    assert dear.mean > dear.p90
    assert dear.outside is not None
    assert dict(dear.outside.values) == {"mean": dear.mean, "p10": dear.p10, "p50": dear.p50, "p90": dear.p90}
    assert dear.p10 < dear.p50 < dear.p90, "the median stays a middle"
    again = estimate(replace(KINDS[0], contested=Money(900_000_000)), TARIFF)
    assert again == dear


def test_of_an_ordinary_dispute_nothing_is_explained_away() -> None:
    plain = estimate(replace(KINDS[0], contested=Money(54_900)), TARIFF)
    assert plain.p10 <= plain.mean <= plain.p90
    assert plain.outside is None


@pytest.mark.parametrize(("mean", "said"), [(10, None), (90, None), (91, "above"), (9, "below")])
def test_a_mean_at_the_end_of_the_range_lies_inside(mean: int, said: str | None) -> None:
    found = why_outside(Money(mean), Money(10), Money(50), Money(90))
    assert (found is None) if said is None else (found is not None and said in found.en)
