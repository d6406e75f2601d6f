"""Reading one sheet of an XLSX workbook, row by row, within limits: a bomb is refused before it is unpacked."""

from __future__ import annotations

import itertools
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO

import openpyxl

from app.intake.rules.mapping import heading
from app.intake.rules.tables import MOST_TITLES, Fits, Row, is_heading
from app.kernel import Refused, words

MOST_PARTS = 2_000
MOST_BYTES = 300 * 1024 * 1024
"""Of the unpacked workbook."""
MOST_SHARED = 100 * 1024 * 1024
"""Of its shared texts, which are held in memory."""
MOST_RATIO = 400
MOST_COLUMNS = 200
MOST_ROWS = 200_000
MOST_BLANK = 2_000
"""Blank rows in a row after which the sheet has ended."""
BROKEN = words(
    "Ce classeur ne s’ouvre pas. Ouvrez-le dans votre tableur, enregistrez-le à nouveau (XLSX ou CSV), puis recommencez.",
    "This workbook does not open. Open it in your spreadsheet, save it again (XLSX or CSV), then retry.",
)
BROKEN_AT = words(
    "Ce classeur ne se lit plus à partir de la ligne {n}. Enregistrez-le à nouveau (XLSX ou CSV), puis recommencez.",
    "This workbook cannot be read from row {n} on. Save it again (XLSX or CSV), then retry.",
)
BOMB = words(
    "Ce classeur se déplie en plus de données qu’il n’est permis.", "This workbook unpacks into more than is allowed."
)
EMPTY = words("Aucune feuille visible n’est remplie.", "No visible sheet holds anything.")
UNCOUNTED = words(
    "La colonne « {column} » contient une formule sans son résultat : ouvrez le classeur dans votre tableur, enregistrez-le, puis recommencez.",
    "The column “{column}” holds a formula without its result: open the workbook in your spreadsheet, save it, then retry.",
)
FORMULA = re.compile(rb"<f[ >/]")
DOCTYPE = words(
    "Ce classeur contient une déclaration DOCTYPE, que les tableurs n’écrivent pas.",
    "This workbook holds a DOCTYPE declaration, which spreadsheet programs do not write.",
)


Filled = tuple[int, list[str], list[int]]
"""A row that is not blank: its number, its cells, and the places of formulas that nobody worked out."""
SINCE_1904 = 1904


class Workbook:
    """The first visible sheet with a table: its headings, then one record per row; the number is that of the row.

    Rows of a single cell above the headings are titles; a sheet of nothing else is a cover. `others` names the sheets that are not read.
    """

    def __init__(self, stream: BinaryIO, fits: Fits = lambda _cells: False) -> None:
        self.whole: Callable[[dict[str, str]], bool] = lambda _cells: True
        _check(stream)
        try:
            book = _loaded(stream, values=True)
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            self.since_1904 = book.epoch.year == SINCE_1904
            headed = [sheet for sheet in shown if _has(sheet, is_heading)]
            able = [sheet for sheet in headed if _has(sheet, fits)]
            self._sheet = (able or headed or shown or book.worksheets)[0]
            self.others = tuple(sheet.title for sheet in shown if sheet is not self._sheet)
            self._rows = self._sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
            self._formulas = _formulas(stream, self._sheet)
            self._total = min(self._sheet.max_row or 0, MOST_ROWS)
        except Exception as broken:  # the library raises whatever the file provokes
            raise Refused("workbook_broken", BROKEN, "file") from broken
        self._number = 0
        self._after: list[Filled] = []
        """Rows read while looking for the headings, which come after them."""
        self.headings = self._read_headings(fits)

    @property
    def sheet(self) -> str:
        """The name of the sheet that is read."""
        return str(self._sheet.title)

    def far(self) -> float:
        """How far it was read, from 0 to 1."""
        return min(1.0, self._number / self._total) if self._total else 0.0

    def _read_headings(self, fits: Fits) -> list[str]:
        """The first row that a mapping can read; else the first of more than one filled cell, else the first."""
        found: list[str] = []
        for row in itertools.islice(self._filled(), MOST_TITLES):
            cells = _trimmed(list(row[1]))
            if not found or (is_heading(cells) and not is_heading(found)) or fits(cells):
                found, self._after = cells, []
            else:
                self._after.append(row)
            if fits(found):
                break
        if not found:
            raise Refused("file_empty", EMPTY, "file")
        return found

    def rows(self) -> Iterator[Row]:
        """Every filled row after the headings."""
        names = [heading(name) for name in self.headings]
        for number, cells, uncounted in itertools.chain(self._after, self._filled()):
            wrong = [self.headings[place] for place in uncounted if place < len(names) and names[place]]
            problem = UNCOUNTED.fill(column=wrong[0]) if wrong else None
            yield Row(number, {name: cell for name, cell in zip(names, cells, strict=False) if name}, problem)

    def _filled(self) -> Iterator[Filled]:
        """Each filled row: its number, its cells, and the places of formulas that nobody worked out."""
        blank = 0
        while blank < MOST_BLANK and self._number < MOST_ROWS:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    values = next(self._rows)
                    written = next(self._formulas, ()) if self._formulas else ()
            except StopIteration:
                return
            except Exception as broken:
                why = BROKEN_AT.fill(n=self._number + 1)
                raise Refused("workbook_broken", why, "file") from broken
            self._number += 1
            cells = [_said(value) for value in values]
            uncounted = [place for place, it in enumerate(written) if values[place] is None and it is not None]
            blank = 0 if any(cells) or uncounted else blank + 1
            if not blank:
                yield self._number, cells, uncounted


def _loaded(stream: BinaryIO, *, values: bool) -> Any:
    stream.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(stream, read_only=True, data_only=values, keep_links=False)


def _has(sheet: Any, looks: Fits) -> bool:
    """Does one of the first rows of this sheet look like headings?"""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        first = sheet.iter_rows(max_row=MOST_TITLES, max_col=MOST_COLUMNS, values_only=True)
        return any(looks(_trimmed([_said(value) for value in values])) for values in first)


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


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return [cell.strip() for cell in cells]


def _said(value: Any) -> str:
    """A cell as text: days and numbers as a mapping expects them."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value)


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
