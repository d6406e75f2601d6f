"""Figures as one JSON document: amounts in minor units by currency, days as civil days, shares between 0 and 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.insight.rules.causes import By, Cause
from app.insight.rules.metrics import METRICS, Unit
from app.insight.rules.periods import Period
from app.insight.rules.presenting import avoided, scores
from app.insight.rules.quantiles import Spread
from app.kernel import Money


def figures_document(
    period: Period,
    totals: Mapping[str, tuple[int, int, tuple[Money, ...]]],
    spreads: Mapping[str, Spread],
    causes: Mapping[By, Iterable[Cause]],
) -> dict[str, Any]:
    """All figures of a period; `totals` names each with its sum, its cases and its amounts."""
    saved = avoided(totals["foreseen"][2], totals["granted"][2])
    return {
        "from": period.from_on,
        "to": period.to_on,
        "figures": {one.code: _figure(one.unit, *totals[one.code]) for one in METRICS},
        "days": {name: {"n": one.n, "median": one.median, "p90": one.p90} for name, one in spreads.items()},
        "avoided": _amounts(saved),
        "scores": {
            one.of.code.removesuffix("_given"): {"value": one.value, "sample": one.sample}
            for one in scores({code: total for code, (total, _cases, _money) in totals.items()})
        },
        "causes": {
            by.value: [{"value": one.value, "n": one.n, "share": round(one.share, 4)} for one in found]
            for by, found in causes.items()
        },
    }


def _figure(unit: Unit, total: int, cases: int, money: tuple[Money, ...]) -> dict[str, Any]:
    return {"cases": cases, **({"amounts": _amounts(money)} if unit is Unit.MONEY else {"total": total})}


def _amounts(money: Iterable[Money]) -> dict[str, int]:
    return {one.currency: one.minor for one in money}
