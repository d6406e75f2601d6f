"""Silence closes an answered case through the worker: after the announced day, and only then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from app.cases import actions, queries
from app.cases.models import Case
from app.cases.rules.states import Ended, State
from app.correspondence.queries import letters_of
from app.correspondence.rules import LetterKind
from app.journal.queries import entries_of
from app.kernel import Refused
from app.plumbing import unit_of_work
from app.worker.rounds import work_once
from tests.conftest import NOW
from tests.factories.gestures import a_sent, stocked
from tests.factories.house import Company, a_case
from tests.mediation.world import a_world, notified, refuse_finally, step

ANNOUNCED = date(2026, 12, 20)
"""Thirty days after NOW."""


def answered(firm: Company) -> Case:
    """A complaint held founded and answered now."""
    case = a_case(firm)
    with unit_of_work.writing():
        actions.take_charge(case, by=firm.agent.actor, at=NOW)
        actions.answer(case, "Vous avez raison : nous remplaçons l’appareil.", "founded", by=firm.agent.actor, at=NOW)
    return case


def closes_on(day: date, case: Case) -> bool:
    """Does the worker close it in a round at 10 in the morning of that day?"""
    closed = work_once(NOW + (day - NOW.date()) * 1)["closed_quietly"]
    return bool(closed) and case.state is State.CLOSED


@pytest.fixture
def firm(app: Flask) -> Company:
    return stocked()


def test_the_answer_announces_the_day_and_the_worker_keeps_to_it(firm: Company) -> None:
    case = answered(firm)
    assert case.quiet_close_on == ANNOUNCED
    told = entries_of(case.stream)[-1]
    assert (told.kind, told.data["quiet_close_on"]) == ("case.answer", "2026-12-20")
    assert "closes by itself on that date" in str(queries.next_step_of(case, queries.duties_of(case), NOW).why)
    assert not closes_on(ANNOUNCED, case)
    assert closes_on(ANNOUNCED + timedelta(days=1), case)
    assert (case.ended, case.next_on) == (Ended.NO_REACTION, None)


def test_the_announced_day_ends_at_midnight_of_the_case_not_of_the_server(firm: Company) -> None:
    case = answered(firm)
    before = NOW.replace(month=12, day=20, hour=22, minute=59)  # 23:59 in Paris
    assert work_once(before)["closed_quietly"] == 0
    assert work_once(before + timedelta(minutes=1))["closed_quietly"] == 1
    assert case.state is State.CLOSED


def test_nobody_closes_for_want_of_a_reaction_before_the_announced_day(firm: Company) -> None:
    case = answered(firm)
    with pytest.raises(Refused, match="may react until") as refused, unit_of_work.writing():
        actions.close(case, "close_quietly", by=firm.supervisor.actor, at=NOW + timedelta(days=29))
    assert refused.value.code == "not_yet"


def test_never_over_a_standing_offer(firm: Company) -> None:
    case = answered(firm)
    a_sent(case, firm.agent, ("voucher", 20), until=date(2026, 12, 30), at=NOW + timedelta(days=1))
    assert case.state is State.ANSWERED
    assert not closes_on(date(2026, 12, 21), case)
    assert not closes_on(date(2026, 12, 30), case)


def test_a_contested_final_answer_never_closes_by_silence(app: Flask) -> None:
    world = a_world()
    refuse_finally(world)
    with unit_of_work.writing():
        actions.contest(world.case, "Je ne suis pas d’accord.", by=world.firm.quality.actor, at=NOW)
    assert not closes_on(date(2028, 1, 1), world.case)
    assert world.case.state is State.ANSWERED


def test_the_silence_counts_from_the_last_answer(firm: Company) -> None:
    case = answered(firm)
    later = NOW + timedelta(days=20)
    with unit_of_work.writing():
        actions.contest(case, "Ce n’est pas suffisant.", by=firm.agent.actor, at=later)
        actions.answer(case, "Nous vous remboursons.", "founded", by=case.owner.actor, at=later)
    assert case.quiet_close_on == date(2027, 1, 9)
    assert not closes_on(date(2026, 12, 21), case)
    assert closes_on(date(2027, 1, 10), case)


def test_a_word_of_the_customer_starts_the_silence_again(firm: Company) -> None:
    case = answered(firm)
    with unit_of_work.writing():
        actions.record_contact(
            case, "phone", "in", "Je réfléchis encore.", by=firm.agent.actor, at=NOW + timedelta(days=25)
        )
    assert case.quiet_close_on == date(2027, 1, 14) == case.next_on
    assert not closes_on(date(2026, 12, 21), case)


def test_our_own_words_do_not_start_it_again(firm: Company) -> None:
    case = answered(firm)
    with unit_of_work.writing():
        actions.record_contact(
            case, "phone", "out", "Message laissé.", by=firm.agent.actor, at=NOW + timedelta(days=25)
        )
    assert case.quiet_close_on == ANNOUNCED


def test_after_a_mediation_without_agreement_the_silence_counts_from_its_end(app: Flask) -> None:
    world = a_world()
    refuse_finally(world)
    referral = notified(world)
    assert not closes_on(date(2027, 6, 1), world.case)
    step(referral, "failed", date(2026, 11, 20))
    assert world.case.state is State.ANSWERED
    assert world.case.quiet_close_on == ANNOUNCED


def test_an_open_promise_keeps_the_case_open_until_it_is_kept(firm: Company) -> None:
    case = answered(firm)
    with unit_of_work.writing():
        promised = actions.promise(
            case, "livrer l’appareil neuf", NOW + timedelta(days=60), by=firm.agent.actor, at=NOW
        )
    assert not closes_on(ANNOUNCED + timedelta(days=1), case)
    with unit_of_work.writing():
        actions.keep_promise(case, promised, "bon de livraison", by=firm.agent.actor, at=NOW + timedelta(days=32))
    assert closes_on(ANNOUNCED + timedelta(days=13), case)


def test_a_case_that_waits_for_the_customer_is_never_closed_by_silence(firm: Company) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        actions.take_charge(case, by=firm.agent.actor, at=NOW)
        actions.ask_customer(case, "Une photo, s’il vous plaît ?", by=firm.agent.actor, at=NOW)
    assert not closes_on(date(2027, 12, 1), case)
    assert case.state is State.WAITING


def test_moving_the_day_writes_to_the_customer_and_the_same_day_twice_writes_once(firm: Company) -> None:
    case = answered(firm)
    before = len(letters_of(case))
    for minutes in (0, 30):
        with unit_of_work.writing():
            at = NOW + timedelta(days=3, minutes=minutes)
            actions.record_contact(case, "phone", "in", "Merci, je regarde.", by=firm.agent.actor, at=at)
    assert case.quiet_close_on == date(2026, 12, 23)
    newest, *older = letters_of(case)
    assert len(older) == before
    assert (newest.kind, newest.cause) == (LetterKind.LETTER, "case.quiet_moved")
    assert "23\u00a0décembre 2026" in newest.body
    assert "n’arrête aucun délai" in newest.body
    told = [entry for entry in entries_of(case.stream) if entry.kind == "case.quiet_moved"]
    assert [entry.data["quiet_close_on"] for entry in told] == ["2026-12-23"]


def test_an_answer_announces_its_day_itself_and_a_call_of_ours_moves_nothing(firm: Company) -> None:
    case = answered(firm)
    with unit_of_work.writing():
        actions.record_contact(case, "phone", "out", "Rappel.", by=firm.agent.actor, at=NOW + timedelta(days=3))
    assert case.quiet_close_on == ANNOUNCED
    assert [entry for entry in entries_of(case.stream) if entry.kind == "case.quiet_moved"] == []


def test_a_mediation_that_is_over_starts_the_silence_again_and_says_so(app: Flask) -> None:
    world = a_world()
    refuse_finally(world)
    row = notified(world)
    step(row, "withdrawn", date(2026, 11, 19), who="customer")
    assert world.case.state is State.ANSWERED
    assert world.case.quiet_close_on == ANNOUNCED
    assert letters_of(world.case)[0].cause == "case.quiet_moved"
    assert "20\u00a0décembre 2026" in letters_of(world.case)[0].body
