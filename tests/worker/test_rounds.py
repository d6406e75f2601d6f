"""A round of the worker: what fails is told and stops nothing else."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.cli import serve
from app.correspondence.actions.customers_page import BY_NAME
from app.correspondence.actions.customers_page import CODE as CUSTOMERS_CODE
from app.documents.queries.issued import BUILD
from app.kernel import FixedClock
from app.mediation.actions.mediator_access import CODE as MEDIATORS_CODE
from app.plumbing import jobs, unit_of_work
from app.plumbing.jobs import Job
from app.worker import lanes, rounds
from tests.conftest import NOW

EXHIBIT, LETTER, INCIDENT, SURVEY = (
    "exhibit.prepare", "correspondence.leave", "correspondence.leave_incident", "feedback.mail",
)  # fmt: skip


def broken(_at: datetime) -> int:
    raise ZeroDivisionError


def test_what_fails_is_raised_after_the_rest_was_done(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setitem(rounds.CLOCKWORKS, "a_broken_one", broken)
    monkeypatch.setitem(rounds.CLOCKWORKS, "one_after", lambda _at: len(done) or done.append("after") or 1)
    with pytest.raises(ExceptionGroup) as raised:
        rounds.work_once(NOW)
    assert [type(fault) for fault in raised.value.exceptions] == [ZeroDivisionError]
    assert done == ["after"]


def test_the_house_stays_open_when_a_round_fails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rounds.CLOCKWORKS, "a_broken_one", broken)
    serve._one_round()
    monkeypatch.delitem(rounds.CLOCKWORKS, "a_broken_one")
    assert rounds.work_once(NOW)["jobs"] == 0


def asked(*kinds: str, at: datetime = NOW) -> None:
    """Ask for one job of each kind, in this order."""
    with unit_of_work.writing():
        for kind in kinds:
            jobs.enqueue(kind, {}, at=at)


@pytest.fixture
def order(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """In which order jobs were done: none of them does anything."""
    done: list[str] = []

    def note(job: Job, _at: datetime) -> dict[str, Any]:
        done.append(job.kind)
        return {}

    for kind in rounds.HANDLERS:
        monkeypatch.setitem(rounds.HANDLERS, kind, note)
    return done


def test_codes_then_letters_go_before_a_batch_of_exhibits(order: list[str]) -> None:
    asked(*[EXHIBIT] * 60, SURVEY, LETTER, INCIDENT, MEDIATORS_CODE, CUSTOMERS_CODE, BY_NAME)
    rounds.run_jobs(NOW)
    assert order[:6] == [MEDIATORS_CODE, CUSTOMERS_CODE, BY_NAME, LETTER, SURVEY, INCIDENT]
    assert order[6:] == [EXHIBIT] * 60


def test_a_code_asked_for_while_a_batch_is_worked_through_waits_for_one_exhibit(
    order: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FixedClock(NOW)

    def slow(job: Job, at: datetime) -> dict[str, Any]:
        clock.at += timedelta(seconds=1)
        order.append(job.kind)
        if len(order) == 3:
            asked(LETTER, CUSTOMERS_CODE, at=clock.now())
        return {}

    monkeypatch.setitem(rounds.HANDLERS, EXHIBIT, slow)
    asked(*[EXHIBIT] * 60)
    rounds.work_once(NOW, clock)
    assert order == [EXHIBIT] * 3 + [CUSTOMERS_CODE, LETTER] + [EXHIBIT] * 57


def test_a_round_begins_with_what_is_urgent(order: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rounds.ROUND, "promises_broken", lambda _at: order.append("round") or 0)
    asked(EXHIBIT, CUSTOMERS_CODE)
    rounds.work_once(NOW)
    assert order == [CUSTOMERS_CODE, "round", EXHIBIT]


def test_the_second_lane_sends_a_code_while_one_job_takes_for_ever(
    app: Flask, order: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app.extensions["clock"] = FixedClock(NOW)

    def endless(job: Job, at: datetime) -> dict[str, Any]:
        asked(CUSTOMERS_CODE, EXHIBIT)
        lane = threading.Thread(target=one_look, args=(app,))
        lane.start()
        lane.join(60)
        order.append("the endless one ends")
        return {}

    monkeypatch.setitem(rounds.HANDLERS, BUILD, endless)
    asked(BUILD)
    rounds.run_jobs(NOW)
    assert order == [CUSTOMERS_CODE, "the endless one ends", EXHIBIT]


def one_look(app: Flask) -> None:
    with app.app_context():
        lanes._look()


def test_a_round_of_the_command_line_has_a_second_lane_too(
    app: Flask, order: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app.extensions["clock"] = FixedClock(NOW)
    sent = threading.Event()

    def endless(job: Job, at: datetime) -> dict[str, Any]:
        asked(CUSTOMERS_CODE)
        assert sent.wait(60), "the code leaves while this one goes on"
        order.append("the endless one ends")
        return {}

    def code(job: Job, at: datetime) -> dict[str, Any]:
        order.append(CUSTOMERS_CODE)
        sent.set()
        return {}

    monkeypatch.setitem(rounds.HANDLERS, BUILD, endless)
    monkeypatch.setitem(rounds.HANDLERS, CUSTOMERS_CODE, code)
    asked(BUILD)
    answered = app.test_cli_runner().invoke(args=["work"])
    assert answered.exit_code == 0, answered.output
    assert order == [CUSTOMERS_CODE, "the endless one ends"]


def test_the_second_lane_leaves_a_failure_for_the_next_look(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes.jobs, "any_due", lambda *_: 1 / 0)
    lanes._look()


def test_every_kind_of_job_has_its_place_in_the_order() -> None:
    placed = [kind for group in rounds.IN_ORDER for kind in group]
    assert sorted(placed) == sorted(rounds.HANDLERS)
    assert {EXHIBIT, LETTER, INCIDENT, SURVEY, MEDIATORS_CODE, CUSTOMERS_CODE} <= set(placed)
