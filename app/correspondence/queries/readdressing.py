"""Letters that did not reach their reader: where the reader can be reached now, and which of them wait for somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.cases.models import Case
from app.correspondence.models import Message
from app.correspondence.queries.letters import reach_of
from app.correspondence.rules import Channel, Reach, Standing
from app.kernel import day_of
from app.people.rules import Actor
from app.plumbing.db import db
from app.plumbing.jobs import Job

MOST = 50


def address_now(row: Message, at: datetime) -> Reach | None:
    """Where the reader of a mail can be reached now, if it is elsewhere; None while it is on its way, or for another reader."""
    reach = reach_of(row.case, day_of(at, row.case.zone))
    if row.channel is not Channel.EMAIL or row.standing in (Standing.WAITING, Standing.LEAVING) or reach is None:
        return None
    moved = reach.email.lower() not in ("", row.to_email.lower())
    return replace(reach, prefers=Channel.EMAIL.value) if moved and reach.for_whom == row.for_whom else None


def failed_letters(actor: Actor) -> list[Message]:
    """The letters that could not leave of the cases this person carries."""
    wanted = (
        select(Message)
        .join(Case, Case.id == Message.case_id).join(Job, Job.id == Message.job_id)
        .where(Case.owner_id == actor.staff_id, Message.sent_at.is_(None), Message.stopped_at.is_(None), Job.dead_at.is_not(None))
        .options(joinedload(Message.case)).order_by(Message.id).limit(MOST)
    )  # fmt: skip
    return list(db.session.scalars(wanted).unique())
