"""What raises the priority of a case, and why: one table, structured facts first, the customer's words second."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.kernel import Money, Words, words


class SignalKind(StrEnum):
    """Why a case deserves attention before others."""

    SAFETY = "safety"
    COURT = "court"
    LAWYER = "lawyer"
    REGULATOR = "regulator"
    PRESS = "press"
    BROKEN_PROMISE = "broken_promise"
    THIRD_CONTACT = "third_contact"
    SENSITIVE = "sensitive"
    HIGH_CLAIM = "high_claim"
    STANDING = "standing"


@dataclass(frozen=True)
class Signal:
    """One kind of signal: its words, its weight, whether it lets a case skip a level, what in a text suggests it."""

    kind: SignalKind
    words: Words
    weight: int
    skips_levels: bool = False
    pattern: str = ""


SIGNALS: tuple[Signal, ...] = (
    Signal(
        SignalKind.SAFETY,
        words("Sécurité des personnes", "Safety"),
        50,
        True,
        r"incendie|br[uû]l[ée]|fum[ée]e|électrocut|[ée]lectrique.{0,20}d[ée]charge|bless[ée]|\bfire\b|burn(t|ed)|injur",
    ),
    Signal(
        SignalKind.COURT,
        words("Menace de procès", "Threat of court"),
        30,
        False,
        r"tribunal|justice|assign(er|ation)|huissier|proc[èe]s\b|\bcourt\b|\bsue\b|lawsuit|small claims",
    ),
    Signal(
        SignalKind.LAWYER,
        words("Avocat", "Lawyer"),
        30,
        True,
        r"\bavocate?\b|protection juridique|\blawyer|solicitor|attorney",
    ),
    Signal(
        SignalKind.REGULATOR,
        words("Autorité saisie", "Regulator"),
        25,
        False,
        r"dgccrf|signalconso|r[ée]pression des fraudes|\bacpr\b|\bcnil\b|ombudsman|regulator|\bcfpb\b|\bofcom\b|\bfca\b",
    ),
    Signal(
        SignalKind.PRESS,
        words("Presse ou avis public", "Press or public review"),
        25,
        True,
        r"journalist|\bpresse\b|60 millions|que choisir|r[ée]seaux sociaux|trustpilot|avis n[ée]gatif|twitter|facebook|newspaper|media\b",
    ),
    Signal(SignalKind.BROKEN_PROMISE, words("Engagement rompu", "Broken promise"), 20),
    Signal(SignalKind.THIRD_CONTACT, words("Troisième contact sur le même sujet", "Third contact on one matter"), 15),
    Signal(
        SignalKind.SENSITIVE,
        words("Situation sensible", "Sensitive situation"),
        25,
        True,
        r"handicap|hospitalis|enceinte|nourrisson|tutelle|curatelle|surendett|oxyg[èe]ne|disabled|pregnant|newborn|hospital",
    ),
    Signal(SignalKind.HIGH_CLAIM, words("Enjeu élevé", "High claim"), 15),
    Signal(SignalKind.STANDING, words("Client de longue date", "Long-standing customer"), 5),
)
BY_KIND = {signal.kind: signal for signal in SIGNALS}
HIGH_CLAIM = Money(200_000)
"""From this claimed amount on (house rule)."""


@dataclass(frozen=True)
class SignalFacts:
    """The structured facts that raise signals by themselves."""

    claimed: Money
    contacts: int = 0
    broken_promises: int = 0
    standing: str = "good"


def raised_by(facts: SignalFacts) -> list[SignalKind]:
    """The signals that facts raise, whatever anybody writes."""
    found = []
    if facts.broken_promises:
        found.append(SignalKind.BROKEN_PROMISE)
    if facts.contacts >= 3:
        found.append(SignalKind.THIRD_CONTACT)
    if facts.claimed.minor >= HIGH_CLAIM.minor:
        found.append(SignalKind.HIGH_CLAIM)
    if facts.standing == "long":
        found.append(SignalKind.STANDING)
    return found


def suggested_by(text: str) -> list[SignalKind]:
    """The signals that a text suggests (shown with the words that suggested them; a person may dismiss them)."""
    return [s.kind for s in SIGNALS if s.pattern and re.search(s.pattern, text[:20_000], re.IGNORECASE)]


def priority(kinds: Iterable[SignalKind]) -> int:
    """The sum of the weights of distinct signals; 0 is an ordinary case."""
    return sum(BY_KIND[kind].weight for kind in set(kinds))
