"""Strings that break software, where nobody is asked who they are: the search box, and what a customer writes on their page."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from app.journal.queries import entries_of
from tests.client import Browser
from tests.portal.test_customer import Door, door

__all__ = ["door"]


@pytest.fixture
def strings(shared_data: Path) -> list[str]:
    found: list[str] = json.loads((shared_data / "naughty" / "blns.json").read_text("utf-8"))
    return found


def _same(text: str) -> str:
    return " ".join(
        "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) not in {"Cc", "Cf"}).split()
    )


def test_whatever_is_looked_for_the_search_answers_and_shows_it_as_typed(
    app: Flask, door: Door, strings: list[str]
) -> None:
    alice = Browser(app).sign_in("alice")
    for text in [*strings, "\ud7ff" * 3, "a" * 5_000, '"', "* OR NOT (", "%_%", "' OR 1=1 --"]:
        answer = alice.fetch("/search", query_string={"q": text})
        assert answer.status_code in {200, 302}, text
    for text in (each for each in strings[::25] if _same(each)):
        page = alice.get(f"/search?{urlencode({'q': text})}")
        assert _same(page.value_of("q") or "") == _same(text[:200]), text


def test_whatever_a_customer_writes_is_kept_as_typed_and_runs_nothing_on_their_page_or_ours(
    door: Door, strings: list[str]
) -> None:
    typed = [text for text in strings if _same(text)][::12]
    browser, kept = door.come_in(), []
    for text in typed:
        answer = browser.post("/c/case/do/message", {"text": text}, token_from="/c/case/do/message")
        assert answer.status_code in {302, 422}, text
        kept += [text] if answer.status_code == 302 else []
    assert len(kept) > len(typed) * 0.9
    told = {
        _same(str(value))
        for entry in entries_of(door.case.stream)
        if entry.words
        for value in entry.words.body.values()
    }
    assert {_same(text) for text in kept} <= told
    for page in (browser.get("/c/case"), Browser(door.app).sign_in("alice").get(f"/cases/{door.case.ref}")):
        assert not [node for node in page.find_all("script") if not (node.get("src") or "").startswith("/static/")]
        assert not [node for node in page.root.iter() if any(name.startswith("on") for name in node.attrib)]
