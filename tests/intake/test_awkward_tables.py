"""Tables as people make them: headings on two rows, lines above and totals below, merged cells, several sheets, older formats."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.models import Case
from app.intake import queries
from app.intake.actions.importing import foreseen
from app.intake.actions.jobs import run_import
from app.intake.queries import Table
from app.intake.rules.headings import is_beneath, joined
from app.intake.rules.records import Reading
from app.kernel import Refused
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.plumbing.typography import say
from tests.client import Browser
from tests.factories.house import company
from tests.intake import files

FRENCH = queries.mapping_named("generic-fr")
GROUPS = ["Dossier", "", "Client", "", "", "Produit", "", "Réclamation", "", ""]
NAMES = ["Numéro", "Reçue le", "Nom", "Courriel", "Téléphone", "Nom", "Marque", "Objet", "Description", "Montant"]
LINE = ["R-1", "03/09/2026", "Jeanne Roux", "j@example.org", "0601020304", "Lave-linge", "Alba", "Fuite", "La machine fuit.", "120,50"]  # fmt: skip


def _read(table: Table) -> list[tuple[int, Reading]]:
    return [(row.line, foreseen(row, FRENCH, {}, date(2026, 11, 24))) for row in table.rows()]


def _opened(content: bytes, sheet: str = "") -> Table:
    return queries.opened(io.BytesIO(content), sheet)


def _csv(*rows: list[str]) -> bytes:
    return "".join(";".join(row) + "\r\n" for row in rows).encode()


def _merged(rows: list[list[Any]], *ranges: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(files.workbook(rows)))
    for each in ranges:
        book.active.merge_cells(each)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _why(reading: Reading) -> str:
    return _flat(" ".join(say(problem, "fr") for problem in reading.problems))


def _flat(text: str) -> str:
    return " ".join(text.split())


JOINED = ["Numéro", "Reçue le", "Nom", "Courriel", "Téléphone", "Produit Nom", "Marque", "Objet", "Description", "Montant"]  # fmt: skip


@pytest.mark.parametrize("made", [lambda rows: _csv(*rows), files.workbook])
def test_headings_on_two_rows_are_read_as_one(made: Any) -> None:
    table = _opened(made([["Suivi des réclamations"], GROUPS, NAMES, LINE]))
    assert table.headings == JOINED
    ((line, reading),) = _read(table)
    assert line == 4
    assert reading.record is not None
    assert reading.record.person["name"] == "Jeanne Roux"
    assert (reading.record.external_id, reading.record.what, reading.record.amount.minor) == ("R-1", "La machine fuit.", 12050)  # fmt: skip


def test_a_heading_that_reaches_over_both_rows_keeps_its_name() -> None:
    upper = ["Numéro", "Reçue le", "Client", None, "Réclamation"]
    lower = [None, None, "Nom", "Courriel", None]
    table = _opened(
        _merged([upper, lower, ["R-1", "03/09/2026", "Jeanne Roux", "j@example.org", "Fuite"]],
                "A1:A2", "B1:B2", "C1:D1", "E1:E2")
    )  # fmt: skip
    assert table.headings == ["Numéro", "Reçue le", "Nom", "Courriel", "Réclamation"]
    ((_, reading),) = _read(table)
    assert reading.record is not None
    assert reading.record.person == {"name": "Jeanne Roux", "email": "j@example.org"}


def test_a_line_below_headings_is_no_second_row_of_them() -> None:
    head = ["Numéro", "Reçue le", "Client", "", "Réclamation"]
    assert not is_beneath(head, ["R-1", "03/09/2026", "Jeanne", "Roux", "Fuite"])
    assert not is_beneath(["Exporté par", "Alice"], ["Numéro", "Reçue le", "Réclamation"])
    assert not is_beneath(["Numéro", "Reçue le", "Réclamation"], ["R", "hier", "Fuite"])
    assert joined(["Client", "", "Vendeur", ""], ["Nom", "Adresse", "Nom", "Adresse"]) == [
        "Nom", "Adresse", "Vendeur Nom", "Vendeur Adresse",
    ]  # fmt: skip


@pytest.mark.parametrize("made", [lambda rows: _csv(*rows), files.workbook])
def test_what_a_program_tells_of_itself_above_the_headings_is_no_heading(made: Any) -> None:
    """No mapping knows these headings, so that nothing but their look tells them from the lines above."""
    told = [["Exporté le", "24/11/2026"], ["Filtre", "Tous"], ["Nombre de lignes", "2"]]
    lines = [["Ticket ID", "Opened at", "Requester", "Priority", "Ticket description"], ["4", "2026-11-03", "Ada", "high", "It leaks"]]  # fmt: skip
    table = _opened(made([*told, *lines]))
    assert table.headings == lines[0]
    assert [row.line for row in table.rows()] == [5]


def test_headings_that_nobody_knows_are_the_first_row_as_wide_as_the_table() -> None:
    table = _opened(
        _csv(["Stand", "24.11.2026"], ["Nr", "Eingang", "Kunde", "Beschwerde"], ["1", "3.9.2026", "Ada", "Leck"])
    )
    assert table.headings == ["Nr", "Eingang", "Kunde", "Beschwerde"]


@pytest.mark.parametrize("total", [
    ["Total", "", "", "", "", "", "", "", "", "1 120,50"], ["Total : 2 réclamations"], ["Sous-total", "120,50 €"],
    ["Nombre de réclamations", "2"], ["", "TOTAL GÉNÉRAL", "", "", "", "", "", "", "", "99 EUR"],
])  # fmt: skip
@pytest.mark.parametrize("made", [lambda rows: _csv(*rows), files.workbook])
def test_a_row_of_totals_is_refused_as_such(made: Any, total: list[str]) -> None:
    (_, good), (_, last) = _read(_opened(made([GROUPS, NAMES, LINE, total])))
    assert good.record is not None
    assert _why(last) == "Cette ligne est un total, pas une réclamation."


def test_a_customer_called_total_is_no_row_of_totals() -> None:
    head, line = ["Client", "Reçue le", "Réclamation"], ["Total Énergies", "03/09/2026", "La facture est fausse."]
    ((_, reading),) = _read(_opened(_csv(head, line)))
    assert reading.record is not None


def test_headings_printed_on_each_page_are_no_complaint() -> None:
    head, line = ["Numéro", "Reçue le", "Réclamation"], ["R-1", "03/09/2026", "Fuite"]
    again = _read(_opened(_csv(head, line, head, ["R-2", *line[1:]])))
    assert [reading.record is not None for _line, reading in again] == [True, False, True]
    assert "répète les titres" in _why(again[1][1])


def test_a_cell_merged_over_several_rows_speaks_for_each_of_them() -> None:
    rows = [
        ["Numéro", "Reçue le", "Client", "Réclamation", "Montant"],
        ["R-1", "03/09/2026", "Jeanne Roux", "La machine fuit.", 300],
        ["R-2", None, None, "Le tambour est bloqué.", None],
        ["R-3", None, None, "La porte ne ferme pas.", None],
        ["R-4", "04/09/2026", "Luc Brun", "Retard", 10],
    ]
    found = [reading.record for _line, reading in _read(_opened(_merged(rows, "B2:B4", "C2:C4", "E2:E4")))]
    assert [one.person.get("name") for one in found if one] == ["Jeanne Roux"] * 3 + ["Luc Brun"]
    assert [one.received_on.day for one in found if one] == [3, 3, 3, 4]
    assert [one.amount.minor for one in found if one] == [30000, 0, 0, 1000]  # told once, counted once


def test_a_row_that_shares_its_number_or_its_words_with_the_one_above_is_no_complaint_of_its_own() -> None:
    rows = [
        ["Numéro", "Reçue le", "Réclamation", "Produit"],
        ["R-1", "03/09/2026", "La machine fuit.", "Lave-linge"],
        [None, None, None, "Sèche-linge"],
    ]
    (_, first), (line, second) = _read(_opened(_merged(rows, "A2:A3", "B2:B3", "C2:C3")))
    assert first.record is not None
    assert line == 3
    assert "« Numéro » est fusionnée avec celle de la ligne au-dessus" in _why(second)


def test_a_merge_over_blank_rows_makes_no_line() -> None:
    rows = [["Numéro", "Reçue le", "Réclamation"], ["R-1", "03/09/2026", "Fuite"]]
    assert len(_read(_opened(_merged(rows, "A2:A9", "C2:C9")))) == 1


# --- sheets and other formats ----------------------------------------------------------------------------------------

HEAD = ["Numéro", "Reçue le", "Client", "Réclamation"]
MARCH, APRIL = (
    [HEAD, ["M-1", "2026-03-03", "Jeanne Roux", "Fuite"]],
    [HEAD, ["A-1", "2026-04-03", "Luc Brun", "Retard"]],
)


def test_the_sheet_that_is_read_is_chosen_by_its_title() -> None:
    book = files.sheets(Mars=MARCH, Avril=APRIL)
    table = _opened(book, "avril")
    assert (table.sheet, table.other_sheets, table.format) == ("Avril", ("Mars",), "XLSX")
    with pytest.raises(Refused) as none_such:
        _opened(book, "Mai")
    assert "Feuilles : Mars et Avril" in _flat(say(none_such.value.message, "fr"))
    with pytest.raises(Refused, match="no_sheets"):
        _opened(_csv(*MARCH), "Mars")


def test_another_sheet_is_read_from_the_preview_and_brought_in(app: Flask) -> None:
    company()
    sophie = Browser(app).sign_in("sophie")
    book = {
        "mapping": "",
        "service": "after-sales",
        "file": (io.BytesIO(files.sheets(Mars=MARCH, Avril=APRIL)), "a.xlsx"),
    }
    first = sophie.send("/import", book)
    assert "Jeanne Roux" in first.text
    second = sophie.send("/import/sheet", {"token": first.value_of("token"), "sheet": "Avril"})
    assert "Luc Brun" in second.text
    assert "Jeanne Roux" not in second.text
    gone = sophie.send("/import/sheet", {"token": first.value_of("token"), "sheet": "Mai"}, 422)
    assert gone.status == 422
    assert "pas de feuille visible" in gone.text
    sophie.post("/import/run", {"token": second.value_of("token")})
    db.session.rollback()
    run_import(db.session.scalars(select(Job).where(Job.kind == "intake.import")).one())
    assert db.session.scalars(select(Case.external_id)).all() == ["A-1"]


def test_a_sheet_whose_headings_nobody_knows_asks_what_its_columns_are(app: Flask) -> None:
    company()
    sophie = Browser(app).sign_in("sophie")
    unknown = [["Nr", "Eingang", "Kunde", "Beschwerde"], ["1", "3.9.2026", "Ada", "Leck"]]
    book = {
        "mapping": "",
        "service": "after-sales",
        "file": (io.BytesIO(files.sheets(Mars=MARCH, Anders=unknown)), "a.xlsx"),
    }
    page = sophie.send("/import/sheet", {"token": sophie.send("/import", book).value_of("token"), "sheet": "Anders"})
    assert "Seule la feuille « Anders » est lue" in page.text
    assert page.value_of("sheet") == "Mars", "and the way to another is here too"
    assert "Que dit chaque colonne ?" in page.titles("h1")
    assert "Beschwerde" in page.text


def test_the_command_reads_the_sheet_it_is_told(app: Flask, tmp_path: Path) -> None:
    company()
    file = tmp_path / "a.xlsx"
    file.write_bytes(files.sheets(Mars=MARCH, Avril=APRIL))
    answer = app.test_cli_runner().invoke(args=["import-complaints", str(file), "--sheet", "Avril", "--json"])
    assert answer.exit_code == 0, answer.stderr
    assert json.loads(answer.stdout)["created"] == 1
    assert "Pas lues : Mars" in _flat(answer.stderr)
    assert db.session.scalars(select(Case.external_id)).all() == ["A-1"]


def _ods(*rows: list[str], repeated: int = 1) -> bytes:
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'  # fmt: skip
    cells = "".join(
        f'<table:table-row table:number-rows-repeated="{repeated}">'
        + "".join(f'<table:table-cell table:number-columns-repeated="{max(1, repeated // 50)}" office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row)
        + "</table:table-row>"
        for row in rows
    )  # fmt: skip
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')  # fmt: skip
        archive.writestr("content.xml", f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet><table:table table:name="Mars">{cells}</table:table></office:spreadsheet></office:body></office:document-content>')  # fmt: skip
    return kept.getvalue()


def test_an_open_document_sheet_is_read() -> None:
    table = _opened(_ods(["Suivi"], *MARCH))
    assert (table.format, table.sheet, table.headings) == ("ODS", "Mars", HEAD)
    ((line, reading),) = _read(table)
    assert (line, reading.record.what if reading.record else "") == (3, "Fuite")


def test_an_open_document_sheet_that_is_a_bomb_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="workbook_broken"):
        _opened(_ods(["x"], repeated=1_000_000))


def test_an_old_workbook_is_read_with_its_merged_cells_days_and_hidden_sheet() -> None:
    """`old.xls`: made with xlwt; a title, headings on row 3, the customer and the day merged over rows 4 and 5; a hidden sheet."""
    table = _opened((Path(__file__).parent / "old.xls").read_bytes())
    assert (table.format, table.sheet, table.other_sheets) == ("XLS", "Mars", ("Avril",))
    found = [(line, reading.record) for line, reading in _read(table)]
    assert [(line, one.external_id, one.person["name"], one.received_on) for line, one in found if one] == [
        (4, "M-1", "Jeanne Roux", date(2026, 3, 3)), (5, "M-2", "Jeanne Roux", date(2026, 3, 3)),
    ]  # fmt: skip
    assert [one.amount.minor for _line, one in found if one] == [12050, 700]


@pytest.mark.parametrize("content", [b"<html><table><tr><td>a</td></tr></table></html>", b'<?xml version="1.0"?><Workbook/>', b" <TABLE border=1><tr>"])  # fmt: skip
def test_a_web_page_under_the_name_of_a_workbook_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refused, match="file_web_page"):
        _opened(content)
