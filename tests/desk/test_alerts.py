"""What one is alerted to: what still waits, and what was decided of one’s requests."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from app.cases.models import Alert, DutyRow
from app.gestures import actions, queries
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.regimes.rules.duties import DutyState
from tests.client import Browser, said
from tests.conftest import NOW
from tests.factories.gestures import a_draft, stocked
from tests.factories.house import a_case, company


def test_what_was_done_since_is_no_alert_any_more(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    duty = next(row for row in case.duties if row.due_on and row.ours)
    with unit_of_work.writing():
        at = NOW - timedelta(days=1)
        db.session.add(Alert(duty_id=duty.id, threshold=5, staff_id=firm.agent.id, planned_at=at, at=at))
    alice = Browser(app).sign_in("alice")
    assert case.ref in alice.get("/alerts").text
    with unit_of_work.writing():
        done = db.session.get(DutyRow, duty.id)
        assert done is not None
        done.state = DutyState.MET
    page = alice.get("/alerts")
    assert case.ref not in page.text
    assert "Aucune alerte" in page.text


def test_an_author_is_told_what_was_decided_until_they_act_on_it(app: Flask) -> None:
    firm = stocked()
    refused, granted = a_case(firm), a_case(firm)
    for case in (refused, granted):
        a_draft(case, firm.agent, ("price_cut", 100))
    alice = Browser(app).sign_in("alice")
    assert "Vos demandes d’accord" not in alice.get("/alerts").text
    for case, yes in ((refused, False), (granted, True)):
        (request,) = queries.approvals_of(case)
        with unit_of_work.writing():
            actions.decide(request, yes, "Trop pour une rayure", by=firm.supervisor.actor, at=NOW)
    lines = {said(line).split()[0]: said(line) for line in alice.get("/alerts").by_id("decided").iter("li")}
    assert "refusé" in lines[refused.ref]
    assert "Trop pour une rayure" in lines[refused.ref]
    assert "envoyez l’offre" in lines[granted.ref]
    alice.post("/alerts/seen", {})
    assert refused.ref in alice.get("/alerts").text, "seeing a refusal mends nothing"
    alice.send(f"/cases/{granted.ref}/offers/1/send", {}, status=302)
    alice.send(f"/cases/{refused.ref}/offers/1/withdraw", {"reason": "Refusé"}, status=302)
    assert "Vos demandes d’accord" not in alice.get("/alerts").text
    assert "Vos demandes d’accord" not in Browser(app).sign_in("sophie").get("/alerts").text
