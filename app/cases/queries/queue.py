"""The queue: one page by next date (or by another column), and how many cases stand under each tab.

What somebody sees is a union: what they carry, what they logged, what their services hold. No database walks an OR in the
order of a date, so each part is walked along its own index, and stops after a page. The other columns have no index: what
somebody asks to see by them is sorted each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, String, and_, case, func, not_, or_, select, union, union_all

from app.cases.models import Case, SignalRow
from app.cases.queries.advising import WAITING, Question, questions_in
from app.cases.queries.sight import visible
from app.cases.rules.limits import sight_of
from app.cases.rules.ordering import Order
from app.people.models import Customer, Service, Staff
from app.people.rules import Actor
from app.plumbing.db import db

PAGE = 50
KEPT = 256
"""Statements kept as built: building one costs more than running it."""
COUNT_UP_TO = 500


ALONG: dict[Order, Any] = {
    Order.DUE: Case.next_on,
    Order.LOGGED: Case.logged_at,
    Order.ASKED: func.coalesce(Case.claimed_minor, -1),
    Order.STAKE: func.coalesce(Case.stake_minor, -1),
}
"""What each order goes along; a case without an amount comes below nothing at all."""
Place = tuple[date | datetime | int | None, int]
"""Where a page ended: the value it is ordered by (closed cases: none), and the number of the case."""


@dataclass(frozen=True)
class Filter:
    """What a queue shows: the tab, what narrows it, its order."""

    tab: str = "mine"
    state: str = ""
    level: str = ""
    service: int | None = None
    owner: int | None = None
    category: str = ""
    due_before: date | None = None
    signal: bool = False
    imported: bool = False
    closed: bool = False
    order: Order = Order.DUE
    backwards: bool = False
    """The latest or the largest first."""
    after: Place | None = None
    """Where the page before ended."""


RAISED = (
    select(func.aggregate_strings(SignalRow.kind.cast(String), ","))
    .where(SignalRow.case_id == Case.id, SignalRow.dismissed_at.is_(None))
    .correlate(Case)
    .scalar_subquery()
)
"""The kinds of the signals that stand on a case, between commas."""
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
    case((Case.priority > 0, RAISED)).label("signals"),
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


def with_people(rows: Any) -> Any:
    """Cases with the customer, the owner and the service they show."""
    rows = rows.join(Customer, Customer.id == Case.customer_id).join(Staff, Staff.id == Case.owner_id)
    return rows.join(Service, Service.id == Case.service_id)


def _parts(actor: Actor, tab: str) -> list[ColumnElement[bool]]:
    """What stands under a tab, in parts that each have an index; their union is `visible` (a test holds them together)."""
    sight = sight_of(actor)
    if tab == "mine":
        return [Case.owner_id == actor.staff_id]
    if sight.everything or sight.nothing:
        return [_at_level(actor, tab, visible(actor))]
    parts = [Case.service_id == service for service in sight.service_ids]
    parts += [Case.owner_id == sight.own_id]
    parts += [Case.created_by_id == sight.own_id] if sight.created else []
    return [_at_level(actor, tab, part) for part in parts]


def _at_level(actor: Actor, tab: str, part: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(Case.level == actor.level, part) if tab == "level" and actor.level is not None else part


def _narrowed(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Case.is_open.is_(not wanted.closed)]
    if wanted.closed:
        found.append(Case.next_on.is_(None))
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
    if wanted.imported:
        found.append(Case.imported.is_(True))
    if wanted.after:
        found += _beyond(ALONG[wanted.order], *wanted.after, backwards=wanted.backwards)
    return found


def _beyond(along: Any, value: date | int | None, last: int, *, backwards: bool) -> list[ColumnElement[bool]]:
    if value is None:
        return [Case.id < last]
    if backwards:
        return [along <= value, or_(along < value, Case.id < last)]
    return [along >= value, or_(along > value, Case.id > last)]


def place_of(row: Row[Any], order: Order) -> Place:
    """Where a page ends whose last case this is."""
    amounts = {Order.ASKED: row.claimed_minor, Order.STAKE: row.stake_minor}
    if order in amounts:
        return (-1 if amounts[order] is None else amounts[order]), row.id
    return (row.logged_at if order is Order.LOGGED else row.next_on), row.id


def _first(
    parts: list[ColumnElement[bool]], narrowed: list[ColumnElement[bool]], order: tuple[Any, ...], most: int
) -> Any:
    """The numbers of the first cases of each part, in this order, once each."""
    walked = [select(Case.id).where(part, *narrowed).order_by(*order).limit(most).subquery() for part in parts]
    each = [select(part.c.id) for part in walked]
    return (union(*each) if len(each) > 1 else each[0]).subquery()


def queue(actor: Actor, wanted: Filter) -> list[Row[Any]]:
    """One page of the queue in its order (closed: newest first); one row more than a page says there is another."""
    return list(db.session.execute(_page(actor, wanted)))


@lru_cache(maxsize=KEPT)
def _page(actor: Actor, wanted: Filter) -> Any:
    order = (Case.id.desc(),) if wanted.closed else _ordered(ALONG[wanted.order], backwards=wanted.backwards)
    first = _first(_parts(actor, wanted.tab), _narrowed(wanted), order, PAGE + 1)
    rows = with_people(select(*ROW).join(first, first.c.id == Case.id))
    return rows.where(visible(actor)).order_by(*order).limit(PAGE + 1)


def _ordered(along: Any, *, backwards: bool) -> tuple[Any, ...]:
    return (along.desc(), Case.id.desc()) if backwards else (along, Case.id)


def waiting(actor: Actor) -> tuple[dict[str, int], list[Question]]:
    """How many open cases stand under each tab, counted up to `COUNT_UP_TO`, and what colleagues ask; in one statement."""
    *counted, asked = db.session.execute(_counting(actor, COUNT_UP_TO), {"me": actor.staff_id}).one()
    return dict(zip(_tabs(actor), counted, strict=True)), questions_in(asked)


def _tabs(actor: Actor) -> tuple[str, ...]:
    return ("mine", "level", "all") if actor.level else ("mine", "all")


@lru_cache(maxsize=KEPT)
def _counting(actor: Actor, most: int) -> Any:
    """One count for each tab: its parts one after the other, each without what stands in an earlier one, until there are enough."""
    return select(*(_counted(_parts(actor, tab), most).label(tab) for tab in _tabs(actor)), WAITING.label("asked"))


def _counted(parts: list[ColumnElement[bool]], most: int) -> Any:
    each = []
    for number, part in enumerate(parts):
        others = [not_(before) for before in parts[:number]]
        some = select(Case.id).where(part, Case.is_open.is_(True), *others).limit(most).subquery()
        each.append(select(some.c.id))
    found = union_all(*each).limit(most).subquery()
    return select(func.count()).select_from(found).scalar_subquery()
