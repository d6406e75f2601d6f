"""Sentences with values in them, before anybody has set them."""

from __future__ import annotations

from datetime import date

from app.kernel import Money, Refused, words


def test_a_sentence_reads_even_before_its_values_are_set() -> None:
    until = words(
        "jusqu’au {day:short} ({n:jour|jours})", "until {day:short} ({n:day|days})", day=date(2026, 11, 22), n=3
    )
    assert str(until) == "until 2026-11-22 (3)"
    assert str(words("{m:trim} au plus", "at most {m:trim}", m=Money(1250))).startswith("at most ")


def test_a_refusal_may_name_an_amount_and_how_to_set_it() -> None:
    refused = Refused("too_large", words("{m:trim} au plus", "at most {m:trim}").fill(m=Money(100_000)))
    assert "at most" in str(refused)
