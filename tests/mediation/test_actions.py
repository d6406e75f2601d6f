"""A mediation told step by step, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.cases import actions as case_actions
from app.cases.queries import duties_of
from app.cases.rules.states import Ended, State
from app.exhibits.rules import ExhibitKind
from app.kernel import Audience, Money, Refused
from app.mediation import actions, queries
from app.mediation.actions import Letter
from app.mediation.rules import Answer, Mode, Outcome, ReferralState
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.portal.queries import customers_page
from app.regimes.rules.duties import Duty
from tests.conftest import NOW
from tests.mediation.world import NOTIFIED, a_world, exhibit, notified, refuse_finally, step


def test_the_notification_takes_the_case_to_mediation_with_its_clocks(app: Flask) -> None:
    world = a_world()
    refuse_finally(world)
    row = notified(world)
    assert world.case.state is State.IN_MEDIATION
    assert (row.number, row.state, row.with_whom) == (1, ReferralState.NOTIFIED, world.mediator.name)
    clocks = {duty.rule: duty.due_on for duty in queries.clocks_of(world.case)}
    assert clocks["FR-MED-09"] == NOTIFIED + timedelta(days=15)
    assert clocks["FR-MED-10"] == NOTIFIED + timedelta(days=90)
    assert clocks["FR-MED-08"] == date(2026, 12, 1)


@pytest.mark.parametrize("state", ["received", "answered", "closed"])
def test_a_notification_is_recorded_from_any_state(app: Flask, state: str) -> None:
    world = a_world()
    if state != "received":
        refuse_finally(world)
    if state == "closed":
        with unit_of_work.writing():
            case_actions.close(world.case, "close_solved", by=world.firm.quality.actor, at=NOW)
    assert world.case.state.value == state
    notified(world)
    assert world.case.state is State.IN_MEDIATION


def test_a_whole_mediation_to_its_agreement_carried_out(app: Flask) -> None:
    world = a_world()
    refuse_finally(world)
    row = notified(world)
    letter = exhibit(world, "proposition.pdf", ExhibitKind.MEDIATOR_LETTER)
    step(row, "accept_entry", NOTIFIED)
    step(row, "admissible", NOTIFIED)
    step(row, "requested", NOTIFIED, until_on=date(2026, 11, 25), text="La facture ?")
    step(row, "replied", date(2026, 11, 19))
    step(row, "proposal", date(2026, 11, 19), amount=Money(20000), until_on=date(2026, 12, 4), exhibit=letter)
    step(row, "our_answer", date(2026, 11, 20), answer=Answer.ACCEPTED)
    step(row, "their_answer", date(2026, 11, 20), answer=Answer.ACCEPTED)
    step(row, "agreed", date(2026, 11, 20), until_on=date(2026, 12, 20))
    assert (world.case.state, row.state) == (State.SETTLING, ReferralState.CARRYING_OUT)
    assert [promise.origin for promise in world.case.promises] == ["mediation:1"]
    step(row, "carried_out", date(2026, 11, 20), text="Virement du 20 novembre")
    assert (world.case.state, world.case.ended) == (State.CLOSED, Ended.MEDIATED)
    assert row.state is ReferralState.CLOSED
    kinds = [entry.kind for entry in queries.story_of(row)]
    assert kinds[0] == "case.mediation_notified"
    assert "mediation.proposal" in kinds


def test_an_agreement_without_a_date_is_carried_out_before_anything_is_said_to_be_over(app: Flask) -> None:
    world = a_world()
    refuse_finally(world)
    row = notified(world)
    step(row, "accept_entry", NOTIFIED)
    step(row, "proposal", NOTIFIED, amount=Money(20000))
    assert "proposition" in customers_page(world.case, NOW).step.theirs.fr
    step(row, "our_answer", date(2026, 11, 20), answer=Answer.ACCEPTED)
    assert "attend la réponse de chacun" in customers_page(world.case, NOW).step.theirs.fr
    step(row, "agreed", date(2026, 11, 20))
    page = customers_page(world.case, NOW)
    assert (page.step.code, page.step.theirs.fr) == (
        "carry_out",
        "Un accord a été trouvé en médiation : nous l’exécutons.",
    )
    assert page.mediator is None, "the page does not send to the mediator whom the mediator has settled with"
    with unit_of_work.writing():
        case_actions.promise(world.case, "Rappeler", NOW + timedelta(days=2), by=world.firm.quality.actor, at=NOW)
    step(row, "carried_out", date(2026, 11, 20), text="Virement du 20 novembre")
    with unit_of_work.writing():
        case_actions.keep_promise(world.case, world.case.promises[-1], "Fait.", by=world.firm.quality.actor, at=NOW)
    assert customers_page(world.case, NOW).step.code == "close"


def test_what_is_said_in_the_mediation_is_marked_confidential(app: Flask) -> None:
    world = a_world()
    row = notified(world)
    step(row, "requested", NOTIFIED, text="Expliquez.")
    asked = queries.story_of(row)[-1]
    assert (asked.data["restricted"], asked.audience) == (True, Audience.MEDIATOR)


@pytest.mark.parametrize(
    ("name", "terms", "outcome"),
    [
        ("inadmissible", {"ground": "over_one_year"}, Outcome.INADMISSIBLE),
        ("decline_entry", {"text": "Litige déjà réglé."}, Outcome.DECLINED),
        ("failed", {}, Outcome.FAILED),
        ("withdrawn", {"who": "customer"}, Outcome.WITHDRAWN),
    ],
)
def test_a_mediation_that_fails_leaves_the_case_answered(
    app: Flask, name: str, terms: dict[str, object], outcome: Outcome
) -> None:
    world = a_world()
    row = notified(world)
    step(row, name, date(2026, 11, 20), **terms)
    assert (world.case.state, row.outcome, row.state) == (State.ANSWERED, outcome, ReferralState.CLOSED)
    assert all(duty.state.value != "pending" for duty in queries.clocks_of(world.case))


def test_a_premature_referral_may_come_back(app: Flask) -> None:
    world = a_world()
    step(notified(world), "inadmissible", NOTIFIED, ground="no_prior_complaint")
    again = notified(world, date(2026, 11, 20), date(2026, 11, 19))
    assert (again.number, world.case.state) == (2, State.IN_MEDIATION)
    windows = {duty.key: duty.state.value for duty in duties_of(world.case)}
    assert windows["FR-MED-05/closes"] == "met"


def test_an_offer_accepted_meanwhile_is_not_undone_by_the_end_of_the_mediation(app: Flask) -> None:
    world = a_world()
    row = notified(world)
    with unit_of_work.writing():
        case_actions.apply(world.case, "offer_accepted", by=world.firm.quality.actor, at=NOW)
    step(row, "withdrawn", date(2026, 11, 20), who="customer")
    assert (world.case.state, row.outcome) == (State.SETTLING, Outcome.WITHDRAWN)


def test_only_one_consumer_referral_is_open_at_a_time(app: Flask) -> None:
    world = a_world()
    notified(world)
    with pytest.raises(Refused, match="referral_open"):
        notified(world)


@pytest.mark.parametrize("name", ["our_answer", "carried_out", "replied", "notified", "nonsense"])
def test_a_step_that_cannot_follow_is_refused(app: Flask, name: str) -> None:
    row = notified(a_world())
    with pytest.raises(Refused, match="step"):
        step(row, name, NOTIFIED)


def test_a_step_cannot_be_dated_before_the_referral_or_in_the_future(app: Flask) -> None:
    row = notified(a_world())
    with pytest.raises(Refused, match="impossible_order"):
        step(row, "proposal", date(2026, 11, 1))
    with pytest.raises(Refused, match="future"):
        step(row, "proposal", date(2026, 12, 1))


def test_an_inadmissibility_names_one_of_the_five_grounds(app: Flask) -> None:
    row = notified(a_world())
    with pytest.raises(Refused, match="ground_missing"):
        step(row, "inadmissible", NOTIFIED)


def test_declining_asks_for_a_reason(app: Flask) -> None:
    row = notified(a_world())
    with pytest.raises(Refused, match="reason_missing"):
        step(row, "decline_entry", NOTIFIED)


def test_only_the_customer_refers_to_a_consumer_mediator(app: Flask) -> None:
    world = a_world()
    proof = exhibit(world, "envoi.pdf", ExhibitKind.PROOF)
    with pytest.raises(Refused, match="only_the_customer"), unit_of_work.writing():
        actions.refer(
            world.case,
            Mode.CONSUMER,
            Letter(NOTIFIED, proof),
            by=world.firm.quality.actor,
            at=NOW,
            mediator=world.mediator,
        )
    assert "FR-MED-01" in {verdict.rule for verdict in actions.referring(world.case, Mode.CONSUMER, at=NOW)}


@pytest.mark.parametrize("mode", [Mode.CONVENTIONAL, Mode.CONCILIATOR, Mode.PARTICIPATIVE])
def test_in_the_other_modes_we_may_refer_with_proof(app: Flask, mode: Mode) -> None:
    world = a_world()
    quality = world.firm.quality.actor
    with pytest.raises(Refused, match="proof_missing"), unit_of_work.writing():
        actions.refer(world.case, mode, Letter(NOTIFIED), by=quality, at=NOW, name="M. Juste")
    proof = exhibit(world, "envoi.pdf", ExhibitKind.PROOF)
    before = world.case.state
    with unit_of_work.writing():
        row = actions.refer(world.case, mode, Letter(NOTIFIED, proof), by=quality, at=NOW, name="M. Juste")
    assert (row.state, world.case.state) == (ReferralState.REFERRED, before)
    assert queries.why_no_file(world.case) is None
    step(row, "notified", NOTIFIED)
    assert world.case.state is State.IN_MEDIATION


def test_no_file_before_the_notification_and_no_pack_before_the_answer_that_informs(app: Flask) -> None:
    world = a_world()
    assert queries.why_no_file(world.case) is not None
    assert queries.why_no_pack(world.case) is not None
    refuse_finally(world)
    assert queries.why_no_file(world.case) is not None
    assert queries.why_no_pack(world.case) is None
    notified(world)
    assert queries.why_no_file(world.case) is None


def test_agents_record_the_notification_but_only_the_quality_officer_the_rest(app: Flask) -> None:
    world = a_world()
    with unit_of_work.writing():
        row = actions.notify(world.case, world.mediator, Letter(NOTIFIED), by=world.firm.agent.actor, at=NOW)
    with pytest.raises(Refused, match="not_allowed"), unit_of_work.writing():
        actions.record_step(row, "accept_entry", Letter(NOTIFIED), by=world.firm.agent.actor, at=NOW)


def test_the_database_refuses_a_consumer_referral_without_a_notification(app: Flask) -> None:
    row = notified(a_world())
    for forbidden in ("UPDATE referral SET notified_on = NULL", "DELETE FROM referral"):
        with pytest.raises(DatabaseError):
            db.session.execute(text(forbidden))
        db.session.rollback()
    assert row.id


def test_an_unknown_exhibit_is_refused(app: Flask) -> None:
    with pytest.raises(Refused, match="no_such_exhibit"):
        notified(a_world(), exhibit=9)


def test_the_date_by_which_the_mediator_wants_answers_is_the_next_step_until_we_reply(app: Flask) -> None:
    world = a_world()
    refuse_finally(world)
    row = notified(world)
    step(row, "accept_entry", NOTIFIED)
    by_law = world.case.next_on
    step(row, "requested", NOTIFIED, until_on=date(2026, 11, 24), text="La facture ?")
    step(row, "requested", NOTIFIED, until_on=date(2026, 11, 27), text="Le bon de livraison ?")
    assert (world.case.next_code, world.case.next_on) == ("reply_mediator", date(2026, 11, 24))
    step(row, "replied", date(2026, 11, 20), text="La voici.")
    assert (world.case.next_code, world.case.next_on) == ("reply_mediator", date(2026, 11, 24)), "one question is left"
    step(row, "replied", date(2026, 11, 20), text="Le voici.")
    assert world.case.next_on == by_law
    assert world.case.next_on != date(2026, 11, 24)


def test_the_day_in_the_mediators_letter_goes_before_our_own_habit(app: Flask) -> None:
    world = a_world()
    row = notified(world)
    step(row, "accept_entry", NOTIFIED)
    step(row, "requested", NOTIFIED, until_on=date(2026, 11, 25), text="La facture ?")
    by_letter = date(2026, 11, 25)
    assert {clock.due_on for clock in queries.clocks_of(world.case) if _is_reply(clock)} == {by_letter}
    (line,) = queries.all_referrals(world.firm.quality.actor)
    assert line.clock is not None
    assert line.clock.due_on == by_letter
    step(row, "replied", date(2026, 11, 19))
    assert by_letter not in {clock.due_on for clock in queries.clocks_of(world.case)}


def _is_reply(clock: Duty) -> bool:
    return clock.starts_from.event == "mediator.requested"
