"""Rows written by statements of their own: kept in the session like rows that were read, gone with a rollback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.people.models import Customer
from app.people.rules import CustomerKind
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.rows import insert_all, inserted
from tests.conftest import NOW


def somebody(name: str = "Awa Diallo") -> Customer:
    return Customer(name=name, kind=CustomerKind.CONSUMER, created_at=NOW)


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
            row = inserted(somebody())
            assert row.id is not None
            assert (row.lang, row.standing, row.anonymous, row.source, row.headcount) == (
                "fr",
                "good",
                False,
                None,
                None,
            )
            assert db.session.get(Customer, row.id) is row
            db.session.flush()
        assert seen == ["INSERT"]
    db.session.expire_all()
    assert (row.name, row.created_at) == ("Awa Diallo", NOW)


def test_a_change_made_later_is_written_like_any_other(app: Flask) -> None:
    with unit_of_work.writing():
        row = inserted(somebody())
        row.city = "Lyon"
    assert db.session.scalars(select(Customer.city)).all() == ["Lyon"]


def test_a_row_that_was_rolled_back_leaves_its_number_to_another(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work.writing():
        gone = inserted(somebody("Nobody"))
        raise ZeroDivisionError
    assert gone not in db.session
    with unit_of_work.writing():
        kept = inserted(somebody())
    assert db.session.scalars(select(Customer)).all() == [kept]


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
