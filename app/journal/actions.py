"""Writing the journal: add an entry to a stream, erase people's words, digest the heads into stream `house`."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Insert, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from app.journal.models import Entry, EntryText, Erasure, Head, Participant
from app.journal.rules import GENESIS, Sealed, canonical, commitment_to, seal_of
from app.kernel import Event
from app.plumbing import unit_of_work
from app.plumbing.db import NOT_KEYS, db, lay, on_sqlite, with_the_flush
from app.plumbing.rows import insert_all

HOUSE = "house"


class End(NamedTuple):
    """The last number and seal of a stream."""

    seq: int
    seal: str


@dataclass
class _Written:
    """An entry that waits to be written, with its words and whoever took part."""

    entry: Sealed
    salt: str
    event: Event


@dataclass
class _Pen:
    """What this transaction holds of the journal: the ends of the streams it locked, and what waits to be written."""

    ends: dict[str, End] = field(default_factory=dict)
    waiting: list[_Written] = field(default_factory=list)


def _pen() -> _Pen:
    pen: _Pen = unit_of_work.held(_Pen).setdefault(HOUSE, _Pen())
    return pen


def record(event: Event) -> Sealed:
    """Add what happened to its stream, sealed over what came before; reactions will hear of it.

    What is recorded one after the other is written together, before anybody asks for it.
    """
    unit_of_work.tell(event)
    pen = _pen()
    end = pen.ends.get(event.stream) or _locked_end(event.stream)
    salt = secrets.token_hex(16) if event.text else ""
    entry = _sealed(event, commitment_to(event.text, salt), end)
    pen.ends[event.stream] = End(entry.seq, entry.seal)
    if not pen.waiting:
        with_the_flush(_write)
    pen.waiting.append(_Written(entry, salt, event))
    return entry


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


ENDS = select(Head.seq, Head.seal).where(Head.stream == bindparam("stream")).with_for_update(**NOT_KEYS)


def _locked_end(stream: str) -> End:
    """The end of a stream, locked until the transaction ends (and asked for once in it)."""
    end = _lock_end(stream)
    if end is None and ":" not in stream:
        lay(Head, stream=stream, seq=0, seal=GENESIS)  # everybody writes in it: two may begin it at once
        end = _lock_end(stream)
    return end or End(0, GENESIS)


def _lock_end(stream: str) -> End | None:
    found = db.session.connection().execute(ENDS, {"stream": stream}).one_or_none()
    return End(*found) if found is not None else None


NUMBERED = insert(Entry).returning(Entry.id, Entry.stream, Entry.seq)


def _write() -> None:
    """Write what waits: the entries, then what hangs on them, then how far each stream has come.

    The number of an entry is unique in its stream: whoever began the same stream at the same time is refused there.
    """
    pen = _pen()
    waiting, pen.waiting = pen.waiting, []
    if not waiting:  # rolled back since
        return
    connection = db.session.connection()
    numbered = connection.execute(NUMBERED, [vars(each.entry) for each in waiting])
    numbers = {(stream, seq): number for number, stream, seq in numbered}
    of_each = [(numbers[each.entry.stream, each.entry.seq], each) for each in waiting]
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
    streams = dict.fromkeys(each.entry.stream for each in waiting)
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


def digest_heads(*, by: str, at: datetime) -> str:
    """Write the digest of all heads into stream `house`, so that a rewritten stream shows (daily)."""
    heads = db.session.execute(
        select(Head.stream, Head.seq, Head.seal).where(Head.stream != HOUSE).order_by(Head.stream)
    )
    rows = [[stream, seq, seal] for stream, seq, seal in heads]
    digest = hashlib.sha256(canonical(rows)).hexdigest()
    record(Event("journal.digest", HOUSE, at, by, {"streams": len(rows), "digest": digest}))
    return digest
