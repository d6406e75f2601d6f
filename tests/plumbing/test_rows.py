"""Rows written by statements of their own: whole after one statement, in the transaction of everything else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.cases.models import DutyWording
from app.people.models import Customer
from app.people.rules import CustomerKind
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.rows import insert_all, insert_one, lay_all
from tests.conftest import NOW


def somebody(name: str = "Awa Diallo") -> dict[str, Any]:
    return {"name": name, "kind": CustomerKind.CONSUMER, "created_at": NOW}


@contextmanager
def statements() -> Iterator[list[str]]:
    """The first word of each statement meanwhile."""
    seen: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement.split(maxsplit=1)[0])

    event.listen(db.engine, "before_cursor_execute", keep)
    yield seen
    event.remove(db.engine, "before_cursor_execute", keep)


def test_a_row_is_numbered_and_complete_after_one_statement(app: Flask) -> None:
    with unit_of_work.writing():
        db.session.connection()
        with statements() as seen:
            number = insert_one(Customer, somebody())
        assert seen == ["INSERT"]
        row = db.session.get_one(Customer, number)
        assert (row.lang, row.standing, row.anonymous, row.source, row.headcount) == ("fr", "good", False, None, None)
        row.city = "Lyon"
    db.session.expire_all()
    assert (row.name, row.city, row.created_at) == ("Awa Diallo", "Lyon", NOW)


def test_a_row_is_gone_with_a_rollback(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work.writing():
        insert_one(Customer, somebody("Nobody"))
        raise ZeroDivisionError
    with unit_of_work.writing():
        insert_one(Customer, somebody())
    assert db.session.scalars(select(Customer.name)).all() == ["Awa Diallo"]


def test_many_rows_take_one_statement_and_their_defaults(app: Flask) -> None:
    rows = [{"name": f"Client {n}", "kind": CustomerKind.CONSUMER, "created_at": NOW} for n in range(5)]
    with unit_of_work.writing():
        db.session.connection()
        with statements() as seen:
            insert_all(Customer, rows)
            insert_all(Customer, [])
        assert seen == ["INSERT"]
    assert [(row.name, row.lang) for row in db.session.scalars(select(Customer).order_by(Customer.id))] == [
        (f"Client {n}", "fr") for n in range(5)
    ]


def wording(key: str) -> dict[str, dict[str, Any]]:
    return {key: {"key": key, "explanation": {"fr": "oui", "en": "yes"}, "steps": [], "source": ""}}


def test_a_row_shared_by_all_is_laid_once_and_not_asked_for_again(app: Flask) -> None:
    for _twice in range(2):
        with unit_of_work.writing():
            lay_all(DutyWording, wording("a"))
            lay_all(DutyWording, wording("a"))
    with statements() as seen, unit_of_work.writing():
        lay_all(DutyWording, wording("a") | wording("b"))
        lay_all(DutyWording, wording("b"))
    assert seen.count("INSERT") == 1
    assert sorted(db.session.scalars(select(DutyWording.key))) == ["a", "b"]


def test_a_row_that_was_rolled_back_is_laid_by_the_next_one(app: Flask) -> None:
    with pytest.raises(LookupError), unit_of_work.writing():
        lay_all(DutyWording, wording("a"))
        raise LookupError
    with unit_of_work.writing():
        lay_all(DutyWording, wording("a"))
    assert list(db.session.scalars(select(DutyWording.key))) == ["a"]


def test_a_row_that_another_process_laid_first_is_left_as_it_is(app: Flask) -> None:
    with unit_of_work.writing():
        insert_all(DutyWording, [wording("a")["a"] | {"source": "art. 1"}])
    with unit_of_work.writing():
        lay_all(DutyWording, wording("a"))
    assert db.session.scalars(select(DutyWording.source)).all() == ["art. 1"]


def test_a_row_laid_in_a_part_that_was_kept_of_a_whole_that_was_not_is_laid_again(app: Flask) -> None:
    with pytest.raises(LookupError), unit_of_work.writing():
        with db.session.begin_nested():
            lay_all(DutyWording, wording("a"))
        raise LookupError
    with unit_of_work.writing():
        lay_all(DutyWording, wording("a"))
    assert list(db.session.scalars(select(DutyWording.key))) == ["a"]
