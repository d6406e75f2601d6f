"""The company that tests begin with is the same whether it was founded or written again."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.journal.queries import verify
from app.people import actions
from app.people.models import Staff
from app.people.rules import SYSTEM, Role
from app.plumbing import unit_of_work
from app.plumbing.db import db, on_sqlite
from tests.conftest import NOW
from tests.factories import founding
from tests.factories.gestures import stocked
from tests.factories.house import Company, company


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_company_written_again_is_the_one_that_was_founded(app: Flask, time: str) -> None:
    firm = company()
    rows, kind, _names = founding._founded[("company", NOW), on_sqlite()]
    assert kind is Company
    assert founding._rows() == rows
    assert {"staff", "journal_entry"} <= {name for name, _rows in rows}
    assert [firm.agent.login, firm.agent.manager, firm.agent.services] == ["alice", firm.supervisor, [firm.after_sales]]
    assert firm.purchase.customer is firm.customer
    assert list(verify()) == []


@pytest.mark.parametrize("time", ["first", "second"])
def test_whoever_comes_after_gets_the_next_number(app: Flask, time: str) -> None:
    stocked()
    last = max(db.session.scalars(db.select(Staff.id)))
    with unit_of_work.writing():
        assert actions.add_staff("nina", "Nina Roux", Role.AGENT, by=SYSTEM, at=NOW).id == last + 1
    assert list(verify()) == []


def test_a_house_with_something_in_it_is_founded_through_the_actions(app: Flask) -> None:
    with unit_of_work.writing():
        press = actions.add_service("press", "Presse", "Press", by=SYSTEM, at=NOW)
    firm = company()
    assert firm.after_sales.id == press.id + 1
    with pytest.raises(IntegrityError, match="service"):
        company()
