"""An estimate as it is frozen with the decision it informed, and read back for calibration: plain JSON, minor units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import sqrt
from typing import Any

from app.costs.rules.calibration import Outcome
from app.costs.rules.estimate import Booked, Estimate
from app.kernel import Json, Money


def as_kept(found: Estimate) -> dict[str, Json]:
    """What is worth keeping of an estimate: its lines, what was missing, and all that calibration will ask for."""
    booked, spread = found.booked, found.spread
    return {
        "ref": found.ref,
        "currency": found.currency,
        "lines": [[line.code, line.amount.minor] for line in found.lines],
        "missing": [one.fact for one in found.missing],
        "booked": [booked.mean.minor, booked.p10.minor, booked.p50.minor, booked.p90.minor],
        "ladder": [one.minor for one in booked.ladder],
        "booked_sd": round(sqrt(spread.booked_own**2 + spread.booked_shared**2), 4),
        "relation": found.relation.minor,
        "entitlement": found.entitlement.minor,
        "reach": dict(found.reach),
        "churn": found.churn,
        "model": found.model,
        "seed": str(found.seed),
        "draws": found.draws,
        "digest": found.digest,
    }


def outcome_kept(
    kept: Mapping[str, Any],
    *,
    regime: str,
    category: str,
    actual: Money | None,
    reached: Iterable[str] = (),
    lost: bool | None = None,
    offers: tuple[tuple[float, bool], ...] = (),
) -> Outcome:
    """Pair a kept estimate with what happened since."""
    mean, p10, p50, p90 = (Money(minor, kept["currency"]) for minor in kept["booked"])
    ladder = tuple(Money(minor, kept["currency"]) for minor in kept["ladder"])
    return Outcome(
        ref=kept["ref"],
        regime=regime,
        category=category,
        version=kept["model"],
        forecast=Booked(mean, p10, p50, p90, ladder),
        forecast_sd=kept["booked_sd"],
        reach=tuple(kept["reach"].items()),
        churn=kept["churn"],
        actual=actual,
        reached=frozenset(reached),
        lost=lost,
        offers=offers,
    )
