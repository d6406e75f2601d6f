"""Which cases a figure is made of: the period, the service, what narrows it, and what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, True_, case, exists, func, literal, type_coerce

from app.cases.models import Case
from app.cases.queries import visible
from app.insight.models import CaseFactsRow, hour_mark
from app.insight.rules.causes import By
from app.insight.rules.metrics import Basis, Metric
from app.insight.rules.periods import Period
from app.insight.rules.returns import Band
from app.people.rules import Actor

FACTS = CaseFactsRow.__table__
Conditions = list[ColumnElement[bool]]


@dataclass(frozen=True)
class Asked:
    """What figures are asked over: the days, the service if one, the day on which they are asked; what narrows them to one bar."""

    period: Period
    today: date
    service_id: int | None = None
    by: By | None = None
    value: str | int = ""
    """Of `by`: code of the category, name of the product, number of the service."""
    slot: int | None = None
    regime: str = ""
    bands: tuple[Band, ...] = ()
    band: int | None = None

    def narrowed(self, **to: Any) -> Asked:
        """The same, narrowed further."""
        return replace(self, **to)


def amount_of(metric: Metric, today: date) -> ColumnElement[Any]:
    """The number of a case that a figure sums."""
    if metric.code == "answered":
        return FACTS.c.received
    if metric.code == "overdue":
        return case((FACTS.c.legal_due_on < today, FACTS.c.open_now), else_=0)
    return FACTS.c[metric.code]


def amount_in(metric: Metric, asked: Asked) -> ColumnElement[Any]:
    """The same, as far as it lies in the hour of the week that is asked for."""
    if metric.code == "incoming" and asked.slot is not None:
        return times_at(asked.slot)
    return amount_of(metric, asked.today)


def times_at(hour: int) -> ColumnElement[int]:
    """How often the customer of a case came to us in this hour of the week."""
    mark, hours = hour_mark(hour), type_coerce(FACTS.c.hours, Text)
    return (func.length(hours) - func.length(func.replace(hours, mark, ""))) // len(mark)


def among(actor: Actor, asked: Asked, basis: Basis) -> Conditions:
    """The cases that count for this basis, of those the reader may see."""
    return [*_placed(asked.period, basis), *_narrowing(asked), *seen_by(actor)]


def seen_by(actor: Actor) -> Conditions:
    """Only cases this reader may see: the condition of `cases`, asked of the case itself."""
    condition = visible(actor)
    return (
        [] if isinstance(condition, True_) else [exists().where(Case.id == FACTS.c.case_id, condition).correlate(FACTS)]
    )


def _placed(period: Period, basis: Basis) -> Conditions:
    if basis is Basis.NOW:
        return [FACTS.c.open_now == 1]
    return [FACTS.c[f"{basis.value}_on"].between(period.from_on, period.to_on)]


CAUSES = {By.CATEGORY: FACTS.c.category, By.PRODUCT: FACTS.c.product, By.SERVICE: FACTS.c.service_id}


def _narrowing(asked: Asked) -> Conditions:
    found: Conditions = []
    if asked.service_id is not None:
        found.append(FACTS.c.service_id == asked.service_id)
    if asked.by is not None:
        found.append(CAUSES[asked.by] == asked.value)
    if asked.slot is not None:
        found.append(times_at(asked.slot) > 0)
    if asked.regime:
        found.append(FACTS.c.regimes.contains(f" {asked.regime} ", autoescape=True))
    if asked.band is not None:
        found.append(band_of(asked.bands) == asked.band)
    return found


def band_of(bands: tuple[Band, ...]) -> ColumnElement[int]:
    """The number of the first band that the time to resolution fits in; one more than the last for none."""
    whens = [(_within(band), number) for number, band in enumerate(bands)]
    return case(*whens, else_=len(bands)) if whens else literal(0)


def _within(band: Band) -> ColumnElement[bool]:
    column = FACTS.c.resolution_working_days if band.working else FACTS.c.resolution_days
    return column <= band.days
