"""The tariff in force at an instant, and the changes that made it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select

from app.costs.models import TariffChange, TariffDecision
from app.costs.rules.adopting import adopted, parameter_kept
from app.costs.rules.loading import default_tariff
from app.costs.rules.parameters import Parameter
from app.costs.rules.tariff import Tariff
from app.kernel import Refused, words
from app.plumbing.db import db
from app.plumbing.stamped_cache import cached_until_changed


def tariff_at(at: datetime) -> Tariff:
    """What ships, with every change confirmed by that instant."""
    found = tuple(change[1:] for change in _confirmed() if change[0] <= at)
    return _read(found) if found else default_tariff()


@cached_until_changed
def _confirmed() -> tuple[tuple[datetime, int, str], ...]:
    """Every confirmed change, in the order of its confirmation: when, its number, its parameters as kept."""
    wanted = (
        select(TariffDecision.at, TariffChange.id, TariffChange.parameters)
        .join(TariffDecision, TariffDecision.change_id == TariffChange.id)
        .where(TariffDecision.confirmed)
        .order_by(TariffDecision.at, TariffChange.id)
    )
    return tuple((at, number, json.dumps(rows, sort_keys=True)) for at, number, rows in db.session.execute(wanted))


@lru_cache(maxsize=16)
def _read(changes: tuple[tuple[int, str], ...]) -> Tariff:
    parsed = [(number, [parameter_kept(row) for row in json.loads(rows)]) for number, rows in changes]
    return adopted(default_tariff(), parsed)


def tariff_changes(*, pending: bool = False, code: str | None = None) -> list[TariffChange]:
    """Changes of the tariff, newest first; those that wait for a second person, or those of one parameter."""
    rows = list(db.session.scalars(select(TariffChange).order_by(TariffChange.id.desc())))
    if pending:
        rows = [row for row in rows if row.decision is None]
    return [row for row in rows if code is None or any(one["code"] == code for one in row.parameters)]


def tariff_change(number: int) -> TariffChange:
    """One change."""
    found = db.session.get(TariffChange, number)
    if found is None:
        raise Refused("no_such_change", words("Ce changement n’existe pas.", "There is no such change."), "change")
    return found


def parameter_history(code: str) -> Sequence[tuple[TariffChange, Parameter]]:
    """Every value that was proposed for one parameter, newest first."""
    return [(row, one) for row in tariff_changes(code=code) for one in row.changed if one.code == code]
