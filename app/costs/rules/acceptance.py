"""The chance that a gesture is accepted: a stated prior that follows its worth, corrected by our own past offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.costs.rules.sampling import Array

KNOTS = ((0.0, "accept.at_0"), (0.25, "accept.at_25"), (0.5, "accept.at_50"), (1.0, "accept.at_100"))
BANDS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Past offers are compared with those of the same gesture whose worth falls in the same band."""


@dataclass(frozen=True)
class PastOffer:
    """One of our offers that was answered: which gesture, what it was worth of the contested part, accepted or not."""

    code: str
    """Code of the gesture; for a pair, both codes in order joined by `+`."""
    worth: float
    """Value to the customer ÷ contested part."""
    accepted: bool


@dataclass(frozen=True)
class Record:
    """How often we offered something comparable, and how often it was accepted."""

    n: int
    accepted: int


def worth_of(value: int, contested: float) -> float:
    """What a gesture is worth of the contested part, at most 1; with nothing contested, any value is worth it all."""
    if contested <= 0:
        return 1.0 if value > 0 else 0.0
    return min(value / contested, 1.0)


def band(worth: float) -> int:
    """Index of the band that this worth falls in."""
    return sum(worth > edge + 1e-9 for edge in BANDS)


class History:
    """Our own answered offers, counted once by gesture and band of worth."""

    def __init__(self, offers: Sequence[PastOffer]) -> None:
        self._counted: dict[tuple[str, int], Record] = {}
        for one in offers:
            key = one.code, band(min(one.worth, 1.0))
            known = self._counted.get(key, NOTHING)
            self._counted[key] = Record(known.n + 1, known.accepted + one.accepted)

    def record(self, code: str, worth: float) -> Record:
        """Our own offers of this gesture in the same band of worth."""
        return self._counted.get((code, band(worth)), NOTHING)


NOTHING = Record(0, 0)


def priors(worth: Sequence[float], kinds: Sequence[Sequence[str]], values: Mapping[str, Array]) -> Array:
    """Chances before any history, a row for each choice: between the stated knots in a straight line, then the odds of
    what comes with it."""
    knots = np.stack([values[code] for _at, code in KNOTS])
    left = [_stretch(one) for one in worth]
    starts, ends = (np.array([KNOTS[k + step][0] for k in left]) for step in (0, 1))
    part = ((np.array(worth) - starts) / (ends - starts))[:, np.newaxis]
    below = np.array(left)
    chance = (1 - part) * knots[below] + part * knots[below + 1]
    with_odds = [tuple(kind for kind in one if f"accept.odds.{kind}" in values) for one in kinds]
    each = {one: _odds(one, values) for one in set(with_odds)}
    odds = np.stack([each[one] for one in with_odds])
    raised = chance * odds
    found: Array = raised / (1 - chance + raised)
    return found


def _stretch(worth: float) -> int:
    """Index of the knot that this worth comes after."""
    return next((k for k, (_left, right) in enumerate(pairwise(KNOTS)) if worth <= right[0]), len(KNOTS) - 2)


def _odds(kinds: tuple[str, ...], values: Mapping[str, Array]) -> Array:
    """The odds of what comes with a choice."""
    odds: Array = np.ones(len(values[KNOTS[0][1]]))
    for kind in kinds:
        odds = odds * values[f"accept.odds.{kind}"]
    return odds


def shrunk(before: Array, records: Sequence[Record], strength: Array) -> Array:
    """(strength × prior + accepted) / (strength + n), a row each: few offers leave the prior, many replace it."""
    n, accepted = (np.array([[getattr(one, name)] for one in records], dtype=np.float64) for name in ("n", "accepted"))
    found: Array = (strength * before + accepted) / (strength + n)
    return found
