"""Cases that customers are asked about: closed, spoken about, promised; and the worker that asks."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.cases import actions as cases
from app.cases.models import Case
from app.feedback.actions import answer
from app.feedback.actions.answering import asked_person
from app.feedback.models import Answer, Invitation
from app.feedback.queries import invitations_of
from app.feedback.rules import Answers
from app.gestures.actions import answer_offer, carry_out
from app.journal.models import Entry
from app.journal.queries import entries_of_kind
from app.people.rules import Actor
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker import rounds
from tests.conftest import NOW
from tests.factories.gestures import a_sent
from tests.factories.house import Company, a_case

LATER = NOW + timedelta(days=7)
"""A Friday, when whatever was planned on the Friday before is due; within opening hours."""


def a_closed_case(firm: Company, at: datetime = NOW, lang: str = "fr") -> Case:
    """Taken in charge, and closed by its agent because the customer says that it is solved."""
    case = a_case(firm, at=at)
    with unit_of_work.writing():
        case.lang = lang
        cases.take_charge(case, by=firm.agent.actor, at=at)
        cases.close(case, "close_solved", by=firm.agent.actor, at=at, text="Elle dit que tout marche.")
    return case


def settled(firm: Company) -> Case:
    """An offer accepted and carried out, and the case closed on it."""
    case = a_case(firm)
    with unit_of_work.writing():
        cases.take_charge(case, by=firm.agent.actor, at=NOW)
    offer = a_sent(case, firm.agent, ("voucher", 20))
    with unit_of_work.writing():
        answer_offer(offer, "accepted", offer.edition, by=Actor(case.customer.key, case.customer.display_name), at=NOW)
    with unit_of_work.writing():
        for line in offer.lines:
            carry_out(line, "virement 4711", by=firm.agent.actor, at=NOW)
        cases.close(case, "close_carried_out", by=firm.agent.actor, at=NOW)
    return case


def asked(case: Case, at: datetime = LATER) -> list[Invitation]:
    """The invitations of a case, newest first, once the worker has done what is due at this instant."""
    rounds.run_jobs(at)
    db.session.rollback()
    return invitations_of(case)


def answered(row: Invitation, at: datetime = LATER, **given: object) -> Answer:
    """The customer answers, in a unit of work of its own."""
    with unit_of_work.writing():
        return answer(row, Answers(**given), by=asked_person(row), at=at)  # type: ignore[arg-type]


def told(case: Case, kind: str) -> list[Entry]:
    """The entries of this kind in the journal of a case, oldest first."""
    db.session.expire_all()
    return entries_of_kind(case.stream, kind)
