"""Alerts as the worker tells them, on both databases: the packs' thresholds, once each, late after an outage."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases import actions
from app.cases.models import Alert, Case, DutyRow
from app.cases.queries import duties_of
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker.rounds import alert, break_due_promises, derive_again
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def told(case: Case) -> list[tuple[str, int, bool]]:
    """(key of the duty, threshold, late) of every alert of a case, in the order they were told."""
    wanted = select(DutyRow.key, Alert.threshold, Alert.late).join(Alert, Alert.duty_id == DutyRow.id)
    rows = db.session.execute(wanted.where(DutyRow.case_id == case.id).order_by(Alert.at, Alert.id))
    return [(key, threshold, late) for key, threshold, late in rows]


def round_at(at: datetime) -> int:
    break_due_promises(at)
    derive_again(at)
    return alert(at)


def of(case: Case, key: str) -> list[tuple[int, bool]]:
    return [(threshold, late) for name, threshold, late in told(case) if name == key]


def test_the_packs_own_thresholds_are_told_once_each_however_often_the_worker_runs(firm: Company) -> None:
    case = a_case(firm, received_on=date(2026, 11, 20))  # answer due on 11 December, warned 5, 2 and 0 days before
    at = NOW
    while at < datetime(2026, 12, 16, tzinfo=UTC):
        round_at(at)
        at += timedelta(hours=9)
    assert of(case, "ISO-10002-77/answer") == [(5, False), (2, False), (0, False), (-1, False)]


def test_after_an_outage_of_72_hours_none_is_missed_none_doubled_and_late_ones_say_so(firm: Company) -> None:
    through, cut = a_case(firm, received_on=date(2026, 11, 20)), a_case(firm, received_on=date(2026, 11, 20))
    times = [NOW + timedelta(hours=6 * n) for n in range(100)]
    outage = (datetime(2026, 12, 7, 20, tzinfo=UTC), datetime(2026, 12, 10, 20, tzinfo=UTC))
    for at in times:
        if not outage[0] < at < outage[1]:
            round_at(at)
    keys = {key for key, _, _ in told(through)}
    assert keys == {key for key, _, _ in told(cut)}
    found = of(cut, "ISO-10002-77/answer")
    assert [threshold for threshold, _ in found] == [5, 2, 0, -1], "none missed, none doubled"
    assert found[1] == (2, True), "9 December fell in the outage: told on the 11th, late"
    assert (found[0][1], found[2][1]) == (False, False)


def test_an_alert_of_the_law_that_falls_on_a_weekend_is_told_the_friday_before(firm: Company) -> None:
    case = a_case(firm, sector="finance", received_on=date(2026, 11, 19))  # ACPR: to be acknowledged by 1 December
    due = db.session.scalars(
        select(DutyRow).where(DutyRow.case_id == case.id, DutyRow.key == "FR-FIN-01/acknowledge")
    ).one()
    assert due.due_on == date(2026, 12, 1)
    friday = datetime(2026, 11, 27, 16, 59, 59, tzinfo=UTC)  # three days before is Saturday; Paris closes at 18:00
    assert due.alert_at == friday
    round_at(friday - timedelta(minutes=1))
    assert of(case, due.key) == []
    round_at(friday)
    assert of(case, due.key) == [(3, False)]


def test_a_promise_is_reminded_a_day_and_an_hour_before_its_instant_and_when_it_breaks(firm: Company) -> None:
    case = a_case(firm)
    due_at = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
    with unit_of_work.writing():
        row = actions.promise(case, "Rappeler Mme Diallo", due_at, by=firm.agent.actor, at=NOW, owner=firm.other_agent)
    key = f"promise:{row.id}"
    round_at(due_at - timedelta(hours=25))
    assert of(case, key) == []
    round_at(due_at - timedelta(hours=24))
    round_at(due_at - timedelta(hours=1))
    round_at(due_at + timedelta(minutes=1))
    round_at(due_at + timedelta(hours=1))
    assert of(case, key) == [(1440, False), (60, False), (-1, False)]
    owners = db.session.scalars(select(Alert.staff_id).join(DutyRow).where(DutyRow.key == key))
    assert set(owners) == {firm.other_agent.id}, "whoever promised is told, not the owner of the case"


def test_a_promise_that_fell_in_an_outage_is_told_late(firm: Company) -> None:
    case = a_case(firm)
    due_at = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
    with unit_of_work.writing():
        row = actions.promise(case, "Rappeler Mme Diallo", due_at, by=firm.agent.actor, at=NOW)
    round_at(due_at + timedelta(hours=30))
    assert of(case, f"promise:{row.id}") == [(1440, True), (60, True), (-1, True)]


def test_a_kept_promise_and_a_met_duty_stay_silent(firm: Company) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        row = actions.promise(case, "Rappeler", NOW + timedelta(days=3), by=firm.agent.actor, at=NOW)
        actions.keep_promise(case, row, "Appel du 20", by=firm.agent.actor, at=NOW)
        actions.take_charge(case, by=firm.agent.actor, at=NOW)
    round_at(NOW + timedelta(days=5))
    assert of(case, f"promise:{row.id}") == []
    assert of(case, "ISO-10002-74/acknowledge") == []


def test_imported_history_raises_no_alert(firm: Company) -> None:
    case = a_case(firm, imported=True, received_on=date(2026, 10, 1))
    with unit_of_work.writing():
        actions.close(case, "close_not_ours", by=firm.supervisor.actor, at=NOW, text="Une autre société.")
    for days in range(90):
        round_at(NOW + timedelta(days=days))
    assert told(case) == []


def test_of_a_case_brought_in_open_what_is_to_come_is_told_and_what_had_passed_is_not(firm: Company) -> None:
    late = a_case(firm, imported=True, received_on=date(2026, 10, 1))
    soon = a_case(firm, imported=True, received_on=date(2026, 11, 18))  # answer due on 9 December
    for days in range(30):
        round_at(NOW + timedelta(days=days))
    assert of(late, "ISO-10002-77/answer") == []
    assert [threshold for threshold, _late in of(soon, "ISO-10002-77/answer")] == [5, 2, 0, -1]
    assert {row.state.value for row in duties_of(soon) if row.key == "ISO-10002-77/answer"} == {"missed"}


def test_what_time_alone_cannot_undo_is_told_on_a_closed_case_too_but_no_house_target(firm: Company) -> None:
    case = a_case(firm, sector="finance", received_on=date(2026, 11, 19))
    with unit_of_work.writing():
        actions.close(case, "close_not_ours", by=firm.supervisor.actor, at=NOW, text="Une autre société.")
    round_at(datetime(2027, 1, 25, 12, tzinfo=UTC))
    keys = {key for key, _, _ in told(case)}
    assert "FR-FIN-01/answer" in keys
    assert not [key for key in keys if key.startswith("ISO")]
