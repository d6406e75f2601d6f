"""Invitations of a case: who was asked when, what they answered, what may still be asked."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import and_, bindparam, exists, func, select

from app.cases.models import Case, Promise
from app.correspondence.queries.customers_page import reachable
from app.feedback.models import Invitation, PromiseAsked
from app.feedback.rules.asking import ASKABLE
from app.journal.models import Entry
from app.kernel import Refused, day_of, words
from app.plumbing.db import db
from app.plumbing.memo import Lists, read_once

INVITATIONS = select(Invitation).where(Invitation.case_id == bindparam("case")).order_by(Invitation.id.desc())


@read_once
def invitations_of(case: Case) -> list[Invitation]:
    """Every invitation of a case with its answer, newest first."""
    return list(db.session.scalars(INVITATIONS, {"case": case.id}))


LISTS: Lists = {invitations_of: INVITATIONS}
"""What many cases have none of: the query of each list, and the statement that tells whether it would find anything."""


def open_invitations(case: Case, at: datetime) -> list[Invitation]:
    """Those that the customer may still answer, newest first."""
    return [row for row in invitations_of(case) if row.open_at(at)]


def invitation_for(case: Case, number: int) -> Invitation:
    """This invitation of this case; refuses a number that does not exist."""
    row = db.session.get(Invitation, number)
    if row is None or row.case_id != case.id:
        raise Refused(
            "no_such_survey", words("Cette demande d’avis n’existe pas.", "There is no such survey."), "survey"
        )
    return row


def last_asked(case: Case) -> date | None:
    """The civil day on which this case was last asked about."""
    last_at = db.session.scalar(select(func.max(Invitation.made_at)).where(Invitation.case_id == case.id))
    return day_of(last_at, case.zone) if last_at is not None else None


def occasion_of(case: Case, kind: str, at: datetime) -> Entry:
    """The entry of the journal that gave an occasion: the first of its kind at that instant."""
    wanted = select(Entry).where(Entry.stream == case.stream, Entry.kind == kind, Entry.at == at)
    found = db.session.scalars(wanted.order_by(Entry.seq).limit(1)).one_or_none()
    if found is None:
        raise Refused("no_such_entry", words("Cette entrée n’existe pas.", "There is no such entry."), "entry")
    return found


def unchecked_promises(case: Case) -> list[Promise]:
    """What we noted as kept and have not yet asked the customer about since, oldest first."""
    asked = exists().where(
        PromiseAsked.promise_id == Promise.id,
        and_(Invitation.id == PromiseAsked.invitation_id, Invitation.made_at > Promise.settled_at),
    )
    wanted = select(Promise).where(Promise.case_id == case.id, Promise.state == "kept", ~asked)
    return list(db.session.scalars(wanted.order_by(Promise.settled_at, Promise.id)))


def will_never_be_asked(case: Case, at: datetime) -> bool:
    """Is this a closed case that would be asked about, had we an e-mail address to write to?"""
    if case.is_open or case.imported or case.ended not in ASKABLE:
        return False
    return reachable(case, day_of(at, case.zone)) is None
