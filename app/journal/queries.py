"""Reading the journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from app.journal.models import Entry, EntryText, Erasure, Head, Participant
from app.journal.rules import Fault, Problem, check, commitment_to
from app.kernel import Audience
from app.plumbing.db import columns_of, db
from app.plumbing.memo import read_once

DATA = select(Entry.data).where(Entry.stream == bindparam("stream")).order_by(Entry.seq)
ENTRIES = select(Entry).where(Entry.stream == bindparam("stream")).options(joinedload(Entry.words)).order_by(Entry.seq)


@read_once
def entries_of(stream: str, *, audiences: tuple[Audience, ...] | None = None) -> list[Entry]:
    """One stream from its start, with its words, only what these audiences may read (all when None)."""
    wanted = ENTRIES if audiences is None else ENTRIES.where(Entry.audience.in_(audiences))
    return list(db.session.scalars(wanted, {"stream": stream}))


class Line(NamedTuple):
    """One entry as a time line draws it: without its seals, with what is left of its words, and what was erased of them."""

    seq: int
    kind: str
    at: datetime
    by: str
    audience: Audience
    data: Mapping[str, Any]
    commitment: str
    words: Mapping[str, Any] | None
    erased_at: datetime | None
    erased_by: str | None
    reason: str | None


LINES = (
    select(
        Entry.seq, Entry.kind, Entry.at, Entry.by, Entry.audience, Entry.data, Entry.commitment, EntryText.body,
        Erasure.at, Erasure.by, Erasure.reason,
    )
    .outerjoin(EntryText, EntryText.entry_id == Entry.id)
    .outerjoin(Erasure, Erasure.entry_id == Entry.id)
    .where(Entry.stream == bindparam("stream"))
    .order_by(Entry.seq)
)  # fmt: skip


@read_once
def lines_of(stream: str) -> list[Line]:
    """The time line of one stream, oldest first."""
    return [Line._make(row) for row in columns_of(LINES, {"stream": stream})]


@read_once
def data_of(stream: str) -> list[Mapping[str, Any]]:
    """The facts of each entry of a stream, oldest first, without anybody's words."""
    known = lines_of.known(stream) or entries_of.known(stream)  # type: ignore[attr-defined]
    return [entry.data for entry in known] if known is not None else list(db.session.scalars(DATA, {"stream": stream}))


def data_of_each(streams: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The same for many streams, read together."""
    found: dict[str, list[dict[str, Any]]] = {stream: [] for stream in streams}
    wanted = select(Entry.stream, Entry.data).where(Entry.stream.in_(streams)).order_by(Entry.stream, Entry.seq)
    for stream, data in db.session.execute(wanted):
        found[stream].append(data)
    return found


def entries_of_kind(stream: str, *kinds: str) -> list[Entry]:
    """The entries of these kinds in a stream, oldest first."""
    wanted = select(Entry).where(Entry.stream == stream, Entry.kind.in_(kinds)).options(joinedload(Entry.words))
    return list(db.session.scalars(wanted.order_by(Entry.seq)))


def last_of_kind(stream: str, kind: str) -> datetime | None:
    """When something of this kind was last recorded in a stream; entries are looked through from the newest back."""
    wanted = select(Entry.at).where(Entry.stream == stream, Entry.kind == kind)
    return db.session.scalar(wanted.order_by(Entry.seq.desc()).limit(1))


def participants_of(stream: str) -> set[tuple[str, str]]:
    """Everyone who took part in a stream: (person, what as)."""
    wanted = select(Participant.person, Participant.role).join(Entry, Entry.id == Participant.entry_id)
    rows = db.session.execute(wanted.where(Entry.stream == stream).distinct())
    return {(person, role) for person, role in rows}


def head_of(stream: str) -> Head | None:
    """The last number and seal of a stream, or None when nothing happened in it."""
    return db.session.get(Head, stream, populate_existing=True)


def verify(stream: str | None = None) -> Iterator[Problem]:
    """Check one stream, or all of them: seals, order, length, and the words beside the entries."""
    heads = select(Head).order_by(Head.stream).execution_options(populate_existing=True)
    for head in db.session.scalars(heads.where(Head.stream == stream) if stream else heads).all():
        yield from _verify_one(head)


def _verify_one(head: Head) -> Iterator[Problem]:
    wanted = select(Entry).where(Entry.stream == head.stream).options(joinedload(Entry.words)).order_by(Entry.seq)
    entries = list(db.session.scalars(wanted))
    yield from check(entry.sealed for entry in entries)
    last = entries[-1].seal if entries else ""
    if last != head.seal or len(entries) != head.seq:
        yield Problem(Fault.CUT, head.stream, head.seq, f"{head.stream}: the last entries are not those the head names")
    erased = _erased(entries)
    for entry in entries:
        yield from _verify_words(entry, entry.words, entry.id in erased)
    db.session.expunge_all()


def _erased(entries: Sequence[Entry]) -> set[int]:
    ids = [entry.id for entry in entries if entry.commitment and entry.words is None]
    return set(db.session.scalars(select(Erasure.entry_id).where(Erasure.entry_id.in_(ids)))) if ids else set()


def _verify_words(entry: Entry, words: EntryText | None, erased: bool) -> Iterator[Problem]:
    where = f"{entry.stream} no. {entry.seq}"
    if words is None:
        if entry.commitment and not erased:
            yield Problem(
                Fault.TEXT_MISSING, entry.stream, entry.seq, f"{where}: its words are gone without an erasure"
            )
    elif commitment_to(words.body, words.salt) != entry.commitment:
        yield Problem(Fault.TEXT_ALTERED, entry.stream, entry.seq, f"{where}: its words were altered")
