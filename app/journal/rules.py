"""The chain: each entry is sealed over the one before it, and over a salted commitment to people's words.

`h(n) = SHA-256(h(n-1) ‖ canonical entry)`. Words and salt lie in a side row: erasing them leaves the chain whole.
A bare chain does not show a rewritten whole or a cut tail; that is what the digest of heads in stream `house` is for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.kernel import Json, as_utc

GENESIS = "0" * 64


class Fault(StrEnum):
    """What can be wrong with a stream."""

    ALTERED = "altered"
    """An entry no longer matches its seal."""
    MISSING = "missing"
    """A number is missing in the sequence."""
    UNLINKED = "unlinked"
    """An entry does not follow from the one before it."""
    TEXT_ALTERED = "text_altered"
    """The words kept beside an entry are not those it committed to."""
    TEXT_MISSING = "text_missing"
    """The words of an entry are gone without an erasure."""
    CUT = "cut"
    """The stream is shorter than its head says."""


@dataclass(frozen=True)
class Problem:
    """One fault, named so that a person finds it: stream, number in it, and why."""

    kind: Fault
    stream: str
    seq: int
    message: str


@dataclass(frozen=True)
class Sealed:
    """An entry as the chain sees it."""

    stream: str
    seq: int
    kind: str
    at: datetime
    by: str
    audience: str
    data: Mapping[str, Json]
    commitment: str
    previous: str
    seal: str


def canonical(value: object) -> bytes:
    """The one way to write a value down for hashing."""
    return _written(value).encode()


_written = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def commitment_to(text: Mapping[str, str], salt: str) -> str:
    """What the chain keeps of people's words: nothing readable, and nothing guessable without the salt."""
    return hashlib.sha256(salt.encode() + b"\x1f" + canonical(dict(text))).hexdigest() if text else ""


def seal_of(
    *,
    stream: str,
    seq: int,
    kind: str,
    at: datetime,
    by: str,
    audience: str,
    data: Mapping[str, Json],
    commitment: str,
    previous: str,
) -> str:
    """The seal of one entry over its contents and the seal before it."""
    body = [stream, seq, kind, as_utc(at).isoformat(timespec="microseconds"), by, audience, dict(data), commitment]
    return hashlib.sha256(previous.encode() + canonical(body)).hexdigest()


def reseal(entry: Sealed) -> str:
    """The seal this entry should have."""
    return seal_of(
        stream=entry.stream,
        seq=entry.seq,
        kind=entry.kind,
        at=entry.at,
        by=entry.by,
        audience=entry.audience,
        data=entry.data,
        commitment=entry.commitment,
        previous=entry.previous,
    )


def check(entries: Iterable[Sealed]) -> list[Problem]:
    """Walk one stream from its start; names every entry that is altered, missing or does not follow."""
    problems: list[Problem] = []
    previous, expected = GENESIS, 1
    for entry in entries:
        if entry.seq != expected:
            problems.append(_problem(Fault.MISSING, entry.stream, expected, "the sequence skips a number"))
        elif entry.previous != previous:
            problems.append(_problem(Fault.UNLINKED, entry.stream, entry.seq, "does not follow from the entry before"))
        if reseal(entry) != entry.seal:
            problems.append(_problem(Fault.ALTERED, entry.stream, entry.seq, "contents do not match the seal"))
        previous, expected = entry.seal, entry.seq + 1
    return problems


def _problem(kind: Fault, stream: str, seq: int, why: str) -> Problem:
    return Problem(kind, stream, seq, f"{stream} no. {seq}: {why}")
