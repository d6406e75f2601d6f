"""Whether a mediator can still be turned to: said alike on the desk, on the mediation’s page, to the customer and in the letters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from app.cases import actions as cases
from app.cases.models import Case
from app.cases.rules.mediators_door import FOR_GOOD, OUTSIDE, PREMATURE, TO_CUSTOMER, TO_US, Door, door
from app.cases.rules.states import Ended
from app.correspondence.queries.letters import locked_parts
from app.correspondence.rules import LetterKind
from app.documents.models import Reader
from app.documents.queries.files import compose
from app.mediation.queries import of_mediators_window
from app.mediation.rules.admissibility import REJECTED
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.typography import say
from app.portal.queries import CustomersPage, customers_page
from tests.client import Browser, said
from tests.conftest import NOW
from tests.mediation.test_actions import notified, step
from tests.mediation.world import NOTIFIED, World, a_world, refuse_finally

TODAY, YEAR = NOW.date(), date(2027, 9, 10)
NOTHING = {"ended": None, "examined": False, "ground": "", "closes_on": YEAR, "on": TODAY}


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, Door.OPEN),
        ({"closes_on": None}, Door.OPEN),
        ({"closes_on": TODAY}, Door.OPEN),
        ({"closes_on": TODAY - timedelta(days=1)}, Door.TOO_LATE),
        ({"examined": True}, Door.EXAMINED),
        ({"ground": OUTSIDE}, Door.ELSEWHERE),
        ({"ground": PREMATURE}, Door.EARLY),
        ({"ground": PREMATURE, "closes_on": TODAY - timedelta(days=1)}, Door.TOO_LATE),
        *(({"ground": ground}, Door.REJECTED) for ground in sorted(FOR_GOOD)),
        *(({"ended": ended}, Door.NOTHING_LEFT) for ended in (Ended.WITHDRAWN, Ended.NOT_OURS, Ended.MERGED)),
        ({"ended": Ended.NO_REACTION}, Door.OPEN),
    ],
)
def test_what_the_mediator_still_is(changed: dict[str, object], found: Door) -> None:
    assert door(**{**NOTHING, **changed}) is found  # type: ignore[arg-type]


def test_every_ground_leads_somewhere_and_every_sentence_has_its_door() -> None:
    assert set(REJECTED) == FOR_GOOD | {OUTSIDE, PREMATURE}
    assert set(TO_CUSTOMER) < set(TO_US) < set(Door)


def world_of(app: Flask) -> World:
    world = a_world()
    refuse_finally(world)
    return world


def fresh(world: World) -> CustomersPage:
    db.session.expire_all()
    return customers_page(db.session.get_one(Case, world.case.id), NOW)


def test_rejected_for_good_no_page_and_no_letter_sends_back_to_the_mediator(app: Flask) -> None:
    world = world_of(app)
    case = world.case
    assert fresh(world).mediator is not None
    step(notified(world), "inadmissible", NOTIFIED, ground="unfounded_or_abusive")
    page = fresh(world)
    assert page.mediator is None
    ground = "demande manifestement infondée ou abusive"
    assert f"votre saisine irrecevable ({ground})" in say(page.step.theirs, "fr")
    assert [one.label for one in page.dates] == []
    assert any(ground in said(node) for node in [Browser(app).sign_in("claire").get(f"/cases/{case.ref}/mediation").by_id("referral")])  # fmt: skip
    desk = Browser(app).sign_in("claire").get(f"/cases/{case.ref}")
    assert f"a rejeté la saisine ({ground}) : reste la voie du juge" in said(desk.by_id("mediation"))
    assert f"Saisine déclarée irrecevable : {ground}" in desk.text
    assert "jusqu’au" not in say_closing(world)


def say_closing(world: World) -> str:
    return locked_parts(db.session.get_one(Case, world.case.id), LetterKind.CLOSING)


def test_a_premature_referral_may_come_back(app: Flask) -> None:
    world = world_of(app)
    step(notified(world), "inadmissible", NOTIFIED, ground=PREMATURE)
    page = fresh(world)
    assert page.mediator is not None
    assert "vous pourrez le saisir de nouveau" in say(page.step.theirs, "fr")
    assert "jusqu’au" in say_closing(world)


def test_outside_their_field_that_mediator_is_no_longer_named(app: Flask) -> None:
    world = world_of(app)
    step(notified(world), "inadmissible", NOTIFIED, ground=OUTSIDE)
    page = fresh(world)
    assert page.mediator is None
    assert "un autre médiateur est peut-être compétent" in say(page.step.theirs, "fr")
    assert "another mediator may be competent" in say(page.step.theirs, "en")


def test_once_withdrawn_the_desk_lists_no_window_of_a_mediator(app: Flask) -> None:
    world = world_of(app)
    case, claire = world.case, Browser(app).sign_in("claire")
    window = "Dernier jour pour saisir le médiateur"
    open_ = claire.get(f"/cases/{case.ref}")
    assert any(of_mediators_window(row.key) for row in case.duties)
    assert "sans objet" not in around(open_.text, window)
    with unit_of_work.writing():
        row = db.session.get_one(Case, case.id)
        cases.withdraw(row, "Je renonce.", by=world.firm.quality.actor, at=NOW)
    page = claire.get(f"/cases/{case.ref}")
    assert "sans objet" in around(page.text, window)
    assert "Il ne reste pas de réclamation" in said(page.by_id("mediation"))


def around(text: str, words: str) -> str:
    at = text.index(words)
    return text[at : at + 120]


def test_after_a_year_the_customer_is_not_sent_to_the_mediator(app: Flask) -> None:
    world = world_of(app)
    later = NOW + timedelta(days=400)
    assert customers_page(world.case, later).mediator is None


@pytest.mark.parametrize(
    ("name", "terms", "once"),
    [
        ("agreed", {}, "Accord trouvé en médiation"),
        ("failed", {}, "Médiation terminée sans accord"),
        ("inadmissible", {"ground": OUTSIDE}, "Saisine déclarée irrecevable"),
    ],
)
def test_the_file_tells_the_end_of_a_mediation_once(app: Flask, name: str, terms: dict[str, object], once: str) -> None:
    world = world_of(app)
    row = notified(world)
    if name != "inadmissible":
        step(row, "proposal", NOTIFIED)
    step(row, name, NOTIFIED, **terms)
    db.session.expire_all()
    file = compose(db.session.get_one(Case, world.case.id), Reader.INTERNAL, "fr").document
    told = [say(entry.title, "fr").replace("\u202f", " ") for entry in file.chronology]
    assert told.count(once) == 1
    assert not {"Accord en médiation", "Médiation terminée"} & set(told)
