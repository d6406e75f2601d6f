"""Who could carry or judge a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.cases.models import Case, Recusal
from app.cases.queries.clocks import merged_into
from app.cases.rules.independence import Bar, Judging, barred
from app.cases.rules.ladder import ROLE_OF_LEVEL, Candidate
from app.journal.models import Entry
from app.journal.queries import participants_of
from app.kernel import day_of
from app.people.models import Staff
from app.people.rules import LEVEL_OF_ROLE, Level
from app.plumbing.db import db


def candidates(level: Level, service_id: int | None = None) -> list[Candidate]:
    """Active staff of a level (of a service, below the quality level), with how many open cases each carries."""
    load = (
        select(Case.owner_id, func.count().label("n")).where(Case.is_open.is_(True)).group_by(Case.owner_id).subquery()
    )
    wanted = select(Staff, func.coalesce(load.c.n, 0)).outerjoin(load, load.c.owner_id == Staff.id)
    wanted = (
        wanted.where(Staff.role == ROLE_OF_LEVEL[level], Staff.active)
        .options(selectinload(Staff.services))
        .order_by(Staff.id)
    )
    found = [Candidate(member.facts, count) for member, count in db.session.execute(wanted)]
    if service_id is None or level is Level.QUALITY:
        return found
    return [candidate for candidate in found if service_id in candidate.staff.service_ids]


def staffed_levels() -> frozenset[Level]:
    """The levels of ours where anybody works at all."""
    roles = db.session.scalars(select(Staff.role).where(Staff.active).distinct())
    return frozenset(LEVEL_OF_ROLE[role] for role in roles if role in LEVEL_OF_ROLE)


def judging(case: Case) -> Judging:
    """What independence is judged on: participants, their superiors, recusals and derogations.

    Whoever took part in a case merged into this one, or stepped aside from it, did so here; a derogation holds for its case only.
    """
    managers = {
        f"staff:{member}": f"staff:{manager}"
        for member, manager in db.session.execute(
            select(Staff.id, Staff.manager_id).where(Staff.manager_id.is_not(None))
        )
    }
    merged = merged_into(case)
    steps = select(Recusal.staff_id, Recusal.kind, Case.ref).join(Case, Case.id == Recusal.case_id)
    rows = db.session.execute(steps.where(Case.ref.in_([case.ref, *merged]))).all()
    recused = frozenset(f"staff:{member}" for member, kind, _ref in rows if kind == "recused")
    named = frozenset(f"staff:{member}" for member, kind, ref in rows if kind == "derogation" and ref == case.ref)
    taking_part = set(participants_of(case.stream))
    for ref in merged:
        taking_part |= participants_of(f"case:{ref}")
    return Judging(frozenset(taking_part), managers, recused, named)


@dataclass(frozen=True)
class Bench:
    """The quality officers present, for one case."""

    free: list[str]
    """The names of those who may judge it."""
    off: list[tuple[str, Bar]]
    """The names of those who may not, and why."""


def bench_of(case: Case, at: datetime) -> Bench:
    """Who of the quality officers present may judge a case, and who may not."""
    present = [one.staff for one in candidates(Level.QUALITY) if one.staff.present_on(day_of(at, case.zone))]
    bars = barred([one.key for one in present], judging(case))
    return Bench(
        [one.name for one in present if one.key not in bars],
        [(one.name, bars[one.key]) for one in present if one.key in bars],
    )


def contested_answerers(case: Case) -> frozenset[str]:
    """Who gave the answers of ours that the customer has contested since, as the journal names them; not who imported them."""
    wanted = select(Entry.seq, Entry.kind, Entry.by, Entry.data).where(
        Entry.stream == case.stream, Entry.kind.in_(("case.answer", "case.contest"))
    )
    rows = db.session.execute(wanted.order_by(Entry.seq)).all()
    last = max((row.seq for row in rows if row.kind == "case.contest"), default=0)
    return frozenset(
        row.by for row in rows if row.kind == "case.answer" and row.seq < last and not row.data.get("imported")
    )


def barred_at(case: Case, level: Level) -> dict[str, Bar]:
    """Who of ours may not take the case up at a level, and why: at the quality level whoever is not independent; between it and
    the front line, whoever gave the answer that the customer contests."""
    if level is Level.FRONT:
        return {}
    people = [one.staff.key for one in candidates(level)]
    if level is Level.QUALITY:
        return barred(people, judging(case))
    answered = contested_answerers(case)
    return {person: Bar.ANSWERED for person in people if person in answered}


def levels_open(case: Case) -> frozenset[Level]:
    """The levels of ours where somebody could take this case up: a level whose only people gave the contested answer is stepped over."""
    off = barred_at(case, Level.SUPERVISOR)
    alone = off and all(one.staff.key in off for one in candidates(Level.SUPERVISOR))
    return staffed_levels() - ({Level.SUPERVISOR} if alone else frozenset())


def named_as(case: Case, kind: str) -> set[int]:
    """Numbers of those who stepped aside from a case (`recused`), or were named for it all the same (`derogation`)."""
    return set(db.session.scalars(select(Recusal.staff_id).where(Recusal.case_id == case.id, Recusal.kind == kind)))
