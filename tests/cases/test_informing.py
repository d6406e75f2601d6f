"""What our letters say of whoever settles disputes out of court: as the customer's country and sector want it."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from app.cases.models import Case
from app.cases.queries import facts_of
from app.cases.queries.informing import block_for
from app.cases.queries.mediator_naming import naming_lacks
from app.gestures.queries.rights import rights_on
from app.kernel import Refused
from app.mediators.actions import add, change
from app.mediators.queries import mediator
from app.people.models import Customer
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.typography import say
from tests.conftest import NOW
from tests.factories.house import a_case
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


@pytest.mark.parametrize("sector", ["telecom", "energy", "retail"])
def test_a_french_mediator_is_never_named_under_british_law(app: Flask, sector: str) -> None:
    world = a_world()
    british = a_case(world.firm, country="GB", zone="Europe/London", sector=sector, lang="en")
    assert facts_of(british).get("mediator.name") is None
    with pytest.raises(Refused, match="no contract in force with any of this country"):
        block_for(british, at=NOW, final=True)
    assert "CNPM" not in say(rights_on(british, NOW), "en")
    lacking = [say(lack.what, "en") for lack in naming_lacks(NOW.date())]
    assert [what for what in lacking if "United Kingdom" in what]
    with unit_of_work.writing():
        change(mediator("cnpm"), country="GB", by=SYSTEM, at=NOW)
    assert facts_of(british)["mediator.name"] == mediator("cnpm").name
    assert "mediator.name" not in facts_of(world.case)


def test_the_law_gives_french_energy_its_mediator_without_a_contract(app: Flask) -> None:
    world = a_world()
    energy = a_case(world.firm, sector="energy")
    assert "Médiateur national de l’énergie" in block_for(energy, at=NOW), (
        "not the one we have a contract with for all else"
    )
    bank = a_case(world.firm, sector="finance")
    assert facts_of(bank)["mediator.name"] == world.mediator.name, (
        "the AMF is public, and not for every dispute of a bank"
    )
    with unit_of_work.writing():
        own = add("", "Médiateur Électra", ["energy"], postal="1 rue Volta, 75003 Paris", site="https://electra.example", by=SYSTEM, at=NOW)  # fmt: skip
        change(own, contract_from=date(2025, 1, 1), by=SYSTEM, at=NOW)
    assert facts_of(energy)["mediator.name"] == "Médiateur Électra", "our own comes first"


def test_an_airline_never_calls_mediation_optional_and_an_insurer_counts_two_years(app: Flask) -> None:
    world = a_world()
    flight = a_case(world.firm, sector="air")
    said = block_for(flight, at=NOW)
    assert "doit avoir été tentée avant de saisir le juge" in said
    assert "facultatif" not in said
    policy = a_case(world.firm, sector="insurance")
    limits = {row.key: row.due_on for row in policy.duties if row.rule == "FR-CRT-08"}
    assert date(2028, 11, 19) in limits.values(), limits


def test_our_final_answer_to_a_british_customer_is_the_deadlock_letter(app: Flask) -> None:
    world = a_world(country="GB", zone="Europe/London", sector="telecom", received_on=date(2026, 9, 21))
    due = {row.key: row for row in world.case.duties}
    assert (due["UK-TEL-01/letter"].due_on, due["UK-TEL-01/letter"].state) == (date(2026, 11, 2), "pending")
    refuse_finally(world)
    db.session.expire_all()
    due = {row.key: row for row in db.session.get_one(Case, world.case.id).duties}
    assert due["UK-TEL-01/letter"].state == "met"
    assert due["UK-TEL-01/opens"].opens_on == date(2026, 10, 31)
