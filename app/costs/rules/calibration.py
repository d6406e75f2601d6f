"""Do the ranges hold? Forecasts frozen with decisions against what happened: coverage, bias, tails, chances, acceptance.

Each check is a test with its own threshold, so that a wrong world raises a flag in words and a right one seldom does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import exp, lgamma, log, sqrt

from app.costs.rules.calibration_words import FLAGS
from app.costs.rules.estimate import Booked, Estimate
from app.kernel import Money, Words

ENOUGH = 30
LOUD = 3.29
"""Standard errors beyond which chance alone errs once in a thousand."""
COVERED = 0.8
LONG_TAIL = 0.01
BINS = 5


@dataclass(frozen=True)
class Outcome:
    """A closed case: what was forecast when it was last left unsettled, and what the journal then booked."""

    ref: str
    regime: str
    category: str
    version: str
    forecast: Booked
    forecast_sd: float
    """Standard deviation of the booked cost, in minor units."""
    reach: tuple[tuple[str, float], ...]
    churn: float
    actual: Money | None
    """Booked cost; nothing when an offer settled the case, which then counts for acceptance only."""
    reached: frozenset[str] = frozenset()
    lost: bool | None = None
    """Whether the customer was lost, once known."""
    offers: tuple[tuple[float, bool], ...] = ()
    """(forecast chance, accepted) of each offer answered."""


def outcome_of(
    estimate: Estimate,
    *,
    regime: str,
    category: str,
    actual: Money | None,
    reached: Iterable[str] = (),
    lost: bool | None = None,
    offers: tuple[tuple[float, bool], ...] = (),
) -> Outcome:
    """Pair a frozen estimate with what happened."""
    spread = estimate.spread
    return Outcome(
        ref=estimate.ref,
        regime=regime,
        category=category,
        version=estimate.model,
        forecast=estimate.booked,
        forecast_sd=sqrt(spread.booked_own**2 + spread.booked_shared**2),
        reach=estimate.reach,
        churn=estimate.churn,
        actual=actual,
        reached=frozenset(reached),
        lost=lost,
        offers=offers,
    )


@dataclass(frozen=True)
class Check:
    """A forecast share against the observed one."""

    code: str
    n: int
    forecast: float
    observed: float
    z: float


@dataclass(frozen=True)
class ReliabilityBin:
    """Offers whose forecast chance lay in this fifth: how many, forecast and observed acceptance."""

    low: float
    high: float
    n: int
    forecast: float
    observed: float


@dataclass(frozen=True)
class Flag:
    """Something the figures say is wrong, in a sentence."""

    code: str
    message: Words


@dataclass(frozen=True)
class Slice:
    """Calibration of some closed cases."""

    name: tuple[str, str]
    """(by what, which): ("all", "") or ("regime", "FR-GEN")…"""
    n: int
    coverage: float
    coverage_low: float
    coverage_high: float
    below: float
    above: float
    beyond_p99: int
    bias: float
    """Mean of actual less forecast, in minor units."""
    bias_z: float
    brier: float | None
    reliability: tuple[ReliabilityBin, ...]
    checks: tuple[Check, ...]
    """Levels reached, customers lost, offers accepted."""
    flags: tuple[Flag, ...]

    @property
    def enough(self) -> bool:
        """Whether there are enough cases to say anything."""
        return self.n >= ENOUGH


@dataclass(frozen=True)
class Calibration:
    """All closed cases, then by regime, category and version."""

    overall: Slice
    slices: tuple[Slice, ...]


def calibrate(outcomes: Sequence[Outcome]) -> Calibration:
    """Forecasts against what happened, overall and by regime, category and version."""
    slices = []
    for by in ("regime", "category", "version"):
        ordered = sorted(outcomes, key=lambda one: str(getattr(one, by)))
        slices += [_slice((by, name), list(some)) for name, some in groupby(ordered, key=lambda one: getattr(one, by))]
    return Calibration(_slice(("all", ""), outcomes), tuple(slices))


def _slice(name: tuple[str, str], outcomes: Sequence[Outcome]) -> Slice:
    pairs = [(one, one.actual.minor) for one in outcomes if one.actual is not None]
    n = len(pairs)
    below = sum(actual < one.forecast.p10.minor for one, actual in pairs)
    above = sum(actual > one.forecast.p90.minor for one, actual in pairs)
    beyond = sum(actual > one.forecast.ladder[-1].minor for one, actual in pairs)
    low, high = wilson(n - below - above, n)
    offers = [offer for one in outcomes for offer in one.offers]
    bias, bias_z = _bias(pairs)
    checks = (*_level_checks(pairs), *_churn_check(outcomes), *_check("accepted", offers))
    found = Slice(
        name=name,
        n=n,
        coverage=(n - below - above) / n if n else 0.0,
        coverage_low=low,
        coverage_high=high,
        below=below / n if n else 0.0,
        above=above / n if n else 0.0,
        beyond_p99=beyond,
        bias=bias,
        bias_z=bias_z,
        brier=sum((chance - hit) ** 2 for chance, hit in offers) / len(offers) if offers else None,
        reliability=_reliability(offers),
        checks=checks,
        flags=(),
    )
    return Slice(**{**found.__dict__, "flags": tuple(_flags(found))})


def wilson(hits: int, n: int, z: float = LOUD) -> tuple[float, float]:
    """Wilson interval of a share: wide when there are few cases."""
    if n == 0:
        return 0.0, 1.0
    share, square = hits / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _bias(pairs: Sequence[tuple[Outcome, int]]) -> tuple[float, float]:
    """Mean error, and the sum of errors in the standard deviations that the forecasts themselves announce."""
    if not pairs:
        return 0.0, 0.0
    errors = [actual - one.forecast.mean.minor for one, actual in pairs]
    announced = sqrt(sum(one.forecast_sd**2 for one, _ in pairs))
    return sum(errors) / len(errors), sum(errors) / announced if announced else 0.0


def _check(code: str, forecasts: Sequence[tuple[float, bool]]) -> tuple[Check, ...]:
    """Forecast chances against hits, in standard errors (Spiegelhalter’s idea)."""
    uncertain = [(chance, hit) for chance, hit in forecasts if 0 < chance < 1]
    n = len(uncertain)
    if not n:
        return ()
    expected, hits = sum(chance for chance, _ in uncertain), sum(hit for _, hit in uncertain)
    error = sqrt(sum(chance * (1 - chance) for chance, _ in uncertain))
    return (Check(code, n, expected / n, hits / n, (hits - expected) / error),)


def _level_checks(pairs: Sequence[tuple[Outcome, int]]) -> Iterable[Check]:
    steps = sorted({step for one, _ in pairs for step, _ in one.reach})
    for step in steps:
        yield from _check(f"reached.{step}", [(dict(one.reach)[step], step in one.reached) for one, _ in pairs])


def _churn_check(outcomes: Sequence[Outcome]) -> tuple[Check, ...]:
    """Only cases that nothing settled: the forecast is that of going on."""
    return _check(
        "lost", [(one.churn, one.lost) for one in outcomes if one.lost is not None and one.actual is not None]
    )


def _reliability(offers: Sequence[tuple[float, bool]]) -> tuple[ReliabilityBin, ...]:
    bins = []
    for place in range(BINS):
        inside = [(chance, hit) for chance, hit in offers if min(int(chance * BINS), BINS - 1) == place]
        if inside:
            n = len(inside)
            means = sum(chance for chance, _ in inside) / n, sum(hit for _, hit in inside) / n
            bins.append(ReliabilityBin(place / BINS, (place + 1) / BINS, n, *means))
    return tuple(bins)


def _flags(found: Slice) -> Iterable[Flag]:
    if not found.enough:
        yield Flag("too_few", FLAGS["too_few"].fill(n=found.n, enough=ENOUGH))
        return
    share, aim = f"{100 * found.coverage:.0f}", f"{100 * COVERED:.0f}"
    if found.coverage_high < COVERED:
        yield Flag("too_narrow", FLAGS["too_narrow"].fill(share=share, aim=aim, n=found.n))
    if found.coverage_low > COVERED:
        yield Flag("too_wide", FLAGS["too_wide"].fill(share=share, aim=aim, n=found.n))
    if at_least(found.beyond_p99, found.n, LONG_TAIL) < 0.001:
        yield Flag("fat_tail", FLAGS["fat_tail"].fill(k=found.beyond_p99, n=found.n))
    if abs(found.bias_z) > LOUD:
        yield Flag("biased_low" if found.bias > 0 else "biased_high", _bias_words(found))
    for check in found.checks:
        if abs(check.z) > LOUD:
            yield Flag(check.code, _check_words(check))


def _bias_words(found: Slice) -> Words:
    return FLAGS["biased_low" if found.bias > 0 else "biased_high"].fill(z=f"{abs(found.bias_z):.1f}", n=found.n)


def _check_words(check: Check) -> Words:
    said, seen = f"{100 * check.forecast:.1f}", f"{100 * check.observed:.1f}"
    return FLAGS[check.code].fill(said=said, seen=seen, n=check.n)


def at_least(k: int, n: int, p: float) -> float:
    """Chance of k hits or more among n, each with chance p (1 when k is no more than expected)."""
    if k <= n * p:
        return 1.0
    return sum(exp(_log_binomial(n, i) + i * log(p) + (n - i) * log(1 - p)) for i in range(k, n + 1))


def _log_binomial(n: int, i: int) -> float:
    return lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1)
