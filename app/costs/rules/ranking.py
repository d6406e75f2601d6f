"""Gesture against cost: what each gesture would save, what to settle below, and where both sides could meet.

Merits come first: a founded complaint gets at least the palette's floor, whatever it saves; X caps only the goodwill.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np

from app.costs.rules.acceptance import History, PastOffer, Record, priors, shrunk, worth_of
from app.costs.rules.estimate import Estimate
from app.costs.rules.facts import LEVELS, CaseFacts
from app.costs.rules.naming import inside
from app.costs.rules.ranking_words import REASONS
from app.costs.rules.sampling import Array
from app.costs.rules.simulation import Simulation, minor, simulate
from app.costs.rules.tariff import Tariff, canonical_digest
from app.kernel import Money, Refused, Words, words

PAIRS_KEPT = 3


@dataclass(frozen=True)
class GestureOption:
    """One gesture of the palette, priced for this case."""

    code: str
    label: Words
    cost: Money
    """Cost to us."""
    value: Money
    """Value to the customer."""
    kind: str = ""
    excludes: frozenset[str] = frozenset()
    """Codes of gestures that cannot go with it; two of the same kind never do."""


@dataclass(frozen=True)
class Ranked:
    """One gesture (or pair) weighed against going on. Money is expected, ranges are those of the expectation."""

    codes: tuple[str, ...]
    label: Words
    cost: Money
    value: Money
    chance: float
    """Of acceptance."""
    history: Record
    """Comparable offers of ours that the chance rests on, besides the stated prior."""
    after_refusal: Money
    """Expected cost of what follows if it is refused."""
    expected_total: Money
    saving: Money
    """Estimate less expected total."""
    saving_low: Money
    saving_high: Money
    saving_relation: Money
    """Part of the saving that is a customer kept: counted once per customer in a portfolio."""
    advice: str
    """advised | possible | above_x | costs_more | below_floor."""
    reason: Words

    @property
    def allowed(self) -> bool:
        """Whether the figures and the merits speak for it, alone or against others."""
        return self.advice in ("advised", "possible")


@dataclass(frozen=True)
class Zone:
    """Where both sides could meet: from what the customer would settle for, up to X."""

    settle_below: Money
    """X: what going on is expected to cost beyond the present step, less the work of offering."""
    settle_low: Money
    settle_high: Money
    reservation: Money
    """What going on is expected to bring the customer, less what it costs them (our estimate, not their hopes)."""
    reservation_low: Money
    reservation_high: Money

    @property
    def exists(self) -> bool:
        """Whether there is anything to agree on."""
        return self.reservation <= self.settle_below


class Scales:
    """One case on the scales: the dispute now, and after a refusal, on the same draws."""

    def __init__(self, facts: CaseFacts, estimate: Estimate, history: History, tariff: Tariff) -> None:
        model = estimate.model.split(" · ")[0]
        if estimate.digest != canonical_digest([model, tariff.digest, facts.digest, estimate.draws, estimate.seed]):
            raise Refused("estimate_stale", STALE, "estimate")
        refused = replace(facts, offers_refused=facts.offers_refused + 1)
        self.now = simulate(facts, tariff, estimate.draws, estimate.seed)
        self.after = simulate(refused, tariff, estimate.draws, estimate.seed)
        self.estimate, self.history, self.currency = estimate, history, estimate.currency
        self.values = self.now.dispute.values
        self.contested = float(self.now.dispute.contested.mean())

    @cached_property
    def offering(self) -> Array:
        """Work of making an offer at the level that has the case."""
        level = self.now.dispute.ground.level
        rate = self.values[f"rate.{level if self.now.root.kind in LEVELS else 'quality'}"]
        return self.values["hours.offer"] * rate

    @property
    def x(self) -> Array:
        """X in each draw."""
        return self.now.onward - self.offering

    def totals(self, choices: Sequence[tuple[GestureOption, ...]]) -> Totals:
        """Chance, what follows a refusal and expected total of each choice (one gesture, or some together), in each draw."""
        cost, value = (
            [sum(getattr(one, what).minor for one in parts) for parts in choices] for what in ("cost", "value")
        )
        worth = [worth_of(one, self.contested) for one in value]
        found = zip(choices, worth, strict=True)
        records = [self.history.record("+".join(sorted(one.code for one in parts)), rate) for parts, rate in found]
        kinds = [sorted({one.kind for one in parts}) for parts in choices]
        chance = shrunk(priors(worth, kinds, self.values), records, self.values["accept.strength"])
        after = self.after_refusal(chance)
        paid = np.array(cost, dtype=np.float64)[:, np.newaxis]
        total = self.now.present_work + self.offering + chance * paid + (1 - chance) * after
        return Totals(cost, value, records, chance, after, total)

    def weigh(self, choices: Sequence[tuple[GestureOption, ...]]) -> list[Weighed]:
        """Each choice on the scales, all at once."""
        if not choices:
            return []
        t = self.totals(choices)
        onward = self.after.onward
        kept = np.divide(t.after, onward, out=np.ones_like(t.after), where=onward > 0)
        relation = relation_of(self.now) - (1 - t.chance) * kept * relation_of(self.after)
        rows = zip(choices, t.cost, t.value, t.records, t.means, t.chance, t.after, t.total, relation, strict=True)
        return [Weighed(*row) for row in rows]

    def after_refusal(self, chance: Array) -> Array:
        """What follows a refusal: dearer, because those who refuse are the determined ones, but an offer creates no cost.

        So at most onward ÷ (1 − chance), which is reached when those who accept would have cost nothing.
        """
        bound = self.now.onward / np.maximum(1 - chance, 1e-9)
        return np.minimum(self.after.onward, np.maximum(bound, self.now.onward))

    def money(self, draws: Array) -> Money:
        """Mean over the draws, as money."""
        return minor(float(draws.mean()), self.currency)

    def ranges(self, draws: Array) -> list[tuple[Money, Money]]:
        """P10 and P90 over the draws, as money: a pair for each row."""
        low, high = np.quantile(draws, (0.1, 0.9), axis=-1)
        return [(minor(one, self.currency), minor(other, self.currency)) for one, other in zip(low, high, strict=True)]


@dataclass(frozen=True)
class Totals:
    """Many choices at once: a row each in every matrix."""

    cost: list[int]
    value: list[int]
    records: list[Record]
    chance: Array
    after: Array
    total: Array

    @property
    def means(self) -> list[float]:
        """Expected total of each, over the draws."""
        found: list[float] = self.total.mean(axis=1).tolist()
        return found


@dataclass(frozen=True)
class Weighed:
    """Gestures on the scales, draw by draw."""

    parts: tuple[GestureOption, ...]
    cost: int
    value: int
    record: Record
    mean: float
    """Of the expected total, over the draws."""
    chance: Array
    after: Array
    total: Array
    relation: Array


def relation_of(run: Simulation) -> Array:
    """Expected cost of losing the customer, in each draw."""
    found: Array = (run.reach * run.relation).sum(axis=0)
    return found


def rank_gestures(
    facts: CaseFacts,
    estimate: Estimate,
    options: Sequence[GestureOption],
    history: Sequence[PastOffer] | History,
    tariff: Tariff,
    *,
    floor: Money | None = None,
) -> tuple[Ranked, ...]:
    """Gestures in order of expected total, the advised one first, then those that figures or merits speak against.

    `floor`: least value to the customer that the palette gives to a founded complaint of this category.
    """
    counted = history if isinstance(history, History) else History(history)
    scales = Scales(facts, estimate, counted, tariff)
    _one_currency(options, scales.currency)
    single = scales.weigh([(one,) for one in options])
    least = (floor + Money(0, scales.currency)).minor if floor and facts.merits == "founded" else 0
    weighed = single + _pairs_that_pay(scales, single, least)
    cheapest = min((one.cost for one in weighed if one.value >= least), default=0)
    ceiling = max(scales.money(scales.x).minor, cheapest if least else 0)
    advices = [_advice(one, scales, least, ceiling) for one in weighed]
    order = sorted(range(len(weighed)), key=lambda i: (advices[i] != "possible", *_key(weighed[i])))
    best = order[0] if order and advices[order[0]] == "possible" else None
    savings = scales.ranges(scales.now.expected - np.stack([weighed[i].total for i in order])) if order else []
    found = zip(order, savings, strict=True)
    return tuple(_ranked(weighed[i], scales, "advised" if i == best else advices[i], saved) for i, saved in found)


def _one_currency(options: Sequence[GestureOption], currency: str) -> None:
    """Refuse gestures priced in another currency than the case."""
    for one in options:
        sum((one.cost, one.value), Money(0, currency))


def _key(one: Weighed) -> tuple[float, tuple[str, ...]]:
    return _order(one.mean, one.parts)


def _order(mean: float, parts: Sequence[GestureOption]) -> tuple[float, tuple[str, ...]]:
    return round(mean, 4), tuple(part.code for part in parts)


def _advice(one: Weighed, scales: Scales, least: int, ceiling: int) -> str:
    if one.value < least:
        return "below_floor"
    if one.cost > ceiling:
        return "above_x"
    saves = scales.estimate.mean > minor(one.mean, scales.currency)
    return "possible" if saves or least else "costs_more"


def _pairs_that_pay(scales: Scales, single: Sequence[Weighed], least: int) -> list[Weighed]:
    """The pairs expected to cost less than either gesture alone, or that alone reach the floor; best first."""
    couples = [(one, other) for one, other in combinations(single, 2) if _go_together(one.parts[0], other.parts[0])]
    if not couples:
        return []
    pairs = [tuple(sorted((one.parts[0], other.parts[0]), key=lambda part: part.code)) for one, other in couples]
    totals = scales.totals(pairs)
    found = []
    for (one, other), pair, mean, value in zip(couples, pairs, totals.means, totals.value, strict=True):
        pays = mean + 1 <= min(one.mean, other.mean)
        if pays or max(one.value, other.value) < least <= value:
            found.append((_order(mean, pair), pair))
    return scales.weigh([pair for _order, pair in sorted(found, key=lambda each: each[0])[:PAIRS_KEPT]])


def _go_together(a: GestureOption, b: GestureOption) -> bool:
    return not ((a.kind and a.kind == b.kind) or a.code in b.excludes or b.code in a.excludes)


def _ranked(one: Weighed, scales: Scales, advice: str, saved: tuple[Money, Money]) -> Ranked:
    low, high = saved
    total = minor(one.mean, scales.currency)
    return Ranked(
        codes=tuple(part.code for part in one.parts),
        label=_label(one.parts),
        cost=Money(one.cost, scales.currency),
        value=Money(one.value, scales.currency),
        chance=round(float(one.chance.mean()), 9),
        history=one.record,
        after_refusal=scales.money(one.after),
        expected_total=total,
        saving=scales.estimate.mean - total,
        saving_low=low,
        saving_high=high,
        saving_relation=scales.money(one.relation),
        advice=advice,
        reason=REASONS[advice],
    )


def _label(parts: Sequence[GestureOption]) -> Words:
    if len(parts) == 1:
        return parts[0].label
    return words("{one} et {other}", "{one} and {other}", one=parts[0].label, other=inside(parts[1].label))


def zone_of(facts: CaseFacts, estimate: Estimate, tariff: Tariff) -> Zone:
    """X and the customer's reservation, each with its range over the draws."""
    scales = Scales(facts, estimate, History(()), tariff)
    brought = sum((scales.now.line(code) for code in ("agreement", "award", "interest")), np.zeros(scales.now.size))
    keeps = np.maximum(brought - scales.values["customer.effort"], 0.0)
    below = np.maximum(scales.x, 0.0)
    x = max(scales.money(scales.x), Money(0, scales.currency))
    (settle,), (reserve,) = scales.ranges(below[np.newaxis]), scales.ranges(keeps[np.newaxis])
    return Zone(x, *settle, scales.money(keeps), *reserve)


STALE = words(
    "Cette estimation n’est plus celle du dossier : refaites-la avant de comparer.",
    "This estimate is no longer that of the case: make it again before comparing.",
)
