"""A whole case is erased: of two hundred words planted through the real actions, no byte stays anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.cases import actions as cases
from app.cases.models import Case
from app.journal.queries import verify
from app.people.models import Customer
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db, on_sqlite
from app.worker.tables import CHECKS, CLOCKWORKS
from tests.client import Browser
from tests.worker.keeping_world import LATER, Aviary, another_customers_case, lived


def everything_kept(app: Flask) -> bytes:
    """Every byte the house keeps: its folder (database, log, store, outbox, logs), and every text of every table on a server."""
    db.session.remove()
    data: Path = app.extensions["settings"].data
    found = [file.read_bytes() for file in data.rglob("*") if file.is_file()]
    found += [str(file.relative_to(data)).encode() for file in data.rglob("*")]
    if not on_sqlite():
        found += [line.encode() for line in _dumped()]
    return b"\n".join(found)


def _dumped() -> list[str]:
    wanted = (
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    )
    names = [name for (name,) in db.session.execute(text(wanted))]
    return [str(row) for name in names for row in db.session.execute(text(f'SELECT CAST(t AS text) FROM "{name}" t'))]


def named(ref: str) -> Case:
    return db.session.scalars(select(Case).where(Case.ref == ref)).one()


def erase(ref: str) -> None:
    with unit_of_work.writing():
        cases.erase_case(named(ref), by=SYSTEM, at=LATER)


Figures = dict[str, list[tuple[object, ...]]]


def figures() -> Figures:
    """What must be the same before and after: the ledger, every figure of insight, scores, what was granted and its answers."""
    CLOCKWORKS["cases_counted"](LATER)
    wanted = {
        "ledger": "SELECT id, debit, credit, amount_minor, move, cause, case_id FROM ledger_transfer ORDER BY id",
        "budgets": "SELECT id, reserved_minor, spent_minor FROM budget ORDER BY id",
        "tally": "SELECT month, service_id, basis, what, kind, n FROM insight_tally ORDER BY 1, 2, 3, 4, 5",
        "scores": "SELECT invitation_id, solved, satisfaction, effort, recommendation FROM survey_answer ORDER BY 1",
        "lines": "SELECT id, kind, value_minor, cost_minor, state FROM offer_line ORDER BY id",
        "rights": "SELECT id, rule, amount_minor, state FROM entitlement ORDER BY id",
        "cases": "SELECT id, ref, state, ended, category, claimed_minor, received_on, verdict FROM case_file ORDER BY id",
        "entries": "SELECT id, stream, seq, kind, seal FROM journal_entry WHERE stream LIKE 'case:%' AND kind <> 'case.erased' ORDER BY id",
        "exhibits": "SELECT id, number, kind, file_key, size FROM exhibit ORDER BY id",
    }  # fmt: skip
    return {name: [tuple(row) for row in db.session.execute(text(asked))] for name, asked in wanted.items()}


def test_no_word_of_two_hundred_is_left_and_no_figure_moves(app: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    put, other = Aviary(), Aviary("other")
    firm, customer, refs = lived(put)
    beside = another_customers_case(firm, other)
    assert len(put.words) >= 200
    assert put.heard_in(everything_kept(app)) == set(put.words.values()), "the search hears every word before"
    before, neighbour = figures(), other.heard_in(everything_kept(app))
    for ref in refs:
        erase(ref)
        CLOCKWORKS["cases_counted"](LATER)
    assert put.heard_in(everything_kept(app)) == set()
    assert figures() == before
    assert other.heard_in(everything_kept(app)) == neighbour == set(other.words.values())
    assert named(beside).subject != "—"
    assert [problem for ref in refs for problem in verify(f"case:{ref}")] == []
    assert [problem for check in CHECKS for problem in check()] == []
    assert db.session.get_one(Customer, customer).anonymous
    said = "".join(capfd.readouterr())
    assert put.heard_in(said.encode()) == set(), "the logs never said any of it"
    assert put.heard_in(seen_by(app, refs)) == set()


PAGES = (
    "",
    "/exhibits",
    "/exhibits/1",
    "/mediation",
    "/offers",
    "/letters",
    "/letters/1",
    "/files",
    "/settlements",
    "/cost",
)


def seen_by(app: Flask, refs: list[str]) -> bytes:
    """What pages and commands still show of the erased cases to somebody who sees everything."""
    browser = Browser(app).sign_in("claire")
    pages = [browser.get(f"/cases/{ref}{tab}").html for ref in refs for tab in PAGES]
    shown = app.test_cli_runner().invoke(args=["show", refs[0], "--json"])
    assert shown.exit_code == 0, shown.output
    return "\n".join([*pages, shown.output]).encode()
