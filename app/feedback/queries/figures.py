"""Answers over a stretch of time, for figures: what each says, of whose work, and how many were asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.cases.models import Case
from app.cases.queries import visible
from app.feedback.models import Answer, Invitation
from app.feedback.rules import Occasion, Question
from app.kernel import day_ends_at
from app.people.rules import Actor, Level
from app.plumbing import installation
from app.plumbing.db import db


@dataclass(frozen=True)
class Given:
    """One question answered by one customer.

    `score`: on the scale of the question (satisfaction 1–5, effort 1–7, recommendation 0–10; solved and kept: 2 yes, 1
    partly, 0 no). `service_id`, `staff_id`, `level`: whose work was asked about. Words are not among them.
    """

    case_id: int
    occasion: Occasion
    question: Question
    score: int
    answered_at: datetime
    service_id: int
    staff_id: int
    level: Level


@dataclass(frozen=True)
class Invited:
    """One customer asked, and whether they answered: the response rate is drawn from these."""

    case_id: int
    occasion: Occasion
    made_at: datetime
    answered: bool
    service_id: int
    staff_id: int
    level: Level


def answers(actor: Actor, from_on: date, to_on: date) -> list[Given]:
    """What was answered from one civil day of the house to another (both included), of the cases this person may see.

    Oldest first; one row per question answered.
    """
    start, end = _between(from_on, to_on)
    wanted = (
        select(Answer, Invitation.case_id, Invitation.occasion, Invitation.service_id, Invitation.staff_id, Invitation.level)
        .join(Invitation, Invitation.id == Answer.invitation_id)
        .join(Case, Case.id == Invitation.case_id)
        .where(visible(actor), Answer.at >= start, Answer.at < end)
        .order_by(Answer.at, Answer.invitation_id)
    )  # fmt: skip
    return [
        Given(case_id, occasion, question, score, answer.at, service_id, staff_id, level)
        for answer, case_id, occasion, service_id, staff_id, level in db.session.execute(wanted)
        for question, score in answer.scores.items()
    ]


def invited(actor: Actor, from_on: date, to_on: date) -> list[Invited]:
    """Who was asked from one civil day of the house to another (both included), of the cases this person may see."""
    start, end = _between(from_on, to_on)
    wanted = (
        select(
            Invitation.case_id, Invitation.occasion, Invitation.made_at, Answer.invitation_id.is_not(None),
            Invitation.service_id, Invitation.staff_id, Invitation.level,
        )
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .join(Case, Case.id == Invitation.case_id)
        .where(visible(actor), Invitation.made_at >= start, Invitation.made_at < end)
        .order_by(Invitation.made_at, Invitation.id)
    )  # fmt: skip
    return [Invited(row[0], row[1], row[2], bool(row[3]), row[4], row[5], row[6]) for row in db.session.execute(wanted)]


def _between(from_on: date, to_on: date) -> tuple[datetime, datetime]:
    """From the first instant of one day to the first after another, where the house is."""
    zone = installation.settings().zone
    return day_ends_at(from_on - timedelta(days=1), zone), day_ends_at(to_on, zone)
