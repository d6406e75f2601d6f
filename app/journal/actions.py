"""Writing the journal: add an entry to a stream, erase people's words, digest the heads into stream `house`."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Insert, bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from app.journal.models import Entry, EntryText, Erasure, Head, Participant
from app.journal.rules import GENESIS, Sealed, canonical, commitment_to, seal_of
from app.kernel import Event
from app.plumbing import unit_of_work
from app.plumbing.db import NOT_KEYS, db, in_chunks, lay, on_sqlite, with_the_flush
from app.plumbing.rows import insert_all

HOUSE = "house"


class End(NamedTuple):
    """The last number and seal of a stream."""

    seq: int
    seal: str


@dataclass
class _Written:
    """An entry that waits to be written, with its words and whoever took part; not sealed yet if it was recorded late."""

    event: Event
    salt: str
    sealed: Sealed | None = None


@dataclass
class _Pen:
    """What this transaction holds of the journal: the ends of the streams it locked, and what waits to be written."""

    ends: dict[str, End] = field(default_factory=dict)
    waiting: list[_Written] = field(default_factory=list)
    late: list[_Written] = field(default_factory=list)
    """Those of them that are sealed when they are written."""

    def wait(self, event: Event) -> _Written:
        """Put an entry with those that wait."""
        if not self.waiting:
            with_the_flush(_write)
        written = _Written(event, secrets.token_hex(16) if event.text else "")
        self.waiting.append(written)
        return written

    def seal(self, written: _Written) -> Sealed:
        """Seal an entry over the end of its stream, which is this transaction's."""
        stream = written.event.stream
        written.sealed = entry = _sealed(
            written.event, commitment_to(written.event.text, written.salt), self.ends[stream]
        )
        self.ends[stream] = End(entry.seq, entry.seal)
        return entry


def _pen() -> _Pen:
    pen: _Pen = unit_of_work.held(_Pen).setdefault(HOUSE, _Pen())
    return pen


def record(event: Event) -> Sealed:
    """Add what happened to its stream, sealed over what came before; reactions will hear of it.

    What is recorded one after the other is written together, before anybody asks for it.
    """
    unit_of_work.tell(event)
    pen = _pen()
    if any(each.event.stream == event.stream for each in pen.late):
        _seal_late(pen)
    _lock(pen, {event.stream})
    return pen.seal(pen.wait(event))


def record_late(event: Event) -> None:
    """Add what happened to a stream that everybody writes in: its end is locked only when the entry is written.

    Whoever else records in it then waits for the last statements of this transaction, not for all of it.
    """
    unit_of_work.tell(event)
    pen = _pen()
    pen.late.append(pen.wait(event))


def _seal_late(pen: _Pen) -> None:
    late, pen.late = pen.late, []
    _lock(pen, {each.event.stream for each in late})
    for each in late:
        pen.seal(each)


def begin(stream: str) -> None:
    """A stream whose name was given out just now, to nobody else: there is no end of it to ask for or to lock."""
    _pen().ends[stream] = End(0, GENESIS)


def _sealed(event: Event, commitment: str, end: End) -> Sealed:
    body: dict[str, Any] = {
        "stream": event.stream,
        "seq": end.seq + 1,
        "kind": event.kind,
        "at": event.at,
        "by": event.by,
        "audience": event.audience.value,
        "data": dict(event.data),
        "commitment": commitment,
        "previous": end.seal,
    }
    return Sealed(**body, seal=seal_of(**body))


ENDS = (
    select(Head.stream, Head.seq, Head.seal)
    .where(Head.stream.in_(bindparam("streams", expanding=True)))
    .order_by(Head.stream)  # whoever locks several does so in the same order
    .with_for_update(**NOT_KEYS)
)


def _lock(pen: _Pen, streams: set[str]) -> None:
    """Lock the ends of streams until the transaction ends (each is asked for once in it)."""
    wanted = streams - pen.ends.keys()
    if not wanted:
        return
    pen.ends |= _ends(wanted)
    unknown = wanted - pen.ends.keys()
    shared = {stream for stream in unknown if ":" not in stream}
    for stream in sorted(shared):
        lay(Head, stream=stream, seq=0, seal=GENESIS)  # everybody writes in it: two may begin it at once
    pen.ends |= dict.fromkeys(unknown, End(0, GENESIS)) | (_ends(shared) if shared else {})


def _ends(streams: set[str]) -> dict[str, End]:
    found = db.session.connection().execute(ENDS, {"streams": sorted(streams)})
    return {stream: End(seq, seal) for stream, seq, seal in found}


NUMBERED = insert(Entry).returning(Entry.id, Entry.stream, Entry.seq)


def _write() -> None:
    """Write what waits: the entries, then what hangs on them, then how far each stream has come.

    The number of an entry is unique in its stream: whoever began the same stream at the same time is refused there.
    """
    pen = _pen()
    if not pen.waiting:  # rolled back since
        return
    if pen.late:
        _seal_late(pen)
    waiting, pen.waiting = pen.waiting, []
    entries = [each.sealed for each in waiting if each.sealed is not None]
    connection = db.session.connection()
    numbered = connection.execute(NUMBERED, [vars(entry) for entry in entries])
    numbers = {(stream, seq): number for number, stream, seq in numbered}
    of_each = [(numbers[entry.stream, entry.seq], each) for entry, each in zip(entries, waiting, strict=True)]
    insert_all(
        Participant,
        [
            {"entry_id": number, "person": person, "role": role, "stream": each.event.stream}
            for number, each in of_each
            for person, role in sorted({(each.event.by, "author"), *each.event.participants})
        ],
        connection,
    )
    insert_all(
        EntryText,
        [
            {"entry_id": number, "salt": each.salt, "body": dict(each.event.text)}
            for number, each in of_each
            if each.event.text
        ],
        connection,
    )
    streams = dict.fromkeys(entry.stream for entry in entries)
    reached = [{"stream": stream, **pen.ends[stream]._asdict()} for stream in streams]
    connection.execute(_reach(on_sqlite()), reached)


@lru_cache(maxsize=2)
def _reach(embedded: bool) -> Insert:
    """Keep the ends of streams, new or known."""
    kept: Any = (sqlite if embedded else postgresql).insert(Head.__table__)
    ends = {name: kept.excluded[name] for name in ("seq", "seal")}
    reach: Insert = kept.on_conflict_do_update(index_elements=["stream"], set_=ends)
    return reach


ERASED = "journal.erased"
"""Told to the reactions, that copies go too; the erasure itself is the record."""


def erase_words(entry: Entry, *, by: str, at: datetime, reason: str) -> None:
    """Delete people's words of one entry for good; the chain still verifies and says "erased"."""
    db.session.add(Erasure(entry_id=entry.id, at=at, by=by, reason=reason))
    db.session.flush()  # the erasure must be on record before the database lets the words go
    if entry.words is not None:
        db.session.delete(entry.words)
        entry.words = None
    unit_of_work.tell(Event(ERASED, entry.stream, at, by, {"entry": entry.seq}))


def erase_stream(stream: str, *, by: str, at: datetime, reason: str) -> int:
    """Delete people's words of every entry of a stream for good; returns of how many. Whoever asks tells it."""
    db.session.flush()
    wanted = select(EntryText.entry_id).join(Entry, Entry.id == EntryText.entry_id).where(Entry.stream == stream)
    numbers = list(db.session.scalars(wanted))
    insert_all(Erasure, [{"entry_id": number, "at": at, "by": by, "reason": reason} for number in numbers])
    for some in in_chunks(numbers):
        db.session.execute(delete(EntryText).where(EntryText.entry_id.in_(some)))
    db.session.expire_all()
    return len(numbers)


def digest_heads(*, by: str, at: datetime) -> str:
    """Write the digest of all heads into stream `house`, so that a rewritten stream shows (daily)."""
    heads = db.session.execute(
        select(Head.stream, Head.seq, Head.seal).where(Head.stream != HOUSE).order_by(Head.stream)
    )
    rows = [[stream, seq, seal] for stream, seq, seal in heads]
    digest = hashlib.sha256(canonical(rows)).hexdigest()
    record(Event("journal.digest", HOUSE, at, by, {"streams": len(rows), "digest": digest}))
    return digest
