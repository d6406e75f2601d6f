"""Returning commits, raising rolls back; reactions run before the commit and may refuse."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from app.journal.actions import record
from app.journal.models import Entry
from app.kernel import Event, Refused, words
from app.plumbing import unit_of_work
from app.plumbing.db import db, on_sqlite, write_mode, written_back
from app.plumbing.throttle import Try
from app.plumbing.unit_of_work import TooDeep
from config import ROOT
from tests.conftest import NOW


def happen(kind: str = "a") -> None:
    record(Event(kind, "case:T", NOW, "staff:1"))


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(Entry)) or 0


def test_returning_commits(app: Flask) -> None:
    with unit_of_work.writing():
        happen()
    db.session.remove()
    assert kept() == 1


def test_raising_rolls_back(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work.writing():
        happen()
        raise ZeroDivisionError
    assert kept() == 0


def test_a_reaction_runs_before_the_commit(app: Flask) -> None:
    app.extensions["reactions"] = {"a": (lambda _event: happen("b"),)}
    with unit_of_work.writing():
        happen()
    assert kept() == 2


def test_a_reaction_may_refuse_and_then_nothing_is_kept(app: Flask) -> None:
    def refuse(_event: Event) -> None:
        raise Refused("no", words("non", "no"))

    app.extensions["reactions"] = {"a": (refuse,)}
    with pytest.raises(Refused), unit_of_work.writing():
        happen()
    assert kept() == 0


def test_reactions_that_answer_each_other_without_end_are_a_mistake(app: Flask) -> None:
    app.extensions["reactions"] = {"a": (lambda _event: happen("a"),)}
    with pytest.raises(TooDeep), unit_of_work.writing():
        happen()
    assert kept() == 0


def test_what_follows_the_commit_does_not_run_when_there_is_none(app: Flask) -> None:
    told: list[str] = []
    with unit_of_work.writing():
        unit_of_work.afterwards(lambda: told.append("once"))
    with pytest.raises(ZeroDivisionError), unit_of_work.writing():
        unit_of_work.afterwards(lambda: told.append("never"))
        raise ZeroDivisionError
    assert told == ["once"]


def test_nothing_happens_outside_a_unit_of_work(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="outside"):
        unit_of_work.tell(Event("a", "case:T", NOW, "staff:1"))


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_threads_of_the_embedded_database_write_in_turn(app: Flask) -> None:
    order, inside, asked = list[str](), threading.Event(), threading.Event()

    def second() -> None:
        with app.app_context():
            inside.wait(30)
            asked.set()
            with unit_of_work.writing():
                order.append("second")
            db.session.remove()

    other = threading.Thread(target=second)
    other.start()
    with unit_of_work.writing():
        inside.set()
        assert asked.wait(30)
        order.append("first")
        other.join(0.3)
        assert other.is_alive()
        order.append("first, still")
    other.join(30)
    assert order == ["first", "first, still", "second"]


HOLDS = """
import sys
from app.plumbing.write_lock import write_lock_of
with write_lock_of(sys.argv[1]):
    print("mine", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ends", ["in order", "killed"])
def test_processes_write_in_turn_and_one_that_is_killed_gives_its_turn_back(app: Flask, ends: str) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(db.engine.url.database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    with other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == b"mine\n"
        written = threading.Event()

        def write() -> None:
            with app.app_context(), unit_of_work.writing():
                written.set()

        thread = threading.Thread(target=write)
        thread.start()
        assert not written.wait(0.3)
        other.kill() if ends == "killed" else other.stdin.close()
        thread.join(30)
        assert written.is_set()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_failed_turn_is_given_back(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work.writing():
        raise ZeroDivisionError
    done = threading.Event()

    def other() -> None:
        with app.app_context(), unit_of_work.writing():
            done.set()

    thread = threading.Thread(target=other)
    thread.start()
    thread.join(30)
    assert done.is_set()
    assert not write_mode.get()


def test_nothing_is_written_outside_a_unit_of_work(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="outside a unit of work"):
        db.session.execute(delete(Try))
    db.session.add(Try(key="k", count=1, since_at=NOW))
    with pytest.raises(RuntimeError, match="outside a unit of work"):
        db.session.scalar(select(func.count()).select_from(Try))
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Try)) == 0


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_what_pages_ask_again_and_again_stays_prepared(app: Flask) -> None:
    for _page in range(7):
        kept()
        db.session.remove()
        with unit_of_work.writing():
            happen()
    prepared = list(db.session.scalars(text("SELECT statement FROM pg_prepared_statements")))
    assert any("count(*)" in statement for statement in prepared)
    assert any(statement.startswith("INSERT") for statement in prepared)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_only_a_unit_of_work_opens_a_transaction(app: Flask) -> None:
    alone = text("SELECT transaction_timestamp() = statement_timestamp()")
    assert db.session.scalar(alone)
    with unit_of_work.writing():
        assert not db.session.scalar(alone)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_a_connection_is_asked_now_and_then_whether_it_lives_and_a_dead_one_is_replaced(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, ping = list[Any](), PGDialect_psycopg.do_ping
    monkeypatch.setattr(PGDialect_psycopg, "do_ping", lambda self, given: asked.append(given) or ping(self, given))
    for _page in range(3):
        kept()
        db.session.remove()
    assert len(asked) <= 1
    with db.engine.connect() as connection:
        first = connection.connection.dbapi_connection
        number = connection.scalar(text("SELECT pg_backend_pid()"))
    with psycopg.connect(db.engine.url.set(drivername="postgresql").render_as_string(False)) as outside:
        outside.execute("SELECT pg_terminate_backend(%s)", (number,))
    monkeypatch.setattr(first, "answered_at", 0.0)
    assert kept() == 0
    assert first in asked


def test_the_log_of_the_embedded_database_goes_into_its_file_when_the_worker_comes_by(app: Flask) -> None:
    with unit_of_work.writing():
        happen()
    db.session.remove()
    if not on_sqlite():
        written_back()
        return
    log = Path(str(db.engine.url.database) + "-wal")
    before = Path(str(db.engine.url.database)).read_bytes()
    assert log.stat().st_size > 0
    written_back()
    raw = db.engine.raw_connection()
    waiting, in_log, brought = raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    raw.close()
    assert (waiting, in_log) == (0, brought)
    assert Path(str(db.engine.url.database)).read_bytes() != before
