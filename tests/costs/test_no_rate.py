"""A dispute in a currency that the parameters know no rate of: it is worked on like any other, and stops nobody's estimates."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from app.cases import actions
from app.cases.models import Case
from app.costs.models import StandingEstimate
from app.costs.rules import default_tariff
from app.intake.rules.choices import CURRENCIES
from app.kernel import Money
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker.rounds import work_once
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.gestures import stocked
from tests.factories.house import a_case


def test_every_currency_in_which_a_complaint_is_logged_has_a_rate() -> None:
    for currency in CURRENCIES:
        assert default_tariff().rate(currency) > 0


def test_it_is_worked_on_and_the_others_are_estimated(app: Flask) -> None:
    firm = stocked()
    yen, euros = a_case(firm, amount=Money(90_000, "JPY")).id, a_case(firm).id
    with unit_of_work.writing():
        case = db.session.get_one(Case, yen)
        actions.take_charge(case, by=firm.agent.actor, at=NOW)
        actions.escalate(case, "Le client insiste.", by=firm.agent.actor, at=NOW)
        actions.answer(case, "Nous vous répondons.", "founded", by=firm.supervisor.actor, at=NOW)
    work_once(NOW + timedelta(minutes=1))
    kept = {row.case_id for row in db.session.query(StandingEstimate)}
    assert euros in kept
    assert yen not in kept
    ref = db.session.get_one(Case, yen).ref
    claire = Browser(app).sign_in("claire")
    for path in (f"/cases/{ref}", "/queue?tab=all", "/costs/portfolio"):
        claire.get(path)
    assert "Aucun cours pour JPY" in claire.get(f"/cases/{ref}").text
    assert "JPY" in claire.get(f"/cases/{ref}/cost", status=422).text
