"""Why a duty falls when it does, as it is kept: once for all duties of which the same can be said."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

from app.cases.rules.stored_words import written, written_all
from app.kernel import Words
from app.regimes.rules.duties import Duty


class Wording(NamedTuple):
    """An explanation and steps, written out as JSON, and a source; the key follows from them."""

    key: str
    explanation: str
    steps: str
    source: str


def key_of(explanation: str, steps: str, source: str) -> str:
    """The key under which the same words are found again: 32 hexadecimal digits of them."""
    return blake2b(
        "\x1f".join((explanation, steps, source)).encode("utf-8", "surrogatepass"), digest_size=16
    ).hexdigest()


def wording(explanation: Words, steps: Iterable[Words] = (), source: str = "") -> Wording:
    """These words as they are kept."""
    texts = written(explanation), written_all(steps), source
    return Wording(key_of(*texts), *texts)


def wording_of(duty: Duty) -> Wording:
    """What is said of a duty, as it is kept."""
    return wording(duty.explanation, duty.steps, duty.source)
