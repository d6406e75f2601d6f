"""The directory: shipped entries, the official list, who may be named."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.kernel import Refused
from app.mediators import actions, queries, rules
from app.mediators.rules import official_rows
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import company

TODAY = date(2026, 11, 20)
WHO = {"by": SYSTEM, "at": NOW}


def seeded() -> None:
    with unit_of_work.writing():
        actions.seed(**WHO)  # type: ignore[arg-type]


def test_the_shipped_entries_are_added_once_and_say_their_source(app: Flask) -> None:
    with unit_of_work.writing():
        assert actions.seed(by=SYSTEM, at=NOW) == len(queries.shipped_entries())
    with unit_of_work.writing():
        assert actions.seed(by=SYSTEM, at=NOW) == 0
    assert all(entry.source and entry.checked_on for entry in queries.all_mediators())


def test_seeding_again_keeps_what_somebody_changed(app: Flask) -> None:
    seeded()
    with unit_of_work.writing():
        actions.change(queries.mediator("cnpm"), postal="1 rue Neuve, 75001 Paris", by=SYSTEM, at=NOW)
    seeded()
    assert queries.mediator("cnpm").postal == "1 rue Neuve, 75001 Paris"


def test_nobody_is_nameable_without_a_contract_and_the_refusal_says_what_to_complete(app: Flask) -> None:
    seeded()
    notes = rules.gaps(queries.mediator("devigny").known, TODAY)
    assert {note.code for note in notes} == {"incomplete", "no_contract"}


def test_a_withdrawn_mediator_is_never_the_competent_one(app: Flask) -> None:
    seeded()
    with unit_of_work.writing():
        actions.change(queries.mediator("medicys"), contract_from=date(2026, 1, 1), by=SYSTEM, at=NOW)
    assert queries.competent("retail", TODAY) is None


def test_the_most_particular_mediator_under_contract_is_named_first(app: Flask) -> None:
    seeded()
    with unit_of_work.writing():
        actions.change(queries.mediator("cnpm"), contract_from=date(2026, 1, 1), by=SYSTEM, at=NOW)
        actions.change(queries.mediator("mtv"), contract_from=date(2026, 1, 1), by=SYSTEM, at=NOW)
    travel, retail = queries.competent("travel", TODAY), queries.competent("retail", TODAY)
    assert (travel and travel.code, retail and retail.code) == ("mtv", "cnpm")


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"contract_until": TODAY + timedelta(days=30)}, "expiring"),
        ({"checked_on": TODAY - timedelta(days=400)}, "stale"),
        ({"checked_on": None}, "stale"),
        ({"renamed_on": date(2026, 7, 1), "formerly": "AME CONSO"}, "renamed"),
        ({"listed": False}, "unlisted"),
        ({"other_addresses": ("ailleurs",)}, "addresses"),
    ],
)
def test_what_to_check_is_said(terms: dict[str, object], code: str) -> None:
    known = rules.Known(**{"name": "M", "contract_from": date(2026, 1, 1), "checked_on": TODAY, **terms})  # type: ignore[arg-type]
    assert code in {note.code for note in rules.warnings(known, TODAY)}


def test_a_complete_entry_under_contract_may_be_named_without_any_warning() -> None:
    known = rules.Known("M", "1 rue X", "https://m.example", contract_from=date(2026, 1, 1), checked_on=TODAY)
    assert rules.nameable(known, TODAY)
    assert rules.warnings(known, TODAY) == ()


def test_competence_is_presumed_until_confirmed() -> None:
    known = rules.Known("M", sectors=("travel",))
    assert not rules.competence(known, "energy", "consumer").fits
    assert not rules.competence(known, "travel", "business").fits
    presumed = rules.competence(known, "travel", "consumer")
    assert (presumed.fits, presumed.confirmed) == (True, False)
    assert rules.competence(known, "travel", "consumer", confirmed=True).confirmed


def test_the_official_list_adds_updates_and_marks_who_is_gone(app: Flask) -> None:
    seeded()
    rows = [
        {"mediateur": "CNPM - Médiation de la consommation", "type": "sectoriel", "url": "", "code_secteur": "12",
         "libelle_secteur": "Commerce de détail", "categorie": "Commerce"},
        {"mediateur": "Médiation Neuve", "type": "conventionnel", "url": "https://neuve.example", "code_secteur": "40",
         "libelle_secteur": "Fourniture d'électricité", "categorie": "Énergie"},
        {"mediateur": "Médiation Neuve", "type": "conventionnel", "url": "https://neuve.example", "code_secteur": "41",
         "libelle_secteur": "Assurance", "categorie": "Finance"},
        {"mediateur": "", "url": ""},
        {"mediateur": "X", "url": "javascript:alert(1)"},
        "not a row",
    ]  # fmt: skip
    with unit_of_work.writing():
        report = actions.import_official(enumerate(rows, 1), on=TODAY, **WHO)  # type: ignore[arg-type]
    assert (report.read, report.added, [line for line, _ in report.refused]) == (6, ["Médiation Neuve"], [4, 5, 6])
    new = queries.mediator("mediation-neuve")
    assert new.sectors == ["insurance", "energy"]
    assert len(new.official_sectors) == 2
    with unit_of_work.writing():
        again = actions.import_official(enumerate(rows[:1], 1), on=TODAY, **WHO)  # type: ignore[arg-type]
    assert again.absent == ["Médiation Neuve"]
    assert not queries.mediator("mediation-neuve").listed


def test_the_page_says_which_rows_of_the_official_list_were_not_taken(app: Flask) -> None:
    company()
    rows = [
        {"mediateur": "Médiation Neuve", "url": "https://neuve.example"},
        {"mediateur": "X", "url": "javascript:alert(1)"},
        3,
    ]
    admin = Browser(app).sign_in("admin")
    file = (io.BytesIO(json.dumps({"results": rows}).encode()), "annuaire.json")
    assert admin.post("/mediators/official", {"file": file}).status_code == 302
    page = admin.get("/mediators")
    assert "3 lignes lues : 1 ajoutés" in page.text
    assert "ligne 2 : Adresse illisible : javascript:alert(1)." in page.text
    assert "ligne 3 : Ligne sans nom de médiateur." in page.text
    assert "ligne 2" not in admin.get("/mediators").text, "said once"


def test_importing_the_same_list_twice_changes_nothing(app: Flask) -> None:
    rows = [{"mediateur": "Médiation Neuve", "url": "www.neuve.example", "libelle_secteur": "Assurance"}]
    for expected in ((1, 0), (0, 1)):
        with unit_of_work.writing():
            report = actions.import_official(enumerate(rows, 1), on=TODAY, **WHO)  # type: ignore[arg-type]
        assert (len(report.added), report.unchanged) == expected


def test_the_shared_envelope_of_the_official_directory_is_read(shared_data: Path) -> None:
    envelope = json.loads((shared_data / "mediators" / "official_directory_format.json").read_text("utf-8"))
    row = dict.fromkeys(envelope["fields"], "x")
    assert official_rows(json.dumps({"results": [row], "total_count": 1}).encode()) == [(1, row)]
    header = ";".join(envelope["fields"])
    csv = f"\ufeff{header}\nCNPM;sectoriel;https://x.example;1;Commerce;C\n".encode()
    assert official_rows(csv)[0][0] == 2


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"{", b'{"results": 3}', b"a,b\n1,2\n", b"\xff\xfe\x00" * 10])
def test_another_file_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(Refused, match="not_a_directory"):
        official_rows(content)


def test_a_contract_cannot_end_before_it_starts(app: Flask) -> None:
    seeded()
    backwards = {"contract_from": TODAY, "contract_until": date(2025, 1, 1)}
    with pytest.raises(Refused, match="contract_backwards"), unit_of_work.writing():
        actions.change(queries.mediator("cnpm"), **backwards, **WHO)  # type: ignore[arg-type]
