"""A tariff is refused where it is entered: at its file, or when one value is changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.costs.rules import Parameter, Rate, default_tariff, load_tariff, read_tariff
from app.costs.rules.loading import DATA, FILES
from app.kernel import Refused

TARIFF = default_tariff()


def documents() -> list[dict[str, Any]]:
    return [yaml.safe_load((DATA / name).read_text(encoding="utf-8")) for name in FILES]


def parameter(code: str) -> Parameter:
    found = TARIFF.find(code)
    assert found is not None
    return found


def refusal_of(changes: dict[str, dict[str, Any]]) -> Refused:
    """Load the shipped files with these entries changed."""
    some = documents()
    for code, change in changes.items():
        some[0]["parameters"][code] = {**some[0]["parameters"][code], **change}
    with pytest.raises(Refused) as refusal:
        read_tariff(some)
    return refusal.value


@pytest.mark.parametrize(
    ("code", "change", "expected"),
    [
        ("court.expert", {"high": 1.2}, "outside_bounds"),
        ("court.expert", {"low": -0.1}, "outside_bounds"),
        ("court.expert", {"low": 0.05}, "crossed_bounds"),
        ("hours.court", {"high": 10}, "crossed_bounds"),
        ("hours.court", {"likely": float("nan")}, "not_a_number"),
        ("hours.court", {"likely": "many"}, "not_a_number"),
        ("hours.court", {"unit": "fortnights"}, "unknown_unit"),
        ("hours.court", {"status": "rumour"}, "unknown_status"),
        ("hours.court", {"source": " "}, "source_missing"),
        ("hours.court", {"group": "planets"}, "unknown_group"),
        ("hours.court", {"colour": "red"}, "entry_malformed"),
        ("hours.court", {"when": {"moon": "full"}}, "entry_malformed"),
        ("lawyer.fee", {"currency": "TND"}, "currency_without_rate"),
        ("lawyer.fee", {"currency": "XXX"}, "unknown_currency"),
        ("front.contested", {"likely": 0.3}, "branches_do_not_sum_to_one"),
        ("front.contested", {"unit": "share"}, "branches_do_not_sum_to_one"),
        ("odds.threat", {"low": 0}, "outside_bounds"),
    ],
)
def test_a_bad_entry_is_refused_by_its_name(code: str, change: dict[str, Any], expected: str) -> None:
    refusal = refusal_of({code: change})
    assert refusal.code == expected
    assert refusal.field == ("currency" if expected == "unknown_currency" else code)
    assert refusal.message.fr != refusal.message.en


def test_branches_of_one_regime_must_sum_to_one_there_too() -> None:
    regime = replace(
        parameter("front.contested"), likely=0.4, scope=replace(TARIFF.parameters[0].scope, regime="FR-TEL")
    )
    with pytest.raises(Refused) as refusal:
        TARIFF.adopt("2", regime)
    assert refusal.value.code == "branches_do_not_sum_to_one"


def test_a_whole_branch_of_one_regime_is_accepted_and_used_there_only() -> None:
    scope = replace(TARIFF.parameters[0].scope, regime="FR-TEL")
    values = {"front.contested": 0.4, "front.content": 0.4, "front.gives_up": 0.2}
    changed = [replace(parameter(code), low=0.1, likely=p, high=0.9, scope=scope) for code, p in values.items()]
    adopted = TARIFF.adopt("2", *changed)
    assert adopted.find("front.contested", ("FR-GEN", "FR-TEL")).likely == 0.4
    assert adopted.find("front.contested", ("FR-GEN",)).likely == 0.25


def test_a_parameter_given_twice_for_the_same_cases_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        replace(TARIFF, parameters=(*TARIFF.parameters, TARIFF.parameters[0]))
    assert refusal.value.code == "parameter_twice"


def test_an_unknown_segment_or_a_rate_of_zero_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        replace(TARIFF, default_segment="vip")
    assert refusal.value.code == "unknown_segment"
    with pytest.raises(Refused) as refusal:
        replace(TARIFF, rates=(Rate("GBP", 0, "x", 2026),))
    assert refusal.value.code == "rate_not_positive"


@pytest.mark.parametrize("text", ["[1, 2", "just a sentence", ""])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        load_tariff(file)
    assert (refusal.value.code, refusal.value.field) == ("tariff_unreadable", "broken.yaml")


def test_adopting_changes_the_version_and_the_digest_and_nothing_else() -> None:
    dearer = replace(parameter("lawyer.fee"), likely=1_500)
    adopted = TARIFF.adopt("2027.01", dearer)
    assert (adopted.version, adopted.find("lawyer.fee").likely) == ("2027.01", 1_500)
    assert adopted.digest != TARIFF.digest
    assert len(adopted.parameters) == len(TARIFF.parameters)
    assert parameter("lawyer.fee").likely == 1_000


def test_the_digest_is_that_of_the_values_not_of_their_writing() -> None:
    assert read_tariff(documents()).digest == TARIFF.digest
    assert replace(TARIFF, parameters=TARIFF.parameters[::-1]).digest == TARIFF.digest


def test_every_parameter_says_where_it_comes_from() -> None:
    for one in TARIFF.parameters:
        assert one.source
        assert 1970 <= one.year <= 2026
        assert one.label.fr
        assert one.label.en
        if one.status == "assumption":
            continue
        assert one.source != "assumption", one.code


def test_every_source_that_says_more_than_assumption_is_said_in_french_too() -> None:
    for one in default_tariff().parameters:
        assert one.source == "assumption" or one.source_fr, one.code
    assert {one.said_source.fr for one in default_tariff().parameters if one.source == "assumption"} == {"hypothèse"}


def test_an_assumption_is_not_called_one_twice() -> None:
    beside = {one.code: one.beside_status for one in TARIFF.parameters}
    assert (beside["hours.court"].fr, beside["hours.court"].en) == ("avec un avocat", "with a lawyer")
    assert beside["hours.front"].fr == beside["hours.front"].en == ""
    assert beside["letter.price"] == parameter("letter.price").said_source
    assert not [one for one in beside.values() if one.fr.startswith("hypothèse") or one.en.startswith("assumption")]
