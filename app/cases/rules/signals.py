"""What raises the priority of a case, and why: one table, structured facts first, the customer's words second."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from app.cases.rules.telling_words import (
    COURT_TOLD,
    LAWYER_TOLD,
    PRESS_TOLD,
    REGULATOR_TOLD,
    SAFETY_TOLD,
    SENSITIVE_TOLD,
)
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
    short: Words
    """Its words in a list."""
    weight: int
    skips_levels: bool = False
    told_by: tuple[str, ...] = ()
    """Patterns, any of which in the customer's words suggests it; case is ignored."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All of them as one."""
        return re.compile("|".join(self.told_by), re.IGNORECASE)

    @cached_property
    def tells(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Each pattern behind the longest run of letters that a text must hold to match it: looking for those costs a hundredth."""
        return tuple((max(VARYING.split(told), key=len), re.compile(told, re.IGNORECASE)) for told in self.told_by)

    def suggested(self, text: str, lower: str) -> bool:
        """Does a text suggest it? `lower`: the same text in lower case."""
        return any(letters in lower and pattern.search(text) is not None for letters, pattern in self.tells)


VARYING = re.compile(r"\\b|\[[^]]*\]|\([^)]*\)|\.\{[^}]*\}|.\?")
"""What of a pattern may read in several ways."""


SIGNALS: tuple[Signal, ...] = (
    Signal(
        SignalKind.SAFETY,
        words("Sécurité des personnes", "Safety"),
        words("sécurité", "safety"),
        50,
        True,
        SAFETY_TOLD,
    ),
    Signal(
        SignalKind.COURT,
        words("Menace de procès", "Threat of court"),
        words("procès", "court"),
        30,
        False,
        COURT_TOLD,
    ),
    Signal(
        SignalKind.LAWYER,
        words("Avocat", "Lawyer"),
        words("avocat", "lawyer"),
        30,
        True,
        LAWYER_TOLD,
    ),
    Signal(
        SignalKind.REGULATOR,
        words("Autorité ou médiateur évoqué", "Regulator or ombudsman named"),
        words("autorité", "regulator"),
        25,
        False,
        REGULATOR_TOLD,
    ),
    Signal(
        SignalKind.PRESS,
        words("Presse ou avis public", "Press or public review"),
        words("presse", "press"),
        25,
        True,
        PRESS_TOLD,
    ),
    Signal(
        SignalKind.BROKEN_PROMISE,
        words("Engagement rompu", "Broken promise"),
        words("engagement rompu", "broken promise"),
        20,
    ),
    Signal(
        SignalKind.THIRD_CONTACT,
        words("Troisième contact sur le même sujet", "Third contact on one matter"),
        words("3ᵉ contact", "3rd contact"),
        15,
    ),
    Signal(
        SignalKind.SENSITIVE,
        words("Situation sensible", "Sensitive situation"),
        words("sensible", "sensitive"),
        25,
        True,
        SENSITIVE_TOLD,
    ),
    Signal(SignalKind.HIGH_CLAIM, words("Enjeu élevé", "High claim"), words("enjeu élevé", "high claim"), 15),
    Signal(
        SignalKind.STANDING,
        words("Client de longue date", "Long-standing customer"),
        words("client ancien", "long-standing"),
        5,
    ),
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


LOOKED_AT = 20_000
"""How much of a text is looked at, in characters."""


def suggested_by(text: str) -> list[SignalKind]:
    """The signals that a text suggests (shown with the words that suggested them; a person may dismiss them)."""
    read = text[:LOOKED_AT]
    lower = (read.translate(UNALIKE) if any(map(read.__contains__, ODD_LETTERS)) else read).lower()
    return [signal.kind for signal in SIGNALS if signal.told_by and signal.suggested(read, lower)]


QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)


def own_words(text: str) -> str:
    """A text without the lines it quotes: what we wrote is no threat of the customer who answers between our lines."""
    return QUOTED.sub("", text) if ">" in text else text


def quoted(kind: SignalKind, text: str) -> str:
    """The sentence of a text that suggests this signal, shortened around the words that do; empty where nothing does."""
    read = text[:LOOKED_AT]
    found = BY_KIND[kind].pattern.search(read) if BY_KIND[kind].told_by else None
    if found is None:
        return ""
    begin = max((end.end() for end in SENTENCE_END.finditer(read, 0, found.start())), default=0)
    over = SENTENCE_END.search(read, found.end())
    last = over.end() if over is not None else len(read)
    if last - begin <= LONGEST_QUOTE:
        return read[begin:last].strip()
    begin, last = max(begin, found.start() - HALF_A_QUOTE), min(last, found.end() + HALF_A_QUOTE)
    return f"… {read[begin:last].strip()} …"


SENTENCE_END = re.compile(r"(?<!\bM)(?<!\bMM)(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<![.!?…])[.!?…]++(?=\s)\s*|\n+")
"""Where a sentence ends; the point of a title (“M. Bertin”, “Mr. Hall”) ends none."""
LONGEST_QUOTE, HALF_A_QUOTE = 240, 100
ODD_LETTERS = {"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"}
UNALIKE = str.maketrans(ODD_LETTERS)
"""Letters that count as another one where case is ignored, and that lower case alone does not turn into it."""


def priority(kinds: Iterable[SignalKind]) -> int:
    """The sum of the weights of distinct signals; 0 is an ordinary case."""
    return sum(BY_KIND[kind].weight for kind in set(kinds))


def heaviest(kinds: Iterable[SignalKind]) -> list[Signal]:
    """These signals, the one that weighs most first; of equal ones, as the table has them."""
    given = set(kinds)
    return sorted((signal for signal in SIGNALS if signal.kind in given), key=lambda signal: -signal.weight)
