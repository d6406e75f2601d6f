"""Writing the journal: add an entry to a stream, erase people's words, digest the heads into stream `house`."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select

from app.journal.models import Entry, EntryText, Erasure, Head, Participant
from app.journal.rules import GENESIS, canonical, commitment_to, seal_of
from app.kernel import Event
from app.plumbing import unit_of_work
from app.plumbing.db import NOT_KEYS, db, lay

HOUSE = "house"


def record(event: Event) -> Entry:
    """Add what happened to its stream, sealed over what came before; reactions will hear of it."""
    head = _locked_head(event.stream)
    salt = secrets.token_hex(16) if event.text else ""
    commitment = commitment_to(event.text, salt)
    seq, previous = head.seq + 1, head.seal
    seal = seal_of(
        stream=event.stream,
        seq=seq,
        kind=event.kind,
        at=event.at,
        by=event.by,
        audience=event.audience.value,
        data=event.data,
        commitment=commitment,
        previous=previous,
    )
    entry = Entry(
        stream=event.stream,
        seq=seq,
        kind=event.kind,
        at=event.at,
        by=event.by,
        audience=event.audience,
        data=dict(event.data),
        commitment=commitment,
        previous=previous,
        seal=seal,
    )
    entry.words = EntryText(salt=salt, body=dict(event.text)) if event.text else None
    entry.participants = [
        Participant(person=person, role=role, stream=event.stream)
        for person, role in sorted({(event.by, "author"), *event.participants})
    ]
    db.session.add(entry)
    head.seq, head.seal = seq, seal
    unit_of_work.tell(event)
    return entry


def _locked_head(stream: str) -> Head:
    """The head of a stream, locked until the transaction ends (and asked for once in it)."""
    held: dict[str, Head] = unit_of_work.held(Head)
    if stream not in held:
        with db.session.no_autoflush:  # what waits to be written has nothing to do with the head
            held[stream] = _lock_head(stream)
    return held[stream]


def _lock_head(stream: str) -> Head:
    head = db.session.get(Head, stream, with_for_update=NOT_KEYS)
    if head is None and ":" not in stream:
        lay(Head, stream=stream, seq=0, seal=GENESIS)  # everybody writes in it: two may begin it at once
        return db.session.get_one(Head, stream, with_for_update=NOT_KEYS)
    if head is None:
        head = Head(stream=stream, seq=0, seal=GENESIS)
        db.session.add(head)
    return head


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
