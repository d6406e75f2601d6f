"""Pack files: those that ship load together; a wrong one is refused with its file, its key and the reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.kernel import Refused
from app.regimes.queries import FOLDER, packs_in, packs_named, shipped
from app.regimes.rules import Choice, PackError, Status, choose, parse_pack
from app.regimes.rules.parts import Kind
from tests.regimes.helpers import spoken

MINIMAL = """
pack: {id: T-ONE, title: {fr: Un, en: One}, country: FR, version: "1", valid_from: 2020-01-01, reviewed_on: 2026-11-21}
deadlines:
  - id: T-ONE-01
    label: {fr: Répondre, en: Answer}
    kind: house
    from: [contract]
    add: {days: 3}
    source: {cite: essai, status: knowledge, checked_on: 2026-11-21}
"""


def test_the_packs_that_ship_load_and_are_all_there() -> None:
    assert set(shipped()) == {
        "FR-GEN", "FR-FIN", "FR-PAY", "FR-INS", "FR-TEL", "FR-ENE", "FR-TRV", "FR-AIR", "EU-GEN",
        "UK-GEN", "UK-FCA", "UK-PAY", "UK-TEL", "UK-ENE", "ISO-10002", "US-CFPB",
    }  # fmt: skip


def test_every_rule_says_its_source_how_it_was_read_and_when() -> None:
    for pack in shipped().values():
        for rule in pack.rules:
            assert rule.source.cite
            assert rule.source.status in set(Status)
            assert rule.source.checked_on >= date(2026, 11, 21)


def test_house_packs_impose_nothing_and_never_say_legal() -> None:
    for pack in packs_named("ISO-10002", "US-CFPB"):
        assert {rule.kind for rule in pack.deadlines} == {Kind.HOUSE}
        assert not pack.gates
        assert not pack.texts


FAULTS = [
    ("    kind: house", "    kind: hosue", "deadlines.0.kind"),
    ("from: [contract]", "from: [contrat]", "deadlines.0.from.0"),
    ("from: [contract]", "form: [contract]", "deadlines.0.from"),
    ("add: {days: 3}", "add: {days: 3, weeks: 1}", "deadlines.0.add"),
    ("add: {days: 3}", "add: {days: three}", "deadlines.0.add.days"),
    ("add: {days: 3}", "add: {months: 1, count: ouvre}", "deadlines.0.add"),
    ("add: {days: 3}", "add: {days: 3}\n    when: claim.totl == 'x'", "deadlines.0.when"),
    ("add: {days: 3}", "add: {days: 3}\n    when: complainant.kind == 'consumr'", "deadlines.0.when"),
    ("add: {days: 3}", "add: {days: 3}\n    when: happened('contrat')", "deadlines.0.when"),
    ("add: {days: 3}", "add: {days: 3}\n    when: __import__('os')", "deadlines.0.when"),
    ("add: {days: 3}", "add: {days: 3}\n    when: claim.total + 1", "deadlines.0.when"),
    ("add: {days: 3}", "add: {days: 3}\n    colour: red", "deadlines.0.colour"),
    ("checked_on: 2026-11-21}", "checked_on: soon}", "deadlines.0.source.checked_on"),
    ("valid_from: 2020-01-01", "valid_from: 2020-01-01, calendar: FR-corse", "pack"),
    ("valid_from: 2020-01-01", "valid_from: 2020-01-01, zone: Europe/Lutece", "pack"),
    ("id: T-ONE-01", "id: one", "deadlines.0.id"),
    ("{fr: Répondre, en: Answer}", "{fr: Répondre}", "deadlines.0.label.en"),
    ("pack: {", "pack: [", "-"),
]


@pytest.mark.parametrize(("right", "wrong", "key"), FAULTS)
def test_a_faulty_pack_is_refused_with_file_key_and_reason(right: str, wrong: str, key: str) -> None:
    assert right in MINIMAL
    with pytest.raises(PackError) as refused:
        parse_pack(MINIMAL.replace(right, wrong, 1), "t-one.yaml")
    assert (refused.value.file, refused.value.key) == ("t-one.yaml", key)
    assert spoken(refused.value.message, "fr").startswith("t-one.yaml, ")
    assert refused.value.reason.fr


def test_the_minimal_pack_itself_is_fine() -> None:
    assert parse_pack(MINIMAL, "t-one.yaml").id == "T-ONE"


@pytest.mark.parametrize("text", ["", "- a\n- b", "\x00", "pack: {id: ["])
def test_a_file_that_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(PackError, match=r"t\.yaml"):
        parse_pack(text, "t.yaml")


def test_the_same_rule_twice_on_one_day_is_refused_and_in_succession_is_not() -> None:
    rule = MINIMAL[MINIMAL.index("  - id: T-ONE-01") :]
    with pytest.raises(PackError, match="written twice"):
        parse_pack(MINIMAL + rule, "t-one.yaml")
    old = rule.replace("add: {days: 3}", "add: {days: 9}\n    valid_to: 2021-12-31")
    new = rule.replace("add: {days: 3}", "add: {days: 3}\n    valid_from: 2022-01-01")
    assert len(parse_pack(MINIMAL[: MINIMAL.index("  - id")] + old + new, "t-one.yaml").deadlines) == 2


def test_a_rule_that_names_an_unknown_rule_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t-one.yaml").write_text(MINIMAL.replace("add: {days: 3}", "add: {days: 3}\n    replaces: [T-TWO-01]"))
    with pytest.raises(PackError, match="unknown rule: T-TWO-01"):
        packs_in(tmp_path)


def test_every_text_shows_what_its_own_body_says() -> None:
    for pack in shipped().values():
        for text in pack.texts:
            for lang, body in (("fr", text.body.fr), ("en", text.body.en)):
                for part in text.shows[lang]:  # type: ignore[index]
                    assert part.casefold() in " ".join(body.split()).casefold(), (text.full, lang, part)


def test_an_unknown_regime_is_refused_with_those_that_exist() -> None:
    with pytest.raises(Refused, match=r"Unknown regime: FR-XXX\. Known: EU-GEN"):
        packs_named("FR-XXX")


def ids(country: str, sector: str = "any", **more: object) -> list[str]:
    choice = Choice(country, sector, **more)  # type: ignore[arg-type]
    return [pack.id for pack in choose(shipped().values(), choice, date(2026, 11, 21))]


def test_packs_are_chosen_by_country_and_sector_and_stack() -> None:
    assert ids("FR") == ["ISO-10002", "EU-GEN", "FR-GEN"]
    assert ids("FR", "telecom") == ["ISO-10002", "EU-GEN", "FR-GEN", "FR-TEL"]
    assert ids("FR", "finance") == ["ISO-10002", "EU-GEN", "FR-GEN", "FR-FIN", "FR-PAY"]
    assert ids("FR", "insurance") == ["ISO-10002", "EU-GEN", "FR-GEN", "FR-FIN", "FR-INS"]
    assert ids("FR", "payment") == ["ISO-10002", "EU-GEN", "FR-GEN", "FR-FIN", "FR-PAY"]
    assert ids("FR", "air") == ["ISO-10002", "EU-GEN", "FR-GEN", "FR-TRV", "FR-AIR"]
    assert ids("GB", "finance") == ["ISO-10002", "UK-GEN", "UK-FCA", "UK-PAY"]
    assert ids("UK", "payment") == ["ISO-10002", "UK-GEN", "UK-FCA", "UK-PAY"]
    assert ids("US") == ["ISO-10002", "US-CFPB"]
    assert ids("BE") == ["ISO-10002", "EU-GEN"]
    assert ids("CH") == ["ISO-10002"]


def test_packs_are_chosen_by_the_date_of_the_complaint() -> None:
    assert "FR-PAY" not in ids("FR", "payment", complaint_on=date(2017, 6, 1))
    assert "FR-GEN" not in ids("FR", complaint_on=date(2015, 6, 1))


def test_the_folder_holds_only_packs() -> None:
    assert {path.suffix for path in FOLDER.iterdir()} == {".yaml"}
