"""Copying a case as the product made it: every row that belongs to it, with new numbers, dates, people, words and seals."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, DateTime, Enum, Table, TypeDecorator, or_, select

from app.cases.rules.duty_wordings import key_of
from app.journal.rules import GENESIS, canonical, commitment_to, seal_of
from app.models import Base
from app.plumbing.db import as_json
from app.plumbing.search import folded, plain, titled
from bench.house import LONG, SHORT, Pattern, Roster
from bench.prose import HOW, WHAT, Prose, Text, person

TABLES = Base.metadata.tables
ENTRY, WORDS, HEAD, PART, SEARCH, CASE, CUSTOMER, PURCHASE = (
    TABLES[name]
    for name in ("journal_entry", "journal_text", "journal_head", "journal_participant", "search_text", "case_file", "customer", "purchase")
)  # fmt: skip
LETTER, DUTY, WORDING = TABLES["message"], TABLES["duty"], TABLES["duty_wording"]
SAID = {CASE: {"ref", "subject"}, PART: {"stream"}}
"""Columns that say what the copy is called."""
HOUSE, SETTINGS = "house", "settings"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=[T\"])")
WRITTEN_AT_LENGTH = 200
"""A text of a pattern this long is replaced by another; shorter ones (a promise, a signal) stay."""
Row = dict[str, Any]


def _of_letter(name: str, row: Row, ref: str) -> str:
    """What a letter says with the reference in it; its Message-ID is of this copy alone."""
    return f"<{ref}.{row['number']}@copy>" if name == "message_id" else str(row[name])


def own_key(table: Table) -> str | None:
    """The column that numbers the rows of a table by itself, if one does."""
    keys = list(table.primary_key)
    return keys[0].name if len(keys) == 1 and keys[0].name == "id" and not keys[0].foreign_keys else None


def pattern_rows(connection: Connection, pattern: Pattern) -> dict[Table, list[Row]]:
    """Every row that belongs to this case: by foreign keys down from the case and its journal, and its search texts."""
    stream = f"case:{pattern.ref}"
    found = {
        CASE: _read(connection, CASE, CASE.c.id == pattern.case_id),
        ENTRY: _read(connection, ENTRY, ENTRY.c.stream == stream),
        HEAD: _read(connection, HEAD, HEAD.c.stream == stream),
        SEARCH: _read(connection, SEARCH, SEARCH.c.subject_id == pattern.case_id),
    }
    case = found[CASE][0]
    found[CUSTOMER] = _read(connection, CUSTOMER, CUSTOMER.c.id == case["customer_id"])
    found[PURCHASE] = _read(connection, PURCHASE, PURCHASE.c.id == case["purchase_id"])
    roots = {CASE, ENTRY, HEAD, SEARCH, CUSTOMER, PURCHASE}
    for table in Base.metadata.sorted_tables:
        owners = [
            key
            for key in table.foreign_keys
            if key.column.table in found and key.column.table not in {CUSTOMER, PURCHASE}
        ]
        if table in roots or not owners:
            continue
        belongs = [key.parent.in_([row[key.column.name] for row in found[key.column.table]]) for key in owners]
        found[table] = _read(connection, table, or_(*belongs))
    return {table: rows for table, rows in found.items() if rows}


def _read(connection: Connection, table: Table, condition: Any) -> list[Row]:
    order = list(table.primary_key)
    return [dict(row) for row in connection.execute(select(table).where(condition).order_by(*order)).mappings()]


@lru_cache(maxsize=100_000)
def _moved_day(text: str, weeks: int) -> str:
    return (date.fromisoformat(text) - timedelta(weeks=weeks)).isoformat()


def moved(value: Any, weeks: int) -> Any:
    """A value as it would be that many weeks earlier: same weekday, dates inside JSON included."""
    if isinstance(value, date):
        return value - timedelta(weeks=weeks)
    if isinstance(value, dict | list):
        return json.loads(DAY.sub(lambda found: _moved_day(found.group(), weeks), json.dumps(value)))
    return value


@dataclass
class People:
    """Who stands in for whom in a copy: numbers of staff, services and customers, old to new."""

    staff: dict[int, int]
    services: dict[int, int]
    customer: tuple[int, int]
    names: dict[int, str]

    def key(self, person: str) -> str:
        """How the journal names the person who stands in."""
        kind, _, number = person.partition(":")
        if kind == "staff":
            return f"staff:{self.staff.get(int(number), int(number))}"
        return f"customer:{self.customer[1]}" if kind == "customer" and int(number) == self.customer[0] else person


@dataclass
class Chain:
    """A journal stream that every case adds to, such as the stream of the house."""

    stream: str
    seq: int
    seal: str


@dataclass
class Numbers:
    """The next free number of each table."""

    next: dict[str, int] = field(default_factory=dict)

    def take(self, table: Table, many: int = 1) -> int:
        """Reserve that many consecutive numbers; returns the first."""
        first = self.next[table.name]
        self.next[table.name] = first + many
        return first


@dataclass(frozen=True)
class Stamp:
    """One row of a pattern, bound for the database once; what differs in each copy is (column, kind, what it was)."""

    table: Table
    values: tuple[Any, ...]
    changes: tuple[tuple[int, str, Any], ...]

    def struck(self, numbered: dict[tuple[Table, int], int], people: People, said: dict[str, str]) -> tuple[Any, ...]:
        """The row of one copy."""
        made = list(self.values)
        for column, kind, was in self.changes:
            if kind == "number":
                made[column] = numbered.get(was, was[1])
            elif kind == "staff":
                made[column] = people.staff.get(was, was)
            elif kind == "service":
                made[column] = people.services.get(was, was)
            elif kind == "person":
                made[column] = people.key(was)
            elif kind == "letter":
                made[column] = was[0].replace(was[1], said["ref"])
            else:
                made[column] = said[kind]
        return tuple(made)


class Cloner:
    """Copies patterns; yields rows ready for the database, table by table."""

    def __init__(self, connection: Connection, roster: Roster, patterns: list[Pattern], prose: Prose) -> None:
        self.roster, self.prose, self.connection = roster, prose, connection
        self.binder = Binder(connection.dialect)
        self._stamps: dict[tuple[str, int], list[Stamp]] = {}
        self.rows = {pattern.ref: pattern_rows(connection, pattern) for pattern in patterns}
        used = {table for rows in self.rows.values() for table in rows}
        self.numbers = Numbers({table.name: self._next(table) for table in used if own_key(table)})
        self.chains = {name: self._chain(name) for name in (HOUSE, SETTINGS)}
        given = connection.execute(select(TABLES["counter"].c.name, TABLES["counter"].c.last))
        self.years: dict[str, int] = {row.name: row.last for row in given}
        self.customers = 0
        self.reused = 0
        found = connection.execute(select(WORDING)).mappings()
        self.wordings: dict[str, Row] = {row["key"]: dict(row) for row in found}
        self.worded = set(self.wordings)
        self._moved: dict[tuple[str, int], dict[Table, list[Row]]] = {}

    def _next(self, table: Table) -> int:
        return int(self.connection.execute(select(table.c.id).order_by(table.c.id.desc()).limit(1)).scalar() or 0) + 1

    def _chain(self, name: str) -> Chain:
        head = self.connection.execute(select(HEAD).where(HEAD.c.stream == name)).mappings().one_or_none()
        return Chain(name, head["seq"], head["seal"]) if head else Chain(name, 0, GENESIS)

    def pattern_at(self, pattern: Pattern, weeks: int) -> dict[Table, list[Row]]:
        """The rows of a pattern, that many weeks earlier."""
        key = (pattern.ref, weeks)
        if key not in self._moved:
            self._moved[key] = {
                table: [{name: moved(value, weeks) for name, value in row.items()} for row in rows]
                for table, rows in self.rows[pattern.ref].items()
            }
            for duty in self._moved[key].get(DUTY, ()):
                duty["wording_key"] = self._reworded(duty["wording_key"], weeks)
        return self._moved[key]

    def _reworded(self, key: str, weeks: int) -> str:
        """The words of a duty that many weeks earlier, kept once."""
        row = {name: moved(value, weeks) for name, value in self.wordings[key].items()}
        row["key"] = key_of(
            *(value if isinstance(value, str) else as_json(value) for name, value in row.items() if name != "key")
        )
        self.wordings.setdefault(row["key"], row)
        return str(row["key"])

    def stamps_at(self, pattern: Pattern, weeks: int) -> list[Stamp]:
        """The rows that are copied as they are, but for numbers, people, reference and subject."""
        key = (pattern.ref, weeks)
        if key not in self._stamps:
            rows = self.pattern_at(pattern, weeks)
            others = [table for table in rows if table not in {CUSTOMER, PURCHASE, CASE, ENTRY, WORDS, HEAD, SEARCH}]
            self._stamps[key] = [
                self._stamp(table, row, pattern.ref)
                for table in (PURCHASE, CASE, *others)
                for row in rows.get(table, ())
            ]
        return self._stamps[key]

    def _stamp(self, table: Table, row: Row, ref: str) -> Stamp:
        changes: list[tuple[int, str, Any]] = []
        targets = {key.parent.name: key.column.table for key in table.foreign_keys}
        for place, column in enumerate(table.columns):
            value, target = row[column.name], targets.get(column.name)
            if value is None:
                continue
            if column.name == own_key(table):
                changes.append((place, "number", (table, value)))
            elif target is not None and target.name in {"staff", "service"}:
                changes.append((place, target.name, value))
            elif target is not None:
                changes.append((place, "number", (target, value)))
            elif isinstance(value, str) and value.startswith(("staff:", "customer:")):
                changes.append((place, "person", value))
            elif column.name in SAID.get(table, ()):
                changes.append((place, column.name, value))
            elif table is LETTER and column.name in {"message_id", "subject", "body"}:
                changes.append((place, "letter", (_of_letter(column.name, row, ref), ref)))
            elif isinstance(value, str) and ref in value:
                raise ValueError(f"{table.name}.{column.name} holds a reference: teach the cloner")
        return Stamp(table, self.binder.tuple_of(table, row), tuple(changes))

    def clone(
        self, pattern: Pattern, weeks: int, texts: Callable[[int], Text], place: int
    ) -> Iterator[tuple[Table, tuple[Any, ...]]]:
        """One copy, ready to store: `place` says whose case it is, `texts` gives a new text of a length."""
        rows = self.pattern_at(pattern, weeks)
        old = rows[CASE][0]
        ref, people = self._reference(old["logged_at"]), self._people(old, place)
        numbered = {
            (table, row["id"]): number
            for table, group in rows.items()
            if table is not CUSTOMER and own_key(table)
            for number, row in enumerate(group, self.numbers.take(table, len(group)))
        }
        bound = self.binder.tuple_of
        customer = self._customer(rows[CUSTOMER][0], people)
        numbered[CUSTOMER, rows[CUSTOMER][0]["id"]] = customer["id"]
        subject = f"{self.prose.dice.choice(WHAT)} {self.prose.dice.choice(HOW)}".capitalize()
        made: list[tuple[Table, Row]] = []
        if customer.pop("is_new"):
            made.append((CUSTOMER, customer))
            made += self._add(
                SETTINGS, "customer.added", {"customer": customer["id"], "kind": customer["kind"].value}, people, old
            )
        for row in rows.get(PURCHASE, ()):
            bought = {"customer": customer["id"], "purchase": numbered[PURCHASE, row["id"]]}
            made += self._add(SETTINGS, "purchase.added", bought, people, old)
        said = self._journal(rows, ref, numbered, people, texts, made)
        made += self._search(rows, numbered, ref, subject, customer, said)
        made += self._add(HOUSE, "house.case_opened", {"ref": ref}, people, old)
        for stamp in self.stamps_at(pattern, weeks):
            yield stamp.table, stamp.struck(numbered, people, {"ref": ref, "subject": subject, "stream": f"case:{ref}"})
        for table, row in made:
            yield table, bound(table, row)

    def _reference(self, at: datetime) -> str:
        name = f"AM-{at.year}"
        self.years[name] = self.years.get(name, 0) + 1
        return f"{name}-{self.years[name]:05d}"

    def _people(self, old: Row, place: int) -> People:
        who = self.roster
        service = who.services[place % len(who.services)]
        agents = who.agents_in[service]
        agent = agents[place // len(who.services) % len(agents)]
        staff = dict.fromkeys(who.agents, agent) | dict.fromkeys(who.supervisors, who.supervisor_of[service])
        return People(staff, dict.fromkeys(who.services, service), (old["customer_id"], 0), who.names)

    def _customer(self, row: Row, people: People) -> Row:
        """Four cases in five come from somebody new, the fifth from somebody known."""
        dice = self.prose.dice
        known = self.customers > 50 and dice.random() < 0.2
        place = dice.randrange(self.customers) if known else self.customers
        number = self.numbers.next[CUSTOMER.name] - self.customers + place if known else self.numbers.take(CUSTOMER)
        self.customers += not known
        name, email = person(place)
        people.customer = (row["id"], number)
        return {**row, "id": number, "name": name, "name_key": plain(name), "email": email, "is_new": not known}

    def _add(self, stream: str, kind: str, data: Row, people: People, case: Row) -> list[tuple[Table, Row]]:
        """Add an entry to a common stream, as `journal.record` does."""
        chain, at = self.chains[stream], case["logged_at"]
        by = people.key(f"staff:{case['created_by_id']}")
        chain.seq += 1
        sealed = {
            "stream": stream, "seq": chain.seq, "kind": kind, "at": at, "by": by, "audience": "internal", "data": data, "commitment": "",
            "previous": chain.seal,
        }  # fmt: skip
        chain.seal = seal_of(**sealed)
        number = self.numbers.take(ENTRY)
        part = {"entry_id": number, "person": by, "role": "author", "stream": stream}
        return [(ENTRY, {**sealed, "id": number, "seal": chain.seal}), (PART, part)]

    def _journal(
        self,
        rows: dict[Table, list[Row]],
        ref: str,
        numbered: dict[tuple[Table, int], int],
        people: People,
        texts: Callable[[int], Text],
        made: list[tuple[Table, Row]],
    ) -> dict[int, dict[str, Text]]:
        """The case's own stream, written and sealed again; returns what was said: {seq: {name: text}}."""
        stream, seal, said = f"case:{ref}", GENESIS, {}
        bodies = {row["entry_id"]: row["body"] for row in rows.get(WORDS, ())}
        for row in rows[ENTRY]:
            number = numbered[ENTRY, row["id"]]
            body = {name: _told(text, texts) for name, text in bodies.get(row["id"], {}).items()}
            plain_body = {name: text.shown for name, text in body.items()}
            salt = secrets.token_hex(16) if body else ""
            sealed = {
                "stream": stream, "seq": row["seq"], "kind": row["kind"], "at": row["at"], "by": people.key(row["by"]),
                "audience": row["audience"].value, "data": _facts(row["data"], ref, numbered, people),
                "commitment": commitment_to(plain_body, salt), "previous": seal,
            }  # fmt: skip
            seal = seal_of(**sealed)
            made.append((ENTRY, {**sealed, "id": number, "seal": seal}))
            if body:
                said[row["seq"]] = body
                made.append((WORDS, {"entry_id": number, "salt": salt, "body": plain_body}))
        made.append((HEAD, {"stream": stream, "seq": len(rows[ENTRY]), "seal": seal}))
        return said

    def _search(
        self,
        rows: dict[Table, list[Row]],
        numbered: dict[tuple[Table, int], int],
        ref: str,
        subject: str,
        customer: Row,
        said: dict[int, dict[str, Text]],
    ) -> Iterator[tuple[Table, Row]]:
        case = numbered[CASE, rows[CASE][0]["id"]]
        for row in rows[SEARCH]:
            if row["kind"] in {"entry", "complaint"}:
                parts = list(said[1 if row["kind"] == "complaint" else int(row["key"])].values())
                text = Text("\n".join(part.shown for part in parts), " ".join(part.words for part in parts))
            elif row["kind"] == "subject":
                shown = f"{ref} {subject} {rows[CASE][0]['product']}"
                text = Text(shown, titled(folded(shown)))
            else:
                shown = f"{customer['name']} {customer['email']} {customer['phone']}"
                text = Text(shown, titled(folded(shown)))
            made = {**row, "id": numbered[SEARCH, row["id"]], "subject_id": case}
            yield SEARCH, {**made, "shown": text.shown, "words": text.words}


def _told(text: str, texts: Callable[[int], Text]) -> Text:
    if len(text) < WRITTEN_AT_LENGTH:
        return Text(text, folded(text))
    return texts(LONG if len(text) >= LONG else SHORT)


NUMBERED = {"customer": "customer", "promise": "promise", "purchase": "purchase"}
"""Facts of an entry that are numbers of rows."""


def _facts(data: Row, ref: str, numbered: dict[tuple[Table, int], int], people: People) -> Row:
    made = dict(data)
    if "ref" in made:
        made["ref"] = ref
    for name, table in NUMBERED.items():
        if name in made:
            made[name] = numbered.get((TABLES[table], made[name]), made[name])
    if isinstance(made.get("owner"), int):
        made["owner"] = people.staff.get(made["owner"], made["owner"])
        if "owner_name" in made:
            made["owner_name"] = people.names[made["owner"]]
    return made


class Binder:
    """Turns rows into what a driver stores, column by column; sentences kept as JSON are written once and remembered."""

    def __init__(self, dialect: Any) -> None:
        self.dialect = dialect
        self.columns = {table: [(c.name, self._writer(c)) for c in table.columns] for table in TABLES.values()}

    def _writer(self, column: Column[Any]) -> Callable[[Any], Any] | None:
        if isinstance(column.type, JSON):
            return lambda value: None if value is None else canonical(value).decode()
        write = column.type.dialect_impl(self.dialect).bind_processor(self.dialect)
        if isinstance(column.type, Enum):
            return lambda value: getattr(value, "value", value)
        moment = isinstance(column.type, Date | DateTime | TypeDecorator)
        return lru_cache(maxsize=100_000)(write) if write is not None and moment else write

    def tuple_of(self, table: Table, row: Row) -> tuple[Any, ...]:
        """The row in the order of the table's columns."""
        return tuple([row[name] if write is None else write(row[name]) for name, write in self.columns[table]])
