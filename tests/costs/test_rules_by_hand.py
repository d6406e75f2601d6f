"""Three disputes worked by hand, as in docs/costs.md: with one value per parameter the mean is exact."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.costs.rules import CaseFacts, Estimate, default_tariff, estimate
from app.kernel import Money

from .flat import flat

COURT = CaseFacts(
    "AM-1",
    regimes=("FR-GEN",),
    state="in_court",
    contested=Money(50_000),
    merits="partly",
    segment="one_off",
    pieces=10,
)
MEDIATION = CaseFacts(
    "AM-2",
    regimes=("FR-GEN",),
    state="in_mediation",
    level="quality",
    contested=Money(30_000),
    merits="not_examined",
    segment="standard",
    pieces=8,
    mediator_fee=Money(28_000),
)
FRONT = CaseFacts(
    "AM-3",
    regimes=("FR-GEN",),
    state="in_progress",
    level="front",
    complainant="consumer",
    contested=Money(30_000),
    merits="founded",
    segment="standard",
    pieces=8,
    mediator_fee=Money(15_000),
    work_left=1.0,
)


def amounts(answer: Estimate) -> dict[str, int]:
    return {line.code: line.amount.minor for line in answer.lines}


def test_a_case_in_court_costs_what_the_pen_says() -> None:
    answer = estimate(COURT, flat(), draws=16)
    assert amounts(answer) == {
        "handling.court": 96_000,  # 16 h × 60
        "pieces": 2_800,  # 10 × 0.1 h × 28
        "letters": 1_500,  # 2 × 7.50
        "lawyer": 100_000,
        "contribution": 3_000,  # lost 60 % × 50
        "summons": 3_180,  # 60 % × 53
        "service": 4_200,  # 60 % × 70
        "expert": 5_400,  # 60 % × 3 % × 3 000
        "article700": 36_000,  # 60 % × 600
        "article700_recovered": 0,
        "award": 15_000,  # 60 % × 50 % × 500
        "interest": 1_142,  # 150 × 6.67 % × 13.7 / 12 = 11.4224
        "relation": 264,  # (60 % × 0.50 + 40 % × 0.65) × 5 × annuity(1 year, 6 %) = 0.56 × 4.717 = 2.6415
    }
    assert answer.mean == Money(268_486)


def test_a_case_in_mediation_costs_what_the_pen_says() -> None:
    tariff = flat(after_mediation__court=0)
    answer = estimate(MEDIATION, tariff, draws=16)
    assert {code: minor for code, minor in amounts(answer).items() if minor} == {
        "handling.mediation": 16_000,  # 0.5 h × 50 + 45 % × 6 h × 50 = 25 + 135
        "pieces": 1_008,  # 45 % × 8 × 0.1 h × 28
        "mediator_fee": 12_600,  # 45 % × 280
        "agreement": 2_804,  # 45 % × 62 % × 67 % × 50 % × 300 = 28.0395
        "relation": 2_524,  # (27.9 % × 0.20 + 72.1 % × 0.25) × 40 × annuity(3 years, 6 %) = 0.23605 × 106.9205
    }
    assert answer.mean == Money(34_936)


def test_a_case_at_the_front_line_costs_the_sum_over_its_tree() -> None:
    answer = estimate(FRONT, flat(), draws=16)
    supervisor, quality = 0.25, 0.25 * 0.3
    mediator, court_direct = quality * 0.3, quality * 0.02
    admissible = mediator * 0.45
    agreement = admissible * 0.62
    court = court_direct + (mediator - agreement) * 0.05
    favourable = 0.67 * 3 / (0.33 + 0.67 * 3)
    by_hand = {
        "handling.front": 0.5 * 2_800,
        "handling.supervisor": supervisor * 1.5 * 4_200,
        "handling.quality": quality * 3 * 5_000,
        "handling.mediation": (mediator * 0.5 + admissible * 6) * 5_000,
        "handling.court": court * 16 * 6_000,
        "mediator_fee": admissible * 15_000,
        "lawyer": court * 100_000,
        "article700": court * 0.85 * 60_000,
        "agreement": agreement * favourable * 0.85 * 30_000,
        "award": court * 0.85 * 0.95 * 30_000,
    }
    found = amounts(answer)
    assert {code: found[code] for code in by_hand} == {code: round(value) for code, value in by_hand.items()}


@pytest.mark.parametrize("facts", [COURT, MEDIATION, FRONT], ids=["court", "mediation", "front"])
def test_with_one_value_per_parameter_the_number_of_draws_changes_nothing(facts: CaseFacts) -> None:
    few, many = estimate(facts, flat(), draws=8, seed=1), estimate(facts, flat(), draws=800, seed=2)
    assert (few.mean, few.p10, few.p50, few.p90) == (many.mean, many.p10, many.p50, many.p90)
    assert amounts(few) == amounts(many)


IN_COURT = replace(COURT, contested=Money(318_000), complainant="micro_firm", segment="professional", pieces=None)
IN_MEDIATION = CaseFacts(
    "AM-5", ("FR-GEN",), "", "in_mediation", "quality", "consumer", Money(73_500), segment="loyal", merits="partly",
    mediator_fee=Money(18_000), offers_refused=1,
)  # fmt: skip
RECEIVED = CaseFacts(
    "AM-6", ("FR-GEN",), "", "received", "front", "consumer", segment="standard", mediator_fee=Money(18_000)
)


def within(found: int, by_hand: float, share: float) -> bool:
    return abs(found / 100 - by_hand) <= share * abs(by_hand) + 0.02


def test_the_means_of_the_document_and_a_calculator_come_close_in_court() -> None:
    """3,180 € contested by a micro-firm, partly founded: every figure is a mean of the table in docs/costs.md."""
    answer = estimate(IN_COURT, default_tariff(), working=False)
    annuity = (1 - 1.06333**-4.16667) / 0.06333
    by_hand = {
        "handling.court": 18.6667 * 62.5,
        "pieces": 9.16667 * 0.11667 * 29.3333,
        "letters": 2.16667 * 7.68333,
        "lawyer": 1300.0,
        "contribution": 0.6 * 41.6667,
        "summons": 0.6 * 59.5,
        "service": 0.6 * 73.3333,
        "expert": 0.6 * 0.03833 * 3250,
        "article700": 0.6 * 650,
        "article700_recovered": -0.4 * 100,
        "award": 0.6 * 0.51667 * 3180,
        "interest": 0.6 * 0.51667 * 3180 * 0.05995 * 13.4667 / 12,
        "relation": (0.6 * 0.60833 + 0.4 * 0.74167 - 0.10833) * 533.333 * annuity,
    }
    found = amounts(answer)
    assert list(found) == list(by_hand)
    assert all(within(found[code], value, 0.02) for code, value in by_hand.items()), found
    assert within(answer.mean.minor, sum(by_hand.values()), 0.005)


def test_the_means_of_the_document_and_a_calculator_come_close_in_mediation() -> None:
    """735 € contested, partly founded, one offer refused: chances multiplied by odds as the document says."""
    answer = estimate(IN_MEDIATION, default_tariff(), working=False)
    odds = 1.36667 * (735 / 300) ** 0.5
    sues = 0.05333 * odds / (1 - 0.05333 + 0.05333 * odds)
    court = (1 - 0.45833 * 0.61833) * sues
    favourable = 0.67167 * 1.36667 / (1 - 0.67167 + 0.67167 * 1.36667)
    by_hand = {
        "handling.mediation": (0.54167 + 0.45833 * 6.5) * 50.8333,
        "handling.court": court * 18.6667 * 62.5,
        "mediator_fee": 0.45833 * 180,
        "lawyer": court * 1300,
        "agreement": 0.45833 * 0.61833 * favourable * 0.5 * 735,
        "award": court * 0.6 * 0.51667 * 735,
    }
    found = amounts(answer)
    assert all(within(found[code], value, 0.05) for code, value in by_hand.items()), (found, by_hand)


def test_the_means_of_the_document_and_a_calculator_come_close_at_the_front_line() -> None:
    """Just received, nothing known of the amount: 185 € is the mean of what is usually contested."""
    answer = estimate(RECEIVED, default_tariff(), working=False)
    supervisor = 0.25833 / (0.25833 + 0.5 + 0.25)
    quality = supervisor * 0.30833 / (0.30833 + 0.4 + 0.3)
    by_hand = {
        "handling.front": 0.61667 * 0.54167 * 29.3333,
        "handling.supervisor": supervisor * 1.58333 * 42.8333,
        "handling.quality": quality * 3.16667 * 50.8333,
    }
    found = amounts(answer)
    assert all(within(found[code], value, 0.02) for code, value in by_hand.items()), (found, by_hand)
