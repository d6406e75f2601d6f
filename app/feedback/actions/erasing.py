"""A whole case was erased: whoever was asked about it is no longer named, and the mails that asked go. Scores stay."""

from __future__ import annotations

from sqlalchemy import select

from app.cases.queries.keeping import erased_case
from app.documents.actions import forget_stored
from app.feedback.models import Invitation
from app.kernel import Event
from app.plumbing.db import db
from app.plumbing.triggers import NOTHING


def forget_invitations(event: Event) -> None:
    """Take name and address out of every invitation of the case."""
    case = erased_case(event)
    rows = list(db.session.scalars(select(Invitation).where(Invitation.case_id == case.id)))
    for row in rows:
        row.to_name, row.to_email = NOTHING, NOTHING
    if rows:
        forget_stored([], [row.message_id for row in rows], case.ref, at=event.at, key=f"{case.ref}:asked")
