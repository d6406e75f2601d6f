"""Money altered behind the back of the house is found by `flask verify`, and named."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.costs.models import TransferRow
from app.gestures import actions
from app.gestures.models import Approval, ApprovalDecision
from app.gestures.queries.offers import approvals_of
from app.plumbing import triggers, unit_of_work
from app.plumbing.db import db, on_sqlite
from tests.conftest import NOW
from tests.factories.gestures import PROOF, a_draft, a_sent, stocked
from tests.factories.house import a_case


class Settled(NamedTuple):
    """What was carried out: the case, the budget that paid, the line."""

    ref: str
    budget: int
    line: int


def settled() -> Settled:
    """An offer that was accepted and carried out."""
    firm = stocked()
    offer = a_sent(a_case(firm), firm.agent, ("voucher", 40))
    with unit_of_work.writing():
        actions.answer_offer(offer, "accepted", offer.edition, by=firm.agent.actor, at=NOW, proof=PROOF)
    with unit_of_work.writing():
        actions.carry_out(offer.lines[0], "avoir 118", by=firm.agent.actor, at=NOW)
    assert offer.budget_id is not None
    return Settled(offer.case.ref, offer.budget_id, offer.lines[0].id)


def behind_the_back(statement: str, **values: object) -> None:
    """What somebody with the database in hand could do: the guards of the table put aside, the row changed, the guards back."""
    with unit_of_work.writing():
        connection = db.session.connection()
        table = statement.split()[1] if statement.startswith("UPDATE") else statement.split()[2]
        if on_sqlite():
            mine = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
            kept = list(connection.execute(text(mine), {"table": table}))
            for name, _sql in kept:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            connection.execute(text(statement), values)
            for _name, sql in kept:
                connection.exec_driver_sql(sql)
        else:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            connection.execute(text(statement), values)
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def verified(app: Flask) -> tuple[int, dict[str, Any]]:
    db.session.rollback()
    found = app.test_cli_runner().invoke(args=["verify", "--json"])
    return found.exit_code, json.loads(found.stdout)


def test_a_house_nobody_touched_is_in_order(app: Flask) -> None:
    settled()
    assert verified(app) == (0, {"ok": True, "problems": []})
    assert triggers.names() <= triggers.present(db.session.connection())


def test_a_budget_changed_behind_its_back_is_named_with_the_last_row_of_its_ledger(app: Flask) -> None:
    done = settled()
    last = max(db.session.scalars(db.select(TransferRow.id).where(TransferRow.budget_id == done.budget)))
    behind_the_back("UPDATE budget SET spent_minor = spent_minor - 1000 WHERE id = :id", id=done.budget)
    status, found = verified(app)
    assert status == 1
    assert not found["ok"]
    name = f"budget:{done.budget}"
    assert {(one["kind"], one["ref"], one["seq"]) for one in found["problems"]} == {("budget_differs", name, last)}
    assert any("spent is 1280, the ledger says 2280" in one["message"] for one in found["problems"])


def test_a_row_of_the_ledger_changed_behind_its_back_is_named_with_its_case(app: Flask) -> None:
    done = settled()
    wanted = db.select(TransferRow.id).where(TransferRow.cause == f"spend:line:{done.line}")
    row = db.session.scalars(wanted).one()
    behind_the_back("UPDATE ledger_transfer SET amount_minor = 100 WHERE id = :id", id=row)
    status, found = verified(app)
    assert status == 1
    said = [one for one in found["problems"] if one["kind"] == "ledger_differs"]
    message = "offer 1, gesture 1 costs 2280, but its spend in the ledger is 100"
    assert said == [{"kind": "ledger_differs", "ref": done.ref, "seq": row, "message": message}]


def test_row_and_budget_changed_together_are_still_found(app: Flask) -> None:
    done = settled()
    line = done.line
    for move in ("reserve", "spend"):
        behind_the_back(
            "UPDATE ledger_transfer SET amount_minor = 100 WHERE cause = :cause", cause=f"{move}:line:{line}"
        )
    behind_the_back("UPDATE budget SET spent_minor = 100 WHERE id = :id", id=done.budget)
    status, found = verified(app)
    assert status == 1
    assert {one["kind"] for one in found["problems"]} == {"ledger_differs"}
    assert {one["ref"] for one in found["problems"]} == {done.ref}


def test_a_row_that_vanished_and_one_sent_elsewhere_are_named(app: Flask) -> None:
    done = settled()
    line = done.line
    behind_the_back("DELETE FROM ledger_transfer WHERE cause = :cause", cause=f"spend:line:{line}")
    behind_the_back("UPDATE ledger_transfer SET debit = 'elsewhere' WHERE cause = :cause", cause=f"reserve:line:{line}")
    status, found = verified(app)
    assert status == 1
    kinds = {one["kind"]: one for one in found["problems"]}
    assert kinds["ledger_missing"]["ref"] == done.ref
    assert "no spend for it" in kinds["ledger_missing"]["message"]
    assert kinds["transfer_misrouted"]["ref"] == done.ref
    assert "elsewhere" in kinds["transfer_misrouted"]["message"]


def test_both_databases_refuse_to_grant_the_twin_of_what_was_refused(app: Flask) -> None:
    """Two drafts of the same substance ask at once; one is refused: the database itself lets nobody grant the other."""
    firm = stocked()
    case = a_case(firm)
    first, twin = (a_draft(case, firm.agent, ("price_cut", 100), reason="motif", deviation="motif") for _ in range(2))
    asked, again = approvals_of(case)
    assert (asked.offer_id, again.offer_id) == (first.id, twin.id)
    assert asked.substance == again.substance
    with unit_of_work.writing():
        actions.decide(asked, False, "non", by=firm.supervisor.actor, at=NOW)
    said = {
        "approval_id": again.id, "by_id": firm.quality.id, "author_id": again.by_id, "granted": True, "digest": again.digest,
        "substance": again.substance, "reason": "oui", "source": "own", "rank": "quality", "ceilings": [1, 1, 1], "currency": "EUR", "at": NOW,
    }  # fmt: skip
    with pytest.raises(DBAPIError, match="append-only: approval_decision"), unit_of_work.writing():
        db.session.add(ApprovalDecision(**said))
    third = {"offer_id": twin.id, "digest": "0" * 64, "substance": again.substance, "rank": "quality", "people": [], "reason": "",
             "because": "over_gesture", "by_id": again.by_id, "at": NOW}  # fmt: skip
    with pytest.raises(DBAPIError, match="append-only: approval"), unit_of_work.writing():
        db.session.add(Approval(**third))
