"""The commands of mediators, exhibits, mediation and files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.exhibits import files
from tests.mediation.world import a_world, notified, refuse_finally

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def run(app: Flask, *words: str, status: int = 0) -> Any:
    answer = app.test_cli_runner().invoke(args=[*words, "--json"])
    assert answer.exit_code == status, answer.output
    return json.loads(answer.stdout)


def test_from_exhibits_to_a_checked_file(app: Flask, tmp_path: Path) -> None:
    world = a_world()
    refuse_finally(world)
    ref = world.case.ref
    given = tmp_path / "photo.jpg"
    given.write_bytes(files.photo("X"))
    broken = tmp_path / "cassé.pdf"
    broken.write_bytes(b"%PDF-1.4 broken")
    added = run(app, "add-exhibits", ref, str(given), str(broken), "--audience", "mediator")
    assert [(line["number"], line["type"], line["shown"], line["attached"]) for line in added] == [
        (1, "jpg", True, True),
        (2, "pdf", False, False),
    ]
    assert "endommagé" in added[1]["why"]
    out = tmp_path / "file.pdf"
    asked = ("case-file", ref, "--audience", "mediator", "-o", str(out))
    assert run(app, *asked, status=1)["refused"]["code"] == "file_not_yet"
    assert not out.exists()
    notified(world)
    first = run(app, *asked)
    again = run(app, *asked)
    assert first == again
    assert run(app, "verify-file", str(out), status=1)["good"] is False
    run(app, *asked, "--seal")
    assert run(app, "verify-file", str(out))["good"] is True
    assert list(tmp_path.glob(".file*")) == []


def test_admissibility_is_answered_as_one_document(app: Flask) -> None:
    world = a_world()
    said = run(app, "admissibility", world.case.ref)
    assert (said["opens_on"], said["closes_on"], len(said["grounds"])) == ("2026-11-10", "2027-09-10", 5)
    assert (said["file_allowed"], said["pack_allowed"], said["mediator"]["code"]) == (False, False, "cnpm")
    assert run(app, "admissibility", "AM-2026-99999", status=1)["refused"]["code"] == "no_such_case"


def test_the_official_directory_is_imported_twice_without_a_change(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "annuaire.json"
    row = {"mediateur": "Médiation Neuve", "url": "https://neuve.example", "libelle_secteur": "Assurance"}
    file.write_text(json.dumps({"results": [row, {"mediateur": ""}], "total_count": 2}), "utf-8")
    first, second = run(app, "import-mediators", str(file)), run(app, "import-mediators", str(file))
    assert (first["added"], [line["line"] for line in first["refused"]]) == (["Médiation Neuve"], [2])
    assert (second["added"], second["unchanged"]) == ([], 1)
    file.write_bytes(b"\x00\xff not a directory")
    assert run(app, "import-mediators", str(file), status=1)["refused"]["code"] == "not_a_directory"


def test_a_file_that_cannot_be_written_is_refused_in_a_sentence(app: Flask, tmp_path: Path) -> None:
    world = a_world()
    refuse_finally(world)
    nowhere = str(tmp_path / "absent" / "f.pdf")
    answer = run(app, "case-file", world.case.ref, "--audience", "consumer", "-o", nowhere, status=1)
    assert answer["refused"]["code"] == "cannot_write"
