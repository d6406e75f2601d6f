"""The facts of a case as the cost model sees them, and its estimate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import bindparam, func, select
from sqlalchemy import case as case_when

from app.cases.models import Case, SignalRow, TimeSpent
from app.cases.rules.signals import SignalKind
from app.costs.models import FrozenEstimate, TransferRow
from app.costs.queries.tariffs import tariff_at
from app.costs.rules import CaseFacts, Estimate, Tariff, contested_part, estimate
from app.costs.rules.ledger import Move
from app.journal.models import Entry
from app.kernel import Money
from app.mediators.queries import competent
from app.people.rules import CustomerKind
from app.plumbing.db import columns_of, db
from app.plumbing.memo import read_once

REFUSED = "gesture.refused"
"""An offer the customer said no to; one that merely expired says nothing of their will."""


SPOKEN = (SignalKind.COURT, SignalKind.LAWYER)
SIGNED = case_when((TransferRow.move == Move.SPEND, TransferRow.amount_minor), else_=-TransferRow.amount_minor)
THREATS = select(SignalRow.case_id).where(SignalRow.kind.in_(SPOKEN), SignalRow.dismissed_at.is_(None))
REFUSALS = select(Entry.stream).where(Entry.kind == REFUSED)
TRANSFERS = select(SIGNED).where(TransferRow.move.in_((Move.SPEND, Move.REVERSE)))
"""Goodwill carried out, less what was taken back."""
THREATS_IN = THREATS.where(SignalRow.case_id == bindparam("case"))
REFUSALS_IN = REFUSALS.where(Entry.stream == bindparam("stream"))
TRANSFERS_FOR = TRANSFERS.where(TransferRow.case_id == bindparam("case"))


def case_facts(case: Case) -> CaseFacts:
    """This case as the cost model sees it. Vulnerability, age, origin and health are not asked."""
    spent, refused = sum(transfers_for(case)), len(refusals_in(case))
    return _facts(case, bool(threats_in(case)), refused, spent, _Fees()(case))


@read_once
def threats_in(case: Case) -> list[int]:
    """The case, once for each signal that still stands of somebody who speaks of a court or a lawyer."""
    return [row.case_id for row in columns_of(THREATS_IN, {"case": case.id})]


@read_once
def refusals_in(case: Case) -> list[str]:
    """The journal of the case, once for each offer that the customer said no to."""
    return [row.stream for row in columns_of(REFUSALS_IN, {"stream": case.stream})]


@read_once
def transfers_for(case: Case) -> list[int]:
    """Each amount of goodwill carried out for the case, and below zero each that was taken back; minor units."""
    return [row[0] for row in columns_of(TRANSFERS_FOR, {"case": case.id})]


def facts_of_cases(cases: Sequence[Case]) -> dict[int, CaseFacts]:
    """The same for many cases, with a few queries for all of them."""
    ids = [case.id for case in cases]
    threats, refusals, spent = _threats(ids), _refusals([case.stream for case in cases]), _spent(ids)
    fee_of = _Fees()
    return {
        case.id: _facts(case, case.id in threats, refusals.get(case.stream, 0), spent.get(case.id, 0), fee_of(case))
        for case in cases
    }


def _facts(case: Case, threatens: bool, refused: int, spent: int, fee: Money | None) -> CaseFacts:
    due, kind = due_by_law(case), case.complainant_kind
    return CaseFacts(
        ref=case.ref,
        regimes=tuple(case.regimes),
        sector=case.sector,
        state=case.state.value,
        level=case.level.value,
        complainant=None if kind is CustomerKind.UNKNOWN else kind.value,
        contested=contested_part(case.claimed, due) if case.claimed_minor else None,
        entitlement=due,
        segment=case.customer.segment.value,
        merits=merits_of(case),
        mediator_fee=fee,
        already_spent=Money(max(spent, 0), case.currency),
        threatens_court=threatens,
        offers_refused=refused,
        currency=case.currency,
    )


def _threats(ids: Sequence[int]) -> set[int]:
    return set(db.session.scalars(THREATS.where(SignalRow.case_id.in_(ids))))


def _refusals(streams: Sequence[str]) -> dict[str, int]:
    wanted = REFUSALS.add_columns(func.count()).where(Entry.stream.in_(streams)).group_by(Entry.stream)
    return {stream: n for stream, n in db.session.execute(wanted)}  # noqa: C416  rows are no pairs


def _spent(ids: Sequence[int]) -> dict[int, int]:
    wanted = TRANSFERS.with_only_columns(TransferRow.case_id, func.sum(SIGNED)).where(TransferRow.case_id.in_(ids))
    return {number: int(n) for number, n in db.session.execute(wanted.group_by(TransferRow.case_id)) if number}


class _Fees:
    """The fee of the competent mediator, asked once per sector, day and country."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, date, str], Money | None] = {}

    def __call__(self, case: Case) -> Money | None:
        key = (case.sector, case.received_on, case.country)
        if key not in self.known:
            mediator = competent(*key)
            self.known[key] = mediator.fee if mediator else None
        return self.known[key]


def due_by_law(case: Case) -> Money:
    """What the law already grants on this case, as recognised on its claims."""
    return Money(sum(claim.due_minor for claim in case.claims), case.currency)


def merits_of(case: Case) -> str:
    """The verdict on the whole: that of its claims when they agree, `partly` when they differ."""
    verdicts = {claim.verdict for claim in case.claims} or {case.verdict}
    judged = verdicts - {"not_examined"}
    if not judged:
        return "not_examined"
    return judged.pop() if len(judged) == 1 else "partly"


def estimate_for(case: Case, at: datetime, *, working: bool = True) -> Estimate:
    """What this dispute is expected to cost if it is not settled: facts as they stand now, the tariff in force at that instant."""
    return estimate_on(case_facts(case), tariff_at(at), working=working)


def estimate_on(facts: CaseFacts, tariff: Tariff, *, working: bool = False) -> Estimate:
    """The same from facts already read; two cases with the same facts are estimated once."""
    return replace(_estimated(replace(facts, ref=""), tariff, working), ref=facts.ref)


@lru_cache(maxsize=512)
def _estimated(facts: CaseFacts, tariff: Tariff, working: bool) -> Estimate:
    return estimate(facts, tariff, working=working)


def minutes_on(case: Case) -> int:
    """Minutes booked on a case."""
    return int(
        db.session.scalar(select(func.coalesce(func.sum(TimeSpent.minutes), 0)).where(TimeSpent.case_id == case.id))
        or 0
    )


def frozen_for(case: Case, cause: str) -> FrozenEstimate | None:
    """The estimate that informed a decision."""
    wanted = select(FrozenEstimate).where(FrozenEstimate.case_id == case.id, FrozenEstimate.cause == cause)
    return db.session.scalars(wanted).one_or_none()


def frozen_of(case: Case) -> list[FrozenEstimate]:
    """The estimates that informed decisions on a case, newest first."""
    wanted = select(FrozenEstimate).where(FrozenEstimate.case_id == case.id).order_by(FrozenEstimate.id.desc())
    return list(db.session.scalars(wanted))


def case_of_stream(stream: str) -> Case | None:
    """The case whose journal this is."""
    return db.session.scalars(select(Case).where(Case.ref == stream.removeprefix("case:"))).one_or_none()
