"""Full text: words folded in Python, so that both databases find the same rows; FTS5 here, tsvector there.

A room stores text as (subject, kind, key, audience, folded words). Folding takes away case and accents, opens œ and æ,
and stems French and English alike, so that "Œuvres" finds "oeuvre". Both indexes hold exactly the folded words: neither
database's own parser has a say.

A common word is in a fifth of all texts, and nobody reads a fifth of all texts: `newest` gives the newest places only.
FTS5 walks its hits from the newest. PostgreSQL's index cannot, so each text also carries the number of its block of ids as
a word no text can hold (`#96`); of a common word only the newest blocks are asked, as many as its statistics say will do.
A title (a name, what it is about) must be found however many newer texts hold its words: each of them stands in the index a
second time as a word no text can hold either (`§durand`), so that titles are found without reading the other hits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple, cast

import Stemmer
from sqlalchemy import ColumnElement, Index, String, Text, TextClause, delete, event, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from app.plumbing.db import Base, db, on_sqlite

OPENED = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ı": "i", "’": " "}
)  # fmt: skip
TOKEN = re.compile(r"[^\W_]+")
PIECE = re.compile(r"[\w\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]+")
"""A word as it stands in a text, its combining marks included."""
TURNING = re.compile("[\0\u202a-\u202e\u2066-\u2069]")
"""Characters that would turn the words around a snippet, or end them."""
LONGEST_TOKEN = 60
LONGEST_TEXT = 60_000
_stemmer = Stemmer.Stemmer("french", 20_000)


class SearchText(Base):
    """One searchable text of one subject (a case): `words` is folded, `shown` is what a snippet is cut from."""

    __tablename__ = "search_text"
    __table_args__ = (Index("uq_search_text_place", "subject_id", "kind", "key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(60))
    audience: Mapped[str] = mapped_column(String(20))
    shown: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)


# --- folding ---------------------------------------------------------------------------------------------------------


class _Marks(dict[int, int | None]):
    """Drops combining marks; remembers what it has looked up."""

    def __missing__(self, code: int) -> int | None:
        kept = self[code] = None if unicodedata.combining(chr(code)) else code
        return kept


_marks = _Marks()


ODD = re.compile(r"[^\x00-\x7f]+")


def plain(value: str) -> str:
    """Lower case without accents, ligatures opened; positions are not kept.

    Most letters of most texts need nothing: only what is between them is looked at, each run of it once.
    """
    if value.isascii():
        return value.lower()
    return ODD.sub(_plain_run, value.lower())


def _plain_run(found: re.Match[str]) -> str:
    return _plain(found.group())


@lru_cache(maxsize=20_000)
def _plain(run: str) -> str:
    decomposed = unicodedata.normalize("NFKD", run.translate(OPENED))
    return decomposed.translate(_marks).lower().translate(OPENED)


@lru_cache(maxsize=50_000)
def stem(token: str) -> str:
    """The stem of one folded word; numbers and codes stay as they are."""
    return (str(_stemmer.stemWord(token)) or token) if token.isalpha() else token


def folded(value: str) -> str:
    """The words of a text as they are stored and looked for."""
    return " ".join(map(stem, [token[:LONGEST_TOKEN] for token in TOKEN.findall(plain(value[:LONGEST_TEXT]))]))


@lru_cache(maxsize=50_000)
def _stems(word: str) -> frozenset[str]:
    return frozenset(folded(word).split())


# --- storing ---------------------------------------------------------------------------------------------------------


PLACE = ("subject_id", "kind", "key")
WAITING = "search_texts"


TITLE = "§"
"""Before each word of a title as it stands in the index once more; no folded word holds it."""


def put(subject_id: int, kind: str, key: str, audience: str, shown: str, *, title: bool = False) -> None:
    """Store (or replace) one searchable text; searchable as soon as the commit is done. Without a word, nothing is kept.

    Texts wait for the commit (or for whoever searches before it) and are then written together. Titles can be looked for
    alone.
    """
    shown = shown[:LONGEST_TEXT].replace("\0", " ").encode("utf-8", "replace").decode()
    waiting = db.session().info.setdefault(WAITING, {})
    said = titled(folded(shown)) if title else folded(shown)
    waiting[subject_id, kind, key] = {"audience": audience, "shown": shown, "words": said}


def titled(words: str) -> str:
    """The folded words of a title as they are stored: once as words, once as words of a title."""
    return f"{words} {TITLE}" + words.replace(" ", f" {TITLE}") if words else ""


def words_of(stored: str) -> str:
    """The folded words of a stored text, each as often as it was said, whether it is a title or not."""
    return stored.partition(f" {TITLE}")[0]


def _store(session: Session) -> None:
    """Write the texts that wait, in two statements at most."""
    waiting: dict[tuple[int, str, str], dict[str, str]] = session.info.pop(WAITING, {})
    rows = [dict(zip(PLACE, place, strict=True)) | said for place, said in waiting.items() if said["words"]]
    gone = [place for place, said in waiting.items() if not said["words"]]
    if rows:
        session.execute(_upsert(session.get_bind(SearchText).dialect.name), rows)
    for subject_id, kind, key in gone:
        session.execute(delete(SearchText).where(*_at(subject_id, kind, key)))


def _at(subject_id: int, kind: str, key: str) -> tuple[ColumnElement[bool], ...]:
    return SearchText.subject_id == subject_id, SearchText.kind == kind, SearchText.key == key


@lru_cache(maxsize=2)
def _upsert(dialect: str) -> Any:
    """The one statement that keeps texts, whatever they are."""
    kept: Any = (sqlite if dialect == "sqlite" else postgresql).insert(SearchText.__table__)
    said = {name: kept.excluded[name] for name in ("audience", "shown", "words")}
    return kept.on_conflict_do_update(index_elements=list(PLACE), set_=said)


@event.listens_for(db.session, "before_commit")
def _stored_with_the_commit(session: Session) -> None:
    if WAITING in session.info:
        _store(session)


@event.listens_for(db.session, "after_soft_rollback")
def _forgotten_with_the_rollback(session: Session, _previous: SessionTransaction) -> None:
    session.info.pop(WAITING, None)


# --- finding ---------------------------------------------------------------------------------------------------------

BLOCK = 8192
"""How many consecutive texts share a block word."""
SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_text', content_rowid='id', tokenize='ascii', "
    "detail='none', columnsize=0)",
    "CREATE TRIGGER index_search_text_insert AFTER INSERT ON search_text BEGIN "
    "INSERT INTO search_index(rowid, words) VALUES (NEW.id, NEW.words); END",
    "CREATE TRIGGER index_search_text_delete AFTER DELETE ON search_text BEGIN "
    "INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', OLD.id, OLD.words); END",
    "CREATE TRIGGER index_search_text_update AFTER UPDATE ON search_text BEGIN "
    "INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', OLD.id, OLD.words); "
    "INSERT INTO search_index(rowid, words) VALUES (NEW.id, NEW.words); END",
)
POSTGRESQL_INDEX = (
    "CREATE OR REPLACE FUNCTION search_vector(words text, id integer) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE "
    "COST 100 AS $vector$ BEGIN RETURN array_to_tsvector(string_to_array("
    f"words || ' #' || CAST(id / {BLOCK} AS text), ' ')); END $vector$",
    "CREATE INDEX ix_search_text_words ON search_text USING gin (search_vector(words, id)) WITH (fastupdate = off)",
)
"""The cost tells the planner what it cannot know: computing the words of a row again is never worth it."""
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
    _store(db.session())
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


def snippet(shown: str, query: str, width: int = 160) -> list[tuple[str, bool]]:
    """A piece of the original text around the first hit: [(piece, is it a hit?)…]. Pieces are text, never markup."""
    shown = TURNING.sub("", shown)
    nothing_of = frozenset(folded(query).split()).isdisjoint
    pieces = PIECE.finditer(shown)
    first = next((piece for piece in pieces if not nothing_of(_stems(piece.group()))), None)
    begin = _word_start(shown, max(0, first.start() - width // 3), first.start()) if first else 0
    finish = min(len(shown), begin + width)
    parts: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = begin
    for piece in chain((first,) if first else (), pieces):
        start, end = piece.span()
        if end > finish:
            break
        if piece is first or not nothing_of(_stems(piece.group())):
            parts += [(shown[at:start], False), (shown[start:end], True)]
            at = end
    parts.append((shown[at:finish], False))
    return [part for part in parts if part[0]] + ([("…", False)] if finish < len(shown) else [])


def _word_start(shown: str, begin: int, hit: int) -> int:
    """The start of the next word, so that a snippet does not begin inside one."""
    space = shown.find(" ", begin, hit)
    return space + 1 if begin and space != -1 else begin


def forget(subject_id: int) -> None:
    """Drop every text of a subject, those that wait to be written included."""
    _store(db.session())
    db.session.execute(delete(SearchText).where(SearchText.subject_id == subject_id))


def purge() -> None:
    """Leave nothing of erased words in the index of the embedded database: its parts are written again without them."""
    if on_sqlite():
        db.session.execute(text("INSERT INTO search_index(search_index) VALUES ('optimize')"))


def rebuild() -> None:
    """Build the index of the embedded database again from its rows (after a restore)."""
    if on_sqlite():
        db.session.execute(text("INSERT INTO search_index(search_index) VALUES ('rebuild')"))
