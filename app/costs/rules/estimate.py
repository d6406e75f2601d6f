"""What a dispute is expected to cost if it is not settled, with its working: pure, deterministic, explained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.costs.rules.draws import DRAWS, MODEL, Array, minor_factor, seed_of
from app.costs.rules.facts import CaseFacts, Ground, Missing, in_currency, stand_on
from app.costs.rules.lines import KINDS, Line
from app.costs.rules.parameters import Parameter
from app.costs.rules.simulation import Drawn, Leaf, Simulation, minor, quantiles, simulate_on
from app.costs.rules.tariff import Ceiling, Tariff, canonical_digest
from app.costs.rules.tree import Dispute
from app.kernel import Money, Words

BINS = 24
LADDER = (0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99)


@dataclass(frozen=True)
class Node:
    """One node of the tree: chance given its parent, chance from here, and for a leaf what the dispute then costs."""

    code: str
    parent: str
    label: Words
    condition: Words
    chance: float
    reach: float
    ending: str
    cost: Money | None


@dataclass(frozen=True)
class Swing:
    """How much one parameter moves the mean, from its low to its high value, the others at their means."""

    code: str
    label: Words
    at_low: Money
    at_high: Money
    """Change of the mean, signed."""

    @property
    def width(self) -> int:
        """Distance between the two, in minor units."""
        return abs(self.at_high.minor - self.at_low.minor)


@dataclass(frozen=True)
class Bin:
    """One bar of the distribution; the last one holds everything above."""

    low: Money
    high: Money
    share: float


@dataclass(frozen=True)
class Booked:
    """The part that the ledger can confirm later (all but the relation), for calibration."""

    mean: Money
    p10: Money
    p50: Money
    p90: Money
    ladder: tuple[Money, ...]
    """Quantiles at 1, 5, 10, 25, 50, 75, 90, 95 and 99 %."""


@dataclass(frozen=True)
class Spread:
    """Standard deviations in minor units: what all cases share (parameters) and what is this case's own (its path)."""

    booked_shared: float
    booked_own: float
    relation_shared: float
    relation_own: float


@dataclass(frozen=True)
class Estimate:
    """The answer. `mean` is the sum of the rounded lines; the range is that of this one dispute's cost."""

    ref: str
    currency: str
    mean: Money
    p10: Money
    p50: Money
    p90: Money
    lines: tuple[Line, ...]
    tree: tuple[Node, ...]
    weighs_most: tuple[Swing, ...]
    missing: tuple[Missing, ...]
    exposure: tuple[Ceiling, ...]
    """Fine ceilings: shown, never in the mean."""
    entitlement: Money
    """Due by law in every ending: apart."""
    already_spent: Money
    """Sunk: apart."""
    histogram: tuple[Bin, ...]
    booked: Booked
    relation: Money
    churn: float
    """Chance to lose the customer if nothing is settled."""
    spread: Spread
    model: str
    seed: int
    draws: int
    digest: str
    """Fingerprint of all inputs, to freeze with the decision it informed."""


def estimate(
    facts: CaseFacts, tariff: Tariff, *, draws: int = DRAWS, seed: int | None = None, working: bool = True
) -> Estimate:
    """What this dispute will cost if it is not settled. Without `working`: no tree, tornado or histogram (faster)."""
    ground = stand_on(facts, tariff)
    chosen_seed = seed_of(tariff, draws) if seed is None else seed
    run = simulate_on(ground, tariff, draws, chosen_seed)
    lines = _lines(run, ground, tariff)
    p10, p50, p90 = (minor(one, ground.currency) for one in _total_quantiles(run))
    return Estimate(
        ref=facts.ref,
        currency=ground.currency,
        mean=sum((line.amount for line in lines), Money(0, ground.currency)),
        p10=p10,
        p50=p50,
        p90=p90,
        lines=lines,
        tree=_tree(run, ground.currency) if working else (),
        weighs_most=tornado(ground, tariff, run) if working else (),
        missing=ground.missing,
        exposure=tuple(one for one in tariff.ceilings if one.scope.rank(ground.regimes, "", "") >= 0),
        entitlement=in_currency(facts.entitlement, ground.currency, tariff),
        already_spent=in_currency(facts.already_spent, ground.currency, tariff),
        histogram=_histogram(run, ground.currency) if working else (),
        booked=_booked(run, lines, ground.currency),
        relation=sum((one.amount for one in lines if not KINDS[one.code].booked), Money(0, ground.currency)),
        churn=_churn(run),
        spread=_spread(run),
        model=f"{MODEL} · tariff {tariff.version}",
        seed=chosen_seed,
        draws=draws,
        digest=canonical_digest([MODEL, tariff.digest, facts.digest, draws, chosen_seed]),
    )


def _total_quantiles(run: Simulation) -> list[float]:
    return quantiles(run.leaves, [leaf.total for leaf in run.leaves], (0.1, 0.5, 0.9))


# — lines -------------------------------------------------------------------------------------------------------------


def _lines(run: Simulation, ground: Ground, tariff: Tariff) -> tuple[Line, ...]:
    parameters = tariff.chosen(ground.kind)
    return tuple(_line(run, code, ground, parameters) for code in run.line_codes)


def _line(run: Simulation, code: str, ground: Ground, parameters: dict[str, Parameter]) -> Line:
    kind = KINDS[code]
    expected = float(np.mean(run.line(code)))
    reach = _difference(run) if code == "relation" else float(np.mean(run.reach_of_line(code)))
    each = minor(expected / reach, ground.currency) if abs(reach) > 1e-12 else Money(0, ground.currency)
    formula = f"{kind.recipe} = {100 * reach:.4f} % × {each}"
    named = (parameters.get(name.format(merits=ground.merits)) for name in kind.parameters)
    source = "; ".join(f"{one.code}: {one.source} ({one.status}, {one.year})" for one in named if one)
    return Line(code, kind.label, minor(expected, ground.currency), formula, source)


def _difference(run: Simulation) -> float:
    """Expected difference in the chance to lose the customer, between going on and settling."""
    parts = [leaf.reach * run.dispute.churn_difference(leaf.ending) for leaf in run.leaves if leaf.ending != "settled"]
    return float(np.mean(sum(parts, np.zeros(run.size))))


def _churn(run: Simulation) -> float:
    parts = [leaf.reach * run.dispute.churn(leaf.ending) for leaf in run.leaves]
    return round(float(np.mean(sum(parts, np.zeros(run.size)))), 9)


# — tree, distribution ------------------------------------------------------------------------------------------------


def _tree(run: Simulation, currency: str) -> tuple[Node, ...]:
    reached = {one.step.code: float(np.mean(one.reach)) for one in run.visits}
    costs = {leaf.code: _leaf_cost(leaf, currency) for leaf in run.leaves}
    nodes = []
    for one in run.visits:
        reach, above = reached[one.step.code], reached.get(one.parent, 1.0)
        chance = reach / above if above > 0 else 0.0
        nodes.append(
            Node(
                code=one.step.code,
                parent=one.parent,
                label=one.step.label,
                condition=one.step.condition,
                chance=round(chance, 9),
                reach=round(reach, 9),
                ending=one.step.ending,
                cost=costs.get(one.step.code),
            )
        )
    return tuple(nodes)


def _leaf_cost(leaf: Leaf, currency: str) -> Money:
    """Expected total given that the dispute ends there."""
    reach = float(np.mean(leaf.reach))
    return minor(float(np.mean(leaf.reach * leaf.total)) / reach if reach > 0 else 0.0, currency)


def _histogram(run: Simulation, currency: str) -> tuple[Bin, ...]:
    amounts = np.concatenate([leaf.total for leaf in run.leaves])
    weights = np.concatenate([leaf.reach for leaf in run.leaves])
    bottom, top = quantiles(run.leaves, [leaf.total for leaf in run.leaves], (0.0, 0.98))
    width = max((top - bottom) / BINS, 1.0)
    places = np.clip(np.floor((amounts - bottom) / width + 1e-9), 0, BINS).astype(np.int64)
    shares = np.bincount(places, weights, BINS + 1) / weights.sum()
    edges = [minor(bottom + index * width, currency) for index in range(BINS + 1)]
    edges.append(minor(max(float(amounts.max()), bottom + (BINS + 1) * width), currency))
    return tuple(Bin(edges[i], edges[i + 1], round(float(share), 9)) for i, share in enumerate(shares))


def _booked(run: Simulation, lines: tuple[Line, ...], currency: str) -> Booked:
    found = quantiles(run.leaves, [leaf.booked for leaf in run.leaves], LADDER)
    ladder = tuple(minor(one, currency) for one in found)
    mean = sum((one.amount for one in lines if KINDS[one.code].booked), Money(0, currency))
    return Booked(mean, ladder[2], ladder[4], ladder[6], ladder)


def _spread(run: Simulation) -> Spread:
    booked = _deviations(run.leaves, [leaf.booked for leaf in run.leaves])
    relation = _deviations(run.leaves, [leaf.relation for leaf in run.leaves])
    return Spread(*booked, *relation)


def _deviations(leaves: list[Leaf], parts: list[Array]) -> tuple[float, float]:
    """Standard deviation of the draws' means, and that of the path around them."""
    means: Array = sum((leaf.reach * part for leaf, part in zip(leaves, parts, strict=True)), np.zeros(1))
    squares: Array = sum((leaf.reach * part * part for leaf, part in zip(leaves, parts, strict=True)), np.zeros(1))
    own = max(float(np.mean(squares - means * means)), 0.0)
    return round(float(np.std(means)), 4), round(own**0.5, 4)


# — what weighs most --------------------------------------------------------------------------------------------------


def tornado(ground: Ground, tariff: Tariff, run: Simulation) -> tuple[Swing, ...]:
    """Every parameter used, set to its low and to its high value with the others at their means; largest first."""
    parameters = tariff.chosen(ground.kind)
    values = run.dispute.values
    used = values.used if isinstance(values, Drawn) else set(values)
    moving = [code for code in sorted(used) if parameters[code].low < parameters[code].high]
    size = 2 * len(moving) + 1
    scenarios: dict[str, Array] = {}
    for code in used:
        one = parameters[code]
        factor = minor_factor(one, tariff, ground.currency)
        scenarios[code] = np.full(size, one.mean * factor)
        if one.low < one.high:
            place = moving.index(code)
            scenarios[code][[place, place + len(moving)]] = one.low * factor, one.high * factor
    dispute = Dispute(ground, scenarios, tariff.word_of_mouth)
    means = Simulation(dispute.grow(), size, dispute).expected
    moves = means - means[-1]
    swings = (
        Swing(
            code,
            parameters[code].label,
            minor(float(moves[place]), ground.currency),
            minor(float(moves[place + len(moving)]), ground.currency),
        )
        for place, code in enumerate(moving)
    )
    return tuple(sorted((one for one in swings if one.width), key=lambda one: (-one.width, one.code)))
