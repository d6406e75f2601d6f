"""Parameters learnt from our own closed cases: proposed with their number and shrinkage, adopted by a person.

Chances are learnt with the odds that the facts of each case justified taken out, so that a year of threatening customers
does not raise the chance for everyone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt

import numpy as np

from app.costs.rules.facts import CaseFacts, stand_on
from app.costs.rules.parameters import Parameter, Status, Unit
from app.costs.rules.sampling import Array, minor_factor
from app.costs.rules.tariff import BRANCHES, EVERY_KIND, Kind, Tariff
from app.costs.rules.tree import Dispute
from app.kernel import Refused, Words, words

STRENGTH = 20.0
"""How many of our own cases weigh as much as the present value."""
LEAST = 5
ROUNDS = 200
Odds = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Trial:
    """One fork that a closed case met: which way it took, and the odds its facts put on some of the ways."""

    branch: str
    taken: str
    odds: Odds = ()
    closed: frozenset[str] = frozenset()
    """Ways that were not open to it."""


@dataclass(frozen=True)
class Measure:
    """One observed value of a parameter: hours, a fee, a share paid (money in major units)."""

    parameter: str
    value: float


@dataclass(frozen=True)
class Proposal:
    """A parameter as our history would have it."""

    parameter: Parameter
    before: Parameter
    n: int
    observed: float
    """Plain frequency or mean, before shrinkage."""

    @property
    def seen(self) -> float:
        """The same in the figures that so many cases bear."""
        return borne(self.observed, self.n)


TWO_WAY = {
    ("mediator", "admissible"): ("mediation.admissible", "yes"),
    ("mediator", "inadmissible"): ("mediation.admissible", "no"),
    ("admissible", "agreement"): ("mediation.agreed", "yes"),
    ("admissible", "no_agreement"): ("mediation.agreed", "no"),
    ("agreement", "mediated_paid"): ("mediation.favourable", "yes"),
    ("agreement", "mediated_nothing"): ("mediation.favourable", "no"),
    ("inadmissible", "court_after"): ("after_mediation.court", "yes"),
    ("inadmissible", "gives_up"): ("after_mediation.court", "no"),
    ("no_agreement", "court_after"): ("after_mediation.court", "yes"),
    ("no_agreement", "gives_up"): ("after_mediation.court", "no"),
    ("expert", "lost"): ("court.lost.{merits}", "yes"),
    ("expert", "won"): ("court.lost.{merits}", "no"),
    ("no_expert", "lost"): ("court.lost.{merits}", "yes"),
    ("no_expert", "won"): ("court.lost.{merits}", "no"),
}
"""Two steps of a path → the chance they speak of, and whether it happened."""
AT_COURT = {"expert": "yes", "no_expert": "no"}
MANY_WAY = {"front": "front", "supervisor": "supervisor", "quality": "final"}


def trials_of(facts: CaseFacts, path: Sequence[str], tariff: Tariff) -> tuple[Trial, ...]:
    """The forks of a closed case, from the kinds of steps it went through, first to last."""
    ground = stand_on(facts, tariff)
    means = {
        code: np.full(1, one.mean * minor_factor(one, tariff, ground.currency))
        for code, one in tariff.chosen(ground.kind).items()
    }
    dispute = Dispute(ground, means)
    return tuple(_trial(step, to, dispute) for step, to in pairwise(path))


def _trial(step: str, to: str, dispute: Dispute) -> Trial:
    will, court = float(dispute.will[0]), float(dispute.to_court[0])
    ground = dispute.ground
    if step in MANY_WAY:
        branch = MANY_WAY[step]
        if branch != "final":
            taken = to if to in ("content", "gives_up") else "contested"
            return Trial(branch, taken, (("contested", will),))
        odds = (("mediator", will * float(dispute.stake[0])), ("court", court))
        return Trial(branch, to, odds, frozenset() if ground.mediation_possible else frozenset({"mediator"}))
    if to in AT_COURT:
        return Trial("court.expert", AT_COURT[to])
    if (step, to) not in TWO_WAY:
        raise Refused("path_impossible", NO_SUCH_PATH.fill(step=step, to=to), "path")
    branch, taken = TWO_WAY[step, to]
    named = branch.format(merits=ground.merits)
    if branch == "after_mediation.court":
        return Trial(named, taken, (("yes", court),))
    if branch == "mediation.favourable" and ground.merits != "not_examined":
        return Trial(named, taken, (("yes", float(dispute.values[f"odds.merits.{ground.merits}"][0])),))
    return Trial(named, taken)


def learn(
    trials: Iterable[Trial],
    measures: Iterable[Measure],
    tariff: Tariff,
    *,
    kind: Kind = EVERY_KIND,
    strength: float = STRENGTH,
    year: int,
) -> tuple[Proposal, ...]:
    """Parameters that our closed cases of this kind would give, each shrunk to its present value."""
    return (*_chances(trials, tariff, kind, strength, year), *_values(measures, tariff, kind, strength, year))


# — chances -----------------------------------------------------------------------------------------------------------


def _chances(trials: Iterable[Trial], tariff: Tariff, kind: Kind, strength: float, year: int) -> Iterable[Proposal]:
    by_branch: dict[str, list[Trial]] = defaultdict(list)
    for one in trials:
        by_branch[one.branch].append(one)
    many = {branch.code: branch for branch in BRANCHES}
    for code, some in sorted(by_branch.items()):
        if len(some) < LEAST:
            continue
        options = many[code].options if code in many else ()
        codes = {option: many[code].parameter(option) for option in options} or {"yes": code}
        yield from _branch(codes, some, tariff, kind, strength, year)


def _branch(
    codes: Mapping[str, str], trials: Sequence[Trial], tariff: Tariff, kind: Kind, strength: float, year: int
) -> Iterable[Proposal]:
    present = {option: _present(tariff, code, kind) for option, code in codes.items()}
    before = {option: one.mean for option, one in present.items()}
    if set(before) == {"yes"}:
        before["no"] = 1 - before["yes"]
    total = sum(before.values())
    learnt = posterior({option: p / total for option, p in before.items()}, trials, strength)
    counts = Counter(one.taken for one in trials)
    rounded = _rounded(learnt, len(trials))
    for option, one in present.items():
        deviation = sqrt(rounded[option] * (1 - rounded[option]) / (strength + len(trials) + 1))
        parameter = _around(one, rounded[option], deviation, year, len(trials), strength)
        yield Proposal(parameter, one, len(trials), counts[option] / len(trials))


def posterior(before: Mapping[str, float], trials: Sequence[Trial], strength: float) -> dict[str, float]:
    """Most likely chances given the trials and `strength` imagined ones that follow `before`.

    Without odds it is (strength × before + count) / (strength + n). With odds each trial speaks of raised chances;
    proportional fitting finds the base chances whose raised means match what was seen.
    """
    options = list(before)
    prior = np.array([before[option] for option in options])
    alike = Counter((one.odds, one.closed) for one in trials)
    raised = np.array([[_odds(one, option) for option in options] for one in alike])
    weight = np.array([float(count) for count in alike.values()])
    taken = Counter(one.taken for one in trials)
    seen: Array = np.array([float(taken[option]) for option in options]) + strength * prior
    base: Array = prior.copy()
    for _ in range(ROUNDS):
        split = base * raised
        split /= split.sum(axis=1, keepdims=True)
        expected = weight @ split + strength * base
        base = base * np.where(expected > 0, seen / np.where(expected > 0, expected, 1), 0)
        base /= base.sum()
    return {option: float(p) for option, p in zip(options, base, strict=True)}


def _odds(alike: tuple[Odds, frozenset[str]], option: str) -> float:
    odds, closed = alike
    return 0.0 if option in closed else dict(odds).get(option, 1.0)


def borne(value: float, n: int) -> float:
    """A value in the figures that n cases bear: two, a third from a hundred cases on, a fourth from ten thousand."""
    figures = 2 + (n >= 100) + (n >= 10_000)
    return float(f"{round(value, 6):.{figures}g}")


def _rounded(chances: Mapping[str, float], n: int) -> dict[str, float]:
    """In the figures that n cases bear, still summing to 1: the largest takes what rounding leaves."""
    found = {option: borne(p, n) for option, p in chances.items()}
    largest = max(found, key=lambda option: found[option])
    found[largest] = round(1 - sum(p for option, p in found.items() if option != largest), 6)
    return found


def _around(one: Parameter, mean: float, deviation: float, year: int, n: int, strength: float) -> Parameter:
    """The chance, with bounds three deviations away: what n cases leave uncertain."""
    reach = min(3 * deviation, mean, 1 - mean)
    source = _own_history(n, "cases", "dossiers", one, strength)
    low, high = borne(mean - reach, n), borne(mean + reach, n)
    return replace(
        one,
        low=min(low, mean),
        likely=mean,
        high=max(high, mean),
        year=year,
        status=Status.HOUSE,
        source=source.en,
        source_fr=source.fr,
    )


# — values ------------------------------------------------------------------------------------------------------------


def _values(measures: Iterable[Measure], tariff: Tariff, kind: Kind, strength: float, year: int) -> Iterable[Proposal]:
    by_code: dict[str, list[float]] = defaultdict(list)
    for one in measures:
        by_code[one.parameter].append(one.value)
    for code, values in sorted(by_code.items()):
        if len(values) >= LEAST:
            present = _present(tariff, code, kind)
            yield Proposal(_spread(present, values, strength, year), present, len(values), sum(values) / len(values))


def _spread(one: Parameter, values: Sequence[float], strength: float, year: int) -> Parameter:
    """Bounds and mean of what was seen, each shrunk; the likely value then gives that mean."""
    n = len(values)
    own = n / (n + strength)
    seen_low, seen_mean, seen_high = pert_bounds(np.array(values, dtype=np.float64))
    low, high = _mix(own, max(seen_low, 0.0), one.low), _mix(own, seen_high, one.high)
    mean = _mix(own, seen_mean, one.mean)
    if one.unit in (Unit.CHANCE, Unit.SHARE):
        high = min(high, 1.0)
    low, high = borne(low, n), borne(high, n)
    likely = borne(min(max((6 * mean - low - high) / 4, low), high), n)
    source = _own_history(n, "values", "cas", one, strength)
    return replace(
        one, low=low, likely=likely, high=high, year=year, status=Status.HOUSE, source=source.en, source_fr=source.fr
    )


def pert_bounds(values: Array) -> tuple[float, float, float]:
    """Low, mean and high of a PERT law with the mean and variance seen: variance = (mean − low) × (high − mean) / 7.

    The 1st and 99th percentiles give the proportion of the two sides.
    """
    mean, variance = float(values.mean()), float(values.var())
    left, right = mean - float(np.quantile(values, 0.01)), float(np.quantile(values, 0.99)) - mean
    if left <= 0 or right <= 0:
        return mean, mean, mean
    scale = sqrt(7 * variance / (left * right))
    return mean - scale * left, mean, mean + scale * right


def _mix(own: float, seen: float, before: float) -> float:
    return own * seen + (1 - own) * before


def _present(tariff: Tariff, code: str, kind: Kind) -> Parameter:
    found = tariff.find(code, *kind)
    if found is None:
        raise Refused("parameter_missing", MISSING.fill(name=code), code)
    return found


def _own_history(n: int, what: str, french: str, one: Parameter, strength: float) -> Words:
    """Where a learnt value comes from."""
    fr = f"notre histoire, {n} {french}, ramenés vers {one.mean:.4g} avec le poids de {strength:g}"
    en = f"own history, {n} {what}, shrunk to {one.mean:.4g} with the weight of {strength:g}"
    return words(fr.replace(".", ","), en)


MISSING = words("Il manque un paramètre : {name}.", "A parameter is missing: {name}.")
NO_SUCH_PATH = words("Aucun chemin ne va de « {step} » à « {to} ».", "No path goes from “{step}” to “{to}”.")
