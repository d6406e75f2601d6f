"""A large entitlement is nobody else's to read before a second person confirmed its facts; one we contest is told by an answer."""

from __future__ import annotations

import pytest
from flask import Flask

from app.cases import actions as case_actions
from app.cases.models import Case
from app.documents.models import Reader
from app.documents.queries.files import preview
from app.gestures import actions, queries
from app.gestures.models import EntitlementRow
from app.insight.queries.gathering import known_of
from app.kernel import Refused
from app.people.models import Staff
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.gestures import euros, stocked
from tests.factories.house import Company, a_case
from tests.mediation.world import under_contract


@pytest.fixture
def firm(app: Flask) -> Company:
    made = stocked()
    under_contract()
    return made


def recognised(case: Case, by: Staff, amount: int) -> EntitlementRow:
    with unit_of_work.writing():
        return actions.recognise_entitlement(
            case,
            "FR-DEL-01",
            "Remboursement du retard",
            euros(amount),
            "pièce n° 1",
            by=by.actor,
            at=NOW,
            claim=case.claims[0],
        )


def dues_told(case: Case) -> list[int]:
    """What the mediator's file would say of each claim as due by law, in cents."""
    db.session.expire_all()
    claims = preview(case, Reader.MEDIATOR, "fr").document.claims
    return [line.recognised.minor if line.recognised else 0 for line in claims]


def test_a_large_entitlement_is_told_to_nobody_before_its_facts_are_confirmed(firm: Company) -> None:
    case = a_case(firm)
    row = recognised(case, firm.agent, 549)
    assert (row.state, case.claims[0].due_minor, dues_told(case)) == ("to_confirm", 0, [0])
    with unit_of_work.writing():
        actions.confirm_entitlement(row, by=firm.supervisor.actor, at=NOW)
    assert (row.state, case.claims[0].due_minor, dues_told(case)) == ("due", 54900, [54900])


def test_a_small_entitlement_is_borne_by_its_claim_at_once(firm: Company) -> None:
    case = a_case(firm)
    recognised(case, firm.agent, 30)
    assert (case.claims[0].due_minor, dues_told(case)) == (3000, [3000])


def test_figures_count_what_became_due_not_what_waits(firm: Company) -> None:
    case = a_case(firm)
    row = recognised(case, firm.agent, 549)
    assert known_of([case.id])[0].entitled == 0
    with unit_of_work.writing():
        actions.confirm_entitlement(row, by=firm.supervisor.actor, at=NOW)
    assert known_of([case.id])[0].entitled == 54900


def contested(firm: Company, case: Case) -> EntitlementRow:
    """Recognised below, contested at the quality level."""
    row = recognised(case, firm.agent, 30)
    with unit_of_work.writing():
        case_actions.take_charge(case, "Bien reçu.", by=firm.agent.actor, at=NOW)
        case_actions.escalate(case, "Doute", by=firm.agent.actor, at=NOW)
        case_actions.escalate(case, "Refus", by=firm.supervisor.actor, at=NOW)
    return row


def test_a_contest_leads_in_one_click_to_the_answer_that_tells_it(app: Flask, firm: Company) -> None:
    case = a_case(firm)
    row = contested(firm, case)
    claire = Browser(app).sign_in("claire")
    why = "Le retard vient de l’adresse donnée par le client."
    claire.send(f"/cases/{case.ref}/entitlements/{row.id}/contest", {"said": why}, 302)
    answer = f"/cases/{case.ref}/act/final_answer"
    for path in (f"/cases/{case.ref}", f"/cases/{case.ref}/offers"):
        assert answer in [node.get("href") for node in claire.get(path).find_all("a")], path
    form = claire.get(answer)
    text = form.value_of("text") or form.values()["text"]
    assert why in text
    assert "Remboursement du retard" in text
    assert "[Ce que nous décidons" not in text
    assert "Nous vous avons écrit que la loi vous accorde" in text, "its letter said so"
    assert "médiateur" in text, "what the regime requires of a refusal"
    assert form.values()["verdict"] == "unfounded"
    with unit_of_work.writing():
        case_actions.answer(case, _finished(text), "unfounded", by=firm.quality.actor, at=NOW, final=True)
    assert queries.untold_contests(case) == []
    assert "ne le sait pas encore" not in claire.get(f"/cases/{case.ref}").text


def _finished(text: str) -> str:
    return "\n\n".join(part for part in text.replace("\r\n", "\n").split("\n\n") if not part.startswith("["))


def test_an_answer_that_tells_no_contest_begins_as_ever(app: Flask, firm: Company) -> None:
    case = a_case(firm)
    row = contested(firm, case)
    text = Browser(app).sign_in("claire").get(f"/cases/{case.ref}/act/final_answer").values()["text"]
    assert "[Ce que nous décidons, et pourquoi]" in text, "it is due, not contested"
    assert row.what not in text


def test_an_officer_who_took_part_below_contests_nothing(firm: Company) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        case_actions.record_contact(case, "phone", "in", "Il insiste.", by=firm.other_quality.actor, at=NOW)
    row = contested(firm, case)
    with pytest.raises(Refused, match="not_independent"), unit_of_work.writing():
        actions.contest_entitlement(row, "Doute", by=firm.other_quality.actor, at=NOW)
    with unit_of_work.writing():
        actions.contest_entitlement(row, "Doute", by=firm.quality.actor, at=NOW)
    assert row.state == "contested"
