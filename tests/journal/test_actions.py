"""The journal on both databases: append-only, erasable words, tampering named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.journal.actions import begin, digest_heads, erase_words, record
from app.journal.queries import entries_of, head_of, verify
from app.journal.rules import Fault, Sealed
from app.kernel import Event
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.conftest import NOW


def three_entries() -> None:
    with unit_of_work.writing():
        for body in ("un", "deux", "trois"):
            record(Event("case.note", "case:T", NOW, "staff:1", {"n": body}, {"body": body}))


def behind_its_back(statement: str) -> None:
    """What somebody with the database's own password could do."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for name in (
                "journal_entry_update",
                "journal_entry_delete",
                "journal_text_update",
                "journal_text_delete",
                "journal_participant_delete",
            ):
                connection.execute(text(f"DROP TRIGGER IF EXISTS keep_{name}"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text(statement))
    db.session.expunge_all()


def test_entries_cannot_be_changed_or_deleted(app: Flask) -> None:
    three_entries()
    for statement in (
        "UPDATE journal_entry SET by = 'x'",
        "DELETE FROM journal_entry",
        "DELETE FROM journal_text",
        "UPDATE journal_text SET salt = 'x'",
    ):
        with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
            connection.execute(text(statement))


def test_no_statement_of_the_embedded_database_goes_round_its_guards(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        return
    three_entries()
    columns = "id, stream, seq, kind, at, by, audience, '{}', commitment, previous, seal"
    for statement in (
        f"INSERT OR REPLACE INTO journal_entry SELECT {columns} FROM journal_entry WHERE seq = 2",
        "REPLACE INTO journal_text SELECT entry_id, salt, '{}' FROM journal_text",
        "UPDATE OR REPLACE journal_entry SET seq = 1 WHERE seq = 2",
    ):
        with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
            connection.execute(text(statement))


def test_an_entry_altered_behind_its_back_is_named(app: Flask) -> None:
    three_entries()
    behind_its_back("UPDATE journal_entry SET by = 'staff:9' WHERE stream = 'case:T' AND seq = 2")
    assert [(p.kind, p.stream, p.seq) for p in verify()] == [(Fault.ALTERED, "case:T", 2)]


def test_altered_words_are_named(app: Flask) -> None:
    three_entries()
    behind_its_back(
        "UPDATE journal_text SET body = '{\"body\": \"autre\"}' WHERE entry_id = (SELECT id FROM journal_entry WHERE seq = 3 AND stream = 'case:T')"
    )
    assert [(p.kind, p.seq) for p in verify()] == [(Fault.TEXT_ALTERED, 3)]


def test_a_cut_tail_is_named(app: Flask) -> None:
    three_entries()
    behind_its_back(
        "DELETE FROM journal_text WHERE entry_id = (SELECT id FROM journal_entry WHERE seq = 3 AND stream = 'case:T')"
    )
    behind_its_back("DELETE FROM journal_participant WHERE stream = 'case:T'")
    behind_its_back("DELETE FROM journal_entry WHERE seq = 3 AND stream = 'case:T'")
    assert Fault.CUT in {p.kind for p in verify()}


def test_erased_words_leave_the_chain_whole(app: Flask) -> None:
    three_entries()
    with unit_of_work.writing():
        erase_words(entries_of("case:T")[1], by="staff:1", at=NOW, reason="demande du client")
    assert list(verify()) == []
    assert entries_of("case:T")[1].words is None


def test_the_daily_digest_covers_all_heads(app: Flask) -> None:
    three_entries()
    with unit_of_work.writing():
        first = digest_heads(by="system", at=NOW)
    three_entries()
    with unit_of_work.writing():
        assert digest_heads(by="system", at=NOW) != first


def note(stream: str, *, body: str = "") -> Sealed:
    return record(Event("case.note", stream, NOW, "staff:1", {}, {"body": body} if body else {}))


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is written to the journal meanwhile: the tables, in the order of the statements."""
    seen: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.extend(re.findall(r"^INSERT INTO (journal_\w+)", statement))

    event.listen(db.engine, "before_cursor_execute", keep)
    yield seen
    event.remove(db.engine, "before_cursor_execute", keep)


def test_what_is_recorded_together_is_written_together(app: Flask) -> None:
    with statements() as seen, unit_of_work.writing():
        for number in range(3):
            note("case:T", body=str(number))
            note("case:U")
    assert seen == ["journal_entry", "journal_participant", "journal_text", "journal_head"]
    assert [entry.seq for stream in ("case:T", "case:U") for entry in entries_of(stream)] == [1, 2, 3, 1, 2, 3]
    assert list(verify()) == []


def test_whoever_asks_meanwhile_finds_what_was_recorded(app: Flask) -> None:
    with unit_of_work.writing():
        note("case:T", body="un")
        assert [entry.words and entry.words.body for entry in entries_of("case:T")] == [{"body": "un"}]
        note("case:T")
        assert [entry.seq for entry in entries_of("case:T")] == [1, 2]
    assert list(verify()) == []


def test_what_is_rolled_back_was_never_recorded(app: Flask) -> None:
    three_entries()
    with pytest.raises(ZeroDivisionError), unit_of_work.writing():
        note("case:T")
        note("case:new")
        raise ZeroDivisionError
    three_entries()
    assert [entry.seq for entry in entries_of("case:T")] == [1, 2, 3, 4, 5, 6]
    assert entries_of("case:new") == []
    assert list(verify()) == []


def test_nothing_is_recorded_outside_a_unit_of_work(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        note("case:T")
    with unit_of_work.writing():
        note("case:U")
    assert entries_of("case:T") == []


def test_a_stream_that_somebody_else_began_is_refused_never_overwritten(app: Flask) -> None:
    three_entries()
    with pytest.raises(IntegrityError), unit_of_work.writing():
        begin("case:T")
        note("case:T")
    assert [entry.seq for entry in entries_of("case:T")] == [1, 2, 3]
    assert list(verify()) == []


def test_how_far_a_stream_has_come_is_read_as_it_stands(app: Flask) -> None:
    three_entries()
    for seq in (4, 5):
        with unit_of_work.writing():
            before = head_of("case:T")
            assert before is not None
            assert before.seq == seq - 1
            note("case:T")
        after = head_of("case:T")
        assert after is not None
        assert after.seq == seq
    assert list(verify()) == []
