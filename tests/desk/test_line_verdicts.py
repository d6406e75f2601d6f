"""Each claim has its own verdict: given on its page, shown beside it, kept by an answer in part and overruled by a plain one."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.cases import actions
from app.cases.actions.parties_and_claims import Asked
from app.cases.models import Case
from app.cases.queries.informing import block_for
from app.cases.rules.verdicts import GIVEN, NOT_EXAMINED, lines_after
from app.gestures import actions as gestures
from app.gestures.actions import Drafted
from app.gestures.rules.weighing import Wanted
from app.kernel import Money, Refused
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser, said
from tests.conftest import NOW
from tests.factories.gestures import UNTIL, stocked
from tests.factories.house import Company, a_case
from tests.mediation.world import under_contract

verdicts = st.sampled_from([*GIVEN, NOT_EXAMINED])


@given(verdicts, st.lists(verdicts, max_size=4))
def test_an_answer_never_contradicts_its_lines(answer: str, lines: list[str]) -> None:
    after = lines_after(answer, lines)
    assert len(after) == len(lines)
    if answer == NOT_EXAMINED:
        assert after == lines
    elif answer == "partly" and lines:
        assert NOT_EXAMINED not in after
        assert set(after) not in ({"founded"}, {"unfounded"}), "something is granted, something is not"
    else:
        assert set(after) <= {answer}


def test_what_was_judged_apart_is_kept_by_an_answer_in_part() -> None:
    assert lines_after("partly", ["founded", "unfounded", NOT_EXAMINED]) == ["founded", "unfounded", "partly"]


@pytest.fixture
def firm(app: Flask) -> Company:
    return stocked()


@pytest.fixture
def case(firm: Company) -> Case:
    """A dispute about two things, taken charge of."""
    made = a_case(firm)
    with unit_of_work.writing():
        lines = [Asked("Remboursement", Money(54900)), Asked("Frais de laverie", Money(8600))]
        actions.state_claims(made, lines, by=firm.agent.actor, at=NOW)
        actions.take_charge(made, by=firm.agent.actor, at=NOW)
    return made


def claims_shown(desk: Browser, case: Case) -> str:
    """What the page of a case says of its claims."""
    return said(desk.get(f"/cases/{case.ref}").by_id("claims")).replace("\xa0", " ")


def of_lines(case: Case) -> list[str]:
    db.session.expire_all()
    return [claim.verdict for claim in db.session.get_one(Case, case.id).claims]


def test_a_claim_is_judged_apart_on_its_page_and_the_case_shows_both(app: Flask, case: Case) -> None:
    desk = Browser(app).sign_in("alice")
    assert f"/cases/{case.ref}/do/verdict" in desk.get(f"/cases/{case.ref}").html
    path = f"/cases/{case.ref}/do/verdict"
    for claim, verdict in (("1", "founded"), ("2", "unfounded")):
        filled = desk.get(path).values()
        assert filled["claim"] == claim, "the first that waits is proposed"
        sent = {**filled, "verdict": verdict, "reason": "Pièces n° 1 et 2."}
        assert desk.post(path, sent).status_code == 302
    assert of_lines(case) == ["founded", "unfounded"]
    shown = claims_shown(desk, case)
    assert shown.index("fondée") < shown.index("non fondée")
    assert "Demande n° 2, appréciation : non fondée" in desk.get(f"/cases/{case.ref}").text.replace("\xa0", " ")
    assert "Claim no. 2, verdict: unfounded" in desk.speak("en").get(f"/cases/{case.ref}").text


def test_a_later_answer_says_of_each_claim_what_it_says_of_the_whole(firm: Company, case: Case) -> None:
    under_contract()
    with unit_of_work.writing():
        text = "Nous refusons. " + block_for(case, at=NOW)
        actions.answer(case, text, "unfounded", by=firm.agent.actor, at=NOW)
    assert of_lines(case) == ["unfounded", "unfounded"]
    with unit_of_work.writing():
        actions.contest(case, "Je conteste.", by=firm.agent.actor, at=NOW)
        actions.answer(case, "Vous avez raison.", "founded", by=firm.supervisor.actor, at=NOW)
    assert of_lines(case) == ["founded", "founded"], "the mediator reads them one by one"


@pytest.mark.parametrize(("who", "code"), [("auditor", "not_allowed"), ("quality", "not_a_judge")])
def test_who_may_not_judge_is_refused(firm: Company, case: Case, who: str, code: str) -> None:
    by = firm.auditor if who == "auditor" else firm.supervisor
    with unit_of_work.writing():
        if who == "quality":
            actions.escalate(case, "Désaccord", by=firm.agent.actor, at=NOW)
            actions.escalate(case, "Désaccord", by=firm.supervisor.actor, at=NOW)
    with pytest.raises(Refused) as refused, unit_of_work.writing():
        actions.set_verdict(case, case.claims[0], "founded", "Motif", by=by.actor, at=NOW)
    assert refused.value.code == code


def test_a_closed_case_judges_nothing_and_says_why(app: Flask, firm: Company, case: Case) -> None:
    with unit_of_work.writing():
        actions.withdraw(case, "Je renonce.", by=firm.agent.actor, at=NOW)
    with pytest.raises(Refused, match="judged no more"), unit_of_work.writing():
        actions.set_verdict(case, case.claims[0], "founded", "Motif", by=firm.agent.actor, at=NOW)
    assert "ne se jugent plus" in Browser(app).sign_in("alice").get(f"/cases/{case.ref}/do/verdict").text


def test_a_claim_says_which_offer_settles_it(app: Flask, firm: Company, case: Case) -> None:
    with unit_of_work.writing():
        wanted = [Wanted("voucher", Money(2000), claim_id=case.claims[1].id)]
        offer = gestures.propose_offer(case, Drafted(wanted, UNTIL), by=firm.agent.actor, at=NOW)
        gestures.send_offer(offer, by=firm.agent.actor, at=NOW)
    desk = Browser(app).sign_in("alice")
    assert "offre n° 1 en cours" in claims_shown(desk, case)
    offer = db.session.merge(offer)
    with unit_of_work.writing():
        gestures.answer_offer(offer, "accepted", offer.edition, by=firm.agent.actor, at=NOW, proof="appel")
    shown = claims_shown(desk, case)
    assert "réglée par l’offre n° 1, à exécuter" in shown
