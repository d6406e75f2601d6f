"""Looking for words: the newest texts that hold them all, a batch at a time; titles alone; words spread over a subject.

A common word is in a fifth of all texts, and nobody reads a fifth of all texts: `newest` gives the newest places only.
FTS5 walks its hits from the newest; on PostgreSQL only the newest blocks are asked, as many as its statistics say will do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from sqlalchemy import TextClause, func, select, text

from app.plumbing.db import db, on_sqlite
from app.plumbing.search.folding import folded
from app.plumbing.search.texts import BLOCK, TITLE, SearchText, write_waiting

MOST_RANKED = 1000
"""How many texts one batch of hits holds at most."""
FIRST_RANKED = 300
"""How many the first one holds: a page of thirty cases, mostly, for somebody who may see a tenth of them."""
FEW = 8000
"""Up to so many expected hits are read at once, wherever they are: asking for one hit in many blocks takes longer."""


class Place(NamedTuple):
    """One text found: whose it is and of which kind."""

    id: int
    subject_id: int
    kind: str


def newest(query: str, below: int | None = None) -> list[Place]:
    """The newest texts that hold every word of the query, at most `MOST_RANKED` of them, numbered below `below`."""
    return _newest(_asked(query), MOST_RANKED, below)


def _asked(query: str) -> list[str]:
    return list(dict.fromkeys(folded(query).split()))


def _newest(tokens: list[str], most: int, below: int | None = None) -> list[Place]:
    if not tokens:
        return []
    write_waiting(db.session())
    return _walked(tokens, most, below) if on_sqlite() else _in_blocks(tokens, most, below)


MOST_SCATTERED = 6
"""More words than this are looked for together only: each asks once."""


def scattered(query: str) -> list[Place]:
    """The texts of subjects that hold every word, each word in whichever text: a name here, what happened there.

    Among the newest texts that hold each word; for when no single text holds them all.
    """
    tokens = _asked(query)
    if not 1 < len(tokens) <= MOST_SCATTERED:
        return []
    held = [_newest([token], MOST_RANKED) for token in tokens]
    everywhere = set.intersection(*({place.subject_id for place in places} for places in held))
    return [place for places in held for place in places if place.subject_id in everywhere]


def batches(query: str) -> Iterator[list[Place]]:
    """All hits, newest first, a batch at a time: whoever may not see the newest ones reads on."""
    return _batches(_asked(query))


def titles(query: str) -> Iterator[list[Place]]:
    """All titles that hold every word of the query, in the same way: none is hidden by newer texts of other kinds."""
    return _batches([TITLE + token for token in _asked(query)])


def _batches(tokens: list[str]) -> Iterator[list[Place]]:
    most = min(FIRST_RANKED, MOST_RANKED)
    found = _newest(tokens, most)
    while found:
        yield found
        found = _newest(tokens, MOST_RANKED, below=found[-1].id) if len(found) == most else []
        most = MOST_RANKED


def _walked(tokens: list[str], most: int, below: int | None) -> list[Place]:
    older = "AND search_index.rowid < :below" if below is not None else ""
    statement = (
        "SELECT t.id, t.subject_id, t.kind FROM search_index JOIN search_text t ON t.id = search_index.rowid "  # noqa: S608  ours
        f"WHERE search_index MATCH :asked {older} ORDER BY search_index.rowid DESC LIMIT :most"
    )
    asked = " AND ".join(f'"{token}"' for token in tokens)
    given = {"asked": asked, "most": most} | ({"below": below} if below is not None else {})
    return _places(text(statement), given)


def _places(statement: TextClause, given: dict[str, Any]) -> list[Place]:
    """What the statement finds; its rows are named as places are, and made once."""
    return cast(list[Place], db.session.execute(statement, given).all())


MATCHING = "search_text t WHERE search_vector(t.words, t.id) @@ CAST(:asked AS tsquery)"
HELD = text(
    f"WITH held AS MATERIALIZED (SELECT t.id, t.subject_id, t.kind FROM {MATCHING}) "  # noqa: S608  ours
    "SELECT id, subject_id, kind FROM held WHERE id >= :floor AND id < :below ORDER BY id DESC LIMIT :most"
)
EXPECTED = text(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM {MATCHING}")  # noqa: S608  ours


def _in_blocks(tokens: list[str], most: int, below: int | None) -> list[Place]:
    asked, found = " & ".join(f"'{token}'" for token in tokens), list[Place]()
    expected = _expected(asked)
    if expected <= FEW:
        return _held(asked, 0, AFTER_ALL if below is None else below, most)
    below = (db.session.scalar(select(func.max(SearchText.id))) or 0) + 1 if below is None else below
    several = 2 + (below // BLOCK + 1) * most // expected
    while below > 0 and len(found) < most:
        last = (below - 1) // BLOCK
        first = max(0, last - several + 1)
        newest_blocks = " | ".join(f"'#{n}'" for n in range(first, last + 1))
        read = _held(f"{asked} & ({newest_blocks})", first * BLOCK, below, most - len(found))
        found += read
        below, several = first * BLOCK, _going_on(several, len(read), most - len(found))
    return found


def _going_on(several: int, gave: int, missing: int) -> int:
    """How many blocks to ask next, when so many gave so few: what is missing, were the next ones alike; four times as many at most."""
    return min(several * 4, 1 + several * missing // max(1, gave))


AFTER_ALL = 2**31 - 1
"""No text has this number."""


def _held(asked: str, floor: int, below: int, most: int) -> list[Place]:
    given = {"asked": asked, "floor": floor, "below": below, "most": most}
    return _places(HELD, given)


def _expected(asked: str) -> int:
    """How many texts hold these words by the server's statistics: wrong, they cost time and hide nothing."""
    return int(db.session.scalar(EXPECTED, {"asked": asked})[0]["Plan"]["Plan Rows"])
