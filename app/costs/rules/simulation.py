"""Running a tree on draws: what each line, each leaf and each draw comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np

from app.costs.rules.draws import DRAWS, Array, draw, seed_of
from app.costs.rules.facts import CaseFacts, Ground, stand_on
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


@dataclass(frozen=True)
class Leaf:
    """An ending: its chance, its booked cost and its relation cost, in each draw."""

    code: str
    ending: str
    reach: Array
    booked: Array
    relation: Array

    @property
    def total(self) -> Array:
        """Booked cost and relation together."""
        return self.booked + self.relation


@dataclass
class Simulation:
    """One tree on one set of draws (or of scenarios)."""

    root: Step
    size: int
    dispute: Dispute
    visits: list[Visit] = field(default_factory=list)
    leaves: list[Leaf] = field(default_factory=list)

    def __post_init__(self) -> None:
        zero = np.zeros(self.size)
        self._walk(self.root, "", self._wide(self.root.chance), zero, zero)

    def _walk(self, step: Step, parent: str, reach: Array, booked: Array, relation: Array) -> None:
        self.visits.append(Visit(step, parent, reach))
        for code, amount in step.charges.items():
            if KINDS[code].booked:
                booked = booked + amount
            else:
                relation = relation + amount
        if not step.then:
            self.leaves.append(Leaf(step.code, step.ending, reach, booked, relation))
        for below in step.then:
            self._walk(below, step.code, reach * below.chance, booked, relation)

    def _wide(self, values: Array) -> Array:
        return np.broadcast_to(values, (self.size,))

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

    @property
    def expected(self) -> Array:
        """Expected total of each draw."""
        return sum((leaf.reach * leaf.total for leaf in self.leaves), np.zeros(self.size))

    @property
    def present_work(self) -> Array:
        """Work at the present step, due whether or not a gesture is offered."""
        return self._wide(sum(self.root.charges.values(), np.zeros(1)))

    @property
    def onward(self) -> Array:
        """Expected cost of all that follows the present step."""
        return self.expected - self.present_work


def simulate(facts: CaseFacts, tariff: Tariff, draws: int = DRAWS, seed: int | None = None) -> Simulation:
    """The dispute on these draws."""
    return simulate_on(stand_on(facts, tariff), tariff, draws, seed)


def simulate_on(ground: Ground, tariff: Tariff, draws: int, seed: int | None = None) -> Simulation:
    """The same, once the facts are complete."""
    chosen_seed = seed_of(tariff, draws) if seed is None else seed
    values = draw(tariff, ground.kind, ground.currency, draws=draws, seed=chosen_seed)
    dispute = Dispute(ground, Drawn(values), tariff.word_of_mouth)
    return Simulation(dispute.grow(), draws, dispute)


def minor(amount: float, currency: str) -> Money:
    """A figure of the model as money: half to even, after dropping what lies below a ten-thousandth of a cent."""
    whole = Decimal(repr(round(float(amount), 4))).quantize(Decimal(1), ROUND_HALF_EVEN)
    return Money(int(whole), currency)


def quantiles(leaves: list[Leaf], parts: list[Array], at: tuple[float, ...]) -> list[float]:
    """Quantiles of the mixture of all leaves over all draws, each weighted by its chance (no leaf is sampled)."""
    amounts = np.concatenate(parts)
    weights = np.concatenate([leaf.reach for leaf in leaves])
    order = np.argsort(amounts)
    cumulated = np.cumsum(weights[order])
    places = np.searchsorted(cumulated, np.array(at) * cumulated[-1] - 1e-9 * cumulated[-1])
    return [float(amounts[order[min(int(place), len(order) - 1)]]) for place in places]
