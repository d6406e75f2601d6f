"""Reading budgets, the ledger and estimates; the facts of a case as the cost model sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import func, or_, select

from app.cases.models import Case, SignalRow, TimeSpent
from app.cases.rules.signals import SignalKind
from app.costs.models import Budget, FrozenEstimate, TransferRow
from app.costs.rules import CaseFacts, Estimate, Ranked, contested_part, default_tariff, estimate
from app.costs.rules.ledger import NO_BUDGET, Pot, Transfer, account, balances
from app.journal.queries import entries_of_kind
from app.kernel import Money, Refused, words
from app.mediators.queries import competent
from app.people.rules import CustomerKind
from app.plumbing.db import db

REFUSED = "gesture.refused"
"""An offer the customer said no to; one that merely expired says nothing of their will."""

NOTHING_ADVISED = words(
    "Aucun geste de la palette n’est conseillé par les chiffres.",
    "No gesture of the palette is advised by the figures.",
)


# --- budgets and ledger ----------------------------------------------------------------------------------------------


def budget_on(service_id: int, day: date, currency: str = "EUR") -> Budget | None:
    """The budget that pays for a service on a civil day: its own, else the one of the whole house."""
    wanted = select(Budget).where(
        or_(Budget.service_id == service_id, Budget.service_id.is_(None)),
        Budget.from_on <= day,
        Budget.to_on >= day,
        Budget.currency == currency,
    )
    found = list(db.session.scalars(wanted))
    return min(found, key=lambda row: (row.service_id is None, -row.from_on.toordinal(), row.id), default=None)


def require_budget(service_id: int, day: date, currency: str = "EUR") -> Budget:
    """The budget that pays; refuses when none is open."""
    found = budget_on(service_id, day, currency)
    if found is None:
        raise Refused("no_budget", NO_BUDGET, "gesture")
    return found


def locked_budgets(ids: Iterable[int | None]) -> dict[int, Budget]:
    """These budgets, their rows locked in a fixed order until the end of the unit of work."""
    wanted = sorted({one for one in ids if one is not None})
    rows = select(Budget).where(Budget.id.in_(wanted)).order_by(Budget.id).with_for_update()
    return {row.id: row for row in db.session.scalars(rows.execution_options(populate_existing=True))}


def all_budgets(on: date | None = None) -> list[Budget]:
    """Budgets, the newest period first; those in force on a civil day when one is given."""
    wanted = select(Budget).order_by(Budget.from_on.desc(), Budget.service_id)
    if on is not None:
        wanted = wanted.where(Budget.from_on <= on, Budget.to_on >= on)
    return list(db.session.scalars(wanted))


def transfers(*, case: Case | None = None, budget: Budget | None = None, limit: int | None = None) -> list[TransferRow]:
    """Rows of the ledger, newest first."""
    wanted = select(TransferRow).order_by(TransferRow.id.desc())
    if case is not None:
        wanted = wanted.where(TransferRow.case_id == case.id)
    if budget is not None:
        wanted = wanted.where(TransferRow.budget_id == budget.id)
    return list(db.session.scalars(wanted.limit(limit) if limit else wanted))


def every_transfer() -> list[Transfer]:
    """The whole ledger, for checking that it sums to zero."""
    columns = select(TransferRow.debit, TransferRow.credit, TransferRow.amount_minor, TransferRow.currency)
    return [Transfer(*row) for row in db.session.execute(columns)]


def spent_on(case: Case) -> Money:
    """What this case has cost in goodwill carried out, less what was taken back."""
    rows = select(TransferRow.debit, TransferRow.credit, TransferRow.amount_minor, TransferRow.budget_id)
    total = 0
    for debit, credit, amount, budget_id in db.session.execute(rows.where(TransferRow.case_id == case.id)):
        spent = account(Pot.SPENT, f"budget:{budget_id}")
        total += amount * ((debit == spent) - (credit == spent))
    return Money(total, case.currency)


# --- what a dispute will cost ----------------------------------------------------------------------------------------


def case_facts(case: Case) -> CaseFacts:
    """This case as the cost model sees it. Vulnerability, age, origin and health are not asked."""
    due = due_by_law(case)
    signals = set(
        db.session.scalars(select(SignalRow.kind).where(SignalRow.case_id == case.id, SignalRow.dismissed_at.is_(None)))
    )
    mediator = competent(case.sector, case.received_on)
    kind = case.complainant_kind
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
        mediator_fee=mediator.fee if mediator else None,
        already_spent=spent_on(case),
        threatens_court=bool(signals & {SignalKind.COURT, SignalKind.LAWYER}),
        offers_refused=len(entries_of_kind(case.stream, REFUSED)),
        currency=case.currency,
    )


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
    """What this dispute is expected to cost if it is not settled. `at`: the instant it is asked at (facts stand as they are now)."""
    found = _estimated(replace(case_facts(case), ref=""), working)
    return replace(found, ref=case.ref)


@lru_cache(maxsize=512)
def _estimated(facts: CaseFacts, working: bool) -> Estimate:
    return estimate(facts, default_tariff(), working=working)


def prices_panel(
    case: Case, at: datetime, *, ranked: Sequence[Ranked] | None = None, offer_url: str | None = None
) -> dict[str, object]:
    """What the panel of the two prices shows (staff only). `ranked`: gestures as weighed, best first; None if nobody did."""
    best = next((one for one in ranked or () if one.advice == "advised"), None)
    found = estimate_for(case, at, working=False)
    return {
        "dispute": {"mean": found.mean, "p10": found.p10, "p90": found.p90},
        "done": found.mean.minor == 0 and found.p90.minor == 0,
        "missing": len(found.missing),
        "gesture": best.cost if best else None,
        "name": best.label if best else None,
        "saving": best.saving if best else None,
        "advice": NOTHING_ADVISED if ranked and best is None else None,
        "offer_url": offer_url,
    }


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


def case_of_stream(stream: str) -> Case | None:
    """The case whose journal this is."""
    return db.session.scalars(select(Case).where(Case.ref == stream.removeprefix("case:"))).one_or_none()


def money_problems() -> list[dict[str, object]]:
    """What is wrong with the money, for `verify`: a ledger that does not sum to zero, a budget that says something else."""
    found = balances(every_transfer())
    problems = [
        _problem("ledger_not_zero", f"the ledger does not sum to zero in {code}")
        for code in sorted({currency for _name, currency in found})
        if sum(amount for (_name, currency), amount in found.items() if currency == code)
    ]
    for row in all_budgets():
        for pot, kept in ((Pot.AVAILABLE, row.left), (Pot.RESERVED, row.reserved), (Pot.SPENT, row.spent)):
            told = found.get((account(pot, row.name), row.currency), 0)
            if told != kept.minor:
                problems.append(
                    _problem("budget_differs", f"{row.name}: {pot.value} is {kept.minor}, the ledger says {told}")
                )
    return problems


def _problem(kind: str, message: str) -> dict[str, object]:
    return {"kind": kind, "ref": "", "seq": 0, "message": message}
