"""A workbook of complaints, whatever its format: which of its sheets is read, its headings, its lines, cells that reach over several rows."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.intake.rules.headings import MOST_TITLES, Fits, Knows, Search, is_heading
from app.intake.rules.mapping import heading
from app.intake.rules.tables import Row, no_line
from app.kernel import Refused, words

MOST_ROWS = 200_000
MOST_BLANK = 2_000
"""Blank rows in a row after which the sheet has ended."""
BROKEN_AT = words(
    "Ce classeur ne se lit plus à partir de la ligne {n}. Enregistrez-le à nouveau (XLSX ou CSV), puis recommencez.",
    "This workbook cannot be read from row {n} on. Save it again (XLSX or CSV), then retry.",
)
EMPTY = words("Aucune feuille visible n’est remplie.", "No visible sheet holds anything.")
NO_SHEET = words(
    "Ce classeur n’a pas de feuille visible « {name} ». Feuilles : {found}.",
    "This workbook has no visible sheet “{name}”. Sheets: {found}.",
)
UNCOUNTED = words(
    "La colonne « {column} » contient une formule sans son résultat : ouvrez le classeur dans votre tableur, enregistrez-le, puis recommencez.",
    "The column “{column}” holds a formula without its result: open the workbook in your spreadsheet, save it, then retry.",
)
Written = tuple[list[str], list[int]]
"""A row as it is written: its cells, and the places of formulas that nobody worked out."""
Merge = tuple[int, int, int]
"""A cell that reaches over several rows: its first row, its column (from 0), its last row."""


@dataclass(frozen=True)
class Filled:
    """A row that is not blank: its number, its cells, formulas that nobody worked out, values carried down from a row above."""

    number: int
    cells: list[str]
    uncounted: Sequence[int] = ()
    carried: Sequence[int] = ()


@dataclass(frozen=True)
class Sheet:
    """A visible sheet: its first rows, and all of them when it is the one that is read."""

    title: str
    first: Callable[[], Sequence[Sequence[str]]]
    rows: Callable[[], Iterator[Written]]
    merges: Callable[[], Sequence[Merge]] = tuple
    total: int = 0


class Book:
    """The sheet that was asked for, else the first with a table: its headings, then one record per row; the number is that of the row.

    What stands above the headings is no line; a sheet of a title alone is a cover. `others` names the sheets that are not read.
    """

    def __init__(self, sheets: Sequence[Sheet], wanted: str, fits: Fits, knows: Knows) -> None:
        self.whole: Callable[[dict[str, str]], bool] = lambda _cells: True
        if not sheets:
            raise Refused("file_empty", EMPTY, "file")
        chosen = _named(sheets, wanted) if wanted else _likeliest(sheets, fits)
        self.sheet = chosen.title
        self.others = tuple(sheet.title for sheet in sheets if sheet is not chosen)
        self._total, self._rows = min(chosen.total, MOST_ROWS), chosen.rows()
        self._merged: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for top, column, bottom in chosen.merges():
            self._merged[top].append((column, bottom))
        self._held: dict[int, tuple[str, int]] = {}
        """By column: what is carried down, and to which row."""
        self._number = 0
        self._after: list[Filled] = []
        """Rows read while looking for the headings, which come after them."""
        self.headings = self._read_headings(Search(fits, knows))

    def far(self) -> float:
        """How far it was read, from 0 to 1."""
        return min(1.0, self._number / self._total) if self._total else 0.0

    def _read_headings(self, search: Search) -> list[str]:
        first: list[Filled] = []
        for row in itertools.islice(self._filled(), MOST_TITLES):
            first.append(row)
            if not search.takes(_trimmed(row.cells)):
                break
        if not search:
            raise Refused("file_empty", EMPTY, "file")
        names, begins = search.read
        self._after = first[begins:]
        return names

    def rows(self) -> Iterator[Row]:
        """Every filled row after the headings."""
        names = [heading(name) for name in self.headings]
        for row in itertools.chain(self._after, self._filled()):
            wrong = [self.headings[place] for place in row.uncounted if place < len(names) and names[place]]
            problem = UNCOUNTED.fill(column=wrong[0]) if wrong else no_line(row.cells, self.headings)
            cells = {name: cell for name, cell in zip(names, row.cells, strict=False) if name}
            yield Row(
                row.number, cells, problem, frozenset(names[place] for place in row.carried if place < len(names))
            )

    def _filled(self) -> Iterator[Filled]:
        blank = 0
        while blank < MOST_BLANK and self._number < MOST_ROWS:
            try:
                cells, uncounted = next(self._rows)
            except StopIteration:
                return
            except Exception as broken:
                why = BROKEN_AT.fill(n=self._number + 1)
                raise Refused("workbook_broken", why, "file") from broken
            self._number += 1
            for column, bottom in self._merged.pop(self._number, ()):
                self._held[column] = (cells[column] if column < len(cells) else "", bottom)
            blank = 0 if any(cells) or uncounted else blank + 1
            if not blank:
                carried = self._carry_down(cells)
                yield Filled(self._number, cells, uncounted, carried)

    def _carry_down(self, cells: list[str]) -> list[int]:
        """Fill the cells that a merged one reaches over with what stands in its first row; their places."""
        self._held = {column: kept for column, kept in self._held.items() if kept[1] >= self._number}
        blank = [
            column for column, (said, _last) in self._held.items() if said and column < len(cells) and not cells[column]
        ]
        for column in blank:
            cells[column] = self._held[column][0]
        return blank


def _named(sheets: Sequence[Sheet], wanted: str) -> Sheet:
    exact = next((sheet for sheet in sheets if sheet.title == wanted), None)
    alike = (sheet for sheet in sheets if sheet.title.strip().casefold() == wanted.strip().casefold())
    found = exact or next(alike, None)
    if found is not None:
        return found
    shown = tuple(sheet.title[:40] for sheet in sheets[:20])
    raise Refused("unknown_sheet", NO_SHEET.fill(name=wanted[:40], found=shown), "file")


def _likeliest(sheets: Sequence[Sheet], fits: Fits) -> Sheet:
    """The first sheet whose headings a mapping can read; else the first with a table; else the first."""
    headed = [sheet for sheet in sheets if any(is_heading(row) for row in sheet.first())]
    able = [sheet for sheet in headed if _fits(sheet, fits)]
    return (able or headed or list(sheets))[0]


def _fits(sheet: Sheet, fits: Fits) -> bool:
    search = Search(fits)
    for row in sheet.first():
        if not search.takes(_trimmed(list(row))):
            break
    return search.found


def _trimmed(cells: list[str]) -> list[str]:
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return [cell.strip() for cell in kept]
