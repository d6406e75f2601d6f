"""The words of mails go: with their case, with the entry that holds them, or when the time of one on no case has passed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from app.cases.queries.erasing import erased_by
from app.cases.queries.keeping import erased_case
from app.correspondence.actions.mails.opening import locked_mail
from app.correspondence.models import IncomingMail
from app.correspondence.queries.mails import mails_of
from app.correspondence.rules.mails import Place, Why
from app.kernel import Event
from app.plumbing import unit_of_work
from app.plumbing.db import db, overwritten
from app.plumbing.triggers import NOTHING
from app.regimes.queries import retention_table
from app.regimes.rules.dates import add_months
from app.regimes.rules.retention import Record, lines_for

MOST = 500
"""Mails forgotten in one day's round: the rest the next day."""


def forget_mails(event: Event) -> None:
    """A whole case was erased: of its mails the day, the size and the fingerprint stay; a proposal of it is none any more."""
    case = erased_case(event)
    for row in mails_of(case):
        _forget(locked_mail(row.id), event.at)
    proposed = select(IncomingMail).where(IncomingMail.proposed_id == case.id)
    for row in db.session.scalars(proposed):
        row.proposed_id, row.proposed_by = None, None


def forget_mail_with(event: Event) -> None:
    """The words of one entry were erased: the mail that brought them loses them too."""
    found = erased_by(event)
    if found is None:
        return
    case, entry = found
    rows = mails_of(case)
    first = {row.id for row in rows if row.entry_seq == entry.seq}
    for row in rows:
        if row.id in first or row.same_as_id in first:
            _forget(locked_mail(row.id), event.at)


def _forget(row: IncomingMail, at: datetime) -> None:
    row.erased_at = row.erased_at or at
    row.sender_name = row.sender_email = row.body = row.rest = row.detail = row.message_id = ""
    row.subject, row.parts, row.sent_at = NOTHING, [], None
    if row.place is Place.TO_READ:
        row.place, row.reader = Place.SORTED, ""


def kept_from(on: date) -> date:
    """The first day whose mails are still kept, of those that are on no case."""
    years = max(line.years for line in lines_for(retention_table(), Record.MAIL, (), "", on))
    return add_months(on, -12 * years)


def erase_old_mails(at: datetime, on: date) -> list[str]:
    """Erase the mails on no case whose time has passed, in a unit of work; returns what the store holds of them."""
    with unit_of_work.writing():
        overwritten()
        wanted = select(IncomingMail).where(
            IncomingMail.case_id.is_(None), IncomingMail.same_as_id.is_(None), IncomingMail.erased_at.is_(None),
            IncomingMail.taken_at < datetime(*kept_from(on).timetuple()[:3], tzinfo=at.tzinfo),
        ).order_by(IncomingMail.id).limit(MOST)  # fmt: skip
        rows = list(db.session.scalars(wanted))
        first = [row.id for row in rows]
        rows += db.session.scalars(select(IncomingMail).where(IncomingMail.same_as_id.in_(first)))
        for row in rows:
            row.place = row.place if row.place is Place.SAME else Place.ASIDE
            row.why, row.proposed_id, row.proposed_by = Why.OVER, None, None
            _forget(row, at)
        return [row.raw_key for row in rows]
