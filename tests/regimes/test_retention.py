"""The table of keeping times: which lines apply, with which dates; a fault in it is refused."""

from __future__ import annotations

from datetime import date

import pytest

from app.plumbing.typography import say
from app.regimes.queries import retention_table
from app.regimes.rules.pack import PackError
from app.regimes.rules.retention import Basis, Record, Start, applied, lines_for, parse_retention

CLOSED, RECEIVED = date(2026, 3, 2), date(2026, 1, 15)
STARTS = {Start.CLOSED: CLOSED, Start.RECEIVED: RECEIVED}


def until(*regimes: str, sector: str = "general", on: date = CLOSED) -> date:
    lines = lines_for(retention_table(), Record.CASE, regimes, sector, on)
    return applied(lines, STARTS)[0].until_on


def test_french_cases_are_kept_five_years_after_closing() -> None:
    assert until("FR-GEN", "EU-GEN", "ISO-10002") == date(2031, 3, 2)


def test_complaints_to_british_finance_are_kept_three_years_from_receipt_five_for_collective_portfolios() -> None:
    assert until("UK-FCA") == date(2029, 1, 15)
    assert until("UK-FCA", sector="collective_portfolio") == date(2031, 1, 15)


def test_a_regime_that_no_text_names_follows_the_house() -> None:
    (line,) = lines_for(retention_table(), Record.CASE, ["US-CFPB"], "finance", CLOSED)
    assert (line.status, line.years) == (Basis.HOUSE, 5)


def test_the_longest_of_several_regimes_wins() -> None:
    assert until("UK-FCA", "FR-GEN") == date(2031, 3, 2)


def test_a_leap_day_ends_on_the_last_of_february() -> None:
    lines = lines_for(retention_table(), Record.CASE, ["FR-GEN"], "general", CLOSED)
    assert applied(lines, {Start.CLOSED: date(2024, 2, 29)})[0].until_on == date(2029, 2, 28)


def test_every_line_says_where_it_comes_from_in_both_languages() -> None:
    for line in retention_table():
        assert line.cite
        assert line.label.fr != line.label.en
        assert line.checked_on <= date(2026, 11, 22)
    working = applied(lines_for(retention_table(), Record.CASE, ["UK-FCA"], "finance", CLOSED), STARTS)[0].working
    assert "DISP 1.9.1R" in say(working, "fr")


def test_a_line_out_of_force_is_not_applied() -> None:
    text = """
retention:
  - {id: A, key: old, record: case, from: closed, years: 9, label: {fr: a, en: b}, cite: c, status: house, checked_on: 2026-01-01, valid_to: 2025-12-31}
  - {id: A, key: new, record: case, from: closed, years: 2, label: {fr: a, en: b}, cite: c, status: house, checked_on: 2026-01-01, valid_from: 2026-01-01}
"""
    table = parse_retention(text, "retention.yaml")
    assert [line.key for line in lines_for(table, Record.CASE, [], "general", CLOSED)] == ["new"]


def test_a_wrong_key_is_refused_with_its_place() -> None:
    with pytest.raises(PackError) as refused:
        parse_retention("retention:\n  - {id: A, keep: 5}\n", "retention.yaml")
    assert refused.value.file == "retention.yaml"
    assert refused.value.key == "key"
