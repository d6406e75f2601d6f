"""What a holding letter says beside its text: when we answer at the latest, and the mediator where our time to answer runs out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.cases.models import Case, DutyRow
from app.cases.queries import packs_of
from app.cases.queries.informing import block_for, delay_for
from app.correspondence.queries.letters import lang_of, locked_parts
from app.correspondence.rules import LetterKind
from app.correspondence.rules.still_unanswered import ANSWER_BY
from app.kernel import Refused, day_of
from app.plumbing.db import db
from app.plumbing.typography import say
from app.regimes.queries import shipped
from app.regimes.rules.duties import DutyState
from app.regimes.rules.pack import Pack

INFORMED, REFUSED, EXPLAINED = "mediator.informed", "refusal.sent", "delay_explained.sent"
OPEN = (DutyState.PENDING, DutyState.MISSED)
NEAR = timedelta(days=14)
"""From how long before the end of the answer period a holding letter names the mediator (the first alert of FR-MED-18)."""
EVENING = timedelta(hours=7)
"""How long before the last day ends nobody is waited for any more: from five in the afternoon."""
LATELY = timedelta(days=7)
"""How long after that day it is still written of its own accord: what is older waits for a person."""


def ends_in_silence(packs: Iterable[Pack]) -> frozenset[str]:
    """The duties that naming the mediator meets when we have answered nothing yet."""
    return frozenset(
        rule.full for pack in packs for rule in pack.deadlines if INFORMED in rule.met_by and REFUSED not in rule.starts
    )


def explained_late(packs: Iterable[Pack]) -> frozenset[str]:
    """The duties that are met by explaining in writing why we need longer, with the external redress (UK-FCA-03)."""
    return frozenset(rule.full for pack in packs for rule in pack.deadlines if EXPLAINED in rule.met_by)


def mediator_named(case: Case, at: datetime) -> str:
    """The regime's text about the mediator for a customer whom we have not answered, once the time for it is near its end.

    Empty before, once we answered, where the regime asks for none, and while the mediator's record is not complete.
    """
    if end_near(case, ends_in_silence(packs_of(case)), at) is None:
        return ""
    try:
        return block_for(case, at=at)
    except Refused:
        return ""


def delay_explained(case: Case, at: datetime) -> str:
    """The regime's text for a letter that says why we need longer, once the time to answer is near its end; empty before."""
    return delay_for(case, at=at) if end_near(case, explained_late(packs_of(case)), at) is not None else ""


def end_near(case: Case, keys: Collection[str], at: datetime) -> date | None:
    """The day on which the first of these duties ends, if it is still to be done and near its end, or over."""
    open_ones = [row for row in case.duties if row.key in keys and row.state in OPEN] if keys else []
    end = min((row.due_on for row in open_ones if row.due_on is not None), default=None)
    return end if end is not None and day_of(at, case.zone) >= end - NEAR else None


def parts_of(case: Case, kind: LetterKind, at: datetime, answer_on: date | None = None) -> str:
    """Everything that comes with a letter of this kind whatever is written above it, in the case's language."""
    held = kind is LetterKind.HOLDING
    by = say(ANSWER_BY.fill(on=answer_on), lang_of(case), case.zone) if held and answer_on else ""
    named = (mediator_named(case, at) or delay_explained(case, at)) if held else ""
    return "\n\n".join(part for part in (by, named, locked_parts(case, kind)) if part)


def unanswered(at: datetime) -> list[int]:
    """The open cases whose time to answer ends this evening, or did lately, without an answer and without the mediator named."""
    keys: Collection[str] = ends_in_silence(shipped().values())
    wanted = (
        select(Case.id, Case.zone, DutyRow.due_on)
        .join(DutyRow, DutyRow.case_id == Case.id)
        .where(
            Case.is_open, Case.next_on <= at.date() + timedelta(days=1), Case.imported.is_(False), DutyRow.key.in_(keys),
            DutyRow.state.in_(OPEN), DutyRow.due_on > at.date() - LATELY - timedelta(days=2),
        )
        .order_by(Case.id)
    )  # fmt: skip
    return [number for number, zone, due in db.session.execute(wanted) if due is not None and _now(due, at, zone)]


def _now(due: date, at: datetime, zone: str) -> bool:
    return day_of(at + EVENING, zone) > due >= day_of(at, zone) - LATELY
