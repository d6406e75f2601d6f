"""Estimates in the database: the tariff in force, what stands, what is stale."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases import actions as case_actions
from app.cases.models import Case
from app.costs import actions, queries
from app.costs.models import StandingEstimate
from app.costs.rules import Parameter, default_tariff
from app.kernel import Refused
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db, on_sqlite
from app.worker.rounds import work_once
from tests.conftest import NOW
from tests.factories.house import a_case, company

LATER = NOW + timedelta(hours=1)


def fresh(*cases: Case) -> list[queries.Fresh]:
    """These cases estimated now, no gesture of the palette being any use."""
    return queries.fresh_estimates(
        [case.id for case in cases], LATER, lambda _cases: lambda _case, _facts, _estimate: ()
    )


def dearer_lawyer() -> Parameter:
    found = default_tariff().find("lawyer.fee")
    assert found is not None
    return replace(found, low=4000.0, likely=5000.0, high=6000.0, source="our own bills", year=2026)


def test_a_change_holds_only_once_somebody_else_confirms_it(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    before = queries.estimate_for(case, LATER).mean
    with unit_of_work.writing():
        change = actions.propose_parameters([dearer_lawyer()], "Nos factures 2026", by=firm.director.actor, at=NOW)
    assert queries.tariff_at(LATER) == default_tariff()
    with pytest.raises(Refused, match="own"), unit_of_work.writing():
        actions.decide_parameters(change, True, by=firm.director.actor, at=NOW)
    with unit_of_work.writing():
        actions.decide_parameters(change, True, by=firm.admin.actor, at=NOW)
    assert queries.tariff_at(LATER).version == f"{default_tariff().version}.{change.id}"
    assert queries.estimate_for(case, LATER).mean > before
    assert queries.estimate_for(case, NOW - timedelta(seconds=1)).mean == before


def test_only_those_who_may_propose_and_confirm(app: Flask) -> None:
    firm = company()
    with pytest.raises(Refused), unit_of_work.writing():
        actions.propose_parameters([dearer_lawyer()], "why", by=firm.quality.actor, at=NOW)
    with unit_of_work.writing():
        change = actions.propose_parameters([dearer_lawyer()], "why", by=firm.director.actor, at=NOW)
    with pytest.raises(Refused), unit_of_work.writing():
        actions.decide_parameters(change, True, by=firm.quality.actor, at=NOW)
    with pytest.raises(Refused), unit_of_work.writing():
        actions.decide_parameters(change, True, by=SYSTEM, at=NOW)


def test_a_change_without_reason_or_effect_is_refused(app: Flask) -> None:
    firm = company()
    same = default_tariff().find("lawyer.fee")
    assert same is not None
    for changed, reason, code in ((dearer_lawyer(), " ", "reason_missing"), (same, "why", "nothing_changes")):
        with pytest.raises(Refused) as told, unit_of_work.writing():
            actions.propose_parameters([changed], reason, by=firm.director.actor, at=NOW)
        assert told.value.code == code


def test_branches_must_still_sum_to_one(app: Flask) -> None:
    firm = company()
    found = default_tariff().find("front.content")
    assert found is not None
    with pytest.raises(Refused) as told, unit_of_work.writing():
        actions.propose_parameters([replace(found, likely=0.6)], "why", by=firm.director.actor, at=NOW)
    assert told.value.code == "branches_do_not_sum_to_one"


def test_estimates_stand_until_the_case_or_the_tariff_moves(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    assert queries.stale_cases(LATER, 10) == [case.id]
    with unit_of_work.writing():
        assert actions.keep_standing(fresh(case), at=LATER) == 1
    assert queries.stale_cases(LATER, 10) == []
    with unit_of_work.writing():
        case_actions.add_note(case, "Le client a rappelé.", by=firm.agent.actor, at=LATER)
    assert queries.stale_cases(LATER, 10) == [case.id]
    with unit_of_work.writing():
        actions.keep_standing(fresh(case), at=LATER)
        change = actions.propose_parameters([dearer_lawyer()], "why", by=firm.director.actor, at=LATER)
        actions.decide_parameters(change, True, by=firm.admin.actor, at=LATER)
    assert queries.stale_cases(LATER, 10) == [case.id]
    row = db.session.get(StandingEstimate, case.id)
    assert row is not None
    assert row.mean_minor == case.stake_minor


def test_an_estimate_that_is_kept_makes_nobodys_page_old(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    before = case.version
    with unit_of_work.writing():
        actions.keep_standing(fresh(case), at=LATER)
    assert case.stake_minor is not None
    assert case.version == before


def test_a_case_that_somebody_acts_on_is_estimated_the_next_time(app: Flask) -> None:
    if on_sqlite():
        pytest.skip("one writer at a time")
    firm = company()
    acted_on, other = a_case(firm), a_case(firm)
    found = fresh(acted_on, other)
    with db.engine.begin() as somebody:
        somebody.execute(select(Case.id).where(Case.id == acted_on.id).with_for_update())
        with unit_of_work.writing():
            assert actions.keep_standing(found, at=LATER) == 1
    assert queries.stale_cases(LATER, 10) == [acted_on.id]


def test_the_portfolio_counts_a_customer_once(app: Flask) -> None:
    firm = company()
    cases = [a_case(firm), a_case(firm)]
    with unit_of_work.writing():
        actions.keep_standing(fresh(*cases), at=LATER)
    together = queries.portfolio_for(firm.director.actor, LATER)
    alone = queries.estimate_for(cases[0], LATER)
    assert together.found.cases == 2
    assert together.not_estimated == 0
    assert together.not_weighed == 0
    assert together.found.relation == alone.relation
    assert together.found.mean == alone.booked.mean + alone.booked.mean + alone.relation
    assert queries.portfolio_for(firm.biller.actor, LATER).found.cases == 0


def test_a_case_just_logged_gets_its_stake_from_the_next_round_of_the_worker(app: Flask) -> None:
    case = a_case(company())
    assert case.stake_minor is None
    work_once(LATER)
    db.session.refresh(case)
    assert case.stake_minor == queries.estimate_for(case, LATER).mean.minor
