"""Running a tree on draws: what each line, each leaf and each draw comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import numpy as np

from app.costs.rules.draws import DRAWS, Array, draw, seed_of
from app.costs.rules.facts import LEVELS, CaseFacts, stand_on
from app.costs.rules.lines import KINDS
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
        zero = np.zeros(self.size)
        self._walk(self.root, "", np.broadcast_to(self.root.chance, (self.size,)), zero, zero)
        self.reach, self.booked = np.stack(self._reach), np.stack(self._booked)
        self.relation = np.stack(self._relation)
        self.total = self.booked + self.relation

    def _walk(self, step: Step, parent: str, reach: Array, booked: Array, relation: Array) -> None:
        self.visits.append(Visit(step, parent, reach))
        for code, amount in step.charges.items():
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
        parts = [one.reach * one.step.charges[code] for one in self.visits if code in one.step.charges]
        return sum(parts, np.zeros(self.size))

    def reach_of_line(self, code: str) -> Array:
        """How often this line is met in each draw (summed over the nodes that charge it)."""
        return sum((one.reach for one in self.visits if code in one.step.charges), np.zeros(self.size))

    @property
    def line_codes(self) -> list[str]:
        """Lines that some node charges, in reading order."""
        met = {code for one in self.visits for code in one.step.charges}
        return [code for code in KINDS if code in met]

    def over_leaves(self, by_ending: Callable[[str], Array]) -> Array:
        """Expected value in each draw of something that depends on the ending."""
        parts = (reach * by_ending(leaf.ending) for leaf, reach in zip(self.leaves, self.reach, strict=True))
        return sum(parts, np.zeros(self.size))

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
        return sum((one.reach for one in self.visits if one.step.kind in kinds), np.zeros(self.size))


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


class Distribution:
    """The mixture of all leaves over all draws, each weighted by its chance: no leaf is sampled."""

    def __init__(self, reach: Array, amounts: Array) -> None:
        flat = amounts.ravel()
        order = np.argsort(flat)
        self.amounts = flat[order]
        self.cumulated = np.cumsum(reach.ravel()[order])
        self.cumulated /= self.cumulated[-1]

    def quantiles(self, *at: float) -> list[float]:
        """The amounts below which these shares lie."""
        places = np.searchsorted(self.cumulated, np.array(at) - 1e-9)
        return [float(self.amounts[min(int(place), len(self.amounts) - 1)]) for place in places]

    def below(self, edges: Array) -> Array:
        """The share that lies below each edge (an amount within a ten-thousandth of it counts as on it)."""
        places = np.searchsorted(self.amounts, edges - 1e-4)
        return np.where(places > 0, self.cumulated[np.maximum(places - 1, 0)], 0.0)
