"""Bringing in a file through the pages: choose, preview, run, result."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases.models import Case
from app.intake.actions.jobs import run_import
from app.plumbing import jobs, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from tests.client import Browser, said
from tests.conftest import NOW
from tests.factories.house import Company, company
from tests.intake import files


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


@pytest.fixture
def sophie(app: Flask, firm: Company) -> Browser:
    return Browser(app).sign_in("sophie")


def _upload(content: bytes, **values: str) -> dict[str, object]:
    return {"mapping": "", "service": "after-sales", "file": (io.BytesIO(content), "plaintes.csv"), **values}


def test_the_preview_shows_lines_as_they_will_be_read_and_saves_nothing(sophie: Browser) -> None:
    content = files.french(*files.LINES, "R-9;hier;J;;Fuite;;;;\r\n")
    page = sophie.send("/import", _upload(content))
    assert "Jeanne Roux" in page.text
    assert "qui n’est pas une date" in page.text
    assert "Tableau français" in page.text
    assert db.session.scalar(select(func.count()).select_from(Case)) == 0


def test_running_the_preview_makes_a_job_whose_page_tells_the_result(sophie: Browser) -> None:
    page = sophie.send("/import", _upload(files.french(*files.LINES, "R-9;hier;J;;<b>Fuite</b>;;;;\r\n")))
    token = page.value_of("token")
    answer = sophie.post("/import/run", {"token": token})
    again = sophie.post("/import/run", {"token": token})
    assert answer.location == again.location
    assert "En attente" not in sophie.get(answer.location).titles("h2")
    db.session.rollback()
    job = db.session.scalars(select(Job).where(Job.kind == "intake.import")).one()
    result = run_import(job)
    with unit_of_work.writing():
        kept = db.session.get(Job, job.id)
        assert kept is not None
        jobs.finish(kept, at=NOW, result=result)
    for spoken in ("fr", "en"):
        done = sophie.speak(spoken).get(answer.location)
        assert "Reçue le" in done.text
    assert "The import is done" in done.text
    live = sophie.get(f"{answer.location}/progress")
    assert not live.whole
    assert "Lines refused" in live.text  # whoever watches it end reads why without asking again
    assert sophie.get("/import").text.count("plaintes.csv") == 1


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", files.bomb(80_000_000), bytes(3000)])
def test_a_file_that_is_no_table_comes_back_with_a_sentence(sophie: Browser, content: bytes) -> None:
    page = sophie.send("/import", _upload(content), 422)
    assert "À corriger avant de continuer" in page.text


BROKEN = [
    (files.french()[:-60], "8 colonnes au lieu de 9"),  # cut in the middle of a quoted record
    (files.french().replace(b";", b"|"), "Jeanne Roux"),
    (b"\xef\xbb\xbf" + files.french(), "Jeanne Roux"),
    (files.french().decode().encode("latin-1"), "Réclamation"),
    (files.french(*files.LINES, "R-9;2026-09-03;J;;a\0b;;;;\r\n"), "contient un caractère NUL"),
    (files.french(*files.LINES, "R-9;09/31/2026;J;;Fuite;;;;\r\n"), "qui n’est pas une date"),
    (
        files.french(*files.LINES, "R-9;2026-09-03;J;;" + "x" * 200_000 + ";;;;\r\n"),
        "200 000 caractères ; 50 000 au plus",
    ),
]


@pytest.mark.parametrize(
    ("content", "told"), BROKEN, ids=["cut", "bars", "bom", "latin-1", "nul", "us-date", "oversized"]
)
def test_a_broken_table_is_previewed_with_what_is_wrong_and_where(sophie: Browser, content: bytes, told: str) -> None:
    page = sophie.send("/import", _upload(content))
    assert told in page.text
    assert db.session.scalar(select(func.count()).select_from(Case)) == 0


def test_the_preview_tells_what_the_import_will_refuse(sophie: Browser) -> None:
    head = "Numéro;Reçue le;Réclamation;Service\n"
    good = [f"R-{n};03/09/2026;Fuite;Après-vente\n" for n in range(20)]
    bad = ["X-1;03/09/2026;Fuite;Atlantide\n", "X-2;03/09/2031;Fuite;\n", "X-3;03/09/2026;Fuite;billing\n"]
    page = sophie.send("/import", _upload(files.french(*good, *bad, head=head)))
    assert "23 lignes dans le fichier : 21 à reprendre, 0 déjà connue, 2 refusées." in page.text
    assert "Aucun service ne s’appelle « Atlantide »." in page.text
    assert "de l’avenir" in page.text
    job = _run(sophie, page.value_of("token") or "")
    assert (job["created"], job["refused_in_all"]) == (21, 2)
    again = sophie.send("/import", _upload(files.french(*good, *bad, head=head)))
    assert "0 à reprendre, 21 déjà connues, 2 refusées." in again.text


def _run(sophie: Browser, token: str) -> dict[str, object]:
    sophie.post("/import/run", {"token": token})
    db.session.rollback()
    return run_import(db.session.scalars(select(Job).where(Job.kind == "intake.import")).one())


def test_the_preview_names_the_sheets_that_are_not_read(sophie: Browser) -> None:
    rows = [["Numéro", "Reçue le", "Réclamation"], ["R-1", "2026-09-03", "Fuite"]]
    page = sophie.send("/import", _upload(files.sheets(Mars=rows, Avril=rows)))
    assert "Seule la feuille « Mars » est lue ; ce fichier en a 1 autre" in page.text
    assert [said(each) for each in page.find_all("option")] == ["Avril"]


OLD = (
    "Numéro;Reçue le;Client;Réclamation;État;Clos le\n"
    "REC-7781;12/11/2024;Jeanne Aubry;Le lave-linge fuit;ouvert;\n"
    "REC-7782;03/03/2025;Paul Weiss;Facture payée deux fois;en médiation;\n"
    "REC-7783;10/01/2026;Sonia Roche;Livraison en retard;clos;02/02/2026\n"
).encode()


def test_states_that_are_taken_as_open_are_named_before_the_import(sophie: Browser) -> None:
    page = sophie.send("/import", {"mapping": "", "service": "after-sales", "file": (io.BytesIO(OLD), "old.csv")})
    assert "États repris comme ouverts" in page.text
    assert "ouvert et en médiation" in page.text
    assert "chez un médiateur ou un juge devient un dossier ouvert" in page.text


def test_a_case_is_found_and_told_by_its_number_elsewhere(sophie: Browser) -> None:
    page = sophie.send("/import", {"mapping": "", "service": "after-sales", "file": (io.BytesIO(OLD), "old.csv")})
    sophie.send("/import/run", {"token": page.value_of("token")}, status=302)
    db.session.rollback()
    run_import(db.session.scalars(select(Job).where(Job.kind == "intake.import")).one())
    cases = {case.external_id: case for case in db.session.scalars(select(Case))}
    assert cases["REC-7782"].ref in sophie.get("/search?q=REC-7782").text
    told = sophie.get(f"/cases/{cases['REC-7782'].ref}").text
    assert "Numéro d’origine" in told
    assert "REC-7782" in told
    assert "Repris d’un fichier" in told
    closed = sophie.get(f"/cases/{cases['REC-7783'].ref}").text
    assert "Dossier clos avant la reprise, le 2 février 2026" in closed
    assert "Réponse donnée avant la reprise" in closed


def test_a_preview_that_was_tampered_with_runs_nothing(sophie: Browser) -> None:
    sophie.send("/import/run", {"token": "forged"}, 422)
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0


def test_agents_cannot_import(app: Flask, firm: Company) -> None:
    alice = Browser(app).sign_in("alice")
    alice.get("/import", 403)
    assert alice.post("/import/run", {"token": "x"}).status_code == 403


def test_naughty_cells_are_shown_escaped_in_the_preview(sophie: Browser, shared_data: Path) -> None:
    strings = json.loads((shared_data / "naughty" / "blns.json").read_text("utf-8"))
    for start in range(0, len(strings), 12):
        text = "Numéro;Reçue le;Réclamation\n" + "".join(
            f'{n};2026-09-03;"{s.replace(chr(34), chr(34) * 2)}"\n' for n, s in enumerate(strings[start : start + 12])
        )
        page = sophie.send("/import", _upload(text.encode("utf-8", "replace")))
        assert not [node for node in page.find_all("script") if not (node.get("src") or "").startswith("/static/")]
