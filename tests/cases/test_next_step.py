"""The next step as the queue keeps it and as the case page says it: one and the same, whatever the day."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask

from app.cases import actions, queries
from app.cases.models import Case
from app.cases.rules.states import State
from app.cases.rules.steps import FOLLOW_UP_RULE
from app.gestures import actions as gestures
from app.gestures.models import Offer
from app.kernel import day_of
from app.mediation.rules import Answer
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker.rounds import work_once
from tests.conftest import NOW
from tests.factories.gestures import a_draft, stocked
from tests.factories.house import a_case, company
from tests.mediation.world import a_world, notified, refuse_finally, step


def said(case: Case, at: object) -> tuple[str, date | None]:
    """The step as the page says it at that instant."""
    db.session.expire_all()
    found = queries.next_step_of(case, queries.duties_of(case), at)  # type: ignore[arg-type]
    return found.code, found.due_on


def kept(case: Case) -> tuple[str, date | None]:
    """The step as the queue sorts it."""
    db.session.expire_all()
    return case.next_code, case.next_on


def test_a_new_case_waits_to_be_taken_in_charge_by_its_strictest_date(app: Flask) -> None:
    case = a_case(company())
    assert kept(case)[0] == "take_charge"
    assert kept(case) == said(case, NOW)


def test_page_and_queue_say_the_same_missed_date_for_as_long_as_it_is_missed(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        actions.take_charge(case, by=firm.agent.actor, at=NOW)
    due = case.next_on
    for days in (1, 30, 90, 400):
        later = NOW + timedelta(days=days)
        work_once(later)
        assert said(case, later) == kept(case)
        assert kept(case) == ("answer", due)


def test_a_date_that_only_the_house_set_stands_and_goes_by(app: Flask) -> None:
    world = a_world()
    refuse_finally(world)
    case, firm = world.case, world.firm
    with unit_of_work.writing():
        actions.contest(case, "Je conteste.", by=firm.agent.actor, at=NOW)
    assert case.state is State.ANSWERED
    assert (case.next_rule, case.next_on) == (FOLLOW_UP_RULE, day_of(NOW, case.zone) + timedelta(days=14))
    for days in (3, 13, 20):
        assert said(case, NOW + timedelta(days=days)) == kept(case)


def test_an_offer_in_draft_is_the_next_step_until_it_leaves_or_is_given_up(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    with unit_of_work.writing():
        actions.take_charge(case, by=firm.agent.actor, at=NOW)
    offer = a_draft(case, firm.agent, ("voucher", 20))
    assert kept(case)[0] == "send_offer"
    with unit_of_work.writing():
        gestures.withdraw_offer(
            db.session.get_one(Offer, offer.id), "Le client préfère attendre.", by=firm.agent.actor, at=NOW
        )
    assert kept(case)[0] == "answer"
    second = a_draft(case, firm.agent, ("voucher", 20))
    with unit_of_work.writing():
        gestures.send_offer(db.session.get_one(Offer, second.id), by=firm.agent.actor, at=NOW)
    assert not case.offer_draft
    assert kept(case)[0] == "await_offer"
    assert kept(case) == said(case, NOW)


def test_a_mediation_asks_for_our_entry_then_for_our_answer_by_the_mediators_own_date(app: Flask) -> None:
    world = a_world()
    refuse_finally(world)
    referral = notified(world)
    case = world.case
    assert kept(case) == ("enter_mediation", date(2026, 12, 3))  # fifteen days from 18 November
    step(referral, "accept_entry", date(2026, 11, 19))
    assert kept(case) == (
        "mediation",
        date(2026, 12, 1),
    )  # the mediator rejects within three weeks of the referral, or not
    step(referral, "admissible", date(2026, 11, 19))
    assert kept(case) == ("mediation", date(2027, 2, 16))  # ninety days from the notification
    step(referral, "extended", date(2026, 11, 19), until_on=date(2027, 4, 30))
    assert kept(case) == ("mediation", date(2027, 4, 30))
    step(referral, "proposal", date(2026, 11, 20), until_on=date(2026, 12, 9))
    assert kept(case) == ("answer_proposal", date(2026, 12, 9))
    assert said(case, NOW) == kept(case)
    step(referral, "our_answer", date(2026, 11, 20), answer=Answer.ACCEPTED)
    assert kept(case)[0] == "mediation"


def test_the_regimes_know_until_when_our_contract_with_the_mediator_runs(app: Flask) -> None:
    world = a_world()
    assert queries.facts_of(world.case)["mediator.contract_to"] == date(2027, 12, 31)
