"""A large entitlement is nobody else's to read before a second person confirmed its facts."""

from __future__ import annotations

import pytest
from flask import Flask

from app.cases.models import Case
from app.documents.models import Reader
from app.documents.queries.files import preview
from app.gestures import actions
from app.gestures.models import EntitlementRow
from app.insight.queries.gathering import known_of
from app.people.models import Staff
from app.plumbing import unit_of_work
from app.plumbing.db import db
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
