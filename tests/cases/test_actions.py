"""The life of a case through the real actions, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.cases import actions, queries
from app.cases.rules.states import State
from app.journal.queries import verify
from app.kernel import Refused
from app.people.rules import Level
from app.plumbing import unit_of_work
from tests.conftest import NOW
from tests.factories.house import a_case, company

TOMORROW = NOW + timedelta(days=1)


def test_a_logged_case_has_a_reference_an_owner_a_next_step_and_a_date(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    assert case.ref == "AM-2026-00001"
    assert case.owner.login == "alice"
    assert case.next_code == "take_charge"
    assert case.next_on is not None


def test_the_mediators_window_is_derived_from_the_first_written_complaint(app: Flask) -> None:
    case = a_case(company())
    duties = {row.rule: row for row in queries.duties_of(case)}
    assert duties["FR-MED-06"].opens_on.isoformat() == "2027-01-19"
    assert duties["FR-MED-05"].due_on.isoformat() == "2027-11-19"


def test_deriving_again_gives_the_same_duties(app: Flask) -> None:
    case = a_case(company())
    before = [(row.key, row.due_on, row.state) for row in queries.duties_of(case)]
    with unit_of_work.writing():
        actions.refresh(case, at=NOW)
    assert [(row.key, row.due_on, row.state) for row in queries.duties_of(case)] == before


def test_escalation_goes_one_level_up_to_a_named_owner(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        actions.escalate(case, "Le client refuse la réparation.", by=firm.agent.actor, at=NOW)
    assert (case.level, case.owner.login, case.state) == (Level.SUPERVISOR, "sophie", State.IN_PROGRESS)


def test_a_level_is_skipped_only_on_a_signal(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with pytest.raises(Refused, match="skips_level"), unit_of_work.writing():
        actions.escalate(case, "Grave", level=Level.QUALITY, by=firm.agent.actor, at=NOW)
    risky = a_case(firm, what="La machine a pris feu, un incendie a failli se déclarer.")
    with unit_of_work.writing():
        actions.escalate(risky, "Sécurité", level=Level.QUALITY, by=firm.agent.actor, at=NOW)
    assert risky.level is Level.QUALITY


def test_an_answer_that_refuses_without_the_mediators_text_is_refused(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with pytest.raises(Refused, match="FR-MED-18"), unit_of_work.writing():
        actions.answer(case, "Nous refusons votre demande.", "unfounded", by=firm.agent.actor, at=NOW)
    assert case.state is State.RECEIVED


def test_whoever_handled_the_case_below_cannot_judge_it(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        actions.add_note(case, "J’ai eu le client au téléphone.", by=firm.quality.actor, at=NOW)
        actions.escalate(case, "Refus", by=firm.agent.actor, at=NOW)
        actions.escalate(case, "Refus", by=firm.supervisor.actor, at=TOMORROW)
    assert case.owner.login == "quentin"
    with pytest.raises(Refused, match="not_independent"), unit_of_work.writing():
        actions.assign(case, firm.quality, by=firm.supervisor.actor, at=TOMORROW)


def test_a_merge_keeps_the_earliest_first_complaint_and_can_be_undone(app: Flask) -> None:
    firm = company()
    from datetime import date

    early = a_case(firm, received_on=date(2026, 10, 1))
    late = a_case(firm)
    with unit_of_work.writing():
        actions.merge(early, late, by=firm.supervisor.actor, at=NOW)
    assert early.state is State.CLOSED
    assert late.first_written_on == date(2026, 10, 1)
    assert {row.rule: row for row in queries.duties_of(late)}["FR-MED-05"].due_on == date(2027, 10, 1)
    with unit_of_work.writing():
        actions.undo_merge(early, "Autre affaire", by=firm.supervisor.actor, at=NOW)
    assert early.state is State.RECEIVED
    assert {row.rule: row for row in queries.duties_of(late)}["FR-MED-05"].due_on == date(2027, 11, 19)


def test_a_broken_promise_raises_the_case(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        made = actions.promise(case, "Rappeler Mme Diallo", TOMORROW, by=firm.agent.actor, at=NOW)
    assert case.next_code == "keep_promise"
    with unit_of_work.writing():
        actions.break_promise(case, made, by=firm.supervisor.actor, at=TOMORROW)
    assert case.priority == 20


def test_every_stream_verifies(app: Flask) -> None:
    firm = company()
    a_case(firm)
    assert list(verify()) == []


def test_an_agent_of_another_service_does_not_see_the_case(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    assert queries.case_for(firm.other_agent.actor, case.ref).id == case.id
    with pytest.raises(Refused, match="no_such_case"):
        queries.case_for(firm.biller.actor, case.ref)
    with pytest.raises(Refused, match="no_such_case"):
        queries.case_for(firm.admin.actor, case.ref)


def test_words_are_found_whatever_their_accents(app: Flask) -> None:
    firm = company()
    case = a_case(firm, what="Le hors-d’œuvre livré était gâté.")
    hits = queries.found(firm.agent.actor, "OEUVRE gate")
    assert [hit.case.ref for hit in hits] == [case.ref]
    assert queries.found(firm.biller.actor, "oeuvre") == []
