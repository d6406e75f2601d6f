"""The page about the way to court, and the customer's pack once the mediator is closed to them."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from app.cases import actions
from app.documents.actions import ask_for
from app.documents.models import Product, Reader
from app.documents.queries.consumer import consumer_pack
from app.documents.queries.gathering import Gathered
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import a_case, company
from tests.mediation.world import a_world, refuse_finally


def test_the_case_leads_to_it_in_both_languages(app: Flask) -> None:
    case = a_case(company())
    browser = Browser(app).sign_in("claire")
    assert "La voie du juge" in browser.get(f"/cases/{case.ref}").text
    page = browser.get(f"/cases/{case.ref}/court").text
    for said in (
        "D’abord une tentative amiable",
        "une requête au greffe",
        "art. 750-1 CPC",
        "ce n’est pas un conseil d’agir",
        "Jusqu’à quand",
    ):
        assert said in page
    assert "it is no advice to sue" in browser.speak("en").get(f"/cases/{case.ref}/court").text


def test_a_british_case_says_that_its_regimes_say_nothing(app: Flask) -> None:
    case = a_case(company(), country="GB", zone="Europe/London")
    browser = Browser(app).sign_in("claire")
    assert "La voie du juge" not in browser.get(f"/cases/{case.ref}").text
    assert "ne disent rien de la voie du juge" in browser.get(f"/cases/{case.ref}/court").text


def test_the_customers_pack_tells_of_it_once_the_year_for_the_mediator_is_over(app: Flask) -> None:
    world = a_world()
    told = [say(step, "en") for step in consumer_pack(Gathered(world.case, Reader.CONSUMER, "en")).steps]
    assert not any("no advice to sue" in line for line in told)
    later = datetime(2027, 9, 11, 9, tzinfo=NOW.tzinfo)
    with unit_of_work.writing():
        actions.add_note(world.case, "Elle rappelle.", by=world.firm.agent.actor, at=later)
    told = [say(step, "en") for step in consumer_pack(Gathered(world.case, Reader.CONSUMER, "en")).steps]
    lines = "\n".join(told)
    for said in (
        "the time for going to the mediator is over",
        "no advice to sue",
        "An amicable attempt first",
        "art. 750-1 CPC",
        "2031",
    ):
        assert said in lines
    assert "Send everything to" not in lines, "not to a mediator who is closed"


def test_that_day_alone_is_enough_and_a_pack_asked_for_before_is_made_anew(app: Flask) -> None:
    world = a_world()
    refuse_finally(world)
    late = date(2027, 9, 11)
    before, last, after = (
        "\n".join(say(step, "fr") for step in consumer_pack(Gathered(world.case, Reader.CONSUMER, "fr", on)).steps)
        for on in (None, date(2027, 9, 10), late)
    )
    assert before == last
    assert "Adressez le tout" in last
    assert "Au 11\u00a0septembre 2027" in after
    assert "il a pris fin le 10\u00a0septembre 2027" in after
    assert "preuve d’envoi ; réponse du professionnel" in last.replace("\u202f", " ").replace("\xa0", " "), (
        "each thing asked for apart"
    )
    assert "art. 750-1 CPC" in after
    with unit_of_work.writing():
        first, again, second = (
            ask_for(world.case, Reader.CONSUMER, Product.FILE, "fr", by=world.firm.quality.actor, at=at).id
            for at in (NOW, NOW, datetime(2027, 9, 11, 9, tzinfo=NOW.tzinfo))
        )
    assert first == again != second
