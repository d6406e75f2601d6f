"""A title that the form does not propose is kept by whoever saves the record."""

from __future__ import annotations

import pytest
from flask import Flask

from app.correspondence.rules import Fields, greeting
from app.people.models import Customer
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.typography import say
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import company


@pytest.mark.parametrize("title", ["Ms", "Dr", "Mme", ""])
def test_saving_a_record_keeps_its_title(app: Flask, title: str) -> None:
    number = company().customer.id
    with unit_of_work.writing():
        db.session.get_one(Customer, number).title = title
    browser = Browser(app).sign_in("alice")
    page = browser.get(f"/customers/{number}")
    assert page.value_of("title") == title
    sent = {name: page.value_of(name) or "" for name in ("name", "kind", "email", "street", "postcode", "city", "prefers", "lang", "segment", "standing")}  # fmt: skip
    browser.send(f"/customers/{number}", {"do": "save", "title": title, **sent}, status=302, token_from=f"/customers/{number}")  # fmt: skip
    db.session.expire_all()
    assert db.session.get_one(Customer, number).title == title


def test_an_english_title_is_greeted_in_each_language() -> None:
    said = greeting(Fields("AM-1", "x", NOW.date(), title="Ms", name="Fiona O’Connor"))
    assert say(said, "fr") == "Madame"
    assert say(said, "en") == "Dear Ms O’Connor"
