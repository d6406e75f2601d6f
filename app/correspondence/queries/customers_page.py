"""Whom the page of a case lets in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from app.cases.models import Case
from app.correspondence.models import CustomerAccess, Message
from app.correspondence.queries.letters import reach_of
from app.correspondence.queries.linking import mark_of, read_token
from app.correspondence.rules import Reach
from app.correspondence.rules.customers_page import unknown_page
from app.kernel import day_of
from app.plumbing.db import db


def case_of_token(token: str, on: date) -> tuple[Case, Reach]:
    """The case a link leads to and whom we write to about it; one refusal for every link that leads nowhere."""
    number, mark = read_token(token)
    case = db.session.get(Case, number)
    reach = reachable(case, on) if case is not None else None
    if case is None or reach is None or mark_of(reach.email) != mark:
        raise unknown_page()
    return case, reach


def reachable(case: Case, on: date) -> Reach | None:
    """Whom the page of a case is for: whoever its letters go to, when they can be sent a code."""
    reach = reach_of(case, on)
    return reach if reach is not None and reach.email else None


def case_asked_for(ref: str, email: str, at: datetime) -> tuple[Case, Reach] | None:
    """The case of this reference, if this is the address we write to about it."""
    case = db.session.scalars(select(Case).where(Case.ref == ref.strip().upper())).one_or_none()
    reach = reachable(case, day_of(at, case.zone)) if case is not None else None
    if case is None or reach is None or mark_of(reach.email) != mark_of(email):
        return None
    return case, reach


def access_numbered(number: int, on: date) -> CustomerAccess | None:
    """By which a customer came in, while we still write to that address."""
    found = db.session.get(CustomerAccess, number)
    reach = reachable(found.case, on) if found is not None else None
    if found is None or reach is None or mark_of(reach.email) != mark_of(found.email):
        return None
    return found


def access_to(case: Case, email: str) -> CustomerAccess | None:
    """The access of this address to this case, once a code was asked for."""
    wanted = select(CustomerAccess).where(CustomerAccess.case_id == case.id, CustomerAccess.email == email)
    return db.session.scalars(wanted).one_or_none()


def accesses_of(case: Case) -> list[CustomerAccess]:
    """Who came to the page of this case, the latest first."""
    wanted = select(CustomerAccess).where(CustomerAccess.case_id == case.id)
    return list(
        db.session.scalars(wanted.order_by(CustomerAccess.last_opened_at.desc().nulls_last(), CustomerAccess.id))
    )


def letters_received(case: Case) -> list[Message]:
    """The letters that have left, newest first, as their reader may see them again."""
    wanted = select(Message).where(Message.case_id == case.id, Message.sent_at.is_not(None))
    return [row for row in db.session.scalars(wanted.order_by(Message.number.desc())) if row.erasure is None]
