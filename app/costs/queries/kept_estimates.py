"""Estimates that stand: which are stale, and all open disputes together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.cases.models import Case
from app.cases.queries import visible
from app.costs.models import StandingEstimate
from app.costs.queries.estimates import (
    REFUSALS_IN,
    THREATS_IN,
    TRANSFERS_FOR,
    case_facts,
    estimate_on,
    facts_of_cases,
    refusals_in,
    threats_in,
    transfers_for,
)
from app.costs.queries.tariffs import tariff_at
from app.costs.rules import CaseFacts, Estimate, Ranked
from app.costs.rules.kept_estimates import Effects, advice_kept, effects_of, weight_in
from app.costs.rules.portfolio import Portfolio, Weight, add_up
from app.costs.rules.sampling import MODEL
from app.costs.rules.tariff import Tariff
from app.journal.models import Head
from app.kernel import Money, Refused, Words, words
from app.people.rules import Actor
from app.plumbing.db import db
from app.plumbing.memo import Lists, one_reading, read_once

READ_WITH = (
    joinedload(Case.customer), joinedload(Case.owner), joinedload(Case.service), joinedload(Case.purchase),
    selectinload(Case.claims), selectinload(Case.parties),
)  # fmt: skip


def model_of(tariff: Tariff) -> str:
    """How an estimate names the model and tariff it was made with."""
    return f"{MODEL} · tariff {tariff.version}"


def stale_cases(at: datetime, limit: int) -> list[int]:
    """Open cases without an estimate, or whose journal or tariff has moved on since; those never estimated first."""
    kept = StandingEstimate
    wanted = (
        select(Case.id)
        .join(Head, Head.stream == "case:" + Case.ref)
        .outerjoin(kept, kept.case_id == Case.id)
        .where(
            Case.is_open,
            or_(
                kept.case_id.is_(None),
                kept.seq != Head.seq,
                kept.model != model_of(tariff_at(at)),
                kept.weighed.is_(False),
            ),
        )
        .order_by(kept.case_id.is_not(None), Case.id)
        .limit(limit)
    )
    return list(db.session.scalars(wanted))


WeighOne = Callable[[Case, CaseFacts, Estimate], Sequence[Ranked]]
"""The gestures of the palette weighed on a case against its estimate, best first."""
Weigh = Callable[[Sequence[Case]], WeighOne]
"""What reads all that weighing these cases needs, together, and then weighs them one by one."""


@dataclass(frozen=True)
class Fresh:
    """An estimate just made, the entries of the journal it knew of, and the gestures weighed against it."""

    case_id: int
    seq: int
    estimate: Estimate
    ranked: Sequence[Ranked] | None

    @property
    def best(self) -> Ranked | None:
        """The gesture advised."""
        return next((one for one in self.ranked or () if one.advice == "advised"), None)


def fresh_estimates(numbers: Sequence[int], at: datetime, weigh: Weigh | None = None) -> list[Fresh]:
    """Estimate these open cases again, and weigh the gestures of the palette where somebody can; read together, once."""
    with one_reading():
        return _fresh_estimates(numbers, at, weigh)


def _fresh_estimates(numbers: Sequence[int], at: datetime, weigh: Weigh | None) -> list[Fresh]:
    heads = Head.stream == "case:" + Case.ref
    wanted = select(Case, Head.seq).join(Head, heads).where(Case.id.in_(numbers), Case.is_open).order_by(Case.id)
    rows = [(case, seq) for case, seq in db.session.execute(wanted.options(*READ_WITH))]
    cases = [case for case, _seq in rows]
    facts, tariff = facts_of_cases(cases), tariff_at(at)
    weigh_one = weigh(cases) if weigh and cases else None
    found = []
    for case, seq in rows:
        known = facts[case.id]
        try:
            made = estimate_on(known, tariff)
        except Refused:  # no rate for its currency: its own page says so, the others do not wait for it
            continue
        found.append(Fresh(case.id, seq, made, weigh_one(case, known, made) if weigh_one else None))
    return found


@dataclass(frozen=True)
class Together:
    """All open disputes an actor may see: the sum, and what it could not count."""

    found: Portfolio
    currency: str
    not_estimated: int
    not_weighed: int
    subjects: Mapping[str, str]
    """What the cases to settle first are about, by reference."""


def portfolio_for(actor: Actor, at: datetime) -> Together:
    """Expected cost of the open disputes this actor may see, from the estimates that stand, in the tariff's currency."""
    tariff = tariff_at(at)
    rows = db.session.execute(_standing_rows(actor)).all()
    weights = [weight_in(tariff, row.currency, _weight(row)) for row in rows]
    total = db.session.scalar(select(func.count()).select_from(Case).where(Case.is_open, visible(actor))) or 0
    unweighed = sum(not row.weighed for row in rows)
    found = add_up(weights, tariff.currency, lambda refs: _advised(refs, tariff))
    shown = select(Case.ref, Case.subject).where(Case.ref.in_([one.ref for one in found.first]))
    subjects = {row.ref: row.subject for row in db.session.execute(shown)} if found.first else {}
    return Together(found, tariff.currency, total - len(rows), unweighed, subjects)


def _standing_rows(actor: Actor) -> Any:
    """Plain figures only: the advice of thousands of cases is read for the few that are shown."""
    kept = StandingEstimate
    columns = (
        Case.ref, Case.customer_id, kept.currency, kept.booked_minor, kept.relation_minor, kept.booked_shared, kept.booked_own,
        kept.relation_shared, kept.relation_own, kept.weighed, kept.advice["saving"].as_integer().label("saving"),
        kept.advice["saving_relation"].as_integer().label("saving_relation"),
    )  # fmt: skip
    return select(*columns).join(kept, kept.case_id == Case.id).where(Case.is_open, visible(actor)).order_by(Case.id)


def _weight(row: Row[Any]) -> Weight:
    return Weight(
        row.ref,
        f"customer:{row.customer_id}",
        row.booked_minor,
        row.relation_minor,
        round(row.booked_shared),
        round(row.booked_own),
        round(row.relation_shared),
        round(row.relation_own),
        row.saving,
        row.saving_relation or 0,
    )


def _advised(refs: Sequence[str], tariff: Tariff) -> dict[str, Ranked]:
    wanted = select(Case.ref, StandingEstimate.advice).join(StandingEstimate, StandingEstimate.case_id == Case.id)
    rows = db.session.execute(wanted.where(Case.ref.in_(refs)))
    return {ref: advice_kept(advice, tariff) for ref, advice in rows if advice}


def sample_of_open(limit: int) -> tuple[Sequence[Case], int]:
    """An even sample of the open cases (every k-th by number) and how many there are: to show what a change would do."""
    ids = list(db.session.scalars(select(Case.id).where(Case.is_open).order_by(Case.id)))
    every = max(-(-len(ids) // limit), 1)
    chosen = ids[::every]
    return list(db.session.scalars(select(Case).where(Case.id.in_(chosen)).order_by(Case.id))), len(ids)


SAMPLE = 30


def effects(before: Tariff, after: Tariff) -> Effects:
    """What a new tariff would make of a sample of the open cases, on the same draws."""
    cases, total = sample_of_open(SAMPLE)
    facts = facts_of_cases(cases).values()
    return effects_of([(estimate_on(one, before), estimate_on(one, after)) for one in facts], total, after)


NOTHING_ADVISED = words("Aucun geste n’est conseillé pour l’instant.", "No gesture is advised for now.")


STANDING = select(StandingEstimate).where(StandingEstimate.case_id == bindparam("case"))


@read_once
def standing_for(case: Case) -> list[StandingEstimate]:
    """The estimate that stands for a case: one, or none yet."""
    return list(db.session.scalars(STANDING, {"case": case.id}))


LISTS: Lists = {
    standing_for: STANDING,
    threats_in: THREATS_IN,
    refusals_in: REFUSALS_IN,
    transfers_for: TRANSFERS_FOR,
}
"""What many cases have none of: the query of each list, and the statement that tells whether it would find anything."""


def prices_panel(case: Case, at: datetime, *, offer_url: str | None = None) -> dict[str, Any]:
    """What the panel of the two prices shows (staff only): the estimate that stands, or one made now if the case has moved on."""
    row = next(iter(standing_for(case)), None)
    if row is None or row.mean_minor != case.stake_minor:
        found = estimate_on(case_facts(case), tariff_at(at))
        return _panel(found.mean, found.p10, found.p90, None, None, offer_url)
    mean, p10, p90 = (Money(one, row.currency) for one in (row.mean_minor, row.p10_minor, row.p90_minor))
    best = advice_kept(row.advice) if row.advice else None
    return _panel(mean, p10, p90, best, NOTHING_ADVISED if row.weighed and best is None else None, offer_url)


def _panel(
    mean: Money, p10: Money, p90: Money, best: Ranked | None, advice: Words | None, offer_url: str | None
) -> dict[str, Any]:
    return {
        "dispute": {"mean": mean, "p10": p10, "p90": p90},
        "done": not mean and not p90,
        "gesture": best.cost if best else None,
        "name": best.label if best else None,
        "saving": best.saving if best else None,
        "advice": advice,
        "offer_url": offer_url,
    }
