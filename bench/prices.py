"""How long the two prices take: one estimate, its gestures weighed, and all open disputes together (in the process, no web)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from app.cases.models import Case
from app.costs import actions, queries
from app.costs.models import StandingEstimate
from app.costs.queries.estimates import facts_of_cases
from app.costs.rules import estimate
from app.costs.rules.simulation import forget
from app.gestures.queries.advising import advising
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker.tables import BATCH

SAMPLE = 200
"""Cases estimated one by one; the others get copies of what was found, so that all open disputes are summed."""


def measure(at: datetime, every: bool = False) -> dict[str, float]:
    """Milliseconds per case and for all open cases; with `every`, all are estimated from nothing, as the worker would."""
    ids = list(db.session.scalars(select(Case.id).where(Case.is_open).order_by(Case.id)))
    sample = ids[:: max(1, len(ids) // SAMPLE)][:SAMPLE]
    _let_claims_differ(1)
    found = {"open": float(len(ids)), "sample": float(len(sample)), **_one_by_one(sample, at)}
    kept = sample if not every else ids
    began, busy = time.perf_counter(), time.process_time()
    _as_the_worker(kept, at)
    found["read, estimated, weighed and kept, per case"] = _ms(began) / len(kept)
    found["of which processor"] = (time.process_time() - busy) * 1000 / len(kept)
    found["all of these from nothing"] = _ms(began)
    _copy_to_all(ids, sample)
    timed = [_timed(lambda: queries.portfolio_for(SYSTEM, at)) for _ in range(5)]
    _let_claims_differ(-1)
    found["portfolio of all open cases"] = median(timed)
    with unit_of_work.writing():
        db.session.execute(delete(StandingEstimate))
    return {name: round(value, 2) for name, value in found.items()}


def _let_claims_differ(sign: int) -> None:
    """Copies of one pattern claim the same; in life few do, and like facts are estimated once. Put back with −1."""
    apart = sign * (Case.id % 9973) * 7
    with unit_of_work.writing():
        db.session.execute(update(Case).values(claimed_minor=Case.claimed_minor + apart), execution_options=UNSEEN)


UNSEEN = {"synchronize_session": False}


def _as_the_worker(ids: list[int], at: datetime) -> None:
    weigh = advising(at)
    for start in range(0, len(ids), BATCH):
        found = queries.fresh_estimates(ids[start : start + BATCH], at, weigh)
        with unit_of_work.writing():
            actions.keep_standing(found, at=at)
        db.session.expunge_all()


def _one_by_one(sample: list[int], at: datetime) -> dict[str, float]:
    cases = list(db.session.scalars(select(Case).where(Case.id.in_(sample))))
    facts, tariff = list(facts_of_cases(cases).values()), queries.tariff_at(at)
    estimate(facts[0], tariff)  # the draws of a kind of case are made once per process

    def every(working: bool) -> list[float]:
        forget()
        return [_timed(lambda known=one: estimate(known, tariff, working=working)) for one in facts]  # type: ignore[misc]

    short, long = every(False), every(True)
    return {"estimate p50": median(short), "estimate max": max(short), "estimate with its working p50": median(long)}


def _copy_to_all(ids: list[int], sample: list[int]) -> None:
    table = StandingEstimate.__table__
    rows = [dict(row._mapping) for row in db.session.execute(select(table)).all()]
    known = {row["case_id"] for row in rows}
    copies: list[dict[str, Any]] = [
        {**rows[place % len(rows)], "case_id": number} for place, number in enumerate(ids) if number not in known
    ]
    with unit_of_work.writing():
        if copies:
            db.session.execute(insert(StandingEstimate), copies)
        assert db.session.scalar(select(func.count()).select_from(StandingEstimate)) == len(ids), len(sample)


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return _ms(began)


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1000
