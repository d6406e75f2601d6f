"""Telecoms: the second level of the firm is asked in the customer's name, answers, and opens the mediator."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from app.cases.actions.second_level import to_second_level
from app.cases.models import Case, DutyRow
from app.cases.queries.informing import block_for
from app.correspondence import queries
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW, FixedClock
from tests.mediation.world import World, a_world

WHERE = "/cases/{ref}/do/second_level"


@pytest.fixture
def world(app: Flask) -> World:
    return a_world(sector="telecom")


def typed(who: Browser, where: str, status: int, **values: str) -> str:
    return who.send(where, who.get(where).values() | values, status).text


def duty(case: Case, key: str) -> DutyRow | None:
    db.session.expire_all()
    return next((row for row in db.session.get_one(Case, case.id).duties if row.key == key), None)


def test_asked_and_answered_its_clocks_open_and_close(app: Flask, clock: FixedClock, world: World) -> None:
    alice, case = Browser(app).sign_in("alice"), world.case
    page = alice.get(f"/cases/{case.ref}").text
    assert "Saisir le second niveau" in page
    assert "Noter la réponse du second niveau" not in page
    where = WHERE.format(ref=case.ref)
    form = alice.get(where).text
    assert "dans un délai d’un mois" in form
    assert "Rien n’est envoyé" not in form
    assert "Ce qui partira" in form
    typed(alice, where, 302, on="2026-11-20")
    due = duty(case, "FR-TEL-01/level_two")
    assert due is not None
    assert (due.due_on, due.state) == (date(2026, 12, 20), "pending")
    door = duty(case, "FR-TEL-01/opens_second")
    assert door is not None
    assert door.opens_on == date(2026, 12, 20)
    (letter,) = queries.letters_of(db.session.get_one(Case, case.id))
    assert "depuis le 20\u00a0novembre 2026" in letter.body, "the day that was chosen"
    page = alice.get(f"/cases/{case.ref}").text
    assert "Noter la réponse du second niveau" in page
    assert "Second niveau saisi au nom du client" in page
    assert "saisi depuis" in typed(alice, where, 422, on="2026-11-21")
    clock.at = datetime(2026, 12, 2, 9, tzinfo=NOW.tzinfo)
    alice = Browser(app).sign_in("alice")
    typed(
        alice, f"{where}_answered", 302,
        on="2026-12-01", refuses="yes", text="Madame,\n\nLe service consommateurs refuse le remboursement : la ligne a servi.",
    )  # fmt: skip
    due, door, told = (
        duty(case, key) for key in ("FR-TEL-01/level_two", "FR-TEL-01/opens_second", "FR-MED-18/on_refusal")
    )
    assert due is not None
    assert due.state == "met"
    assert door is not None
    assert door.opens_on == date(2026, 12, 1)
    assert told is not None
    assert told.met_on == date(2026, 12, 2)
    newest = queries.letters_of(db.session.get_one(Case, case.id))[0]
    assert "recourir gratuitement au médiateur" in newest.body


def test_an_unfinished_letter_and_a_day_to_come_are_refused_on_their_fields(app: Flask, world: World) -> None:
    alice, case = Browser(app).sign_in("alice"), world.case
    where = WHERE.format(ref=case.ref)
    assert "avant le" in typed(alice, where, 422, on="2026-09-01", text="")
    assert "à venir" in typed(alice, where, 422, on="2027-10-01", text="")
    typed(alice, where, 302, on="2026-11-20", text="")
    assert queries.letters_of(db.session.get_one(Case, case.id)) == [], "an empty letter is not written"
    assert "pas finie" in typed(alice, f"{where}_answered", 422, on="2026-11-20", refuses="no")


def test_a_first_refusal_sends_to_the_second_level_before_the_mediator(app: Flask, world: World) -> None:
    first, last = (block_for(world.case, at=NOW - timedelta(days=30), final=final) for final in (False, True))
    assert "écrivez d’abord à notre service consommateurs" in first
    assert "CNPM" in first
    assert "service consommateurs" not in last
    silent = block_for(world.case, at=NOW)
    assert "service consommateurs" not in silent, "two months without an answer open the mediator at once"
    with unit_of_work.writing():
        to_second_level(world.case, date(2026, 10, 20), by=world.firm.agent.actor, at=NOW - timedelta(days=31))
    assert "service consommateurs" not in block_for(world.case, at=NOW - timedelta(days=30))


def test_a_shop_has_no_second_level(app: Flask) -> None:
    world = a_world()
    alice = Browser(app).sign_in("alice")
    assert "Saisir le second niveau" not in alice.get(f"/cases/{world.case.ref}").text
    assert "ne connaît pas de second niveau" in alice.get(WHERE.format(ref=world.case.ref)).text


def test_our_final_answer_is_the_last_level_where_no_other_was_asked() -> None:
    from tests.regimes.test_commands import told

    asked = ("--regime", "FR-GEN", "--regime", "FR-TEL", "--event", "first_written_complaint.sent=2026-01-31")
    duties = told("what-if", *asked, "--event", "final_reply.sent=2026-02-20", "--as-of", "2026-02-21")["duties"]
    assert next(each["opens_on"] for each in duties if each["key"] == "FR-TEL-01/opens") == "2026-02-20"
