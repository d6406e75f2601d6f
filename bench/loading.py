"""Filling a database with N cases copied from patterns: COPY into PostgreSQL, prepared inserts into SQLite."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, text

from app.models import Base
from app.plumbing.db import db, write_mode
from bench.cloning import HEAD, TABLES, Cloner
from bench.house import Pattern, found_firm, roster_of, tell_patterns
from bench.prose import Prose, Text

SEED = 20_261_121
BATCH = 1_000
OPEN_SHARE, RARE_SHARE, COMMON_EVERY = 0.30, 0.01, 5
WEEKS_OPEN, WEEKS_CLOSED = 26, 104


@dataclass(frozen=True)
class Copy:
    """One case to make: of which pattern, how many weeks ago, with the rare word or not."""

    pattern: Pattern
    weeks: int
    rare: bool


def planned(
    patterns: list[Pattern], count: int, open_share: float, when: Callable[[Pattern, int], datetime]
) -> list[Copy]:
    """Which cases to make, oldest first, so that high numbers are recent ones as in life."""
    dice = random.Random(SEED)
    live, done = ([p for p in patterns if p.is_open is flag] for flag in (True, False))
    wanted = round(count * open_share)
    made = dice.choices(live, [p.weight for p in live], k=wanted)
    made += dice.choices(done, [p.weight for p in done], k=count - wanted)
    weeks = [int(dice.triangular(0, WEEKS_OPEN, 1)) if p.is_open else dice.randrange(1, WEEKS_CLOSED) for p in made]
    rare = set(dice.sample(range(count), round(count * RARE_SHARE)))
    copies = [Copy(p, w, n in rare) for n, (p, w) in enumerate(zip(made, weeks, strict=True))]
    return sorted(copies, key=lambda copy: when(copy.pattern, copy.weeks))


def texts_for(prose: Prose, rare: bool, counted: Iterator[int]) -> Callable[[int], Text]:
    """New texts for one case: every fifth holds the common word, the case's first the rare one when it must."""
    left = [rare]

    def give(length: int) -> Text:
        first, left[0] = left[0], False
        return prose.text(length, common=next(counted) % COMMON_EVERY == 0, rare=first)

    return give


def load(
    count: int, now: datetime, tell: Callable[[str], None] = lambda _line: None, open_share: float = OPEN_SHARE
) -> None:
    """Found the company, tell the patterns, copy them until there are `count` cases; inside an application context."""
    prose = Prose(SEED)
    firm = found_firm(now)
    patterns = tell_patterns(firm, prose, now)
    roster = roster_of(firm)
    db.session.remove()
    mode = write_mode.set(True)
    try:
        with db.engine.connect() as connection:
            _hurry(connection)
            _copy_all(
                connection,
                Cloner(connection, roster, patterns, prose),
                patterns,
                count - len(patterns),
                open_share,
                tell,
            )
    finally:
        write_mode.reset(mode)
    settle()


def _copy_all(
    connection: Connection,
    cloner: Cloner,
    patterns: list[Pattern],
    count: int,
    open_share: float,
    tell: Callable[[str], None],
) -> None:
    counted = iter(range(10**9))
    plan = planned(
        patterns, count, open_share, lambda p, weeks: cloner.pattern_at(p, weeks)[TABLES["case_file"]][0]["logged_at"]
    )
    waiting: dict[Table, list[tuple[Any, ...]]] = {}
    for number, copy in enumerate(plan, start=1):
        for table, row in cloner.clone(copy.pattern, copy.weeks, texts_for(cloner.prose, copy.rare, counted), number):
            waiting.setdefault(table, []).append(row)
        if number % BATCH == 0 or number == len(plan):
            _write(connection, waiting)
            tell(f"{number:,} of {len(plan):,} cases")
    _finish(connection, cloner)
    connection.commit()


def _hurry(connection: Connection) -> None:
    """While loading only, on this connection only: a large cache, and no waiting for the disk."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA synchronous=OFF")
        driver.execute("PRAGMA cache_size=-500000")


def _write(connection: Connection, waiting: dict[Table, list[tuple[Any, ...]]]) -> None:
    """Parents before children; one transaction a batch."""
    for table in Base.metadata.sorted_tables:
        rows = waiting.pop(table, None)
        if rows:
            (_insert if connection.dialect.name == "sqlite" else _copy)(connection, table, rows)
    connection.commit()


def _insert(connection: Connection, table: Table, rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join("?" * len(table.columns))
    connection.connection.cursor().executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)


def _copy(connection: Connection, table: Table, rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _finish(connection: Connection, cloner: Cloner) -> None:
    """What the product keeps beside the rows: heads of common streams, numbers given out, sequences."""
    for chain in cloner.chains.values():
        connection.execute(HEAD.update().where(HEAD.c.stream == chain.stream).values(seq=chain.seq, seal=chain.seal))
    fresh = [row for key, row in cloner.wordings.items() if key not in cloner.worded]
    if fresh:
        connection.execute(TABLES["duty_wording"].insert(), fresh)
    counter = TABLES["counter"]
    for name, last in cloner.years.items():
        if not connection.execute(counter.update().where(counter.c.name == name).values(last=last)).rowcount:
            connection.execute(counter.insert().values(name=name, last=last))
    if connection.dialect.name == "postgresql":
        for name, number in cloner.numbers.next.items():
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {number}, false)"))


def settle() -> None:
    """What a server does by itself within minutes: vacuum and statistics."""
    db.session.remove()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
