"""The texts that can be found: kept with the commit, and their index in each database.

Of a common word PostgreSQL's index cannot give the newest hits first, so each text also carries the number of its block of
ids as a word no text can hold (`#96`). A title stands in the index a second time as words no text can hold either (`§durand`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Index, String, Text, delete, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from app.plumbing.db import Base, db, on_sqlite
from app.plumbing.search.folding import LONGEST_TEXT, folded


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


BLOCK = 8192
"""How many consecutive texts share a block word (the index of PostgreSQL adds it, see its migration)."""
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


def write_waiting(session: Session) -> None:
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
        write_waiting(session)


@event.listens_for(db.session, "after_soft_rollback")
def _forgotten_with_the_rollback(session: Session, _previous: SessionTransaction) -> None:
    session.info.pop(WAITING, None)


def forget(subject_id: int) -> None:
    """Drop every text of a subject, those that wait to be written included."""
    write_waiting(db.session())
    db.session.execute(delete(SearchText).where(SearchText.subject_id == subject_id))


def purge() -> None:
    """Leave nothing of erased words in the index of the embedded database: its parts are written again without them."""
    if on_sqlite():
        db.session.execute(text("INSERT INTO search_index(search_index) VALUES ('optimize')"))


def rebuild() -> None:
    """Build the index of the embedded database again from its rows (after a restore)."""
    if on_sqlite():
        db.session.execute(text("INSERT INTO search_index(search_index) VALUES ('rebuild')"))
