"""Every rule of the law has its place, or a reason why not: the table of docs/regimes.md, kept true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.cli.regimes import parts
from app.regimes.queries import shipped

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT.parent / "shared" / "law.md"
ROW = re.compile(r"^\| ((?:FR|EU|UK)-[A-Z0-9]+-\d+) \| (.+) \|$", re.MULTILINE)
HELD = re.compile(r"([A-Z]+-[A-Z0-9]+) (`[^;]+`)")


def table() -> dict[str, str]:
    rows = ROW.findall((ROOT / "docs" / "regimes.md").read_text("utf-8"))
    assert len(rows) == len({rule for rule, _ in rows}), "one row a rule"
    return dict(rows)


def held() -> dict[str, dict[str, set[str]]]:
    """Which packs hold a rule, in which parts."""
    found: dict[str, dict[str, set[str]]] = {}
    for pack in shipped().values():
        for part, rule in parts(pack):
            found.setdefault(rule.id, {}).setdefault(pack.id, set()).add(part)
    return found


@pytest.mark.skipif(not LAW.exists(), reason="the notes on the law are not beside this checkout")
def test_every_rule_of_the_law_has_a_row() -> None:
    text = LAW.read_text("utf-8")
    section = text[text.index("## 1.") : text.index("## 6.")]
    asked = set(re.findall(r"^\| ((?:FR|EU|UK)-[A-Z0-9]+-\d+)", section, re.MULTILINE))
    assert len(asked) > 80
    assert asked == set(table())


def test_rows_of_data_say_exactly_what_the_packs_hold() -> None:
    where = held()
    for rule, place in table().items():
        if rule in where:
            assert place.startswith("data: "), rule
            said = {pack: set(re.findall(r"`([a-z_]+)`", listed)) for pack, listed in HELD.findall(place)}
            assert said == where[rule], rule


def test_the_other_rows_name_a_pack_part_a_module_a_room_or_what_is_missing() -> None:
    for rule, place in table().items():
        if rule in held():
            continue
        kind, _, reason = place.partition(": ")
        assert kind.split(" ")[0] in ("data", "engine", "text", "room", "not"), rule
        assert len(reason) > 30, rule
        for module in re.findall(r"`(rules/[a-z]+\.py)`", reason):
            assert (ROOT / "app" / "regimes" / module).exists()
        if kind == "data":
            assert any(pack in reason for pack in shipped()), rule


def test_the_numbers_of_the_law_that_rows_name_exist() -> None:
    names = {value.name for pack in shipped().values() for value in pack.values}
    assert {
        "750-1",
        "court_contribution",
        "proximity_court",
        "fine_no_mediator_company",
        "fine_guarantee_obstruction",
    } <= names
    assert {ground.code for ground in shipped()["FR-GEN"].admissibility} == {
        "no_prior_complaint", "unfounded_or_abusive", "examined_elsewhere", "over_one_year", "outside_field",
    }  # fmt: skip


def test_suspensions_that_rows_name_are_in_the_packs() -> None:
    rules = {s.rule for pack in shipped().values() for limit in pack.limitation for s in limit.suspended_by}
    assert rules == {"FR-MED-23", "FR-MED-24", "FR-CRT-10"}
