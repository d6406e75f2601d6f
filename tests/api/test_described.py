"""What is said of the door is what the door does: OpenAPI, help page and documents come from one table."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError

from app.api.forms import shapes
from app.api.views.describing import about, fields_of
from app.api.views.door import TABLE
from app.api.views.openapi import described
from app.api.views.reference import markdown
from app.plumbing.installation import settings
from bin.docs import HEAD, ROOT
from tests.api.program import Program, a_key, refused
from tests.client import Browser
from tests.factories.house import Company, company


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def test_openapi_tells_of_every_address_and_of_no_other(app: Flask, firm: Company) -> None:
    answer = Program(app).get("/openapi.json")
    assert answer.status_code == 200
    told = {(method.upper(), path) for path, ways in answer.get_json()["paths"].items() for method in ways}
    real = {
        (method, re.sub(r"<(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.rule.endswith("openapi.json")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert told == real
    assert len(told) == len(TABLE) == 8


def test_every_reference_in_openapi_leads_somewhere_and_every_permission_is_the_guards(app: Flask) -> None:
    document = described("en", "https://amiable.example")
    named = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert named <= set(document["components"]["schemas"])
    for one in TABLE:
        assert app.view_functions[f"api.v1.{one.name}"].needs is one.needs
        operation = document["paths"][one.path.replace("<ref>", "{ref}")][one.method.lower()]
        assert operation["x-permission"] == one.needs.value


def test_openapi_speaks_both_languages(app: Flask) -> None:
    said = {lang: Program(app, lang=lang).get("/openapi.json").get_json() for lang in ("fr", "en")}
    summaries = {lang: document["paths"]["/complaints"]["post"]["summary"] for lang, document in said.items()}
    assert summaries["fr"].startswith("Enregistrer une réclamation")
    assert summaries["en"].startswith("Log a complaint")
    what = {
        lang: d["components"]["schemas"]["NewComplaint"]["properties"]["what"]["description"]
        for lang, d in said.items()
    }
    assert what["fr"] != what["en"]


@pytest.mark.parametrize(
    "shape",
    [shapes.Who, shapes.NewComplaint, shapes.NewContact, shapes.NewNote, shapes.CaseFilter, shapes.VerdictQuery],
)
def test_every_field_is_said_in_words(shape: type[BaseModel]) -> None:
    assert [field.name for field in fields_of(shape) if about(shape, field.name) is None] == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_help_page_shows_every_address_with_a_call_to_try(app: Flask, firm: Company, lang: str) -> None:
    browser = Browser(app).sign_in("alice")
    browser.speak(lang)
    page = browser.get("/help/api")
    for one in TABLE:
        assert f"{one.method} /api/v1{one.path}" in page.titles("h2")
    assert page.text.count("curl -H") == len(TABLE)
    assert f"{settings().base_url}/api/v1/complaints" in page.text
    for path in ("/help", "/me/keys"):
        assert 'href="/help/api"' in browser.get(path).html
    assert 'href="/me/keys"' in browser.get("/me").html


def test_the_written_document_is_up_to_date() -> None:
    assert (ROOT / "docs" / "api.md").read_text("utf-8") == HEAD + markdown()


@pytest.mark.parametrize(
    ("why", "status"), [(ValueError("ours"), 500), (OperationalError("select 1", {}, Exception("away")), 503)]
)
def test_our_own_failures_are_told_as_json_too(app: Flask, firm: Company, why: Exception, status: int) -> None:
    def fails() -> None:
        raise why

    app.testing, app.view_functions["api.v1.openapi"] = False, fails
    assert refused(Program(app).get("/openapi.json"))[0] == status


def test_each_status_that_is_told_has_its_own_sentence_in_both_languages(app: Flask, firm: Company) -> None:
    met = {
        401: Program(app).get("/cases"),
        403: Program(app, a_key(firm.admin)).get("/cases"),
        404: Program(app).get("/nothing"),
        405: Program(app).post("/cases", {}),
        415: Program(app, a_key(firm.agent)).post("/complaints", raw=b"a=1", content_type="text/plain"),
    }
    for status, answer in met.items():
        assert refused(answer)[0] == status
        assert answer.mimetype == "application/problem+json"
    english = Program(app, lang="en").get("/nothing").get_json()["refused"]["message"]
    assert (english, met[404].get_json()["refused"]["message"]) == ("Nothing at this address.", "Rien à cette adresse.")
