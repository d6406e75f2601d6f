"""A closed case takes no right away: an offer that stands is accepted until its day ends, and the case is taken up again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.cases import actions as cases
from app.cases.models import Case
from app.cases.rules.states import State
from app.gestures import actions
from app.gestures.models import Offer
from app.gestures.rules.offers import OfferState
from app.kernel import Refused
from app.people.rules import Actor
from app.plumbing import unit_of_work
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.gestures import PROOF, a_sent, stocked
from tests.factories.house import Company, a_case

HOUR = timedelta(hours=1)


@pytest.fixture
def firm(app: Flask) -> Company:
    return stocked()


def closed_over_an_offer(firm: Company, how: str) -> tuple[Case, Offer]:
    """An answered case with an offer that stands, closed in one of the ways that no offer hinders."""
    case = a_case(firm)
    with unit_of_work.writing():
        cases.take_charge(case, by=firm.agent.actor, at=NOW)
        cases.answer(case, "Nous vous proposons un geste.", "founded", by=firm.agent.actor, at=NOW)
    offer = a_sent(case, firm.agent, ("voucher", 40))
    into = a_case(firm)
    with unit_of_work.writing():
        if how == "withdrawn":
            cases.withdraw(case, "Je renonce.", by=customer(case), at=NOW + HOUR)
        elif how == "solved":
            cases.close(case, "close_solved", by=firm.agent.actor, at=NOW + HOUR, text="C’est réglé.")
        else:
            cases.merge(case, into, by=firm.supervisor.actor, at=NOW + HOUR)
    assert (case.state, offer.state) == (State.CLOSED, OfferState.SENT)
    return case, offer


def customer(case: Case) -> Actor:
    return Actor(case.customer.key, case.customer.display_name)


@pytest.mark.parametrize("who", ["customer", "staff"])
@pytest.mark.parametrize("how", ["withdrawn", "solved", "merged"])
def test_an_offer_that_stands_is_accepted_and_the_case_is_carried_out(firm: Company, how: str, who: str) -> None:
    case, offer = closed_over_an_offer(firm, how)
    by, proof = (customer(case), "") if who == "customer" else (firm.agent.actor, PROOF)
    with unit_of_work.writing():
        actions.answer_offer(offer, "accepted", offer.edition, by=by, at=NOW + 2 * HOUR, proof=proof)
    assert (offer.state, case.state, case.merged_into) == (OfferState.ACCEPTED, State.SETTLING, None)
    assert [promise.state for promise in case.promises] == ["open"]


def test_a_refusal_leaves_a_closed_case_closed(firm: Company) -> None:
    case, offer = closed_over_an_offer(firm, "solved")
    with unit_of_work.writing():
        actions.answer_offer(offer, "refused", offer.edition, by=customer(case), at=NOW + 2 * HOUR)
    assert (offer.state, case.state) == (OfferState.REFUSED, State.CLOSED)


def test_what_came_too_late_opens_nothing(firm: Company) -> None:
    case, offer = closed_over_an_offer(firm, "solved")
    with pytest.raises(Refused, match="expired"), unit_of_work.writing():
        actions.answer_offer(offer, "accepted", offer.edition, by=customer(case), at=NOW + timedelta(days=60))
    assert case.state is State.CLOSED


def test_a_closed_case_offers_to_record_an_acceptance_only_where_an_offer_stands(firm: Company, app: Flask) -> None:
    standing, _offer = closed_over_an_offer(firm, "solved")
    bare = a_case(firm)
    with unit_of_work.writing():
        cases.withdraw(bare, "Je renonce.", by=firm.agent.actor, at=NOW)
    desk = Browser(app).sign_in("alice")
    assert "Noter l’acceptation de l’offre" in desk.get(f"/cases/{standing.ref}").text
    assert "Noter l’acceptation de l’offre" not in desk.get(f"/cases/{bare.ref}").text
