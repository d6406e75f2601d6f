"""Offers through the real actions, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.rules.states import State
from app.costs import queries as cost_queries
from app.costs.rules.ledger import balances
from app.gestures import actions, queries
from app.gestures.actions import Drafted
from app.gestures.models import Approval
from app.gestures.rules.approvals import Status
from app.gestures.rules.offers import LineState, OfferState
from app.kernel import Refused
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker.tables import CLOCKWORKS
from tests.conftest import NOW
from tests.factories.gestures import PROOF, a_draft, a_sent, euros, stocked
from tests.factories.house import a_case

TOMORROW = NOW + timedelta(days=1)


def answered(offer, answer="accepted", *, by, at=TOMORROW, **more):
    with unit_of_work.writing():
        return actions.answer_offer(offer, answer, offer.edition, by=by.actor, at=at, proof=PROOF, **more)


def test_seeding_twice_adds_nothing(app: Flask) -> None:
    firm = stocked()
    with unit_of_work.writing():
        assert actions.seed_catalogue(by=firm.director.actor, at=NOW) == 0


def test_an_agent_settles_on_the_spot_within_their_authority(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_sent(case, firm.agent, ("voucher", 40))
    assert (offer.state, case.state, case.offer_until_on) == (OfferState.SENT, State.OFFER_OPEN, date(2026, 12, 5))
    budget = offer.budget
    assert (budget.reserved, budget.spent) == (euros(22.80), euros(0))
    assert "sans reconnaissance de responsabilité" in offer.text_sent


def test_acceptance_makes_a_promise_and_carrying_out_spends_and_keeps_it(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_sent(case, firm.agent, ("voucher", 40))
    answered(offer, by=firm.agent)
    assert (offer.state, case.state) == (OfferState.ACCEPTED, State.SETTLING)
    line = offer.lines[0]
    assert line.promise is not None
    assert line.promise.origin == f"offer:{offer.id}"
    assert case.next_on == date(2026, 11, 28)
    with unit_of_work.writing():
        actions.carry_out(line, "avoir 2026-118", by=firm.agent.actor, at=TOMORROW)
    assert (line.state, line.promise.state) == (LineState.CARRIED_OUT, "kept")
    assert (offer.budget.reserved, offer.budget.spent) == (euros(0), euros(22.80))
    with pytest.raises(Refused, match="not_due"), unit_of_work.writing():
        actions.carry_out(line, "encore", by=firm.agent.actor, at=TOMORROW)


def test_above_their_ceiling_an_agent_needs_the_supervisor_then_sends(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_draft(case, firm.agent, ("price_cut", 100), reason="Troisième panne")
    with pytest.raises(Refused, match="needs_approval"), unit_of_work.writing():
        actions.send_offer(offer, by=firm.agent.actor, at=NOW)
    (request,) = queries.inbox(firm.supervisor.actor, NOW)
    assert queries.inbox(firm.agent.actor, NOW) == []
    with unit_of_work.writing():
        actions.decide(request, True, "Client fidèle", by=firm.supervisor.actor, at=NOW)
    with unit_of_work.writing():
        actions.send_offer(offer, by=firm.agent.actor, at=NOW)
    assert offer.state is OfferState.SENT
    assert queries.status_of(request) in (Status.GRANTED, Status.VOID)


def test_nobody_decides_on_their_own_request(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_draft(case, firm.supervisor, ("price_cut", 300))
    (request,) = queries.approvals_of(case)
    with pytest.raises(Refused, match="own_request"), unit_of_work.writing():
        actions.decide(request, True, "Oui", by=firm.supervisor.actor, at=NOW)
    assert offer.state is OfferState.DRAFT


def test_a_change_voids_the_approval(app: Flask) -> None:
    from app.gestures.rules.weighing import Wanted

    firm = stocked()
    case = a_case(firm)
    offer = a_draft(case, firm.agent, ("price_cut", 100))
    (request,) = queries.approvals_of(case)
    with unit_of_work.writing():
        actions.decide(request, True, "Oui", by=firm.supervisor.actor, at=NOW)
    with unit_of_work.writing():
        more = Drafted([Wanted("price_cut", euros(120))], offer.valid_until_on)
        actions.change_offer(offer, more, by=firm.agent.actor, at=NOW)
    assert [queries.status_of(row) for row in queries.approvals_of(case)] == [Status.VOID, Status.PENDING]
    with pytest.raises(Refused, match="needs_approval"), unit_of_work.writing():
        actions.send_offer(offer, by=firm.agent.actor, at=NOW)


def test_a_refusal_sticks(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    a_draft(case, firm.agent, ("price_cut", 100))
    (request,) = queries.approvals_of(case)
    with unit_of_work.writing():
        actions.decide(request, False, "Trop", by=firm.supervisor.actor, at=NOW)
    with pytest.raises(Refused, match="already_refused"):
        a_draft(case, firm.agent, ("price_cut", 100))


def test_a_refused_draft_is_no_longer_the_next_step(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    with unit_of_work.writing():
        case_actions.take_charge(case, by=firm.agent.actor, at=NOW)
    a_draft(case, firm.agent, ("price_cut", 100))
    assert case.next_code == "send_offer"
    (request,) = queries.approvals_of(case)
    with unit_of_work.writing():
        actions.decide(request, False, "Trop", by=firm.supervisor.actor, at=NOW)
    assert (case.offer_draft, case.next_code) == (False, "answer")


def test_gestures_of_all_authors_add_up(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    a_sent(case, firm.agent, ("voucher", 40))
    offer = a_draft(case, firm.other_agent, ("price_cut", 30))
    (request,) = queries.approvals_of(case)
    assert request.because == "over_case"
    with pytest.raises(Refused, match="needs_approval"), unit_of_work.writing():
        actions.send_offer(offer, by=firm.other_agent.actor, at=NOW)


def test_an_offer_is_answered_once_in_the_version_seen_and_in_time(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_sent(case, firm.agent, ("voucher", 40))
    with pytest.raises(Refused, match="other_version"), unit_of_work.writing():
        actions.answer_offer(offer, "accepted", 7, by=firm.agent.actor, at=NOW, proof=PROOF)
    late = NOW + timedelta(days=16)
    with pytest.raises(Refused, match="expired"), unit_of_work.writing():
        actions.answer_offer(offer, "accepted", 1, by=firm.agent.actor, at=late, proof=PROOF)
    answered(offer, "refused", by=firm.agent)
    assert (case.state, offer.budget.reserved) == (State.IN_PROGRESS, euros(0))
    with pytest.raises(Refused, match="already_answered"), unit_of_work.writing():
        actions.answer_offer(offer, "accepted", 1, by=firm.agent.actor, at=TOMORROW, proof=PROOF)


def test_a_letter_received_in_time_counts_although_recorded_later(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_sent(case, firm.agent, ("voucher", 40))
    answered(offer, by=firm.agent, at=NOW + timedelta(days=17), received_on=date(2026, 12, 5))
    assert offer.state is OfferState.ACCEPTED


def test_an_expired_offer_never_closes_the_case(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_sent(case, firm.agent, ("voucher", 40))
    with unit_of_work.writing():
        assert actions.expire_offers(at=NOW + timedelta(days=17)) == []
    with unit_of_work.writing():
        assert actions.expire_offers(at=NOW + timedelta(days=19)) == [offer]
    assert (offer.state, case.state, case.offer_until_on) == (OfferState.EXPIRED, State.IN_PROGRESS, None)
    assert offer.budget.reserved == euros(0)


def test_an_answer_in_time_recorded_too_late_says_what_to_do(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_sent(case, firm.agent, ("voucher", 40))
    later = NOW + timedelta(days=19)
    with unit_of_work.writing():
        actions.expire_offers(at=later)
    with pytest.raises(Refused) as refused:
        answered(offer, by=firm.agent, at=later, received_on=date(2026, 12, 5))
    assert "refaites la même offre" in refused.value.message.fr
    with pytest.raises(Refused) as refused:
        answered(offer, by=firm.agent, at=later, received_on=date(2026, 12, 8))
    assert "refaites la même offre" not in refused.value.message.fr


def test_part_of_a_separable_offer_can_be_accepted(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_sent(case, firm.supervisor, ("voucher", 40), ("price_cut", 60))
    answered(offer, "partly", by=firm.agent, lines=[2])
    assert [line.state for line in offer.lines] == [LineState.REFUSED, LineState.ACCEPTED]
    assert offer.budget.reserved == offer.lines[1].cost


def test_a_better_offer_supersedes_and_the_old_one_cannot_be_accepted(app: Flask) -> None:
    from app.gestures.rules.weighing import Wanted

    firm = stocked()
    case = a_case(firm)
    offer = a_sent(case, firm.supervisor, ("voucher", 40))
    with pytest.raises(Refused, match="worse"), unit_of_work.writing():
        lower = [Wanted("voucher", euros(30))]
        actions.improve_offer(offer, Drafted(lower, offer.valid_until_on), by=firm.supervisor.actor, at=NOW)
    with unit_of_work.writing():
        more = [Wanted("voucher", euros(80))]
        better = actions.improve_offer(offer, Drafted(more, offer.valid_until_on), by=firm.supervisor.actor, at=NOW)
    assert offer.state is OfferState.SENT
    with pytest.raises(Refused, match="worse"), unit_of_work.writing():
        less = Drafted([Wanted("voucher", euros(39))], offer.valid_until_on)
        actions.change_offer(better, less, by=firm.supervisor.actor, at=NOW)
    with unit_of_work.writing():
        actions.send_offer(better, by=firm.supervisor.actor, at=NOW)
    assert (offer.state, better.state) == (OfferState.SUPERSEDED, OfferState.SENT)
    assert better.budget.reserved == better.cost
    with pytest.raises(Refused, match="superseded"), unit_of_work.writing():
        actions.answer_offer(offer, "accepted", 1, by=firm.agent.actor, at=NOW, proof=PROOF)


def test_a_counter_offer_leaves_the_offer_standing(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_sent(case, firm.agent, ("voucher", 40))
    with unit_of_work.writing():
        actions.record_counter(offer, "Je veux 100 €", euros(100), by=firm.agent.actor, at=NOW, proof="appel du 20")
    answered(offer, by=firm.agent)
    assert offer.state is OfferState.ACCEPTED


def test_a_delegate_decides_within_the_delegation_only(app: Flask) -> None:
    from app.gestures.rules.authority import Ceilings

    firm = stocked()
    case = a_case(firm)
    lent = Ceilings(euros(300), euros(400), euros(500))
    with unit_of_work.writing():
        row = actions.delegate(
            firm.supervisor, lent, date(2026, 11, 20), date(2026, 11, 30), "Congés", by=firm.quality.actor, at=NOW
        )
    offer = a_draft(case, firm.agent, ("price_cut", 280))
    (request,) = queries.approvals_of(case)
    with unit_of_work.writing():
        decision = actions.decide(request, True, "Par délégation", by=firm.supervisor.actor, at=NOW)
    assert decision.source == f"delegation:{row.id}"
    with unit_of_work.writing():
        actions.send_offer(offer, by=firm.agent.actor, at=NOW)
    with unit_of_work.writing():
        actions.revoke(row, by=firm.quality.actor, at=NOW)
    other = a_case(firm)
    a_draft(other, firm.agent, ("price_cut", 290))
    (request,) = queries.approvals_of(other)
    with pytest.raises(Refused, match="too_little_authority"), unit_of_work.writing():
        actions.decide(request, True, "Encore", by=firm.supervisor.actor, at=NOW)


def test_the_grid_is_changed_by_two_people_and_never_for_oneself(app: Flask) -> None:
    from app.gestures.rules.authority import Ceilings, Rank

    firm = stocked()
    higher = Ceilings(euros(60), euros(90), euros(150))
    with unit_of_work.writing():
        proposal = actions.propose_line(Rank.FRONT, None, None, higher, "Fêtes", by=firm.director.actor, at=NOW)
    with pytest.raises(Refused, match="own_request"), unit_of_work.writing():
        actions.decide_change(proposal, True, by=firm.director.actor, at=NOW)
    with pytest.raises(Refused, match="own_line"), unit_of_work.writing():
        actions.propose_line(Rank.DIRECTOR, None, None, higher, "Pour moi", by=firm.director.actor, at=NOW)
    case = a_case(firm)
    assert "over_gesture" in a_draft(case, firm.agent, ("price_cut", 55)).approvals[0].because
    with unit_of_work.writing():
        actions.decide_change(proposal, True, by=firm.admin.actor, at=NOW)
    assert a_draft(a_case(firm), firm.agent, ("price_cut", 55)).approvals == []


def test_what_the_law_grants_survives_refusal_and_withdrawal(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    with unit_of_work.writing():
        due = actions.recognise_entitlement(
            case, "FR-DEL-01", "Remboursement du retard", euros(549), "pièces 1 et 2", by=firm.agent.actor, at=NOW
        )
    assert (due.state, due.promise_id) == ("to_confirm", None)
    with pytest.raises(Refused, match="own_request"), unit_of_work.writing():
        actions.confirm_entitlement(due, by=firm.agent.actor, at=NOW)
    with unit_of_work.writing():
        actions.confirm_entitlement(due, by=firm.other_agent.actor, at=NOW)
    with unit_of_work.writing():
        case_actions.withdraw(case, "Je retire ma réclamation", by=firm.agent.actor, at=NOW)
    assert due.state == "due"
    with pytest.raises(Refused, match="voucher_consent"), unit_of_work.writing():
        actions.voucher_instead(due, "", by=firm.agent.actor, at=NOW)
    with unit_of_work.writing():
        actions.pay_entitlement(due, "virement 77", by=firm.agent.actor, at=TOMORROW)
    assert (due.state, due.promise.state) == ("paid", "kept")


def test_the_ledger_sums_to_zero_and_agrees_with_the_budgets(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    answered(a_sent(case, firm.agent, ("voucher", 20)), by=firm.agent)
    a_sent(a_case(firm), firm.agent, ("price_cut", 20))
    found = balances(cost_queries.every_transfer())
    assert sum(found.values()) == 0
    for budget in cost_queries.all_budgets():
        for pot, kept in (("reserved", budget.reserved), ("spent", budget.spent), ("available", budget.left)):
            assert found.get((f"{budget.name}:{pot}", "EUR"), 0) == kept.minor


def test_undecided_requests_go_one_level_up_after_a_day(app: Flask) -> None:
    from app.gestures.rules.authority import Rank

    firm = stocked()
    case = a_case(firm)
    a_draft(case, firm.agent, ("price_cut", 100))
    assert CLOCKWORKS["approvals_passed_up"](NOW + timedelta(hours=23)) == 0
    assert CLOCKWORKS["approvals_passed_up"](NOW + timedelta(hours=25)) == 1
    (row,) = db.session.scalars(select(Approval))
    assert row.rank is Rank.QUALITY
    assert {firm.quality.id, firm.other_quality.id} <= set(row.people)
    assert case_queries.judging(case).participants


def test_a_request_that_somebody_decided_meanwhile_is_not_passed_up(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_draft(case, firm.agent, ("price_cut", 100))
    (row,) = db.session.scalars(select(Approval))
    with unit_of_work.writing():
        actions.decide(row, True, "juste", by=firm.supervisor.actor, at=NOW)
    with unit_of_work.writing():
        assert actions.pass_up(row.id, at=NOW + timedelta(hours=25)) is None
    assert db.session.get_one(Approval, row.id).escalated_at is None
    assert offer.state is OfferState.DRAFT
