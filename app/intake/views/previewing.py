"""A file that waits to be brought in: what the page carries of it (signed), its first lines as they will be read, its columns."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.intake import actions, queries
from app.intake.actions.jobs import storage
from app.intake.queries import Table
from app.intake.rules.columns import Amounts, Days, Said, fitting_days, read_anew, told_of
from app.intake.rules.guessing import english_amounts, guessed, month_first
from app.intake.rules.mapping import FieldName, Mapping, check_headings, fitting, heading, legible, unread
from app.intake.rules.records import Reading, read
from app.intake.rules.tables import Row
from app.kernel import Refused, day_of, words
from app.plumbing.web import clock

SHOWN = 12
AHEAD = 2_000
"""Lines that a preview reads ahead of the import, to tell what it will refuse."""
EXAMPLES = 3
FIRST = 500
"""Lines by which it is told how dates and amounts are written."""
PLAIN = "generic-fr"
"""The mapping whose meanings of values (channels, categories, states) serve a file whose columns a person names."""
EXPIRED = words(
    "Cet aperçu n’est plus valable : choisissez le fichier à nouveau.",
    "This preview is no longer valid: choose the file again.",
)


@dataclass(frozen=True)
class Draft:
    """A stored file that waits: where it is, how it is to be read, who will carry its cases."""

    key: str
    name: str
    mapping: str
    service: int
    said: Said | None = None
    sheet: str = ""
    """Of a workbook: the sheet that a person chose."""

    @property
    def token(self) -> str:
        """What a page carries of it."""
        said = self.said.as_json() if self.said else None
        return _signer().dumps([self.key, self.name, self.mapping, self.service, said, self.sheet])

    @property
    def how(self) -> Mapping:
        """How its lines are read."""
        return read_anew(queries.mapping_named(self.mapping), self.said)

    def opened(self) -> Table:
        """Its lines, from the first."""
        return queries.opened(io.BytesIO(storage().get(self.key)), self.sheet)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="intake.import")


def kept(content: bytes, file_name: str, mapping: str, service: int) -> tuple[Draft, bool]:
    """The draft of a file that was sent, and whether its columns must be named first: no mapping knows them."""
    table = queries.opened(io.BytesIO(content))
    found = queries.mapping_named(mapping) if mapping else fitting(queries.all_mappings(), table.headings)
    name = (file_name or "").replace("\\", "/").rsplit("/", 1)[-1][:120] or "import"
    if found is not None:
        check_headings(found, table.headings)
    return Draft(storage().put(content), name, found.name if found else PLAIN, service), found is None


def draft_of(token: str) -> Draft:
    """The draft that a page carried; refuses what this house did not sign."""
    try:
        key, name, mapping, service, said, sheet = _signer().loads(token)
    except (BadSignature, ValueError) as broken:
        raise Refused("preview_expired", EXPIRED, "file") from broken
    return Draft(key, name, mapping, service, Said.of(said), sheet)


def on_sheet(draft: Draft, sheet: str) -> tuple[Draft, bool]:
    """The same file, another of its sheets, and whether its columns must be named first."""
    chosen = replace(draft, sheet=sheet, said=None)
    found = fitting(queries.all_mappings(), chosen.opened().headings)
    return replace(chosen, mapping=found.name if found else PLAIN), found is None


def named_by_hand(draft: Draft, said: Said) -> Draft:
    """The same file, its columns read as a person says."""
    return replace(draft, said=said)


@dataclass
class Preview:
    """The first lines as they will be read, and what was understood of the file."""

    mapping: Mapping
    table: Table
    lines: list[tuple[int, Reading]]
    """The first ones, and further down those that will be refused."""
    read: int
    refused: int
    known: frozenset[str]
    """Numbers of records that are here already."""
    again: int
    """Lines that will be passed over: known here already, or there before in the file."""
    month_first: bool
    """Are some dates readable only with the month first, and the rest read with the day first?"""
    aside: tuple[str, ...]
    left_open: tuple[str, ...]
    """The states of the other tool, in its own words, whose complaints become open cases."""
    name: str
    token: str
    by_hand: bool


def previewed(draft: Draft) -> Preview:
    """Read the first lines of a file as the import will."""
    table = draft.opened()
    mapping = fitting_days(draft.how, since_1904=table.since_1904)
    check_headings(mapping, table.headings)
    services, on = actions.service_names(), day_of(clock().now(), mapping.zone)
    rows = list(itertools.islice(table.rows(lambda cells: read(mapping, cells).record is not None), AHEAD))
    every = [(row.line, actions.foreseen(row, mapping, services, on)) for row in rows]
    refused = [(line, reading) for line, reading in every if reading.record is None]
    lines = every[:SHOWN] + [one for one in refused if one not in every[:SHOWN]][:SHOWN]
    numbers = [reading.record.external_id for _line, reading in every if reading.record]
    known = frozenset(queries.known_numbers(mapping.name, numbers))
    aside = unread(mapping, table.headings)
    by_hand = draft.said is not None
    return Preview(
        mapping,
        table,
        lines,
        len(every),
        len(refused),
        known,
        _again(numbers, known),
        "mdy" not in mapping.days and month_first(_days_in(rows, mapping)),
        aside,
        _left_open(every),
        draft.name,
        draft.token,
        by_hand,
    )


def _again(numbers: list[str], known: frozenset[str]) -> int:
    return len(numbers) - len(set(numbers) - known)


def _days_in(rows: list[Row], mapping: Mapping) -> list[str]:
    """What the columns of days hold, as it is written."""
    sources = [mapping.fields[name] for name in DAYS if name in mapping.fields]
    names = {heading(column) for source in sources for column in source.columns}
    return [value for row in rows for name, value in row.cells.items() if name in names]


DAYS: tuple[FieldName, ...] = ("received_on", "sent_on", "closed_on")


def written_so(draft: Draft, columns: list[Column]) -> tuple[Amounts, Days]:
    """How the amounts and the dates of a file are written, as far as its first lines tell; else as the mapping has it."""
    rows = [row.cells for row in itertools.islice(draft.opened().rows(), FIRST) if row.problem is None]

    def said(*fields: str) -> list[str]:
        named = [heading(column.heading) for column in columns if column.field in fields]
        return [cells.get(name, "") for cells in rows for name in named]

    how = draft.how
    amounts: Amounts = "en" if english_amounts(said("amount")) else how.amounts
    days: Days = "mdy" if "mdy" in how.days or month_first(said(*DAYS)) else "dmy"
    return amounts, days


def _left_open(lines: list[tuple[int, Reading]]) -> tuple[str, ...]:
    records = [reading.record for _line, reading in lines if reading.record is not None]
    return tuple(dict.fromkeys(one.state[:40] for one in records if one.state and not one.closed))[:SHOWN]


@dataclass
class Column:
    """A column of a file: its heading, its first values, what it is read as (empty: left aside)."""

    heading: str
    examples: tuple[str, ...]
    field: FieldName | str


def columns_of(draft: Draft) -> list[Column]:
    """The columns of a file, each with what it is read as; where no mapping fits, as their headings make one guess."""
    table, mapping = draft.opened(), draft.how
    rows = [row.cells for row in itertools.islice(table.rows(), 50) if row.problem is None]
    fits = draft.said is not None or fitting([mapping], table.headings) is not None
    fields: dict[int, Any] = told_of(mapping, table.headings) if fits else guessed(mapping, table.headings)
    found = []
    for place, name in enumerate(table.headings):
        values = [legible(cells.get(heading(name), ""))[:60] for cells in rows]
        found.append(Column(name, tuple([one for one in values if one][:EXAMPLES]), fields.get(place, "")))
    return found
