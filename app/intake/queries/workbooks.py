"""Opening workbooks within limits: XLSX row by row (a bomb is refused before it is unpacked), other formats in a sandbox."""

from __future__ import annotations

import itertools
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import openpyxl
from openpyxl.utils import column_index_from_string

from app.intake.queries.sheets import Book, Merge, Sheet, Written
from app.intake.rules.headings import MOST_TITLES, Fits, Knows
from app.kernel import Refused, words
from app.plumbing.pdf.sandbox import SandboxError
from app.plumbing.pictures.spreadsheets import said, tables

MOST_PARTS = 2_000
MOST_BYTES = 300 * 1024 * 1024
"""Of the unpacked workbook."""
MOST_SHARED = 100 * 1024 * 1024
"""Of its shared texts, which are held in memory."""
MOST_RATIO = 400
MOST_COLUMNS = 200
BROKEN = words(
    "Ce classeur ne s’ouvre pas. Ouvrez-le dans votre tableur, enregistrez-le à nouveau (XLSX ou CSV), puis recommencez.",
    "This workbook does not open. Open it in your spreadsheet, save it again (XLSX or CSV), then retry.",
)
BOMB = words(
    "Ce classeur se déplie en plus de données qu’il n’est permis.", "This workbook unpacks into more than is allowed."
)
LOCKED = words(
    "Ce classeur est protégé par un mot de passe : ouvrez-le dans votre tableur, retirez le mot de passe, enregistrez-le, puis recommencez.",
    "This workbook is protected by a password: open it in your spreadsheet, remove the password, save it, then retry.",
)
UNREAD = words(
    "Ce classeur (XLS, XLSB ou ODS) ne se lit pas : ouvrez-le dans votre tableur, enregistrez-le en XLSX ou en CSV, puis recommencez.",
    "This workbook (XLS, XLSB or ODS) cannot be read: open it in your spreadsheet, save it as XLSX or CSV, then retry.",
)
TOO_BIG = words(
    "Un classeur XLS, XLSB ou ODS fait 40 Mo au plus : enregistrez-le en XLSX ou en CSV.",
    "An XLS, XLSB or ODS workbook has 40 MB at most: save it as XLSX or CSV.",
)
MOST_HELD = 40 * 1024 * 1024
FORMULA = re.compile(rb"<f[ >/]")
DOCTYPE = words(
    "Ce classeur contient une déclaration DOCTYPE, que les tableurs n’écrivent pas.",
    "This workbook holds a DOCTYPE declaration, which spreadsheet programs do not write.",
)


SINCE_1904 = 1904
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})\"")
MOST_MERGED = 20_000
LONGEST_TAG = 200


class Workbook(Book):
    """An XLSX workbook, read row by row."""

    def __init__(self, stream: BinaryIO, wanted: str, fits: Fits, knows: Knows) -> None:
        _check(stream)
        try:
            book = _loaded(stream, values=True)
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            self.since_1904 = book.epoch.year == SINCE_1904
            sheets = [_sheet(stream, each) for each in shown or book.worksheets]
            super().__init__(sheets, wanted, fits, knows)
        except Refused:
            raise
        except Exception as broken:  # the library raises whatever the file provokes
            raise Refused("workbook_broken", BROKEN, "file") from broken


class OtherWorkbook(Book):
    """A workbook in an older or an open format (XLS, XLSB, ODS), read whole and sandboxed."""

    since_1904 = False

    def __init__(self, stream: BinaryIO, wanted: str, fits: Fits, knows: Knows) -> None:
        content = stream.read(MOST_HELD + 1)
        if len(content) > MOST_HELD:
            raise Refused("file_too_big", TOO_BIG, "file")
        try:
            found = tables(content)
        except SandboxError as closed:
            raise Refused("workbook_broken", LOCKED if closed.code == "locked" else UNREAD, "file") from closed
        super().__init__([_read(each) for each in found], wanted, fits, knows)


def _read(told: dict[str, Any]) -> Sheet:
    rows: list[list[str]] = told["rows"]
    merges = [(top, left, bottom) for top, left, bottom in told["merges"] if bottom > top]
    return Sheet(
        told["title"],
        lambda: rows[:MOST_TITLES],
        lambda: ((list(row), []) for row in rows),
        lambda: merges,
        len(rows),
    )


def _sheet(stream: BinaryIO, sheet: Any) -> Sheet:
    return Sheet(
        str(sheet.title),
        lambda: _first(sheet),
        lambda: _rows(stream, sheet),
        lambda: list(itertools.islice(_merges(stream, sheet), MOST_MERGED)),
        sheet.max_row or 0,
    )


def _first(sheet: Any) -> list[list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = sheet.iter_rows(max_row=MOST_TITLES, max_col=MOST_COLUMNS, values_only=True)
        return [[said(value) for value in values] for values in rows]


def _rows(stream: BinaryIO, sheet: Any) -> Iterator[Written]:
    """Each row, blank or not, with the places of formulas that nobody worked out."""
    rows, formulas = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), _formulas(stream, sheet)
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = next(rows, None)
            written = next(formulas, ()) if formulas else ()
        if values is None:
            return
        uncounted = [place for place, it in enumerate(written) if values[place] is None and it is not None]
        yield [said(value) for value in values], uncounted


def _merges(stream: BinaryIO, sheet: Any) -> Iterator[Merge]:
    """The cells that reach over several rows; they are told behind the rows of a sheet."""
    with zipfile.ZipFile(stream) as archive, archive.open(sheet._worksheet_path.lstrip("/")) as content:
        tail = b""
        while block := content.read(1 << 20):
            text = tail + block
            ended = 0
            for found in MERGED.finditer(text):
                ended = found.end()
                if int(found[3]) > int(found[2]):
                    yield int(found[2]), column_index_from_string(found[1].decode()) - 1, int(found[3])
            tail = text[max(ended, len(text) - LONGEST_TAG) :]


def _loaded(stream: BinaryIO, *, values: bool) -> Any:
    stream.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(stream, read_only=True, data_only=values, keep_links=False)


def _formulas(stream: BinaryIO, sheet: Any) -> Iterator[Sequence[Any]] | None:
    """The rows again, with formulas as they are written; None where the sheet has none."""
    with zipfile.ZipFile(stream) as archive, archive.open(sheet._worksheet_path.lstrip("/")) as content:
        tail = b""
        while block := content.read(1 << 20):
            if FORMULA.search(tail + block):
                break
            tail = block[-2:]
        else:
            return None
    rows: Iterator[Sequence[Any]] = _loaded(stream, values=False)[sheet.title].iter_rows(
        max_col=MOST_COLUMNS, values_only=True
    )
    return rows


def _check(stream: BinaryIO) -> None:
    """Refuse bombs and declarations before anything is unpacked."""
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(part) as content:
                        _check_start(content.read(65_536))
    except Refused:
        raise
    except Exception as broken:  # zipfile raises many things on damaged archives
        raise Refused("workbook_broken", BROKEN, "file") from broken


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    total = sum(part.file_size for part in parts)
    shared = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    swollen = any(p.file_size > 10_000_000 and p.file_size > MOST_RATIO * max(p.compress_size, 1) for p in parts)
    if len(parts) > MOST_PARTS or total > MOST_BYTES or shared > MOST_SHARED or swollen:
        raise Refused("workbook_bomb", BOMB, "file")


def _check_start(start: bytes) -> None:
    plain = start.replace(b"\x00", b"").upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Refused("workbook_doctype", DOCTYPE, "file")
