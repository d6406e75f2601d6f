"""All open disputes together: expected cost with its range, what acting now would save, which to settle first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import NamedTuple

from app.costs.rules.estimate import Estimate
from app.costs.rules.ranking import Ranked
from app.costs.rules.simulation import minor
from app.kernel import Money

FIRST = 20
P90 = 1.2815515655446004
"""90 % point of the standard normal law."""


@dataclass(frozen=True)
class OpenCase:
    """One open dispute, whose customer it is, and the gesture advised if there is one."""

    estimate: Estimate
    customer: str
    best: Ranked | None = None


@dataclass(frozen=True)
class ToSettle:
    """A case worth settling now: what the advised gesture is expected to save, this customer's lifetime counted once."""

    ref: str
    gesture: Ranked
    saving: Money


@dataclass(frozen=True)
class Portfolio:
    """Expected cost of what is open. `relation` is part of `mean`, once per customer."""

    cases: int
    mean: Money
    p10: Money
    p90: Money
    relation: Money
    saving: Money
    """What settling every case below with its advised gesture is expected to save."""
    to_settle: int
    first: tuple[ToSettle, ...]


class Weight(NamedTuple):
    """What one open case adds to the sum, in minor units of one currency; no saving where no gesture is advised."""

    ref: str
    customer: str
    booked: int
    relation: int
    booked_shared: float
    booked_own: float
    relation_shared: float
    relation_own: float
    saving: int | None = None
    saving_relation: int = 0


Gestures = Callable[[Sequence[str]], Mapping[str, Ranked]]
"""The gestures advised on the cases of these references."""


def portfolio(cases: Sequence[OpenCase], currency: str = "EUR") -> Portfolio:
    """All these cases together."""
    best = {one.estimate.ref: one.best for one in cases if one.best}
    return add_up([_weight(one) for one in cases], currency, lambda refs: {ref: best[ref] for ref in refs})


def _weight(one: OpenCase) -> Weight:
    found, best = one.estimate, one.best if one.best and one.best.allowed else None
    own = (best.saving.minor, best.saving_relation.minor) if best else (None, 0)
    spread = found.spread
    shares = (spread.booked_shared, spread.booked_own, spread.relation_shared, spread.relation_own)
    return Weight(found.ref, one.customer, found.booked.mean.minor, found.relation.minor, *shares, *own)


def add_up(weights: Sequence[Weight], currency: str, gestures: Gestures) -> Portfolio:
    """Sum of the estimates, each customer's lifetime counted once (in the case where it weighs most).

    Range: what the cases share (parameters) adds up, what is their own (paths) adds up in squares; the total then has
    a log-normal law of that mean and deviation.
    """
    bearers = _bearers(weights)
    relation = sum(weights[place].relation for place in bearers)
    shared = sum(one.booked_shared for one in weights) + sum(weights[place].relation_shared for place in bearers)
    own = sum(one.booked_own**2 for one in weights) + sum(weights[place].relation_own ** 2 for place in bearers)
    mean = sum(one.booked for one in weights) + relation
    low, high = log_normal_range(float(mean), sqrt(shared**2 + own))
    worth = sorted(_worth_settling(weights, set(bearers)), key=lambda one: (-one[0], one[1]))
    first, named = worth[:FIRST], gestures([ref for _saving, ref in worth[:FIRST]])
    return Portfolio(
        cases=len(weights),
        mean=Money(mean, currency),
        p10=minor(low, currency),
        p90=minor(high, currency),
        relation=Money(relation, currency),
        saving=Money(sum(saving for saving, _ref in worth), currency),
        to_settle=len(worth),
        first=tuple(  # of a case that was estimated anew while this was read, nothing is advised yet
            ToSettle(ref, named[ref], Money(saving, currency)) for saving, ref in first if ref in named
        ),
    )


def _bearers(weights: Sequence[Weight]) -> list[int]:
    """For each customer, the case that carries the relation: where it weighs most, the first of equals."""
    chosen: dict[str, int] = {}
    for place, one in enumerate(weights):
        known = chosen.get(one.customer)
        if known is None or one.relation > weights[known].relation:
            chosen[one.customer] = place
    return sorted(chosen.values())


def _worth_settling(weights: Sequence[Weight], bearers: set[int]) -> Iterator[tuple[int, str]]:
    for place, one in enumerate(weights):
        if one.saving is not None:
            saving = one.saving if place in bearers else one.saving - one.saving_relation
            if saving > 0:
                yield saving, one.ref


def log_normal_range(mean: float, deviation: float) -> tuple[float, float]:
    """P10 and P90 of the log-normal law with this mean and standard deviation."""
    if mean <= 0 or deviation == 0:
        return mean, mean
    square = log(1 + (deviation / mean) ** 2)
    middle = log(mean) - square / 2
    return exp(middle - P90 * sqrt(square)), exp(middle + P90 * sqrt(square))
