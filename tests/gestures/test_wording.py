"""What an offer says of the customer's other doors depends on who complains, and when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from app.cases.models import Case
from app.gestures.queries.rights import rights_on
from app.gestures.rules.wording import COURT, MEDIATOR, OfferedLine, offer_words, rights_words
from app.kernel import Money, words
from app.people.rules import CustomerKind
from app.plumbing.typography import say
from tests.conftest import NOW
from tests.factories.gestures import a_sent, stocked
from tests.factories.house import Company, a_case

KINDS = [
    (CustomerKind.CONSUMER, True), (CustomerKind.UNKNOWN, True), (CustomerKind.NON_PROFESSIONAL, False),
    (CustomerKind.MICRO_FIRM, False), (CustomerKind.BUSINESS, False),
]  # fmt: skip


def text_on(case: Case, at: datetime = NOW) -> str:
    return say(rights_on(case, at), "fr", case.zone)


def a_case_of(firm: Company, kind: CustomerKind, **terms: object) -> Case:
    return a_case(firm, kind=kind, **terms)


def test_everybody_keeps_the_judge_and_a_named_mediator_is_named() -> None:
    assert "juge" in COURT.fr
    assert "médiateur" not in COURT.fr
    assert "mediator" not in COURT.en
    assert rights_words(False, "Médiation Maison") == COURT
    assert rights_words(True) == MEDIATOR
    assert "Médiation Maison" in str(rights_words(True, "Médiation Maison"))


def test_an_offer_ends_with_the_sentence_it_was_given() -> None:
    lines = [OfferedLine(words("un bon de {value}", "a voucher of {value}"), Money(3000))]
    found = offer_words(words("Madame", "Dear Ms Diallo"), "panne", lines, date(2026, 12, 5), True, rights=COURT)
    assert str(found[0]) == "Dear Ms Diallo,"
    assert str(found[1]).startswith("Following your complaint “panne”")
    assert found[-1] == COURT


@pytest.mark.parametrize(("kind", "mediator"), KINDS, ids=[kind.value for kind, _ in KINDS])
def test_an_offer_names_a_mediator_only_to_those_who_have_one(app: Flask, kind: CustomerKind, mediator: bool) -> None:
    firm = stocked()
    case = a_case_of(firm, kind)
    offer = a_sent(case, firm.agent, ("voucher", 30))
    assert ("médiateur" in offer.text_sent) is mediator
    assert "saisir le juge" in offer.text_sent


@pytest.mark.parametrize(
    ("kind", "mediator"),
    [(CustomerKind.MICRO_FIRM, True), (CustomerKind.BUSINESS, False)],
    ids=["micro_firm", "business"],
)
def test_in_energy_a_micro_firm_has_a_mediator_and_a_business_has_none(
    app: Flask, kind: CustomerKind, mediator: bool
) -> None:
    firm = stocked()
    case = a_case_of(firm, kind, sector="energy")
    assert "FR-ENE" in case.regimes
    assert ("médiateur" in text_on(case)) is mediator


def test_once_the_year_is_over_the_offer_no_longer_points_to_the_mediator(app: Flask) -> None:
    case = a_case_of(stocked(), CustomerKind.CONSUMER)
    assert "médiateur" in text_on(case, NOW + timedelta(days=300))
    assert "médiateur" not in text_on(case, NOW + timedelta(days=400))
