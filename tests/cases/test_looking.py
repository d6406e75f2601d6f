"""When a case is looked at again: never after the moment at which time has something to say of it; and only then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.cases import actions
from app.cases.actions.alerting import LOOK
from app.cases.models import Case, DutyRow, DutyWording
from app.cases.queries import as_duty, duties_of, locked
from app.cases.queries.kept_duties import duty_problems
from app.kernel import day_ends_at
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.regimes.rules.duties import DutyState
from app.worker.rounds import alert, break_due_promises, derive_again
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def moments(case: Case) -> list[datetime]:
    """Every moment at which time has something to say of a case, as its duties tell."""
    found = list[datetime]()
    for row in db.session.scalars(select(DutyRow).where(DutyRow.case_id == case.id)):
        found += [row.alert_at] if row.alert_at is not None else []
        if row.state is DutyState.PENDING and row.due_on is not None:
            found.append(day_ends_at(row.due_on, case.zone))
    return found


def looks_right(case: Case) -> bool:
    db.session.expire_all()
    return case.look_at == min(moments(case), default=None)


def round_at(at: datetime) -> None:
    break_due_promises(at)
    derive_again(at)
    alert(at)


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", keep)
    yield seen
    event.remove(db.engine, "before_cursor_execute", keep)


@pytest.mark.parametrize("zone", ["Europe/Paris", "Pacific/Noumea", "America/Martinique"])
def test_whatever_happens_a_case_is_looked_at_when_time_next_says_something(firm: Company, zone: str) -> None:
    cases = [
        a_case(firm, zone=zone, received_on=date(2026, 11, 19)),
        a_case(firm, zone=zone, sector="finance", received_on=date(2026, 11, 10)),
    ]
    assert all(looks_right(case) for case in cases), "just logged"
    with unit_of_work.writing():
        actions.promise(cases[0], "Rappeler", NOW + timedelta(days=9), by=firm.agent.actor, at=NOW)
        actions.take_charge(cases[1], by=firm.agent.actor, at=NOW)
    assert all(looks_right(case) for case in cases), "something happened"
    at = NOW
    while at < NOW + timedelta(days=80):
        at += timedelta(hours=31)
        round_at(at)
        assert all(looks_right(case) for case in cases), at
    assert {case.look_at is not None for case in cases} == {True}, "limitation runs for years"
    with unit_of_work.writing():
        actions.close(
            db.session.get_one(Case, cases[0].id), "close_not_ours", by=firm.supervisor.actor, at=at, text="Non."
        )
    assert looks_right(cases[0])


def test_a_round_that_has_nothing_to_tell_reads_no_duty(firm: Company) -> None:
    for _ in range(3):
        a_case(firm, received_on=date(2026, 11, 20))
    with statements() as seen:
        derive_again(NOW)
        alert(NOW)
    assert not [each for each in seen if "FROM duty" in each], "only the join that finds nobody"


def test_a_case_looked_at_too_early_says_nothing_and_is_put_back(firm: Company) -> None:
    case = a_case(firm, received_on=date(2026, 11, 20))
    with unit_of_work.writing():
        db.session.get_one(Case, case.id).look_at = NOW - timedelta(days=3)
    version = case.version
    assert alert(NOW) == 0
    assert looks_right(case)
    assert case.version == version, "nobody’s open page grows old by it"


def test_imported_history_is_never_looked_at_and_what_came_open_is(firm: Company) -> None:
    case = a_case(firm, imported=True, received_on=date(2026, 10, 1))
    assert looks_right(case)
    with unit_of_work.writing():
        actions.close(case, "close_not_ours", by=firm.supervisor.actor, at=NOW, text="Une autre société.")
    assert case.look_at is None
    assert a_case(firm, imported=True, received_on=date(2026, 11, 20)).look_at is not None


def test_what_is_said_of_duties_is_kept_once_for_complaints_that_begin_alike(firm: Company) -> None:
    first = a_case(firm, received_on=date(2026, 11, 20))
    count = select(func.count()).select_from(DutyWording)
    once = db.session.scalar(count)
    second = a_case(firm, received_on=date(2026, 11, 20))
    assert db.session.scalar(count) == once == len(duties_of(first))
    assert [row.explanation for row in duties_of(first)] == [row.explanation for row in duties_of(second)]


def test_a_promise_keeps_what_was_promised_on_its_own_row(firm: Company) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        actions.promise(case, "Rappeler Mme Diallo", datetime(2026, 11, 25, tzinfo=UTC), by=firm.agent.actor, at=NOW)
    shared = " ".join(str(row) for row in db.session.execute(select(DutyWording.explanation, DutyWording.steps)))
    assert "Diallo" not in shared
    assert "Engagement pris le" in shared
    assert any("Rappeler Mme Diallo" in str(row.label) for row in duties_of(case))


def test_verify_names_a_duty_without_words_and_a_case_looked_at_too_late(firm: Company) -> None:
    case = a_case(firm, received_on=date(2026, 11, 20))
    assert duty_problems() == []
    with unit_of_work.writing():
        row = db.session.scalars(select(DutyRow).where(DutyRow.case_id == case.id, DutyRow.rule == "FR-MED-05")).one()
        row.wording_key = "gone"
        db.session.get_one(Case, case.id).look_at = None
    problems = duty_problems()
    assert {(problem["kind"], problem["ref"]) for problem in problems} == {
        ("words_missing", case.ref),
        ("looked_at_late", case.ref),
    }
    assert problems[0]["message"] == f"{case.ref}: the words of FR-MED-05/closes are missing"
    db.session.expire_all()
    assert "FR-MED-05/closes" in {duty.key for duty in duties_of(case)}, "the duty itself stays on the page"
    assert as_duty(db.session.get_one(DutyRow, row.id)).due_on is not None


def test_an_act_that_comes_to_the_look_of_before_takes_back_a_later_one_that_was_kept_meanwhile(firm: Company) -> None:
    """The worker keeps its look past the version of a case, so whoever read the case before it locked it must read that again."""
    case = a_case(firm, received_on=date(2026, 11, 20))
    with unit_of_work.writing():
        mine = db.session.get_one(Case, case.id)
        look, far = mine.look_at, NOW + timedelta(days=400)
        assert look is not None
        db.session.connection().execute(LOOK, [{"case": case.id, "look": far}])
        assert mine.look_at == look, "read before"
        assert locked(mine).look_at == far, "read again with the lock"
        actions.refresh(mine, at=NOW)
        assert mine.look_at == look
    db.session.expire_all()
    assert db.session.get_one(Case, case.id).look_at == look
    assert duty_problems() == []
