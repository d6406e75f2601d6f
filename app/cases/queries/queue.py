"""The queue: one page by next date, and how many cases stand under each tab."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from app.cases.models import Case
from app.cases.queries.sight import visible
from app.people.models import Customer, Service, Staff
from app.people.rules import Actor
from app.plumbing.db import db

PAGE = 50
COUNT_UP_TO = 1000


@dataclass(frozen=True)
class Filter:
    """What a queue shows: the tab, and what narrows it."""

    tab: str = "mine"
    state: str = ""
    level: str = ""
    service: int | None = None
    owner: int | None = None
    category: str = ""
    due_before: date | None = None
    signal: bool = False
    closed: bool = False
    after: tuple[str, int] | None = None
    """Where the page before ended: (next date, id)."""


ROW = (
    Case.id,
    Case.ref,
    Case.state,
    Case.level,
    Case.subject,
    Case.next_on,
    Case.next_kind,
    Case.next_code,
    Case.stake_minor,
    Case.claimed_minor,
    Case.currency,
    Case.priority,
    Case.logged_at,
    Customer.title,
    Customer.name,
    Customer.organisation,
    Customer.anonymous,
    Staff.name.label("owner_name"),
    Service.name_fr,
    Service.name_en,
    Case.version,
)


def _tab(actor: Actor, tab: str) -> ColumnElement[bool]:
    if tab == "mine":
        return Case.owner_id == actor.staff_id
    if tab == "level" and actor.level is not None:
        return and_(Case.level == actor.level, visible(actor))
    return visible(actor)


def _narrowed(actor: Actor, wanted: Filter) -> list[ColumnElement[bool]]:
    found = [_tab(actor, wanted.tab), Case.is_open.is_(not wanted.closed)]
    exact = {
        "state": Case.state,
        "level": Case.level,
        "service": Case.service_id,
        "owner": Case.owner_id,
        "category": Case.category,
    }
    found += [column == getattr(wanted, name) for name, column in exact.items() if getattr(wanted, name)]
    if wanted.due_before:
        found.append(Case.next_on <= wanted.due_before)
    if wanted.signal:
        found.append(Case.priority > 0)
    if wanted.after:
        on, last = wanted.after
        found.append(_beyond(wanted, date.fromisoformat(on), last))
    return found


def _beyond(wanted: Filter, on: date, last: int) -> ColumnElement[bool]:
    if wanted.closed:
        return Case.id < last
    return or_(Case.next_on > on, and_(Case.next_on == on, Case.id > last))


def queue(actor: Actor, wanted: Filter) -> list[Row[Any]]:
    """One page of the queue, by next date (closed: newest first); one row more than a page says there is another."""
    order = (Case.id.desc(),) if wanted.closed else (Case.next_on, Case.id)
    rows = (
        select(*ROW)
        .join(Customer, Customer.id == Case.customer_id)
        .join(Staff, Staff.id == Case.owner_id)
        .join(Service, Service.id == Case.service_id)
        .where(*_narrowed(actor, wanted))
        .order_by(*order)
        .limit(PAGE + 1)
    )
    return list(db.session.execute(rows))


def tab_counts(actor: Actor) -> dict[str, int]:
    """How many open cases stand under each tab, counted up to a thousand; in one statement."""

    def counted(tab: str) -> Any:
        some = select(Case.id).where(_tab(actor, tab), Case.is_open.is_(True)).limit(COUNT_UP_TO).subquery()
        return select(func.count()).select_from(some).scalar_subquery()

    tabs = ("mine", "level", "all") if actor.level else ("mine", "all")
    row = db.session.execute(select(*[counted(tab).label(tab) for tab in tabs])).one()
    return {tab: int(getattr(row, tab)) for tab in tabs}
