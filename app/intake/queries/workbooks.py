"""Reading the first sheet of an XLSX workbook, row by row, within limits: a bomb is refused before it is unpacked."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

import openpyxl

from app.intake.rules.mapping import heading
from app.intake.rules.tables import Row
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
EMPTY = words("La première feuille est vide.", "The first sheet is empty.")
DOCTYPE = words(
    "Ce classeur contient une déclaration DOCTYPE, que les tableurs n’écrivent pas.",
    "This workbook holds a DOCTYPE declaration, which spreadsheet programs do not write.",
)


class Workbook:
    """The first sheet: headings from its first filled row, then one record per row; the number is that of the row."""

    def __init__(self, stream: BinaryIO) -> None:
        self.whole: Callable[[dict[str, str]], bool] = lambda _cells: True
        _check(stream)
        stream.seek(0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            self._sheet = next(sheet for sheet in book.worksheets)
            self._rows = self._sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
            self._total = min(self._sheet.max_row or 0, MOST_ROWS)
        except Refused:
            raise
        except Exception as broken:  # the library raises whatever the file provokes
            raise Refused("workbook_broken", BROKEN, "file") from broken
        self._number = 0
        self.headings = self._read_headings()

    def far(self) -> float:
        """How far it was read, from 0 to 1."""
        return min(1.0, self._number / self._total) if self._total else 0.0

    def _read_headings(self) -> list[str]:
        for _number, cells in self._filled():
            return _trimmed(cells)
        raise Refused("file_empty", EMPTY, "file")

    def rows(self) -> Iterator[Row]:
        """Every filled row after the headings."""
        names = [heading(name) for name in self.headings]
        for number, cells in self._filled():
            yield Row(number, {name: cell for name, cell in zip(names, cells, strict=False) if name})

    def _filled(self) -> Iterator[tuple[int, list[str]]]:
        blank = 0
        while blank < MOST_BLANK and self._number < MOST_ROWS:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    values = next(self._rows)
            except StopIteration:
                return
            except Exception as broken:
                why = BROKEN_AT.fill(n=self._number + 1)
                raise Refused("workbook_broken", why, "file") from broken
            self._number += 1
            cells = [_said(value) for value in values]
            blank = 0 if any(cells) else blank + 1
            if not blank:
                yield self._number, cells


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
