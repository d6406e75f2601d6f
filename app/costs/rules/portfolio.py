"""All open disputes together: expected cost with its range, what acting now would save, which to settle first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

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


def portfolio(cases: Sequence[OpenCase], currency: str = "EUR") -> Portfolio:
    """Sum of the estimates, each customer's lifetime counted once (in the case where it weighs most).

    Range: what the cases share (parameters) adds up, what is their own (paths) adds up in squares; the total then has
    a log-normal law of that mean and deviation.
    """
    bearers = _bearers(cases)
    booked = sum((one.estimate.booked.mean for one in cases), Money(0, currency))
    relation = sum((cases[place].estimate.relation for place in bearers), Money(0, currency))
    shared = sum(one.estimate.spread.booked_shared for one in cases)
    shared += sum(cases[place].estimate.spread.relation_shared for place in bearers)
    own = sum(one.estimate.spread.booked_own**2 for one in cases)
    own += sum(cases[place].estimate.spread.relation_own ** 2 for place in bearers)
    mean = booked + relation
    low, high = log_normal_range(float(mean.minor), sqrt(shared**2 + own))
    worth = sorted(_worth_settling(cases, bearers), key=lambda one: (-one.saving.minor, one.ref))
    saving = sum((one.saving for one in worth), Money(0, currency))
    p10, p90 = minor(low, currency), minor(high, currency)
    return Portfolio(len(cases), mean, p10, p90, relation, saving, len(worth), tuple(worth[:FIRST]))


def _bearers(cases: Sequence[OpenCase]) -> set[int]:
    """For each customer, the case that carries the relation: where it weighs most, the first of equals."""
    of_customer: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(cases):
        of_customer[one.customer].append(place)
    weight = [one.estimate.relation.minor for one in cases]
    return {max(places, key=lambda place: (weight[place], -place)) for places in of_customer.values()}


def _worth_settling(cases: Sequence[OpenCase], bearers: set[int]) -> list[ToSettle]:
    found = []
    for place, one in enumerate(cases):
        if one.best is not None and one.best.allowed:
            saving = one.best.saving if place in bearers else one.best.saving - one.best.saving_relation
            if saving.minor > 0:
                found.append(ToSettle(one.estimate.ref, one.best, saving))
    return found


def log_normal_range(mean: float, deviation: float) -> tuple[float, float]:
    """P10 and P90 of the log-normal law with this mean and standard deviation."""
    if mean <= 0 or deviation == 0:
        return mean, mean
    square = log(1 + (deviation / mean) ** 2)
    middle = log(mean) - square / 2
    return exp(middle - P90 * sqrt(square)), exp(middle + P90 * sqrt(square))
