"""Figures: sums over the facts of cases, by basis; durations; causes; months; hours of the week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.insight.queries.conditions import CAUSES, FACTS, Asked, among, amount_in, band_of
from app.insight.rules.causes import By, Cause, pareto
from app.insight.rules.metrics import METRICS, Basis, Metric, Unit
from app.insight.rules.quantiles import Spread, spread
from app.kernel import Money
from app.people.models import Service
from app.people.rules import Actor
from app.plumbing.db import db


@dataclass(frozen=True)
class Figure:
    """One figure: its sum (money apart, by currency) and how many cases it is made of."""

    metric: Metric
    total: int
    cases: int
    money: tuple[Money, ...] = ()

    def per(self, other: Figure) -> float | None:
        """So much for each of those; None without any."""
        return self.total / other.total if other.total else None


@dataclass(frozen=True)
class Figures:
    """All figures over one period."""

    of: dict[str, Figure]
    answer: Spread
    resolution: Spread
    months: tuple[tuple[date, int, int], ...]
    """First day of each month, complaints received, cases closed."""
    hours: dict[int, int]
    """Hour of the week → how often customers came to us in it."""
    causes: dict[By, tuple[Cause, ...]] = field(default_factory=dict)
    regimes: frozenset[str] = frozenset()

    def __getitem__(self, code: str) -> Figure:
        return self.of[code]


def figures_for(actor: Actor, asked: Asked, metrics: Sequence[Metric] = METRICS) -> dict[str, Figure]:
    """These figures, those of one basis read together."""
    found: dict[str, Figure] = {}
    for basis in Basis:
        those = [one for one in metrics if one.basis is basis]
        if those:
            found |= _of_basis(actor, asked, basis, those)
    return found


def _of_basis(actor: Actor, asked: Asked, basis: Basis, metrics: Sequence[Metric]) -> dict[str, Figure]:
    columns: list[ColumnElement[Any]] = []
    for one in metrics:
        amount = amount_in(one, asked)
        columns += [func.sum(amount), func.count(func.nullif(amount, 0))]
    wanted = select(FACTS.c.currency, *columns).where(*among(actor, asked, basis)).group_by(FACTS.c.currency)
    rows = db.session.execute(wanted.order_by(FACTS.c.currency)).all()
    return {one.code: _figure(one, [(row[0], row[1 + 2 * n], row[2 + 2 * n]) for row in rows]) for n, one in enumerate(metrics)}  # fmt: skip


def _figure(metric: Metric, found: Iterable[tuple[str, Any, int]]) -> Figure:
    """Amounts of two currencies are never added: money is told by currency, and has no sum of its own."""
    parts = [(currency, int(total), cases) for currency, total, cases in found if cases]
    cases = sum(n for _currency, _total, n in parts)
    if metric.unit is not Unit.MONEY:
        return Figure(metric, sum(total for _currency, total, _n in parts), cases)
    return Figure(metric, 0, cases, tuple(Money(total, currency) for currency, total, _n in parts))


def counted_figures(actor: Actor, asked: Asked) -> Figures:
    """Everything the page shows, counted case by case: over any days, and narrowed to anything."""
    return Figures(
        figures_for(actor, asked),
        durations(actor, asked, Basis.ANSWERED),
        durations(actor, asked, Basis.CLOSED),
        by_month(actor, asked),
        busy_hours(actor, asked),
        {by: causes(actor, asked, by) for by in By},
        regimes_met(actor, asked),
    )


DURATIONS = {Basis.ANSWERED: FACTS.c.answer_days, Basis.CLOSED: FACTS.c.resolution_days}


def durations(actor: Actor, asked: Asked, basis: Basis) -> Spread:
    """How long first answers, or resolutions, took (civil days since receipt)."""
    column = DURATIONS[basis]
    wanted = select(column, func.count()).where(column.is_not(None), *among(actor, asked, basis)).group_by(column)
    return spread((days, n) for days, n in db.session.execute(wanted))


def _grouped(actor: Actor, asked: Asked, column: ColumnElement[Any]) -> list[tuple[Any, int]]:
    """Complaints received, by the values of a column."""
    wanted = select(column, func.sum(FACTS.c.received)).where(*among(actor, asked, Basis.RECEIVED)).group_by(column)
    return [(value, int(n)) for value, n in db.session.execute(wanted) if n]


def busy_hours(actor: Actor, asked: Asked) -> dict[int, int]:
    """How often the customers of the complaints received came to us, by the hour of the week."""
    found: Counter[int] = Counter()
    for hours, n in _grouped(actor, asked, FACTS.c.hours):
        for hour in hours:
            found[hour] += n
    return dict(found)


def causes(actor: Actor, asked: Asked, by: By) -> tuple[Cause, ...]:
    """What complaints received are about, the most frequent first; services by code."""
    found = _grouped(actor, asked, CAUSES[by])
    if by is By.SERVICE:
        codes = dict(db.session.execute(select(Service.id, Service.code)).all())
        found = [(codes[number], n) for number, n in found]
    return pareto(found)


def by_month(actor: Actor, asked: Asked) -> tuple[tuple[date, int, int], ...]:
    """Received and closed in each month of the period."""
    columns = ((Basis.RECEIVED, FACTS.c.received), (Basis.CLOSED, FACTS.c.closed))
    months: dict[Basis, dict[date, int]] = {basis: defaultdict(int) for basis, _amount in columns}
    for basis, amount in columns:
        day = FACTS.c[f"{basis.value}_on"]
        wanted = select(day, func.sum(amount)).where(*among(actor, asked, basis)).group_by(day)
        for on, n in db.session.execute(wanted):
            months[basis][on.replace(day=1)] += int(n)
    return tuple((month, months[Basis.RECEIVED][month], months[Basis.CLOSED][month]) for month in asked.period.months())


def in_bands(actor: Actor, asked: Asked) -> tuple[int, ...]:
    """Cases closed in the period, by the bands asked for and whatever took longer."""
    band = band_of(asked.bands)
    wanted = select(band, func.sum(FACTS.c.closed)).where(*among(actor, asked, Basis.CLOSED)).group_by(band)
    found = {number: int(n) for number, n in db.session.execute(wanted)}
    return tuple(found.get(number, 0) for number in range(len(asked.bands) + 1))


def regimes_met(actor: Actor, asked: Asked) -> frozenset[str]:
    """The packs of rules of the complaints received."""
    return frozenset(name for line, _n in _grouped(actor, asked, FACTS.c.regimes) for name in line.split())
