"""When our time to answer ends in silence the customer is told of the mediator; a holding letter that says when we answer counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from app.cases import actions as cases
from app.cases.models import Case, DutyRow
from app.cases.queries import happened
from app.correspondence import actions, queries
from app.correspondence.queries.noticing import unanswered
from app.correspondence.rules import Channel, LetterKind
from app.journal.queries import entries_of_kind
from app.kernel import Refused
from app.mediators import actions as mediator_actions
from app.mediators.queries import mediator
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker.tables import CLOCKWORKS
from tests.client import Browser
from tests.conftest import NOW, FixedClock
from tests.factories.house import Company, a_case, company

LAST = datetime(2027, 1, 19, 15, 59, tzinfo=NOW.tzinfo)
"""A minute before five in the afternoon, in Paris, of the last day for a complaint of 19 November 2026."""
MINUTE = timedelta(minutes=1)
HELD = "Madame,\n\nNous attendons l’avis de l’atelier."


def contracted() -> None:
    with unit_of_work.writing():
        mediator_actions.seed(by=SYSTEM, at=NOW)
        mediator_actions.change(
            mediator("cm2c"), contract_from=date(2025, 1, 1), contract_until=date(2028, 1, 1), by=SYSTEM, at=NOW
        )


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def duty(case: Case, key: str) -> DutyRow:
    db.session.expire_all()
    return next(row for row in db.session.get_one(Case, case.id).duties if row.key == key)


def turned(at: datetime) -> int:
    return CLOCKWORKS["mediators_named"](at)


def test_on_the_last_evening_whoever_was_not_answered_is_told_of_the_mediator_once(firm: Company) -> None:
    contracted()
    case = a_case(firm)
    assert turned(LAST) == 0, "somebody may still answer"
    assert turned(LAST + MINUTE) == 1
    assert turned(LAST + 2 * MINUTE) == 0
    (letter,) = queries.letters_of(db.session.get_one(Case, case.id))
    assert (letter.kind, letter.to_email) == (LetterKind.HOLDING, firm.customer.email)
    assert "pas encore répondu à votre réclamation du 19\u00a0novembre 2026" in letter.body
    assert "recourir gratuitement au médiateur" in letter.body
    assert "soit au plus tard le 19 novembre 2027" in letter.body.replace("\u00a0", " ")
    assert "ne vous retire aucun droit" in letter.body
    assert duty(case, "FR-MED-18/on_silence").state == "met"
    (entry,) = entries_of_kind(case.stream, "correspondence.written")
    assert (entry.by, entry.audience) == (SYSTEM.key, "customer")


def test_after_an_outage_it_is_late_by_a_week_at_most(firm: Company) -> None:
    contracted()
    a_case(firm)
    assert unanswered(LAST + timedelta(days=8)) == []
    assert turned(LAST + timedelta(days=6)) == 1


def test_who_was_answered_or_came_from_a_file_is_not_written_to(firm: Company) -> None:
    contracted()
    answered, imported = a_case(firm), a_case(firm, what="Autre chose.")
    with unit_of_work.writing():
        cases.answer(
            db.session.get_one(Case, answered.id), "Oui, nous remboursons.", "founded", by=firm.agent.actor, at=NOW
        )
        db.session.get_one(Case, imported.id).imported = True
    assert turned(LAST + MINUTE) == 0


def test_nothing_is_written_while_no_mediator_can_be_named(firm: Company) -> None:
    case = a_case(firm)
    assert turned(LAST + MINUTE) == 0
    assert queries.letters_of(case) == []


def test_a_holding_letter_near_the_end_names_the_mediator_and_an_earlier_one_does_not(
    app: Flask, clock: FixedClock, firm: Company
) -> None:
    contracted()
    case = a_case(firm)
    for at, named in ((NOW, False), (datetime(2027, 1, 5, 9, tzinfo=NOW.tzinfo), True)):
        clock.at = at
        page = Browser(app).sign_in("alice").get(f"/cases/{case.ref}/letters/new/holding")
        assert ("recourir gratuitement au médiateur" in page.text) is named
        with unit_of_work.writing():
            row = actions.send_letter(db.session.get_one(Case, case.id), LetterKind.HOLDING, HELD, Channel.EMAIL, by=firm.agent.actor, at=at)  # fmt: skip
        assert ("recourir gratuitement" in row.body) is named
        assert duty(case, "FR-MED-18/on_silence").state == ("met" if named else "pending")


def test_a_holding_letter_that_says_when_we_answer_extends_a_payment_complaint(
    app: Flask, clock: FixedClock, firm: Company
) -> None:
    case = a_case(firm, sector="payment")
    assert duty(case, "FR-FIN-02/answer").due_on == date(2026, 12, 7)
    alice = Browser(app).sign_in("alice")
    where = f"/cases/{case.ref}/letters/new/holding"
    typed = {"text": HELD, "channel": "email", "answer_on": "2026-12-21"}
    assert "Nous répondrons au plus tard le" in alice.get(where).text
    assert "vous parviendra au plus tard le 21 décembre 2026" in alice.send(where, {**typed, "do": "see"}, 200).text
    assert "Donnez un jour à venir" in alice.send(where, {**typed, "answer_on": "2026-11-20", "do": "send"}, 422).text
    alice.send(where, {**typed, "do": "send"}, 302)
    assert duty(case, "FR-FIN-02/answer").due_on == date(2026, 12, 21)
    assert {"holding_reply.sent"} <= {event.name for event in happened(db.session.get_one(Case, case.id))}


def test_a_holding_letter_without_a_day_extends_nothing(firm: Company) -> None:
    case = a_case(firm, sector="payment")
    with unit_of_work.writing():
        actions.send_letter(case, LetterKind.HOLDING, HELD, Channel.EMAIL, by=firm.agent.actor, at=NOW)
    assert duty(case, "FR-FIN-02/answer").due_on == date(2026, 12, 7)
    with pytest.raises(Refused) as refused, unit_of_work.writing():
        actions.send_letter(
            case, LetterKind.HOLDING, HELD, Channel.EMAIL, by=firm.agent.actor, at=NOW, answer_on=NOW.date()
        )
    assert refused.value.code == "not_ahead"
