"""To which case a mail goes by itself, and which it is proposed for; pure.

By itself only with two proofs: something that we made and gave to nobody else (the mark in the address it is sent to, or the
Message-ID of a letter of ours), and the address of somebody who may speak in that case. Anything less is for a person to sort.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.correspondence.rules.mails import Proposal, Why

MARK = re.compile(r"^[^+@]+\+c([1-9][0-9]{0,11})-([a-z2-7]{24})@", re.IGNORECASE)
REFERENCE = re.compile(r"\bAM-[0-9]{4}-[0-9]{5,8}\b", re.IGNORECASE)


def mark_of(key: str, number: int) -> str:
    """The mark of a case in an address: 120 bits that nobody makes without our key."""
    seal = hmac.new(key.encode(), f"mail-to-case:{number}".encode(), hashlib.sha256).digest()
    return f"c{number}-{base64.b32encode(seal[:15]).decode().lower()}"


def marked(address: str, key: str, number: int) -> str:
    """The address to which answers about a case are sent."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{mark_of(key, number)}@{domain}"


def numbers_in(addresses: Iterable[str], key: str) -> tuple[int, ...]:
    """The cases whose true mark stands in one of these addresses; compared in constant time."""
    found = (MARK.match(address) for address in addresses)
    pairs = ((int(each[1]), each[0]) for each in found if each is not None)
    return tuple(dict.fromkeys(n for n, said in pairs if hmac.compare_digest(_mark_in(said), mark_of(key, n).encode())))


def _mark_in(said: str) -> bytes:
    return said.partition("+")[2].rstrip("@").lower().encode()


def references_in(text: str) -> tuple[str, ...]:
    """The references of cases that a text names."""
    return tuple(dict.fromkeys(each.upper() for each in REFERENCE.findall(text)))


@dataclass(frozen=True)
class Answered:
    """One case that a mail answers by a mark or a letter of ours, and as what its sender is known there."""

    number: int
    speaks: bool = False
    """Is the sender somebody who may speak in it?"""
    lapsed: bool = False
    """A representative of it without a valid mandate, or its customer while somebody else acts for them by law?"""


@dataclass(frozen=True)
class Clues:
    """What is known of a mail that a person wrote."""

    answered: tuple[Answered, ...] = ()
    named: tuple[int, ...] = ()
    """Cases whose reference it names."""
    of_sender: tuple[int, ...] = ()
    """Cases of the customer who has this address, the likeliest first."""
    senders: int = 1
    doubted: bool = False


@dataclass(frozen=True)
class Destination:
    """Where a mail goes: by itself to a case, or to be sorted, with what is proposed and why no more."""

    case: int | None = None
    proposed: int | None = None
    by: Proposal | None = None
    why: Why | None = None


def destination(clues: Clues) -> Destination:
    """To a case with both proofs; else to be sorted."""
    why = _why_not(clues)
    if why is None:
        return Destination(case=clues.answered[0].number)
    proposals = (
        (Proposal.LETTER, tuple(each.number for each in clues.answered)),
        (Proposal.REFERENCE, clues.named),
        (Proposal.ADDRESS, clues.of_sender),
    )
    for by, numbers in proposals:
        if numbers:
            return Destination(proposed=numbers[0], by=by, why=why)
    return Destination(why=why)


def _why_not(clues: Clues) -> Why | None:
    if clues.senders != 1:
        return Why.SENDERS
    if not clues.answered:
        return Why.NO_LETTER
    if len(clues.answered) > 1:
        return Why.TWO_CASES
    if clues.answered[0].lapsed and not clues.answered[0].speaks:
        return Why.NO_MANDATE
    if not clues.answered[0].speaks:
        return Why.NOT_A_PARTY
    return Why.DOUBTED if clues.doubted else None
