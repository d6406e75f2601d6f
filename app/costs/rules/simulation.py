"""Running a tree on draws: what each line, each leaf and each draw comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from app.costs.rules.facts import LEVELS, CaseFacts, stand_on
from app.costs.rules.lines import KINDS
from app.costs.rules.sampling import DRAWS, Array, draw, seed_of
from app.costs.rules.tariff import Tariff
from app.costs.rules.tree import Dispute, Step
from app.kernel import Money, Refused, words


class Drawn(dict[str, Array]):
    """Parameter values by code; remembers which were used, and refuses the one the tariff lacks."""

    def __init__(self, values: Mapping[str, Array]) -> None:
        super().__init__(values)
        self.used: set[str] = set()

    def __getitem__(self, code: str) -> Array:
        self.used.add(code)
        return super().__getitem__(code)

    def __missing__(self, code: str) -> Array:
        message = words("Il manque un paramètre : {name}.", "A parameter is missing: {name}.", name=code)
        raise Refused("parameter_missing", message, code)


@dataclass(frozen=True)
class Visit:
    """A node as it was met: how often it is reached in each draw, and what was spent on the way down."""

    step: Step
    parent: str
    reach: Array


@dataclass
class Simulation:
    """One tree on one set of draws (or of scenarios): matrices with one row per leaf, one column per draw."""

    root: Step
    size: int
    dispute: Dispute
    visits: list[Visit] = field(default_factory=list)
    leaves: list[Step] = field(default_factory=list)
    used: frozenset[str] = frozenset()
    """The parameters that the tree was grown from."""

    def __post_init__(self) -> None:
        self._reach: list[Array] = []
        self._booked: list[Array] = []
        self._relation: list[Array] = []
        self._charged: dict[str, list[Visit]] = {}
        zero = np.zeros(self.size)
        self._walk(self.root, "", np.broadcast_to(self.root.chance, (self.size,)), zero, zero)
        self.reach, self.booked = np.stack(self._reach), np.stack(self._booked)
        self.relation = np.stack(self._relation)
        self.total = self.booked + self.relation

    def _walk(self, step: Step, parent: str, reach: Array, booked: Array, relation: Array) -> None:
        visit = Visit(step, parent, reach)
        self.visits.append(visit)
        for code, amount in step.charges.items():
            self._charged.setdefault(code, []).append(visit)
            if KINDS[code].booked:
                booked = booked + amount
            else:
                relation = relation + amount
        if not step.then:
            self.leaves.append(step)
            self._reach.append(reach)
            self._booked.append(booked)
            self._relation.append(relation)
        for below in step.then:
            self._walk(below, step.code, reach * below.chance, booked, relation)

    def line(self, code: str) -> Array:
        """What this line is expected to cost in each draw."""
        return _summed([one.reach * one.step.charges[code] for one in self._charged.get(code, ())], self.size)

    def reach_of_line(self, code: str) -> Array:
        """How often this line is met in each draw (summed over the nodes that charge it)."""
        return _summed([one.reach for one in self._charged.get(code, ())], self.size)

    @property
    def line_codes(self) -> list[str]:
        """Lines that some node charges, in reading order."""
        return [code for code in KINDS if code in self._charged]

    @cached_property
    def line_means(self) -> dict[str, tuple[float, float]]:
        """Of each line: what it is expected to cost, and how often it is met, over all draws."""
        codes = self.line_codes
        if not codes:
            return {}
        costs = np.stack([self.line(code) for code in codes]).mean(axis=1).tolist()
        met = np.stack([self.reach_of_line(code) for code in codes]).mean(axis=1).tolist()
        return {code: (cost, reach) for code, cost, reach in zip(codes, costs, met, strict=True)}

    def over_leaves(self, by_ending: Callable[[str], Array]) -> Array:
        """Expected value in each draw of something that depends on the ending."""
        values = {ending: by_ending(ending) for ending in {leaf.ending for leaf in self.leaves}}
        return _summed(
            [reach * values[leaf.ending] for leaf, reach in zip(self.leaves, self.reach, strict=True)], self.size
        )

    @cached_property
    def expected(self) -> Array:
        """Expected total of each draw."""
        found: Array = (self.reach * self.total).sum(axis=0)
        return found

    @cached_property
    def present_work(self) -> Array:
        """Work at our present level, due whether or not a gesture is offered (none left to do outside)."""
        due = self.root.charges.values() if self.root.kind in LEVELS else ()
        return sum(due, np.zeros(self.size))

    @cached_property
    def onward(self) -> Array:
        """Expected cost of all that follows the present step."""
        return self.expected - self.present_work

    def reached(self, *kinds: str) -> Array:
        """Chance in each draw to meet a step of these kinds."""
        return _summed([one.reach for one in self.visits if one.step.kind in kinds], self.size)


def _summed(parts: Sequence[Array], size: int) -> Array:
    """The sum of these draws, one after the other; nothing at all when there are none."""
    total = np.zeros(size)
    for part in parts:
        total += part
    return total


def simulate(facts: CaseFacts, tariff: Tariff, draws: int = DRAWS, seed: int | None = None) -> Simulation:
    """The dispute on these draws; the last few are kept, since an estimate and the gestures beside it need the same one."""
    return _simulated(replace(facts, ref=""), tariff, draws, seed)


@lru_cache(maxsize=16)
def _simulated(facts: CaseFacts, tariff: Tariff, draws: int, seed: int | None) -> Simulation:
    ground = stand_on(facts, tariff)
    chosen_seed = seed_of(ground.kind, draws) if seed is None else seed
    values = Drawn(draw(tariff, ground.kind, ground.currency, draws=draws, seed=chosen_seed))
    dispute = Dispute(ground, values, tariff.word_of_mouth)
    run = Simulation(dispute.grow(), draws, dispute)
    run.used = frozenset(values.used)
    return run


def forget() -> None:
    """Forget the simulations kept (to measure what making one takes)."""
    _simulated.cache_clear()


def minor(amount: float, currency: str) -> Money:
    """A figure of the model as money: half to even, after dropping what lies below a ten-thousandth of a cent."""
    return Money(round(round(float(amount), 4)), currency)


CELLS = 4096
"""Equal slices of the range of amounts; only the slices that hold a wanted quantile are put in order."""
SLACK = 1e-9
"""A share this close below a wanted one counts as reached."""


class Distribution:
    """The mixture of all leaves over all draws, each weighted by its chance: no leaf is sampled."""

    def __init__(self, reach: Array, amounts: Array) -> None:
        self.amounts, self.weights = amounts.ravel(), reach.ravel()
        self.least, self.most = float(self.amounts.min()), float(self.amounts.max())

    @cached_property
    def _cells(self) -> tuple[NDArray[np.int16], Array]:
        """The slice of each amount, and the share that lies up to the end of each slice."""
        scale = (CELLS - 1) / max(self.most - self.least, 1e-9)
        cells = ((self.amounts - self.least) * scale).astype(np.int16)
        shares: Array = np.bincount(cells, weights=self.weights, minlength=CELLS).astype(np.float64)
        return cells, np.cumsum(shares)

    def quantiles(self, *at: float) -> list[float]:
        """The amounts below which these shares lie."""
        _cells, upto = self._cells
        wanted = (np.array(at) - SLACK) * upto[-1]
        places = np.minimum(np.searchsorted(upto, wanted), CELLS - 1).tolist()
        inside = {place: self._in_order(place) for place in set(places)}
        return [
            _first_beyond(*inside[place], share - (float(upto[place - 1]) if place else 0.0))
            for place, share in zip(places, wanted.tolist(), strict=True)
        ]

    def _in_order(self, place: int) -> tuple[Array, Array]:
        """The amounts of one slice in order, and their shares added up."""
        held = np.flatnonzero(self._cells[0] == place)
        if not len(held):
            return np.array([self.most]), np.ones(1)
        amounts = self.amounts[held]
        order = np.argsort(amounts)
        return amounts[order], np.cumsum(self.weights[held[order]])

    def below(self, edges: Array) -> Array:
        """The share that lies below each edge (an amount within a ten-thousandth of it counts as on it)."""
        order = np.argsort(self.amounts)
        amounts, cumulated = self.amounts[order], np.cumsum(self.weights[order])
        places = np.searchsorted(amounts, edges - 1e-4)
        found: Array = np.where(places > 0, cumulated[np.maximum(places - 1, 0)] / cumulated[-1], 0.0)
        return found


def _first_beyond(amounts: Array, cumulated: Array, share: float) -> float:
    place = int(np.searchsorted(cumulated, share))
    return float(amounts[min(place, len(amounts) - 1)])
