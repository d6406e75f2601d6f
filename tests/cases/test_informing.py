"""What our letters say of whoever settles disputes out of court: as the customer's country and sector want it."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from app.cases.models import Case
from app.cases.queries.informing import block_for
from app.people.models import Customer
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.conftest import NOW
from tests.mediation.world import World, a_world, refuse_finally


@pytest.fixture
def world(app: Flask) -> World:
    return a_world()


def test_a_customer_who_lives_elsewhere_in_the_union_is_told_who_helps_them(world: World) -> None:
    assert "Centre européen" not in block_for(world.case, at=NOW)
    with unit_of_work.writing():
        db.session.get_one(Customer, world.case.customer_id).country = "BE"
    assert "Centre européen des consommateurs France" in block_for(db.session.get_one(Case, world.case.id), at=NOW)


@pytest.mark.parametrize(("country", "said"), [("GB", "we agree to use it"), ("DE", "We agree to use it")])
def test_a_contract_in_force_with_the_body_is_agreeing_to_use_it(app: Flask, country: str, said: str) -> None:
    world = a_world(country=country, lang="en")
    assert said in block_for(world.case, at=NOW)


def test_our_final_answer_to_a_british_customer_is_the_deadlock_letter(app: Flask) -> None:
    world = a_world(country="GB", zone="Europe/London", sector="telecom", received_on=date(2026, 9, 21))
    due = {row.key: row for row in world.case.duties}
    assert (due["UK-TEL-01/letter"].due_on, due["UK-TEL-01/letter"].state) == (date(2026, 11, 2), "pending")
    refuse_finally(world)
    db.session.expire_all()
    due = {row.key: row for row in db.session.get_one(Case, world.case.id).duties}
    assert due["UK-TEL-01/letter"].state == "met"
    assert due["UK-TEL-01/opens"].opens_on == date(2026, 10, 31)
