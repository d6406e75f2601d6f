"""The same figures from the tallies of whole months: some hundred numbers to add up, however many cases there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, True_, func, or_, select

from app.cases.models import Case
from app.cases.queries import visible
from app.cases.rules.limits import Sight, sight_of
from app.insight.models import Tally
from app.insight.queries.conditions import Asked
from app.insight.queries.facts import kept_facts
from app.insight.queries.figures import Figure, Figures
from app.insight.rules.causes import By, pareto
from app.insight.rules.metrics import METRICS, Basis, Metric, Unit
from app.insight.rules.quantiles import Spread, spread
from app.insight.rules.tallies import ALWAYS, CASES, DURATIONS, HOUR, LEGAL_DUE, Key, tallies_of
from app.kernel import Money
from app.people.models import Service
from app.people.rules import Actor
from app.plumbing.db import db

BY_MONTH = ("received", "closed")


class Tallies(NamedTuple):
    """What the tallies of a period come to: by what is counted and its kind; and a few of them by month and by service."""

    of: Counter[tuple[str, str]]
    months: Counter[tuple[date, str]]
    services: Counter[int]

    def kinds(self, what: str) -> dict[str, int]:
        """The numbers of one thing, by kind."""
        return {kind: n for (name, kind), n in self.of.items() if name == what and n}


def tallied_figures(actor: Actor, asked: Asked) -> Figures:
    """Everything the page shows over whole months."""
    found = _add_up(actor, asked)
    codes = dict(db.session.execute(select(Service.id, Service.code)).all())
    received = {By.CATEGORY: found.kinds("category"), By.PRODUCT: found.kinds("product")}
    return Figures(
        {metric.code: _figure(metric, found, asked.today) for metric in METRICS},
        _spread(found, Basis.ANSWERED),
        _spread(found, Basis.CLOSED),
        tuple(
            (month, found.months[month, "received"], found.months[month, "closed"]) for month in asked.period.months()
        ),
        {int(hour): n for hour, n in found.kinds(HOUR).items()},
        {
            **{by: pareto(counted.items()) for by, counted in received.items()},
            By.SERVICE: pareto((codes[number], n) for number, n in found.services.items()),
        },
        frozenset(name for line in found.kinds("regimes") for name in line.split()),
    )


def _spread(found: Tallies, basis: Basis) -> Spread:
    return spread((int(days), n) for days, n in found.kinds(DURATIONS[basis]).items())


def _figure(metric: Metric, found: Tallies, today: date) -> Figure:
    if metric.code == "overdue":
        n = sum(n for day, n in found.kinds(LEGAL_DUE).items() if day < today.isoformat())
        return Figure(metric, n, n)
    if metric.unit is Unit.MONEY:
        cases, sums = found.kinds(CASES + metric.code), found.kinds(metric.code)
        return Figure(metric, 0, sum(cases.values()), tuple(Money(sums.get(one, 0), one) for one in sorted(cases)))
    total = found.of[metric.code, ""]
    return Figure(metric, total, total if metric.unit is Unit.CASES else found.of[CASES + metric.code, ""])


def _add_up(actor: Actor, asked: Asked) -> Tallies:
    sight = sight_of(actor)
    of, months, services = _read(_within(sight, asked))
    added, taken = _exceptions(actor, sight)
    for facts, sign in [(one, 1) for one in kept_facts(added)] + [(one, -1) for one in kept_facts(taken)]:
        for key, n in tallies_of(facts).items():
            if _counts(key, asked):
                of[key.what, key.kind] += sign * n
                if key.what in BY_MONTH:
                    months[key.month, key.what] += sign * n
                if key.what == "received":
                    services[key.service_id] += sign * n
    return Tallies(of, months, services)


def _counts(key: Key, asked: Asked) -> bool:
    in_period = asked.period.from_on <= key.month <= asked.period.to_on or key.month == ALWAYS
    return in_period and asked.service_id in (None, key.service_id)


def _within(sight: Sight, asked: Asked) -> list[ColumnElement[bool]]:
    period = Tally.month.between(asked.period.from_on, asked.period.to_on)
    found: list[ColumnElement[bool]] = [or_(period, Tally.month == ALWAYS)]
    if not sight.everything:
        found.append(Tally.service_id.in_(sight.service_ids))
    if asked.service_id is not None:
        found.append(Tally.service_id == asked.service_id)
    return found


def _read(within: Sequence[ColumnElement[bool]]) -> Tallies:
    all_of = select(Tally.what, Tally.kind, func.sum(Tally.n)).where(*within).group_by(Tally.what, Tally.kind)
    of = Counter({(what, kind): int(n) for what, kind, n in db.session.execute(all_of)})
    some = select(Tally.month, Tally.service_id, Tally.what, Tally.n).where(
        *within, Tally.basis.in_((Basis.RECEIVED.value, Basis.CLOSED.value)), Tally.what.in_(BY_MONTH)
    )
    months: Counter[tuple[date, str]] = Counter()
    services: Counter[int] = Counter()
    for month, service, what, n in db.session.execute(some):
        months[month, what] += n
        if what == "received":
            services[service] += n
    return Tallies(of, months, services)


def _exceptions(actor: Actor, sight: Sight) -> tuple[Sequence[int], Sequence[int]]:
    """Cases that this reader sees outside their services, and those of their services that they may not see: a few at most."""
    condition = visible(actor)
    if isinstance(condition, True_):
        return (), ()
    if sight.everything:
        return (), db.session.scalars(select(Case.id).where(~condition)).all()
    outside = Case.service_id.not_in(sight.service_ids)
    own = select(Case.id).where(Case.owner_id == sight.own_id, outside, condition)
    return db.session.scalars(own).all(), ()
