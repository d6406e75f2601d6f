"""A house of three people and an empty one: nothing waits with somebody who cannot act, and what is missing is said with its page."""

from __future__ import annotations

import pytest
from flask import Flask

from app.cases import actions
from app.cases.models import Case
from app.cases.rules.ladder import escalation_target, next_level
from app.kernel import Refused
from app.people.actions import change_service, change_staff
from app.people.rules import SYSTEM, Level
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser, said
from tests.conftest import NOW
from tests.factories.gestures import stocked
from tests.factories.house import Company, a_case, company

SMALL = (Level.FRONT, Level.QUALITY)


def test_a_level_where_nobody_works_is_stepped_over() -> None:
    assert next_level(Level.FRONT) is Level.SUPERVISOR
    assert next_level(Level.FRONT, SMALL) is Level.QUALITY
    assert next_level(Level.FRONT, (Level.FRONT,)) is Level.SUPERVISOR, (
        "nobody above: the fallback owner is found there"
    )
    assert escalation_target(Level.FRONT, Level.SUPERVISOR, "Trop cher", (), SMALL) is Level.QUALITY
    with pytest.raises(Refused, match="skips_level"):
        escalation_target(Level.FRONT, Level.QUALITY, "Trop cher", ())


def without_supervisors(firm: Company) -> None:
    with unit_of_work.writing():
        for member in (firm.agent, firm.other_agent, firm.biller):
            change_staff(member, by=SYSTEM, at=NOW, manager_id=firm.director.id)
        change_staff(firm.supervisor, by=SYSTEM, at=NOW, active=False)


def test_without_a_supervisor_a_case_climbs_to_an_officer_who_can_act(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    without_supervisors(firm)
    with unit_of_work.writing():
        actions.take_charge(case, "Bien reçu.", by=firm.agent.actor, at=NOW)
    alice = Browser(app).sign_in("alice")
    page = alice.get(f"/cases/{case.ref}/act/escalate")
    assert [node.get("value") for node in page.find_all("option")] == ["", "quality"]
    alice.send(
        f"/cases/{case.ref}/act/escalate",
        {"version": page.value_of("version") or "", "reason": "Au-delà de moi", "level": ""},
        302,
    )
    db.session.expire_all()
    case = db.session.get_one(Case, case.id)
    assert (case.level, case.owner.role.value) == (Level.QUALITY, "quality_officer")


def test_the_director_to_whom_a_case_comes_without_a_judge_is_led_to_name_one(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        actions.take_charge(case, "Bien reçu.", by=firm.agent.actor, at=NOW)
        actions.escalate(case, "Trop cher", by=firm.agent.actor, at=NOW)
        actions.escalate(case, "Refus", by=firm.supervisor.actor, at=NOW)
        for officer in (firm.quality, firm.other_quality):
            actions.recuse(case, officer, "Ami du client", by=officer.actor, at=NOW)
    page = Browser(app).sign_in("diane").get(f"/cases/{case.ref}")
    led = next(node for node in page.find_all("a") if said(node) == "Désigner un juge")
    assert led.get("href") == f"/cases/{case.ref}/do/derogate"


def test_a_house_of_one_service_is_not_asked_which_one_received_a_complaint(app: Flask) -> None:
    firm = company()
    alice = Browser(app).sign_in("alice")
    assert "Reçue par" in alice.get("/log").text
    with unit_of_work.writing():
        change_service(db.session.merge(firm.billing), by=SYSTEM, at=NOW, active=False)
    page = alice.get("/log")
    assert "Reçue par" not in page.text
    sent = {**page.values("log"), "who": "Paul Roux", "what": "La box ne marche plus.", "channel": "phone"}
    alice.send("/log", {**sent, "received_by": ""}, 302)


def test_an_unfinished_letter_is_refused_on_its_form_and_nothing_says_it_was_done(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    with unit_of_work.writing():
        actions.take_charge(case, "Bien reçu.", by=firm.agent.actor, at=NOW)
    alice = Browser(app).sign_in("alice")
    where = f"/cases/{case.ref}/act/answer"
    typed = alice.get(where).values()
    page = alice.send(where, {**typed, "verdict": "founded"}, 422)
    assert "La lettre n’est pas finie" in page.text
    assert "Répondre au client" in page.titles(), "the form, not a page of error"
    assert "Réponse enregistrée" not in page.text
    assert "Réponse enregistrée" not in alice.get(f"/cases/{case.ref}").text


def test_the_settings_say_what_cannot_be_settled_yet_and_who_must_confirm(app: Flask) -> None:
    company()
    ada, diane = Browser(app).sign_in("admin"), Browser(app).sign_in("diane")
    assert "Ouvrir un budget" in ada.get("/settings").text
    assert "convention avec un médiateur" in diane.get("/settings").text
    budget = {"service": "", "from_on": "2026-01-01", "to_on": "2026-12-31", "limit": "5000", "reason": "Ouverture"}
    diane.send("/settings/budgets", budget, 302)
    assert "Confirmer ou écarter 1 changement proposé (budgets)" in ada.get("/settings").text
    assert "Confirmer ou écarter" not in diane.get("/settings").text, "not by whoever proposed it"


def test_an_answer_without_any_mediator_says_where_one_is_completed(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        actions.take_charge(case, "Bien reçu.", by=firm.agent.actor, at=NOW)
    page = Browser(app).sign_in("alice").get(f"/cases/{case.ref}/act/answer")
    assert "nous n’avons de convention en cours avec aucun" in page.text
    assert "/mediators" in [node.get("href") for node in page.find_all("a")]
