"""Estimates, portfolios and calibrations as one document: plain JSON, amounts in minor units, words in both languages."""

from __future__ import annotations

from datetime import datetime

from app.costs.rules.calibration import Calibration, Slice
from app.costs.rules.estimate import Estimate
from app.costs.rules.kept_estimates import in_one_string
from app.costs.rules.learning import Proposal
from app.costs.rules.portfolio import Portfolio, ToSettle
from app.kernel import Json, Words

LANGS = ("fr", "en")


def both(sentence: Words) -> dict[str, Json]:
    """A sentence in both languages."""
    return {lang: in_one_string(sentence, lang) for lang in LANGS}


def iso(at: datetime) -> str:
    """An instant as commands print it."""
    return at.isoformat().replace("+00:00", "Z")


def estimate_document(found: Estimate, at: datetime) -> dict[str, Json]:
    """An estimate with its lines; `mean` is the sum of their amounts. The instant chooses the parameters, not the facts."""
    return {
        "ref": found.ref,
        "at": iso(at),
        "currency": found.currency,
        "mean": found.mean.minor,
        "p10": found.p10.minor,
        "p50": found.p50.minor,
        "p90": found.p90.minor,
        "lines": [
            {
                "code": line.code,
                "label": both(line.label),
                "amount": line.amount.minor,
                "formula": line.formula,
                "source": both(line.source),
            }
            for line in found.lines
        ],
        "missing": [
            {"fact": one.fact, "label": both(one.label), "assumption": both(one.assumption)} for one in found.missing
        ],
        "model": found.model,
    }


def portfolio_document(found: Portfolio, at: datetime, currency: str, *, waiting: int = 0) -> dict[str, Json]:
    """All open disputes together. `waiting`: open cases whose gestures nobody has weighed yet."""
    return {
        "at": iso(at),
        "currency": currency,
        "cases": found.cases,
        "mean": found.mean.minor,
        "p10": found.p10.minor,
        "p90": found.p90.minor,
        "relation": found.relation.minor,
        "saving": found.saving.minor,
        "to_settle": found.to_settle,
        "not_weighed": waiting,
        "first": [_to_settle(one) for one in found.first],
    }


def _to_settle(one: ToSettle) -> dict[str, Json]:
    gesture = one.gesture
    return {
        "ref": one.ref,
        "gesture": list(gesture.codes),
        "label": both(gesture.label),
        "cost": gesture.cost.minor,
        "value": gesture.value.minor,
        "chance": gesture.chance,
        "saving": one.saving.minor,
        "saving_low": gesture.saving_low.minor,
        "saving_high": gesture.saving_high.minor,
    }


def calibration_document(found: Calibration, proposals: tuple[Proposal, ...], at: datetime) -> dict[str, Json]:
    """Whether forecasts held, overall and by regime, category and version, and what our history would have."""
    return {
        "at": iso(at),
        "overall": _slice(found.overall),
        "slices": [_slice(one) for one in found.slices],
        "proposals": [_proposal(one) for one in proposals],
    }


def _slice(one: Slice) -> dict[str, Json]:
    return {
        "by": one.name[0],
        "which": one.name[1],
        "n": one.n,
        "enough": one.enough,
        "coverage": one.coverage,
        "coverage_low": one.coverage_low,
        "coverage_high": one.coverage_high,
        "below": one.below,
        "above": one.above,
        "beyond_p99": one.beyond_p99,
        "bias": one.bias,
        "bias_z": one.bias_z,
        "brier": one.brier,
        "reliability": [
            {"low": b.low, "high": b.high, "n": b.n, "forecast": b.forecast, "observed": b.observed}
            for b in one.reliability
        ],
        "checks": [
            {"code": c.code, "n": c.n, "forecast": c.forecast, "observed": c.observed, "z": c.z} for c in one.checks
        ],
        "flags": [{"code": flag.code, "message": both(flag.message)} for flag in one.flags],
    }


def _proposal(one: Proposal) -> dict[str, Json]:
    before, after = one.before, one.parameter
    return {
        "parameter": after.code,
        "n": one.n,
        "observed": one.observed,
        "before": [before.low, before.likely, before.high],
        "after": [after.low, after.likely, after.high],
        "source": after.source,
    }
