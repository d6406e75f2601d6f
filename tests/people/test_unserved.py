"""An agent without a service receives nothing: the form, the page after it and the list of people say so."""

from __future__ import annotations

from flask import Flask

from app.people.rules import Role
from app.people.rules.house import unserved
from tests.client import Browser
from tests.factories.house import company

TYPED = {"name": "Zoé Leroy", "lang": "fr", "speaks_fr": "1", "active": "1"}


def test_only_roles_that_live_on_the_cases_of_services_lack_one() -> None:
    assert {role for role in Role if unserved(role, [])} == {Role.AGENT, Role.SUPERVISOR}
    assert not any(unserved(role, ["billing"]) or unserved(role, [], active=False) for role in Role)


def test_an_account_without_a_service_is_warned_of(app: Flask) -> None:
    company()
    admin = Browser(app).sign_in("admin")
    assert "Sans service, un compte" in admin.get("/settings/staff/new").text
    assert "aucun service" not in admin.get("/settings/staff").text
    admin.send("/settings/staff/new", {**TYPED, "login": "zoe", "role": "agent"}, status=302)
    assert "Ce compte n’a aucun service" in admin.get("/settings").text
    assert "aucun service" in admin.get("/settings/staff").text
    admin.send("/settings/staff/new", {**TYPED, "login": "yves", "role": "quality_officer"}, status=302)
    assert "Ce compte n’a aucun service" not in admin.get("/settings").text
