"""Full text: words folded in Python, so that both databases find the same rows; FTS5 here, tsvector there.

A room stores text as (subject, kind, key, audience, folded words). Folding takes away case and accents, opens œ and æ,
and stems French and English alike, so that "Œuvres" finds "oeuvre".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer
from sqlalchemy import Index, String, Text, delete, text
from sqlalchemy.orm import Mapped, mapped_column

from app.plumbing.db import Base, db

OPENED = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "’": " "})
TOKEN = re.compile(r"[a-z0-9]+")
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


def plain(value: str) -> str:
    """Lower case without accents, ligatures opened; positions are not kept."""
    decomposed = unicodedata.normalize("NFKD", value.translate(OPENED))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


@lru_cache(maxsize=50_000)
def stem(token: str) -> str:
    """The stem of one folded word; numbers and codes stay as they are."""
    return str(_stemmer.stemWord(token)) if token.isalpha() else token


def folded(value: str) -> str:
    """The words of a text as they are stored and looked for."""
    return " ".join(stem(token[:LONGEST_TOKEN]) for token in TOKEN.findall(plain(value[:LONGEST_TEXT])))


def put(subject_id: int, kind: str, key: str, audience: str, shown: str) -> None:
    """Store (or replace) one searchable text; searchable as soon as the commit is done."""
    db.session.execute(
        delete(SearchText).where(SearchText.subject_id == subject_id, SearchText.kind == kind, SearchText.key == key)
    )
    words = folded(shown)
    if words:
        row = SearchText(
            subject_id=subject_id, kind=kind, key=key, audience=audience, shown=shown[:LONGEST_TEXT], words=words
        )
        db.session.add(row)


def snippet(shown: str, query: str, width: int = 160) -> list[tuple[str, bool]]:
    """A piece of the original text around the first hit: [(piece, is it a hit?)…]."""
    wanted = set(folded(query).split())
    pieces = [(match.group(), match.start(), match.end()) for match in re.finditer(r"\w+", shown)]
    hits = [(start, end) for word, start, end in pieces if set(folded(word).split()) & wanted]
    if not hits:
        return [(shown[:width], False)] if shown else []
    begin = max(0, hits[0][0] - width // 3)
    finish = min(len(shown), begin + width)
    parts: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = begin
    for start, end in hits:
        if start < at or end > finish:
            continue
        parts += [(shown[at:start], False), (shown[start:end], True)]
        at = end
    parts.append((shown[at:finish], False))
    return [part for part in parts if part[0]] + ([("…", False)] if finish < len(shown) else [])


SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_text', content_rowid='id', tokenize='ascii')",
    "CREATE TRIGGER index_search_text_insert AFTER INSERT ON search_text BEGIN "
    "INSERT INTO search_index(rowid, words) VALUES (NEW.id, NEW.words); END",
    "CREATE TRIGGER index_search_text_delete AFTER DELETE ON search_text BEGIN "
    "INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', OLD.id, OLD.words); END",
    "CREATE TRIGGER index_search_text_update AFTER UPDATE ON search_text BEGIN "
    "INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', OLD.id, OLD.words); "
    "INSERT INTO search_index(rowid, words) VALUES (NEW.id, NEW.words); END",
)
POSTGRESQL_INDEX = ("CREATE INDEX ix_search_text_words ON search_text USING gin (to_tsvector('simple', words))",)
MOST_RANKED = 2000


def matching(query: str) -> tuple[str, dict[str, str]] | None:
    """The condition that a `search_text` row (alias `t`) holds every word of the query; None when nothing is asked."""
    tokens = folded(query).split()
    if not tokens:
        return None
    if db.engine.dialect.name == "sqlite":
        asked = " AND ".join(f'"{token}"' for token in tokens)
        return "t.id IN (SELECT rowid FROM search_index WHERE search_index MATCH :asked)", {"asked": asked}
    asked = " & ".join(f"'{token}'" for token in tokens)
    return "to_tsvector('simple', t.words) @@ CAST(:asked AS tsquery)", {"asked": asked}


def rebuild() -> None:
    """Build the index of the embedded database again from its rows (after a restore)."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("INSERT INTO search_index(search_index) VALUES ('rebuild')"))
