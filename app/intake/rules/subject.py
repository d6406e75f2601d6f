"""What a complaint is about, in one line, when nobody wrote that line: its first sentence, or as much of it as fits."""

from __future__ import annotations

import re

MOST = 100
ENOUGH = 20
SENTENCE = re.compile(r"(?<=\w{3}[.!…])\s+|(?<=\?)\s+")
"""Between two sentences; “M. Rey” and “n° 4” are none."""


GREETING = re.compile(
    r"(?:bonjour|bonsoir|madame|monsieur|messieurs|hello|hi|good morning|dear)\b[^.,!:?]{0,40}[.,!:]\s+", re.IGNORECASE
)


def in_one_line(what: str, most: int = MOST) -> str:
    """The first sentences that say enough, cut between two words if they are too long; never in the middle of one."""
    said, line = "", " ".join(what.split())
    while greeting := GREETING.match(line):
        line = line[greeting.end() :]
    for sentence in SENTENCE.split(line[:1].upper() + line[1:]):
        said = f"{said} {sentence}".strip()
        if len(said) >= ENOUGH:
            break
    return _cut(said, most) if len(said) > most else said.removesuffix(".")


def _cut(said: str, most: int) -> str:
    kept = said[: most - 1]
    whole = kept.rpartition(" ")[0] if said[most - 1] != " " else kept
    return f"{(whole or kept).rstrip(' ,;:–—-')}…"
