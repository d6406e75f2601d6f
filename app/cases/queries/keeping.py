"""Until when a case is kept: what its rule looks at, which cases are due, and what was erased."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, func, select

from app.cases.models import AccessRequest, Case, Hold, Party, Warned
from app.cases.queries.clocks import told_of
from app.cases.queries.kept_duties import KeptDuty, duties_of
from app.cases.queries.promising import open_promises
from app.cases.queries.requests import requests_of, with_open_request
from app.cases.queries.sight import visible
from app.cases.queries.warning import in_open_incident
from app.cases.rules.keeping import KeepFacts, Keeping, Window, kept_until
from app.cases.rules.states import Ended, State
from app.cases.rules.stored_words import said
from app.kernel import Event, day_ends_at, day_of
from app.people.models import Customer, Purchase
from app.people.rules import Actor
from app.plumbing.db import db
from app.plumbing.typography import PARIS
from app.regimes.queries import retention_table
from app.regimes.rules.dates import add_months
from app.regimes.rules.duties import DutyState
from app.regimes.rules.parts import Kind
from app.regimes.rules.retention import Kept, Line, Record, Start, applied, lines_for

RUNNING = (Kind.WINDOW, Kind.LEGAL, Kind.SETTLEMENT, Kind.THIRD_PARTY)


def keeping_of(case: Case, today: date) -> Keeping:
    """Until when this case is kept, as of that day, with the working."""
    return kept_until(keep_facts(case, today))


def keep_facts(case: Case, today: date) -> KeepFacts:
    """What the rule needs to know."""
    if case.erased_at is not None or case.state is not State.CLOSED:
        erased_on = day_of(case.erased_at, case.zone) if case.erased_at is not None else None
        return KeepFacts(case.state, today, erased_on=erased_on)
    into, held = case.merged_into, hold_on(case)
    return KeepFacts(
        state=case.state,
        today=today,
        kept=keeping_times(case, today),
        windows=tuple(map(_window, filter(_runs, duties_of(case)))),
        promises=tuple(day_of(row.due_at, case.zone) for row in open_promises(case)),
        requests=tuple(row.asked.until_on for row in requests_of(case.customer_id) if row.asked.outcome is None),
        held_until=held.review_on if held is not None else None,
        merged_into=into.ref if into is not None and into.erased_at is None else "",
    )


def keeping_times(
    case: Case, today: date, record: Record = Record.CASE, closed: date | None = None
) -> tuple[Kept, ...]:
    """The keeping times of the law that apply to a closed case, with their dates (`closed`: on which day, where it is known)."""
    lines = lines_for(retention_table(), record, case.regimes, case.sector, today)
    return applied(lines, {Start.RECEIVED: case.received_on, Start.CLOSED: closed or closed_on(case)})


def closed_on(case: Case) -> date:
    """The civil day on which a case was closed: for imported history the day that its file says."""
    assert case.closed_at is not None
    told = [data.get("closed_on") for data in told_of(case) if data.get("to") == State.CLOSED]
    last = told[-1] if told else None
    return date.fromisoformat(last) if isinstance(last, str) else day_of(case.closed_at, case.zone)


def _runs(row: KeptDuty) -> bool:
    return row.kind in RUNNING and row.state in (DutyState.PENDING, DutyState.PAUSED)


def _window(row: KeptDuty) -> Window:
    return Window(None if row.state is DutyState.PAUSED else row.due_on, said(row.label), row.rule)


def erased_case(event: Event) -> Case:
    """The case that this event says was erased as a whole."""
    return db.session.scalars(select(Case).where(Case.ref == event.stream.removeprefix("case:"))).one()


def hold_on(case: Case) -> Hold | None:
    """The hold on this case, if there is one."""
    wanted = select(Hold).where(Hold.case_id == case.id, Hold.released_at.is_(None)).order_by(Hold.id.desc())
    return db.session.scalars(wanted.limit(1)).one_or_none()


def holds_of(case: Case) -> list[Hold]:
    """Every hold there was on this case, the newest first."""
    return list(db.session.scalars(select(Hold).where(Hold.case_id == case.id).order_by(Hold.id.desc())))


CLOSED_KEPT = (Case.state == State.CLOSED, Case.closed_at.is_not(None), Case.erased_at.is_(None))


def never_worked_out(most: int) -> list[int]:
    """Closed cases whose date was never worked out (closed before there was one)."""
    return list(db.session.scalars(select(Case.id).where(*CLOSED_KEPT, Case.kept_until_on.is_(None)).limit(most)))


def perhaps_due(today: date, most: int) -> list[int]:
    """Closed cases whose date has passed, the oldest first: the rule says which of them are due."""
    wanted = select(Case.id).where(*CLOSED_KEPT, Case.kept_until_on < today).order_by(Case.kept_until_on, Case.id)
    return list(db.session.scalars(wanted.limit(most)))


def soon_due(actor: Actor, today: date, days: int, most: int = 500) -> list[Case]:
    """The cases this person may see whose date has passed or comes within so many days, the first to go first."""
    wanted = select(Case).where(
        *CLOSED_KEPT, Case.kept_until_on <= today + timedelta(days=days), visible(actor)
    ).order_by(Case.kept_until_on, Case.id)  # fmt: skip
    return list(db.session.scalars(wanted.limit(most)))


class Gone(NamedTuple):
    """What a certificate says of an erased case."""

    ref: str
    received_on: date
    erased_at: datetime
    ended: Ended
    category: str


def erased_cases(actor: Actor, most: int = 500) -> list[Gone]:
    """The cases erased as a whole that this person may see, the last first."""
    wanted = select(Case.ref, Case.received_on, Case.erased_at, Case.ended, Case.category).where(
        Case.erased_at.is_not(None), visible(actor)
    )
    found = db.session.execute(wanted.order_by(Case.erased_at.desc(), Case.id.desc()).limit(most))
    return [Gone._make(row) for row in found]


def forgettable(customer: Customer, today: date) -> bool:
    """Is nothing of this customer kept any more: no case with its words, no purchase within its own keeping time?

    Somebody who never had a case stays besides as long as we heard of them.
    """
    wanted = _nothing_kept(today) if customer.case_erased_on is not None else _unheard_of(today)
    return db.session.scalar(wanted.where(Customer.id == customer.id)) is not None


def perhaps_forgettable(today: date, most: int) -> list[int]:
    """Customers of whom a case was erased, and of whom nothing is kept any more; then those who never had any."""
    gone = _nothing_kept(today).where(Customer.case_erased_on.is_not(None)).order_by(Customer.id).limit(most)
    unheard = _unheard_of(today).order_by(Customer.id).limit(most)
    return [*db.session.scalars(gone), *db.session.scalars(unheard)][:most]


class Unheard(NamedTuple):
    """A customer without any case, and the last day on which their record is kept."""

    customer: Customer
    until_on: date


def soon_unheard_of(today: date, days: int, most: int = 200) -> list[Unheard]:
    """Customers without any case whose record goes within so many days, the first to go first."""
    due = _unheard_of(today + timedelta(days=days)).order_by(Customer.id).limit(most)
    rows = list(db.session.scalars(select(Customer).where(Customer.id.in_(due.scalar_subquery()))))
    bought: dict[int, date] = dict(
        db.session.execute(
            select(Purchase.customer_id, func.max(func.coalesce(Purchase.delivered_on, Purchase.bought_on)))
            .where(Purchase.customer_id.in_([row.id for row in rows]))
            .group_by(Purchase.customer_id)
        ).all()
    )
    found = [Unheard(row, _until(row, bought.get(row.id), today)) for row in rows]
    return sorted(found, key=lambda one: (one.until_on, one.customer.id))


def _until(row: Customer, bought_on: date | None, today: date) -> date:
    """The later of what their record and their last purchase are kept for."""
    heard = add_months(day_of(row.created_at, PARIS), 12 * _years(Record.CUSTOMER, today))
    return heard if bought_on is None else max(heard, add_months(bought_on, 12 * _years(Record.PURCHASE, today)))


def line_for_customers(today: date) -> Line:
    """The line of the table by which customers without any case are kept."""
    return lines_for(retention_table(), Record.CUSTOMER, (), "", today)[0]


def _years(record: Record, today: date) -> int:
    return max(line.years for line in lines_for(retention_table(), record, (), "", today))


def _unheard_of(today: date) -> Select[int]:
    """Those who never had a case, of whom nothing is kept and nothing was heard for as long as the table says."""
    since = add_months(today, -12 * _years(Record.CUSTOMER, today))
    midnight = day_ends_at(since - timedelta(days=1), PARIS)
    written = select(Warned.id).where(Warned.customer_id == Customer.id, Warned.at >= midnight)
    asked = select(AccessRequest.id).where(
        AccessRequest.customer_id == Customer.id, AccessRequest.recorded_at >= midnight
    )
    return _nothing_kept(today).where(
        Customer.case_erased_on.is_(None), Customer.created_at < midnight, ~written.exists(), ~asked.exists()
    )


def forgettable_with(case: Case, today: date) -> bool:
    """Would nothing of its customer be kept any more once this case is erased?"""
    wanted = _nothing_kept(today, beside=case.id).where(Customer.id == case.customer_id)
    return db.session.scalar(wanted) is not None


def _nothing_kept(today: date, beside: int = 0) -> Select[int]:
    lines = lines_for(retention_table(), Record.PURCHASE, (), "", today)
    since = min(add_months(today, -12 * line.years) for line in lines)
    bought = func.coalesce(Purchase.delivered_on, Purchase.bought_on)
    kept = Case.erased_at.is_(None) & (Case.id != beside)
    named = select(Party.id).join(Case, Case.id == Party.case_id).where(Party.customer_id == Customer.id, kept)
    return select(Customer.id).where(
        Customer.anonymous.is_(False),
        ~select(Case.id).where(Case.customer_id == Customer.id, kept).exists(),
        ~select(Purchase.id).where(Purchase.customer_id == Customer.id, bought >= since).exists(),
        ~named.exists(),
        ~in_open_incident().exists(),
        ~with_open_request().exists(),
    )
