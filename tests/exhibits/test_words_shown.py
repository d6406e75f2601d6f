"""Documents whose pages cannot be drawn: their words are shown, on the exhibit's page and in the mediator's bundle, and it is said so."""

from __future__ import annotations

import pytest
from flask import Flask

from app.exhibits.queries import exhibits_of, received
from app.exhibits.rules import From
from app.kernel import Audience
from app.plumbing.typography import say
from tests.client import Browser
from tests.exhibits.test_office import a_case, added
from tests.factories.house import company
from tests.plumbing.test_written import RTF, docx, odt


@pytest.mark.parametrize(("name", "content"), [("a.odt", odt()), ("a.rtf", RTF), ("a.docx", docx())])
def test_what_a_customer_hands_in_is_attached_and_its_words_are_shown(app: Flask, name: str, content: bytes) -> None:
    firm = company()
    case = a_case(firm)
    added(case, firm, name, content, From.CUSTOMER)
    (row,) = exhibits_of(case)
    got = received(row, Audience.MEDIATOR)
    assert got.reading is not None
    assert "machine" in got.reading.text
    assert got.copy is not None
    assert got.copy.content == content
    assert "ses mots sont reproduits" in say(got.travelling.why, "fr") if got.travelling.why else False
    page = Browser(app).sign_in("sophie").get(f"/cases/{case.ref}/exhibits/1?as=mediator")
    assert "La machine" in page.text


def test_a_damaged_document_of_a_customer_is_attached_all_the_same(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    added(case, firm, "a.odt", odt("<x"), From.CUSTOMER)
    (row,) = exhibits_of(case)
    got = received(row, Audience.MEDIATOR)
    assert (got.reading, got.travelling.shown, got.travelling.attached) == (None, False, True)
    assert got.travelling.why is not None
    assert "ne se montre pas" in say(got.travelling.why, "fr")
