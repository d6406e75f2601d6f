"""What changes seldom is read once, and again as soon as anybody changed it, by whatever way."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text

from app.mediators.models import Mediator
from app.mediators.queries import competent
from app.models import Base
from app.people.models import Staff
from app.people.queries import active_actor, staff_names
from app.plumbing import stamped_cache, unit_of_work
from app.plumbing.db import db
from app.regimes.models import ClosingDay
from app.regimes.queries import closed_on
from tests.factories.house import company

APP = Path(__file__).resolve().parents[2] / "app"


class Asked:
    """The statements sent while it is looked at."""

    def __enter__(self) -> list[str]:
        self.seen: list[str] = []
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self.seen

    def __exit__(self, *_how: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement != "BEGIN" and "seldom_stamp" not in statement:
            self.seen.append(statement)


def test_it_is_read_once_for_all_requests(app: Flask) -> None:
    company()
    staff_names()
    db.session.remove()
    with Asked() as asked:
        assert staff_names()
        db.session.remove()
        assert staff_names()
    assert asked == []


def test_a_change_behind_our_back_is_seen(app: Flask) -> None:
    day = date(2027, 5, 14)
    assert day not in closed_on()
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text("INSERT INTO closing_day (closed_on, why) VALUES ('2027-05-14', 'Pont')"))
    assert day in closed_on()
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM closing_day"))
    assert day not in closed_on()


def test_who_changes_it_sees_it_before_and_after_the_commit(app: Flask) -> None:
    day = date(2027, 5, 14)
    assert day not in closed_on()
    with unit_of_work.writing():
        db.session.add(ClosingDay(on=day, why="Pont"))
        assert day in closed_on()
    assert day in closed_on()


def test_what_was_rolled_back_is_kept_nowhere(app: Flask) -> None:
    day = date(2027, 5, 14)
    with pytest.raises(RuntimeError, match="changed our mind"), unit_of_work.writing():
        db.session.add(ClosingDay(on=day, why="Pont"))
        db.session.flush()
        assert day in closed_on()
        raise RuntimeError("changed our mind")
    assert day not in closed_on()


def test_a_changed_name_is_everywhere_at_once(app: Flask) -> None:
    number = company().agent.id
    before = active_actor(number)
    with unit_of_work.writing():
        db.session.get_one(Staff, number).name = "Un autre nom"
    after = active_actor(number)
    assert before is not None
    assert after is not None
    assert before.name != after.name == "Un autre nom"
    assert staff_names()[number] == "Un autre nom"


def test_a_blocked_account_is_nobody_at_once(app: Flask) -> None:
    number = company().agent.id
    assert active_actor(number) is not None
    with unit_of_work.writing():
        db.session.get_one(Staff, number).active = False
    assert active_actor(number) is None


def test_the_competent_mediator_belongs_to_no_session(app: Flask) -> None:
    start = date(2025, 1, 1)
    with unit_of_work.writing():
        db.session.add(Mediator(code="m", name="M", sectors=["any"], contract_from=start, source="essai"))
    entry = competent("general", date(2026, 11, 20))
    assert entry is not None
    assert entry not in db.session


def test_every_watched_table_is_marked(app: Flask) -> None:
    names = {model.__tablename__ for model in stamped_cache.watched()}
    assert {"staff", "service", "staff_service", "closing_day", "mediator"} <= names
    assert names <= set(Base.metadata.tables)


def test_watched_tables_are_changed_through_rows() -> None:
    watched = {model.__name__ for model in stamped_cache.watched()}
    found = [
        f"{path.relative_to(APP)}:{node.lineno}"
        for path in APP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"update", "insert", "delete", "lay"}
        and node.args
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id in watched
    ]
    assert found == [], "a statement over a watched table is not seen by the transaction that sends it"
