"""Records of a text file, one by one, with the physical line each starts on; what is broken is named and passed over."""

from __future__ import annotations

import csv
import itertools
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.intake.rules.headings import MOST_TITLES, Fits, Knows, Search
from app.intake.rules.mapping import heading, legible
from app.kernel import Words, words

DELIMITERS = (",", ";", "\t", "|")
LONGEST_LINE = 1_000_000
LONGEST_RECORD = 1_000_000
"""Characters: a record that is longer has a quote that is never closed."""
MOST_TRIES = 400
BLANK = " \t\r\n\v\f\x1a\xa0\u202f"
"""What makes no cell: spaces, and the sign with which old programs end a file."""
Line = tuple[int, str | None]
"""(physical number, text); None: a line too long to be read."""


@dataclass(frozen=True)
class Row:
    """One record of a file: where it starts (physical line, header 1; or row), its values by folded heading, or why not."""

    line: int
    cells: dict[str, str]
    problem: Words | None = None
    carried: frozenset[str] = frozenset()
    """Headings of the values that stand in a row above, in a cell that reaches down to this one."""


class _BrokenRecord(Exception):
    """A record that cannot be read, and why."""

    def __init__(self, why: Words) -> None:
        super().__init__(str(why))
        self.why = why


class Records:
    """Walks the lines of a delimited text: quoted fields may span lines; after a broken record it finds the next whole one."""

    def __init__(
        self,
        lines: Iterator[Line],
        delimiter: str,
        fits: Fits = lambda _cells: False,
        knows: Knows = lambda _cells: 0,
    ) -> None:
        csv.field_size_limit(LONGEST_RECORD)
        self._lines = lines
        self._back: deque[Line] = deque()
        self._delimiter = delimiter
        self._search = Search(fits, knows)
        self._after: list[tuple[int, list[str], Words | None]] = []
        """Records read while looking for the headings, which come after them."""
        self.headings: list[str] = []
        self.whole: Callable[[dict[str, str]], bool] = lambda _cells: True
        """Whether values look like a record: asked when looking for the next one after an unclosed quote."""

    def read_headings(self) -> list[str]:
        """The columns, on one row or on two (`headings.Search`)."""
        seen: list[tuple[int, list[str], Words | None]] = []
        for record in itertools.islice(self._records(), MOST_TITLES):
            _line, cells, problem = record
            seen.append(record)
            if problem is not None and self._search.found:
                break
            if problem is None:
                more = self._search.takes(cells)
                self._know()
                if not more:
                    break
        if self._search:
            good = [place for place, (_line, _cells, problem) in enumerate(seen) if problem is None]
            self._after = seen[good[self._know() - 1] + 1 :]
        return self.headings

    def _know(self) -> int:
        names, begins = self._search.read
        self.headings = [legible(cell) for cell in names]
        return begins

    def rows(self) -> Iterator[Row]:
        """Every record after the headings; blank lines are nothing."""
        for line, cells, broken in itertools.chain(self._after, self._records()):
            problem = broken or no_line(cells, self.headings) or self._wrong_width(cells) or _unreadable(cells)
            yield Row(line, {} if problem else self._named(cells), problem)

    def _named(self, cells: list[str]) -> dict[str, str]:
        return {heading(name): cell for name, cell in zip(self.headings, cells, strict=False) if name}

    def _wrong_width(self, cells: list[str]) -> Words | None:
        wanted, found = len(self.headings), len(cells)
        if found == wanted or (found > wanted and not any(cell.strip() for cell in cells[wanted:])):
            return None
        return WIDTH.fill(found=found, wanted=wanted)

    def _records(self) -> Iterator[tuple[int, list[str], Words | None]]:
        while True:
            pending: list[Line] = []
            try:
                cells = next(csv.reader(self._feed(pending), delimiter=self._delimiter, strict=True))
            except StopIteration:
                return
            except _BrokenRecord as broken:
                yield pending[0][0], [], self._recover(pending, broken.why)
                continue
            except csv.Error as broken:
                yield pending[0][0], [], self._recover(pending, UNCLOSED if "end of data" in str(broken) else QUOTE)
                continue
            if any(cell.strip(BLANK) for cell in cells):
                yield pending[0][0], cells, None

    def _feed(self, pending: list[Line]) -> Iterator[str]:
        size = 0
        while (line := self._next()) is not None:
            pending.append(line)
            if line[1] is None:
                raise _BrokenRecord(TOO_LONG)
            size += len(line[1])
            if size > LONGEST_RECORD:
                raise _BrokenRecord(UNCLOSED)
            yield line[1]

    def _next(self) -> Line | None:
        return self._back.popleft() if self._back else next(self._lines, None)

    def _recover(self, pending: list[Line], why: Words) -> Words:
        """After an unclosed quote, go on at the next line that starts a whole record; when there is none, nothing is left."""
        if why is QUOTE:
            self._back.extendleft(reversed(pending[1:]))  # the quote that "closed" may well open the next record
        if why is not UNCLOSED:
            return why
        candidates = [place for place in range(1, len(pending)) if self._delimiter in (pending[place][1] or "")]
        for place in candidates[:MOST_TRIES]:
            if self._starts_whole(pending, place):
                self._back.extendleft(reversed(pending[place:]))
                return UNCLOSED_HERE
        return why

    def _starts_whole(self, pending: list[Line], place: int) -> bool:
        texts = (text for _number, text in pending[place:] if text is not None)
        try:
            cells = next(csv.reader(texts, delimiter=self._delimiter, strict=True))
        except (csv.Error, StopIteration):
            return False
        return len(cells) == len(self.headings) and self.whole(self._named(cells))


def _unreadable(cells: list[str]) -> Words | None:
    """Bytes that are no text in the encoding of the rest of the file."""
    return BYTES if any("\udc80" <= char <= "\udcff" for cell in cells for char in cell if char > "\ud7ff") else None


TOTAL = re.compile(
    r"(?:(?:sous|grand|sub) ?)?(?:total|totaux|totals|somme|sum|moyenne|average|nombre (?:de|d|total)|number of|count)\b[a-z0-9 ]*"
)
NO_FIGURE = re.compile(r"[^\W\d_]{4,}")
"""A word, which a row of totals has only in front (EUR, TTC and the like are none)."""
COUNTED = re.compile(r"r[ée]clamations?|complaints?|lignes?|lines?|rows?|dossiers?|cases?|euros?", re.IGNORECASE)
"""What a row of totals may count in words."""


def no_line(cells: Sequence[str], headings: Sequence[str]) -> Words | None:
    """Why a row of the table is no complaint: a total, or the headings once more (each printed page begins with them)."""
    said = [cell.strip() for cell in cells if cell.strip(BLANK)]
    if len(said) > 1 and [heading(cell) for cell in cells if cell.strip()] == [
        heading(n) for n in headings if n.strip()
    ]:
        return AGAIN
    if said and TOTAL.fullmatch(heading(said[0][:60])) and len(said[0]) <= 60:
        return None if any(NO_FIGURE.search(COUNTED.sub("", cell)) for cell in said[1:]) else TOTALS
    return None


def delimiter_among(lines: Sequence[str], fits: Fits) -> str:
    """What separates the columns: what makes one of the first lines headings that can be read; else what parts the first that is parted."""
    for line in lines:
        for mark in DELIMITERS:
            if mark in line and fits([cell.strip(' "\r\n') for cell in line.split(mark)]):
                return mark
    return delimiter_of(next((line for line in lines if any(mark in line for mark in DELIMITERS)), lines[0]))


def delimiter_of(first: str) -> str:
    """What separates the columns of this line (outside quotes); a comma when nothing does."""
    outside = first.split('"')[::2]
    counts = {mark: sum(part.count(mark) for part in outside) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: counts[mark])


WIDTH = words(
    "{found} {found:colonne|colonnes} au lieu de {wanted}.", "{found} {found:column|columns} instead of {wanted}."
)
TOTALS = words("Cette ligne est un total, pas une réclamation.", "This line is a total, not a complaint.")
AGAIN = words(
    "Cette ligne répète les titres des colonnes : ce n’est pas une réclamation.",
    "This line repeats the column headings: it is not a complaint.",
)
BYTES = words(
    "Des octets ne se lisent pas dans l’encodage du reste du fichier (UTF-8).",
    "Some bytes cannot be read in the encoding of the rest of the file (UTF-8).",
)
TOO_LONG = words("La ligne dépasse un million de caractères.", "The line is longer than a million characters.")
QUOTE = words(
    "Un guillemet fermant est suivi d’autre chose qu’un séparateur.",
    "A closing quote is followed by something other than a separator.",
)
UNCLOSED = words(
    "Un guillemet ouvert dans cette ligne n’est jamais refermé : le fichier est coupé au milieu de cet enregistrement.",
    "A quote opened on this line is never closed: the file is cut in the middle of this record.",
)
UNCLOSED_HERE = words(
    "Un guillemet ouvert dans cette ligne n’est pas refermé avant l’enregistrement suivant.",
    "A quote opened on this line is not closed before the next record.",
)
