"""What logging a complaint costs: few statements, in one transaction, after which everything counts and is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.cases import actions as cases
from app.cases.models import Case, DutyRow, SignalRow
from app.intake.rules.choices import CHANNELS, COUNTRIES, SECTORS
from app.journal.queries import entries_of, verify
from app.kernel import Money
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.search import newest
from app.regimes.actions import close_on
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company

STATEMENTS, OF_A_KNOWN_CUSTOMER = 11, 13
"""With the session, its person and the look-ups of the form; 35 on the embedded database before rows were written together."""


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement meanwhile."""
    seen: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(" ".join(statement.split())[:60])

    event.listen(db.engine, "before_cursor_execute", keep)
    yield seen
    event.remove(db.engine, "before_cursor_execute", keep)


@contextmanager
def commits() -> Iterator[list[str]]:
    """Every commit meanwhile."""
    seen: list[str] = []

    def keep(_connection: object) -> None:
        seen.append("commit")

    event.listen(db.engine, "commit", keep)
    yield seen
    event.remove(db.engine, "commit", keep)


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def test_a_complaint_is_logged_in_few_statements_and_one_transaction(app: Flask, firm: Company) -> None:
    alice = Browser(app).sign_in("alice")
    typed = {**alice.get("/log").values("log"), "do": "log", "channel": "email", "customer": "new"}
    for number in range(3):  # the first of a house and of a year begin what the others find
        said = {
            **typed,
            "key": f"once-more-{number}",
            "who": f"Paul Nouveau {number}",
            "email": "paul@example.org",
            "what": f"Panne numéro {number} du lave-linge",
        }
        sent = {"csrf_token": alice.token("/log"), **said}
        with statements() as seen, commits() as ends:
            answer = alice.push("/log", sent)
        assert answer.status_code == 302
    assert len(seen) <= STATEMENTS, "\n".join(seen)
    assert ends == ["commit"]
    kinds = [entry.kind for entry in entries_of("case:AM-2026-00003")]
    assert kinds == ["case.logged"]
    case = db.session.scalars(select(Case).where(Case.ref == "AM-2026-00003")).one()
    assert {place.subject_id for place in newest("panne numéro 2")} == {case.id}
    assert case.next_on is not None
    assert list(verify()) == []


def test_a_complaint_of_a_known_customer_looks_them_up_and_looks_again_once_nobody_else_writes(
    app: Flask, firm: Company
) -> None:
    alice = Browser(app).sign_in("alice")
    typed = {**alice.get("/log").values("log"), "do": "log", "channel": "email", "customer": str(firm.customer.id)}
    for number in range(3):  # the first two begin and read what the third finds
        said = {"key": f"once-more-{number}", "what": f"Panne numéro {number}", "purchase": str(firm.purchase.id)}
        sent = {"csrf_token": alice.token("/log"), **typed, **said}
        with statements() as seen, commits() as ends:
            answer = alice.push("/log", sent)
        assert answer.status_code == 302
    assert len(seen) <= OF_A_KNOWN_CUSTOMER, "\n".join(seen)
    assert ends == ["commit"]
    case = db.session.scalars(select(Case).where(Case.ref == "AM-2026-00003")).one()
    assert (case.customer_id, case.purchase_id) == (firm.customer.id, firm.purchase.id)


def test_what_a_complaint_asks_and_raises_is_there_with_it(app: Flask, firm: Company) -> None:
    case = a_case(
        firm, what="Un incendie ; mon avocat saisit le tribunal.", amount=Money(250_000), asked="Remboursement"
    )
    signals = db.session.scalars(select(SignalRow).where(SignalRow.case_id == case.id).order_by(SignalRow.id)).all()
    assert [row.kind for row in signals] == ["high_claim", "safety", "court", "lawyer"]
    assert [bool(row.why) for row in signals] == [False, True, True, True]
    assert case.priority == 15 + 50 + 30 + 30
    assert [(claim.position, claim.label, claim.amount) for claim in case.claims] == [
        (1, "Remboursement", Money(250_000))
    ]
    assert [entry.kind for entry in entries_of(case.stream)] == ["case.logged", *["case.signal"] * 4]
    assert {place.kind for place in newest("avocat")} == {"complaint", "entry", "subject"}
    assert list(verify()) == []


def _kept(case: Case) -> list[object]:
    """What is kept of a case's duties and next step."""
    db.session.expire_all()
    rows = db.session.scalars(select(DutyRow).where(DutyRow.case_id == case.id).order_by(DutyRow.key))
    columns = [name for name in DutyRow.__table__.columns.keys() if name != "id"]  # noqa: SIM118  a collection of columns
    step = (case.next_code, case.next_on, case.next_kind, case.next_rule, case.notices)
    return [step, *([getattr(row, name) for name in columns] for row in rows)]


@pytest.mark.parametrize("sector", sorted(SECTORS))
def test_a_case_is_opened_with_the_duties_that_deriving_again_gives(app: Flask, firm: Company, sector: str) -> None:
    found = 0
    for number, country in [*enumerate(sorted(COUNTRIES))] * 2:  # the second time from what is remembered of the first
        case = a_case(
            firm,
            sector=sector,
            country=country,
            zone=COUNTRIES[country].zone,
            channel=sorted(CHANNELS)[number % len(CHANNELS)],
            written=number % 2 == 0,
            amount=Money(100_000 * number),
            received_on=date(2026, 11, 19) if number % 3 else date(2026, 6, 1),
        )
        first = _kept(case)
        with unit_of_work.writing():
            cases.refresh(case, at=NOW)
        assert _kept(case) == first
        found += len(first) - 1
    assert found


def test_what_is_remembered_of_a_beginning_follows_the_calendar_of_the_house(app: Flask, firm: Company) -> None:
    def alerts(case: Case) -> list[object]:
        rows = db.session.scalars(select(DutyRow).where(DutyRow.case_id == case.id).order_by(DutyRow.key))
        return [(row.key, row.due_on, row.alert_at) for row in rows]

    first = a_case(firm, written=True)
    assert alerts(a_case(firm, written=True)) == alerts(first)
    with unit_of_work.writing():
        close_on(date(2026, 11, 23), date(2026, 12, 18), "inventaire", by=firm.admin, at=NOW)
    moved = a_case(firm, written=True)
    assert alerts(moved) != alerts(first)
    with unit_of_work.writing():
        cases.refresh(first, at=NOW)
    assert alerts(moved) == alerts(first)
