"""What a dispute is expected to cost if it is not settled, with its working: pure, deterministic, explained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.costs.rules.facts import CaseFacts, Ground, Missing, in_currency, stand_on
from app.costs.rules.lines import CONTRACT, KINDS, Line
from app.costs.rules.parameters import Parameter
from app.costs.rules.sampling import DRAWS, MODEL, Array, minor_factor, seed_of
from app.costs.rules.simulation import Distribution, Simulation, Visit, minor, simulate
from app.costs.rules.tariff import Ceiling, Tariff, canonical_digest
from app.costs.rules.tree import Dispute
from app.kernel import Money, Words, words

BINS = 24
LATER = {
    "supervisor": ("supervisor",),
    "quality": ("quality",),
    "mediator": ("mediator",),
    "court": ("court", "court_after"),
}
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


RARE_AND_DEAR = words(
    "La moyenne ({mean:round}) dépasse la fourchette : une fois sur dix au plus, le litige coûte plus de {p90:round}, et alors "
    "tellement plus que ces cas rares font l’essentiel de la moyenne. Pour savoir à quoi s’attendre, lisez la médiane "
    "({p50:round} : une fois sur deux moins) ; pour comparer un geste au litige, la moyenne, qui compte aussi le pire.",
    "The mean ({mean:round}) lies above the range: at most one time in ten the dispute costs more than {p90:round}, and then so "
    "much more that these rare cases make up most of the mean. For what to expect, read the median ({p50:round}: less than that "
    "one time in two); for weighing a gesture against the dispute, read the mean, which counts the worst as well.",
)
RARE_AND_CHEAP = words(
    "La moyenne ({mean:round}) est sous la fourchette : une fois sur dix au plus, le litige coûte moins de {p10:round}, et alors "
    "tellement moins que ces cas rares tirent la moyenne vers le bas. Pour savoir à quoi s’attendre, lisez la médiane "
    "({p50:round}).",
    "The mean ({mean:round}) lies below the range: at most one time in ten the dispute costs less than {p10:round}, and then so "
    "much less that these rare cases pull the mean down. For what to expect, read the median ({p50:round}).",
)


def why_outside(mean: Money, p10: Money, p50: Money, p90: Money) -> Words | None:
    """Why the mean lies outside "eight times in ten", and which figure is for what; nothing where it lies inside."""
    if p10 <= mean <= p90:
        return None
    sentence = RARE_AND_DEAR if mean > p90 else RARE_AND_CHEAP
    return sentence.fill(mean=mean, p10=p10, p50=p50, p90=p90)


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
    reach: tuple[tuple[str, float], ...]
    """Chance to reach each later step: supervisor, quality, mediator, court."""
    churn: float
    """Chance to lose the customer if nothing is settled."""
    spread: Spread
    model: str
    seed: int
    draws: int
    digest: str
    """Fingerprint of all inputs, to freeze with the decision it informed."""

    @property
    def outside(self) -> Words | None:
        """Why its mean lies outside its range, where it does."""
        return why_outside(self.mean, self.p10, self.p50, self.p90)


def estimate(
    facts: CaseFacts, tariff: Tariff, *, draws: int = DRAWS, seed: int | None = None, working: bool = True
) -> Estimate:
    """What this dispute will cost if it is not settled. Without `working`: no tree, tornado or histogram (faster)."""
    ground = stand_on(facts, tariff)
    chosen_seed = seed_of(ground.kind, draws) if seed is None else seed
    run = simulate(facts, tariff, draws, chosen_seed)
    lines = _lines(run, ground, tariff)
    whole = Distribution(run.reach, run.total)
    p10, p50, p90 = (minor(one, ground.currency) for one in whole.quantiles(0.1, 0.5, 0.9))
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
        histogram=_histogram(whole, ground.currency) if working else (),
        booked=_booked(run, lines, ground.currency),
        relation=sum((one.amount for one in lines if not KINDS[one.code].booked), Money(0, ground.currency)),
        reach=tuple((step, round(float(run.reached(*kinds).mean()), 9)) for step, kinds in LATER.items()),
        churn=_churn(run),
        spread=_spread(run),
        model=f"{MODEL} · tariff {tariff.version}",
        seed=chosen_seed,
        draws=draws,
        digest=canonical_digest([MODEL, tariff.digest, facts.digest, draws, chosen_seed]),
    )


# — lines -------------------------------------------------------------------------------------------------------------


def _lines(run: Simulation, ground: Ground, tariff: Tariff) -> tuple[Line, ...]:
    parameters = tariff.chosen(ground.kind)
    return tuple(_line(run, code, ground, parameters) for code in run.line_codes)


def _line(run: Simulation, code: str, ground: Ground, parameters: dict[str, Parameter]) -> Line:
    kind = KINDS[code]
    expected, reach = run.line_means[code]
    if code == "relation":
        reach = _difference(run)
    each = minor(expected / reach, ground.currency) if abs(reach) > 1e-12 else Money(0, ground.currency)
    known = CONTRACT if code == "mediator_fee" and ground.mediator_fee is not None else None
    named = (parameters.get(name.format(merits=ground.merits)) for name in kind.parameters)
    cited = () if known else tuple(one for one in named if one)
    return Line(code, kind.label, minor(expected, ground.currency), round(reach, 9), each, cited, known)


def _difference(run: Simulation) -> float:
    """Expected difference in the chance to lose the customer, between going on and settling."""
    return float(run.over_leaves(run.dispute.churn_difference).mean())


def _churn(run: Simulation) -> float:
    return round(float(run.over_leaves(run.dispute.churn).mean()), 9)


# — tree, distribution ------------------------------------------------------------------------------------------------


def _tree(run: Simulation, currency: str) -> tuple[Node, ...]:
    means = np.stack([one.reach for one in run.visits]).mean(axis=1).tolist()
    reached = {one.step.code: mean for one, mean in zip(run.visits, means, strict=True)}
    costs = _leaf_costs(run, currency)
    return tuple(_node(one, reached, costs) for one in run.visits)


def _node(visit: Visit, reached: dict[str, float], costs: dict[str, Money]) -> Node:
    step, reach, above = visit.step, reached[visit.step.code], reached.get(visit.parent, 1.0)
    return Node(
        code=step.code,
        parent=visit.parent,
        label=step.label,
        condition=step.condition,
        chance=round(reach / above, 9) if above > 0 else 0.0,
        reach=round(reach, 9),
        ending=step.ending,
        cost=costs.get(step.code),
    )


def _leaf_costs(run: Simulation, currency: str) -> dict[str, Money]:
    """Expected total given that the dispute ends there."""
    reaches = run.reach.mean(axis=1).tolist()
    sums = (run.reach * run.total).mean(axis=1).tolist()
    pairs = zip(run.leaves, sums, reaches, strict=True)
    return {leaf.code: minor(total / reach if reach > 0 else 0.0, currency) for leaf, total, reach in pairs}


def _histogram(whole: Distribution, currency: str) -> tuple[Bin, ...]:
    bottom, high, top = whole.quantiles(0.0, 0.98, 1.0)
    width = max((high - bottom) / BINS, 1.0)
    edges: Array = bottom + width * np.arange(BINS + 1, dtype=np.float64)
    shares: Array = np.diff(whole.below(edges), append=1.0)
    money = [minor(float(edge), currency) for edge in edges] + [minor(max(top, float(edges[-1])), currency)]
    return tuple(Bin(money[i], money[i + 1], round(float(share), 9)) for i, share in enumerate(shares))


def _booked(run: Simulation, lines: tuple[Line, ...], currency: str) -> Booked:
    found = Distribution(run.reach, run.booked).quantiles(*LADDER)
    ladder = tuple(minor(one, currency) for one in found)
    mean = sum((one.amount for one in lines if KINDS[one.code].booked), Money(0, currency))
    return Booked(mean, ladder[2], ladder[4], ladder[6], ladder)


def _spread(run: Simulation) -> Spread:
    return Spread(*_deviations(run.reach, run.booked), *_deviations(run.reach, run.relation))


def _deviations(reach: Array, amounts: Array) -> tuple[float, float]:
    """Standard deviation of the draws' means, and that of the path around them."""
    means = (reach * amounts).sum(axis=0)
    own = float((reach * amounts * amounts).sum(axis=0).mean() - (means * means).mean())
    return round(float(np.std(means)), 4), round(max(own, 0.0) ** 0.5, 4)


# — what weighs most --------------------------------------------------------------------------------------------------


def tornado(ground: Ground, tariff: Tariff, run: Simulation) -> tuple[Swing, ...]:
    """Every parameter used, set to its low and to its high value with the others at their means; largest first."""
    parameters = tariff.chosen(ground.kind)
    used = sorted(run.used)
    moving = [code for code in used if parameters[code].low < parameters[code].high]
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
