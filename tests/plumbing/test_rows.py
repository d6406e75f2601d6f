"""Rows written by statements of their own: whole after one statement, in the transaction of everything else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.people.models import Customer
from app.people.rules import CustomerKind
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.rows import insert_all, insert_one
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
