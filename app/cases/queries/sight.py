"""Which cases an actor may see: the same condition everywhere."""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, bindparam, false, inspect, or_, select, true, union_all
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.cases.models import Case, Claim, Incident, Link, Party, Promise, Recusal, SignalRow, TimeSpent
from app.cases.rules.limits import sight_of
from app.cases.rules.states import State
from app.kernel import Refused, words
from app.people.models import Customer, Purchase, Service, Staff
from app.people.rules import Actor, Role
from app.plumbing.db import NOT_KEYS, columns_of, db, like_pattern, on_sqlite
from app.plumbing.memo import read_once
from app.plumbing.unit_of_work import held

KEPT = 256
"""How many people's statements are kept ready."""
NOT_FOUND = words(
    "Ce dossier n’existe pas, ou vous n’y avez pas accès.", "There is no such case, or you may not see it."
)


def visible(actor: Actor, *, of_few: bool = False) -> ColumnElement[bool]:
    """The condition on `Case` that this actor may see it.

    `of_few`: asked of a few cases known by number or name; no index is then asked who holds them (SQLite would walk everything
    that the actor may see, and put a hundred numbers beside it), and each service is asked by itself, as a list would be
    written out anew each time.
    """
    sight = sight_of(actor)
    if sight.nothing:
        return false()
    if sight.everything:
        if actor.role is not Role.QUALITY:
            return true()
        recused = select(Recusal.case_id).where(Recusal.staff_id == actor.staff_id, Recusal.kind == "recused")
        return Case.id.not_in(recused)
    owner, service, author = (
        column + 0 if of_few else column for column in (Case.owner_id, Case.service_id, Case.created_by_id)
    )
    either: list[ColumnElement[bool]] = [owner == sight.own_id]
    if of_few:
        either += [service == each for each in sight.service_ids]
    elif sight.service_ids:
        either.append(service.in_(sight.service_ids))
    if sight.created:
        either.append(author == sight.own_id)
    return or_(*either)


def may_see(actor: Actor, case: Case) -> bool:
    """May they see this case, as it stands now?"""
    wanted = select(Case.id).where(Case.id == case.id, visible(actor, of_few=True))
    return db.session.scalar(wanted) is not None


def case_for(actor: Actor, ref: str) -> Case:
    """This case with its people; what you may not see does not exist."""
    return _found(_one(actor), ref)


def case_to_show(actor: Actor, ref: str) -> Case:
    """The same for its page, with what the page says of its people: each column read has its price on a server."""
    return _found(_one_shown(actor), ref)


def _found(wanted: Select[Case], ref: str) -> Case:
    found = db.session.scalars(wanted, {"ref": ref.upper()}).unique().one_or_none()
    if found is None:
        raise Refused("no_such_case", NOT_FOUND, "ref")
    return found


@lru_cache(maxsize=KEPT)
def _one(actor: Actor) -> Select[Case]:
    return _named(actor).options(
        joinedload(Case.customer),
        joinedload(Case.owner).lazyload(Staff.services),
        joinedload(Case.service),
        joinedload(Case.purchase),
    )


@lru_cache(maxsize=KEPT)
def _one_shown(actor: Actor) -> Select[Case]:
    owner = joinedload(Case.owner)
    return _named(actor).options(
        joinedload(Case.customer).load_only(*CUSTOMER_SHOWN),
        owner.lazyload(Staff.services),
        owner.load_only(Staff.name, Staff.role),
        joinedload(Case.service).load_only(Service.name_fr, Service.name_en),
        joinedload(Case.purchase).load_only(Purchase.label, Purchase.reference),
    )


CUSTOMER_SHOWN = (
    Customer.title, Customer.name, Customer.organisation, Customer.anonymous, Customer.email, Customer.phone, Customer.segment,
    Customer.prefers,
)  # fmt: skip


def _named(actor: Actor) -> Select[Case]:
    return select(Case).where(Case.ref == bindparam("ref"), visible(actor, of_few=True))


ROWS = {
    "claims": select(Claim).where(Claim.case_id == bindparam("case")).order_by(Claim.position),
    "parties": select(Party).where(Party.case_id == bindparam("case")).order_by(Party.id),
    "signals": select(SignalRow).where(SignalRow.case_id == bindparam("case")).order_by(SignalRow.id),
    "promises": select(Promise).where(Promise.case_id == bindparam("case")).order_by(Promise.due_at),
}


def read_rows(case: Case, held: Container[str] = frozenset(ROWS)) -> None:
    """Read what a whole page of the case shows of it anyway, with statements kept ready: half the price of loading each lazily.

    `held`: which of these the case has any of; the others are known to be empty.
    """
    for name, rows in ROWS.items():
        found = list(db.session.scalars(rows, {"case": case.id})) if name in held else []
        set_committed_value(case, name, found)


PAST_THE_VERSION = ("look_at", "stake_minor")
"""Columns of a case that the worker writes without making anybody’s page of it grow old."""


def locked(case: Case) -> Case:
    """The same case, its row locked until the end of the unit of work, before anything that waits to be written is.

    What the worker writes past its version is read anew with the lock: an act that comes to what was there before would
    otherwise write nothing, and leave what the worker wrote meanwhile.
    """
    held(Case)[case.id] = True
    state = inspect(case)
    behind = [name for name in PAST_THE_VERSION if name not in state.committed_state]
    if behind and state.persistent:
        db.session.expire(case, behind)
    with db.session.no_autoflush:
        return db.session.scalars(select(Case).where(Case.id == case.id).with_for_update(**NOT_KEYS)).one()


def locked_now(number: int) -> Case:
    """The case of this number as it stands now, its row locked until the end of the unit of work."""
    held(Case)[number] = True
    return db.session.get_one(Case, number, populate_existing=True, with_for_update={"of": Case, **NOT_KEYS})


def hold(case: Case) -> None:
    """Lock the row of a case, unless this unit of work did: a case before its journal, or two wait for each other for ever.

    The embedded database has one writer at a time.
    """
    if case.id not in held(Case) and not on_sqlite():
        locked(case)


def cases_in(actor: Actor, state: str | None = None) -> list[Row[Any]]:
    """Every case the actor may see, by reference: reference, state, level, owner."""
    rows = select(Case.ref, Case.state, Case.level, Staff.login.label("owner")).join(Staff, Staff.id == Case.owner_id)
    rows = rows.where(visible(actor)).order_by(Case.ref)
    return list(db.session.execute(rows.where(Case.state == state) if state else rows))


LONGEST_REF = 40
"""Characters; no reference is longer, and a database refuses to look for a page of text."""


def refs_like(actor: Actor, typed: str) -> list[str]:
    """References that end or begin with what was typed after `#`."""
    pattern = like_pattern(typed.strip().upper().lstrip("#"))
    if not pattern or len(pattern) > LONGEST_REF:
        return []
    wanted = select(Case.ref).where(
        visible(actor), or_(Case.ref == pattern, Case.ref.like(f"%-{pattern.zfill(5)}", escape="\\"))
    )
    return list(db.session.scalars(wanted.order_by(Case.id.desc()).limit(10)))


def case_named(actor: Actor, typed: str) -> Case:
    """The case that a person names, by its reference or its number alone (#42); refused like one that does not exist."""
    refs = refs_like(actor, typed)
    return case_for(actor, refs[0] if len(refs) == 1 else typed.strip())


def other_cases_of(actor: Actor, customer_id: int) -> list[Case]:
    """The customer's cases that the actor may see, newest first."""
    return list(db.session.scalars(_others(actor), {"customer": customer_id}))


@lru_cache(maxsize=KEPT)
def _others(actor: Actor) -> Select[Case]:
    of_customer = select(Case).where(Case.customer_id == bindparam("customer"), visible(actor))
    return of_customer.order_by(Case.id.desc()).limit(20)


BESIDE = select(Case.id).where(Case.customer_id == bindparam("customer"), Case.id != bindparam("case"))
MOST_BESIDE = 5


class Beside(NamedTuple):
    """Another case of the same customer, as a page names it."""

    ref: str
    subject: str
    state: State


@read_once
def cases_beside(case: Case, actor: Actor) -> list[Beside]:
    """The newest other cases of the same customer that the actor may see."""
    found = columns_of(_beside(actor), {"customer": case.customer_id, "case": case.id})
    return [Beside._make(row) for row in found]


@lru_cache(maxsize=KEPT)
def _beside(actor: Actor) -> Select[str, str, State]:
    shown = BESIDE.with_only_columns(Case.ref, Case.subject, Case.state).where(visible(actor, of_few=True))
    return shown.order_by(Case.id.desc()).limit(MOST_BESIDE)


LINKED = union_all(
    select(Case.ref, Case.subject, Link.why)
    .join(Link, Case.id == Link.other_id)
    .where(Link.case_id == bindparam("case")),
    select(Case.ref, Case.subject, Link.why)
    .join(Link, Case.id == Link.case_id)
    .where(Link.other_id == bindparam("case")),
)


@read_once
def linked_to(case: Case) -> list[tuple[str, str, str]]:
    """Linked cases: (reference, subject, why)."""
    return [(row.ref, row.subject, row.why) for row in columns_of(LINKED, {"case": case.id})]


def linked_for(case: Case, actor: Actor) -> list[tuple[str, str, str]]:
    """Those of the linked cases that the actor may see."""
    rows = linked_to(case)
    wanted = select(Case.ref).where(Case.ref.in_([ref for ref, _, _ in rows]), visible(actor, of_few=True))
    seen = set(db.session.scalars(wanted)) if rows else set()
    return [row for row in rows if row[0] in seen]


def time_on(case: Case) -> list[TimeSpent]:
    """Time booked on a case."""
    return list(db.session.scalars(select(TimeSpent).where(TimeSpent.case_id == case.id).order_by(TimeSpent.at)))


def open_incidents() -> list[Incident]:
    """Incidents that are not closed."""
    return list(db.session.scalars(select(Incident).where(Incident.closed_at.is_(None)).order_by(Incident.id)))


def closed_incidents(most: int = 50) -> list[Incident]:
    """Incidents that are over, the last closed first."""
    wanted = select(Incident).where(Incident.closed_at.is_not(None)).order_by(Incident.closed_at.desc()).limit(most)
    return list(db.session.scalars(wanted))


def refs_seen(actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    """The references of those of these cases that the actor may see, by number."""
    wanted = select(Case.id, Case.ref).where(Case.id.in_(sorted(set(ids))), visible(actor))
    return dict(db.session.execute(wanted).all())


def incident_of(case: Case) -> Incident | None:
    """The incident that a case belongs to, if any."""
    return db.session.get(Incident, case.incident_id) if case.incident_id is not None else None


def cases_of_incident(actor: Actor, incident: Incident) -> list[Case]:
    """The incident's cases that the actor may see."""
    return list(
        db.session.scalars(select(Case).where(Case.incident_id == incident.id, visible(actor)).order_by(Case.id))
    )


def incident(ref: str) -> Incident | None:
    """The incident of this reference."""
    return db.session.scalars(select(Incident).where(Incident.ref == ref.upper())).one_or_none()
