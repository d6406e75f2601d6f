"""Numbers that people, and those who try, write in addresses and forms."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.plumbing.web import GREATEST, number_of
from tests.client import Browser
from tests.factories.house import a_case, company


@pytest.mark.parametrize(("typed", "number"), [("42", 42), (" 7 ", 7), ("0", 0), (str(GREATEST), GREATEST)])
def test_the_number_of_a_row_is_read(typed: str, number: int) -> None:
    assert number_of(typed) == number


@pytest.mark.parametrize(
    "typed", [None, "", "-1", "+1", "1.0", "²", "１２", "٣", "1e3", "0x10", str(GREATEST + 1), "9" * 5000]
)
def test_everything_else_is_the_number_of_nothing(typed: str | None) -> None:
    assert number_of(typed) is None


@pytest.mark.parametrize("number", [GREATEST + 1, 2**63, 10**39], ids=["one-more", "63-bits", "forty-digits"])
def test_an_address_with_a_number_that_no_row_can_have_is_an_address_of_nothing(app: Flask, number: int) -> None:
    ref = a_case(company()).ref
    claire, admin = Browser(app).sign_in("claire"), Browser(app).sign_in("admin")
    for rule in app.url_map.iter_rules():
        if "int" in rule._converters and "GET" in (rule.methods or ()):
            path = re.sub(r"<int:\w+>", str(number), rule.rule).replace("<ref>", ref)
            path = re.sub(r"<\w+>", "x", path)
            assert {browser.fetch(path).status_code for browser in (claire, admin)} <= {403, 404}, path


def test_a_customer_who_cannot_exist_is_not_looked_for(app: Flask) -> None:
    company()
    browser = Browser(app).sign_in("alice")
    for odd in ("999999999999", "²", "0"):
        page = browser.send("/log/who", {**browser.get("/log").values("log"), "customer": odd, "who": ""})
        assert page.status == 200


def test_a_service_that_does_not_exist_is_not_taken_for_all_of_them(app: Flask) -> None:
    company()
    browser = Browser(app).sign_in("diane")
    for path, values in (
        ("/settings/authority", {"rank": "front", "gesture": "10", "case": "20", "customer": "30", "reason": "essai"}),
        ("/settings/budgets", {"limit": "10", "from_on": "2026-12-01", "to_on": "2026-12-31", "reason": "essai"}),
    ):
        for odd in ("999999999", "²"):
            page = browser.send(path, {**browser.get(path).values(), **values, "service": odd}, 422)
            assert "Ce service n’existe pas." in page.text
