"""What colleagues were asked about cases: of whom, by whom, and which case somebody may read for that reason alone."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import String, and_, bindparam, cast, func, literal, or_, select
from sqlalchemy.orm import joinedload

from app.cases.models import Advice, Case, Recusal
from app.cases.queries.sight import NOT_FOUND
from app.kernel import Refused
from app.people.rules import Actor
from app.plumbing.db import db
from app.plumbing.memo import read_once

STANDING = select(Advice).where(Advice.case_id == bindparam("case"), Advice.ended_at.is_(None)).order_by(Advice.id)
_ASIDE = select(Recusal.case_id).where(Recusal.staff_id == Advice.staff_id, Recusal.kind == "recused")
_OF_MINE = and_(
    Advice.staff_id == bindparam("me"), Advice.ended_at.is_(None), Case.is_open.is_(True), Case.id.not_in(_ASIDE)
)
"""What is asked of somebody now, but for the day on which it ends: beside `visible`, never part of it. `visible` is what one may
work on, and every door asks it; only the page of a question, and the exhibits shown on it, ask this."""


@read_once
def standing_advice(case: Case) -> list[Advice]:
    """What colleagues are asked about a case, the oldest first; also what ended by its date."""
    return list(db.session.scalars(STANDING, {"case": case.id}))


def advice_for(actor: Actor, ref: str, on: date) -> Advice:
    """What this person is asked about the case of this reference, on a day; refused like a case that does not exist."""
    found = db.session.scalars(_MINE, {"me": actor.staff_id, "ref": ref.upper(), "on": on}).unique().one_or_none()
    if found is None:
        raise Refused("no_such_case", NOT_FOUND, "ref")
    return found


_MINE = (
    select(Advice)
    .join(Case, Case.id == Advice.case_id)
    .where(_OF_MINE, Case.ref == bindparam("ref"), or_(Advice.until_on.is_(None), Advice.until_on >= bindparam("on")))
    .options(joinedload(Advice.case).options(joinedload(Case.customer), joinedload(Case.purchase)))
)


def is_asked(actor: Actor, ref: str, on: date) -> bool:
    """Is this person asked about this case?"""
    try:
        advice_for(actor, ref, on)
    except Refused:
        return False
    return True


class Question(NamedTuple):
    """A question that waits for somebody's answer, as their queue names it."""

    ref: str
    asked_by: int
    until_on: date | None
    subject: str

    def stands(self, on: date) -> bool:
        """Is it still asked on that day?"""
        return self.until_on is None or self.until_on >= on


PART, END = "\x1f", "\x1e"
"""Between the parts of a question, and after each, where several are read as one value."""
MOST = 20
_ONE = (
    select(
        Case.ref.concat(PART)
        .concat(cast(Advice.asked_by_id, String))
        .concat(PART)
        .concat(func.coalesce(cast(Advice.until_on, String), literal("")))
        .concat(PART)
        .concat(Case.subject)
        .label("told")
    )
    .select_from(Advice)
    .join(Case, Case.id == Advice.case_id)
    .where(_OF_MINE, Advice.answered_at.is_(None))
    .order_by(Advice.id)
    .limit(MOST)
    .subquery()
)
WAITING = select(func.aggregate_strings(_ONE.c.told, END)).scalar_subquery()
"""The questions that wait for `:me`, as one value: it is read with the counts of the queue, at the price of none."""


def questions_in(told: str | None) -> list[Question]:
    """The questions of that value."""
    parts = [one.split(PART, 3) for one in (told or "").split(END) if one]
    return [
        Question(ref, int(by), date.fromisoformat(until) if until else None, subject)
        for ref, by, until, subject in parts
    ]
