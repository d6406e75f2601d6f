"""The time line is narrowed to what the customer reads, to what is ours alone, or to the exhibits."""

from __future__ import annotations

from flask import Flask

from app.cases import actions
from app.plumbing import unit_of_work
from tests.client import Browser, said
from tests.conftest import NOW
from tests.exhibits.files import photo
from tests.exhibits.test_pages import arranged, upload
from tests.factories.house import a_case, company


def test_the_exhibits_of_a_case_are_found_on_its_time_line(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        actions.add_note(case, "Le client a rappelé.", by=firm.agent.actor, at=NOW)
    desk = Browser(app).sign_in("alice")
    arranged(desk, case.ref, upload(desk, case.ref, ("fuite.jpg", photo())))
    page = desk.get(f"/cases/{case.ref}?show=exhibits")
    story = said(page.by_id("story"))
    assert "Pièce n° 1 ajoutée" in story.replace("\xa0", " ")
    assert "Le client a rappelé" not in story
    assert "Le client a rappelé" in said(desk.get(f"/cases/{case.ref}").by_id("story"))


def test_a_french_page_names_an_english_reader_as_french_does(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        case.lang, firm.customer.title, firm.customer.name = "en", "M.", "James Whitaker"
    shown = Browser(app).sign_in("alice").get(f"/cases/{case.ref}/do/claim").text
    assert "M. James Whitaker pourra lire ceci" in shown
    assert "Mr" not in shown
