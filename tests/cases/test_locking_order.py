"""A case is locked before the end of its journal, whatever is told of it: two people at one case wait in turn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from app.cases import actions
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, Promise
from app.plumbing import unit_of_work
from app.plumbing.db import db, on_sqlite
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def _locks(case: Case, firm: Company, before: bool) -> list[str]:
    """What one telling locks, in order."""
    seen: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FOR NO KEY UPDATE" in statement:
            seen.append("case" if "FROM case_file" in statement else "journal")

    number = case.id
    event.listen(db.engine, "before_cursor_execute", keep)
    with unit_of_work.writing():
        case = db.session.get_one(Case, number)
        if before:
            actions.book_time(case, 5, "appel", by=firm.agent.actor, at=NOW)
        tell(case, "case.note", Happening(text={"body": "vu"}), by=firm.agent.actor, at=NOW)
    event.remove(db.engine, "before_cursor_execute", keep)
    return seen


@pytest.mark.parametrize("before", [False, True])
def test_a_case_is_locked_once_and_before_its_journal(app: Flask, firm: Company, before: bool) -> None:
    found = _locks(a_case(firm), firm, before)
    assert found == ([] if on_sqlite() else ["case", "journal"])


def test_a_case_is_locked_before_what_hangs_on_it_is_written(app: Flask, firm: Company) -> None:
    if on_sqlite():
        pytest.skip("one writer at a time")
    number = a_case(firm).id
    with unit_of_work.writing():
        made = actions.promise(
            db.session.get_one(Case, number), "rappeler", NOW + timedelta(days=1), by=firm.agent.actor, at=NOW
        )
    promised, seen = made.id, list[str]()
    event.listen(db.engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
    with unit_of_work.writing():
        row = db.session.get_one(Promise, promised)
        actions.keep_promise(row.case, row, "fait", by=firm.agent.actor, at=NOW)
    locked = next(place for place, said in enumerate(seen) if "FROM case_file" in said and "FOR NO KEY UPDATE" in said)
    written = next(place for place, said in enumerate(seen) if said.startswith("UPDATE promise"))
    assert locked < written
