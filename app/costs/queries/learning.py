"""Forecasts against what happened: the books of closed cases, their outcomes, what our history proposes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.cases.models import Case, TimeSpent
from app.cases.queries import visible
from app.costs.models import FrozenEstimate, TransferRow
from app.costs.queries.estimates import facts_of_cases
from app.costs.queries.tariffs import tariff_at
from app.costs.rules import Calibration, Measure, Outcome, Proposal, Trial, calibrate, learn, outcome_kept, trials_of
from app.costs.rules.booking import (
    ACCEPTED,
    Books,
    Told,
    actual_total,
    forks_of,
    measures_of,
    reached_steps,
    settled_by_offer,
)
from app.costs.rules.ledger import Move
from app.costs.rules.tariff import Tariff
from app.journal.models import Entry
from app.kernel import day_of
from app.people.models import Purchase
from app.people.rules import Actor
from app.plumbing.db import db

READ = (
    "case.answer", "case.final_answer", "case.contact", "correspondence.sent", "case.escalate", "case.mediation_notified",
    "case.court_seized", "case.judgment", "case.reported", "cost.booked", "gesture.accepted", "gesture.partly_accepted",
    "gesture.refused", "mediation.fee", "mediation.admissible", "mediation.inadmissible", "mediation.agreed", "mediation.failed",
)  # fmt: skip
NOT_DISPUTES = ("merged", "not_ours")
A_YEAR = timedelta(days=365)
BATCH = 500
READ_WITH = (joinedload(Case.customer), selectinload(Case.claims))


def books_of(cases: Sequence[Any]) -> dict[int, Books]:
    """The books of these cases (rows with id, ref and currency), read in three queries per batch."""
    found: dict[int, Books] = {}
    for start in range(0, len(cases), BATCH):
        some = cases[start : start + BATCH]
        entries, minutes, moves = _entries(some), _minutes(some), _gestures(some)
        for case in some:
            stream = f"case:{case.ref}"
            found[case.id] = Books(
                case.ref, case.currency, tuple(entries[stream]), tuple(minutes[case.id]), tuple(moves[case.id])
            )
    return found


def _entries(cases: Iterable[Any]) -> dict[str, list[Told]]:
    streams = [f"case:{one.ref}" for one in cases]
    wanted = select(Entry.stream, Entry.kind, Entry.at, Entry.data).where(Entry.stream.in_(streams))
    found: dict[str, list[Told]] = defaultdict(list)
    for stream, kind, at, data in db.session.execute(wanted.where(Entry.kind.in_(READ)).order_by(Entry.id)):
        found[stream].append(Told(kind, at, data))
    return found


def _minutes(cases: Iterable[Any]) -> dict[int, list[tuple[str, int, datetime]]]:
    wanted = select(TimeSpent.case_id, TimeSpent.level, TimeSpent.minutes, TimeSpent.at).where(
        TimeSpent.case_id.in_([one.id for one in cases])
    )
    found: dict[int, list[tuple[str, int, datetime]]] = defaultdict(list)
    for number, level, minutes, at in db.session.execute(wanted.order_by(TimeSpent.id)):
        found[number].append((level.value, minutes, at))
    return found


def _gestures(cases: Iterable[Any]) -> dict[int, list[tuple[int, datetime]]]:
    wanted = select(TransferRow.case_id, TransferRow.move, TransferRow.amount_minor, TransferRow.at).where(
        TransferRow.case_id.in_([one.id for one in cases]), TransferRow.move.in_((Move.SPEND, Move.REVERSE))
    )
    found: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for number, move, amount, at in db.session.execute(wanted.order_by(TransferRow.id)):
        found[number or 0].append((amount if move is Move.SPEND else -amount, at))
    return found


@dataclass(frozen=True)
class Learnt:
    """What closed cases say of the model: whether ranges hold, what history proposes, and what they are made of."""

    calibration: Calibration
    proposals: tuple[Proposal, ...]
    closed: int
    """Closed cases that an estimate was frozen for."""
    settled: int
    """Of these, settled by an offer: they count for acceptance only."""


def calibration_for(actor: Actor, at: datetime) -> Learnt:
    """Forecasts frozen with decisions against what was booked since, over the closed cases this actor may see."""
    tariff = tariff_at(at)
    cases = _closed(actor, at)
    frozen, books = _frozen(cases), books_of(cases)
    bought = _last_purchases({case.customer_id for case in cases})
    outcomes = [_outcome(case, frozen[case.id], books[case.id], tariff, bought, at) for case in cases]
    trials, measures = _history(cases, books, tariff)
    proposals = learn(trials, measures, tariff, year=at.year)
    return Learnt(calibrate(outcomes), proposals, len(cases), sum(one.actual is None for one in outcomes))


def _closed(actor: Actor, at: datetime) -> list[Case]:
    """The closed disputes for which some estimate was frozen."""
    frozen = select(FrozenEstimate.case_id)
    wanted = select(Case).where(
        Case.id.in_(frozen), Case.closed_at <= at, Case.ended.not_in(NOT_DISPUTES), visible(actor)
    )
    return list(db.session.scalars(wanted.options(*READ_WITH).order_by(Case.id)).unique())


def _frozen(cases: Sequence[Case]) -> dict[int, list[FrozenEstimate]]:
    """Their frozen estimates, oldest first."""
    found: dict[int, list[FrozenEstimate]] = defaultdict(list)
    for start in range(0, len(cases), BATCH):
        ids = [case.id for case in cases[start : start + BATCH]]
        wanted = select(FrozenEstimate).where(FrozenEstimate.case_id.in_(ids)).order_by(FrozenEstimate.id)
        for row in db.session.scalars(wanted):
            found[row.case_id].append(row)
    return found


def _outcome(
    case: Case, frozen: list[FrozenEstimate], books: Books, tariff: Tariff, bought: dict[int, Any], at: datetime
) -> Outcome:
    """The first forecast of a case against what was booked since: a later one would leave out whatever led to it."""
    first = frozen[0]
    after = books.since(first.at)
    settled = settled_by_offer(after)
    return outcome_kept(
        first.body,
        regime=_law_of(case),
        category=case.category,
        actual=None if settled else actual_total(after, tariff, tuple(case.regimes)),
        reached=reached_steps(after),
        lost=_lost(case, bought, at),
        offers=tuple(answer for row in frozen for answer in _answers(row, books)),
    )


def _law_of(case: Case) -> str:
    """The law that speaks for a case: its most particular pack that is not a standard everybody follows."""
    packs = [str(one) for one in case.regimes]
    return next((one for one in reversed(packs) if not one.startswith("ISO")), packs[0] if packs else "")


def _lost(case: Case, bought: dict[int, Any], at: datetime) -> bool | None:
    """Whether the customer was lost: known a year after the end, by whether they bought again."""
    if case.closed_at is None or case.closed_at > at - A_YEAR:
        return None
    last = bought.get(case.customer_id)
    return last is None or last <= day_of(case.closed_at, case.zone)


def _last_purchases(customers: set[int]) -> dict[int, Any]:
    wanted = select(Purchase.customer_id, func.max(Purchase.bought_on)).where(Purchase.customer_id.in_(customers))
    return {row[0]: row[1] for row in db.session.execute(wanted.group_by(Purchase.customer_id))}


def _answers(frozen: FrozenEstimate, books: Books) -> tuple[tuple[float, bool], ...]:
    """(forecast chance, accepted) of the offer this estimate was frozen with, once answered."""
    offered = frozen.body.get("offered")
    if not offered:
        return ()
    answers = [one for one in books.said(*ACCEPTED, "gesture.refused") if one.data.get("offer") == offered["number"]]
    return ((offered["chance"], answers[-1].kind in ACCEPTED),) if answers else ()


def _history(cases: Sequence[Case], books: dict[int, Books], tariff: Tariff) -> tuple[list[Trial], list[Measure]]:
    trials: list[Trial] = []
    measures: list[Measure] = []
    facts = facts_of_cases(cases)
    for case in cases:
        for fork in forks_of(books[case.id], case.ended.value if case.ended else ""):
            trials += trials_of(facts[case.id], fork, tariff)
        measures += measures_of(books[case.id])
    return trials, measures
