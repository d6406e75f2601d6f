"""Whatever is typed into the forms of a case: a sentence and the form still filled in, or stored as typed; never a fault."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases import actions
from app.cases.models import Case, Promise
from app.desk.views.arrows import ACTS
from app.desk.views.buying import BUYING
from app.desk.views.deeds import DEEDS
from app.journal.models import Entry
from app.journal.queries import entries_of
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser, Page, check_page
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company
from tests.mediation.world import under_contract

FORMS = [*(f"act/{name}" for name in sorted(ACTS)), *(f"do/{name}" for name in sorted({**DEEDS, **BUYING}))]
NASTY = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>",
    "right-to-left": "\u202egnp.exe\u202c النص العربي \u2066x\u2069",
    "nul": "avant\0après",
    "emoji": "👩‍👩‍👧‍👦 merci 🙏🏽 ﷽",
    "template": "{{ 7*7 }}{% raise %}${7*7}#{7*7}%s%(x)s{0}",
    "spaces": "\u200b\u00a0\u3000\t",
    "nothing": "",
    "oversized": "à" * 200_000,
}


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


@pytest.fixture
def case(firm: Company) -> Case:
    under_contract()
    return a_case(firm)


def filled(page: Page, word: str) -> dict[str, str]:
    """The page's own form, with that word in every field that a person fills; the page stays of its version."""
    own = page.values()
    kept = {"csrf_token", "version"}
    return {name: own[name] if name in kept else word for name in own} | {"text": word, "reason": word}


def entries() -> int:
    db.session.rollback()
    return int(db.session.scalar(select(func.count()).select_from(Entry)) or 0)


def test_a_form_full_of_nonsense_is_refused_with_a_sentence_or_stored(app: Flask, case: Case) -> None:
    browsers = {who: Browser(app).sign_in(who) for who in ("sophie", "claire")}
    for where in FORMS:
        path, browser = f"/cases/{case.ref}/{where}", browsers["claire" if "final" in where else "sophie"]
        for kind, word in NASTY.items():
            before = entries()
            answer = browser.post(path, filled(Page(browser.fetch(path), path), word))
            assert answer.status_code in {302, 403, 413, 422}, (where, kind, answer.status_code)
            if answer.status_code == 422:
                shown = Page(answer, path)
                check_page(shown)
                assert shown.find_all("form"), (where, kind)
                assert entries() == before, (where, kind)
    assert entries() > 0


def test_dates_numbers_and_choices_that_cannot_be_are_never_a_fault(app: Flask, case: Case) -> None:
    browser = Browser(app).sign_in("sophie")
    for where in FORMS:
        path = f"/cases/{case.ref}/{where}"
        for word in ("2026-02-30", "31/31/2026", "-1", "99999999999999999999", "1e999", "NaN", "٣", "nobody"):
            answer = browser.post(path, filled(Page(browser.fetch(path), path), word))
            assert answer.status_code in {302, 403, 422}, (where, word, answer.status_code)


def test_every_naughty_string_in_a_note_and_a_contact_is_kept_as_typed_and_shown_escaped(
    app: Flask, case: Case, shared_data: Path
) -> None:
    strings = json.loads((shared_data / "naughty" / "blns.json").read_text("utf-8"))
    browser = Browser(app).sign_in("alice")
    own = {name: value for name, value in browser.get(f"/cases/{case.ref}").values().items() if "version" in name}
    typed = [text for text in strings if text.strip() and "\0" not in text][::9]
    for text in typed:
        assert browser.post(f"/cases/{case.ref}/note", {**own, "note-text": text}).status_code in {302, 422}
    page = browser.get(f"/cases/{case.ref}")
    assert not [node for node in page.find_all("script") if not (node.get("src") or "").startswith("/static/")]
    kept = [entry for entry in entries_of(case.stream) if entry.kind == "case.note"]
    assert len(kept) > len(typed) * 0.9


def test_a_refused_letter_keeps_twenty_thousand_signs(app: Flask, case: Case) -> None:
    browser = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/act/answer"
    long = "é" * 20_001
    page = browser.send(path, {**browser.get(path).values(), "text": long, "verdict": "founded"}, 422)
    assert page.value_of("text") == long
    assert "trop long" in page.text


def test_a_promise_in_the_past_says_so_on_its_field(app: Flask, case: Case, firm: Company) -> None:
    with unit_of_work.writing():
        actions.take_charge(db.session.get_one(Case, case.id), by=firm.agent.actor, at=NOW)
    browser = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/do/promise"
    yesterday = (NOW - timedelta(days=1)).date().isoformat()
    values = browser.get(path).values()
    day = next(name for name in values if name.endswith(("_on", "_at")))
    page = browser.send(path, {**values, "what": "rappeler", day: yesterday}, 422)
    assert page.value_of("what") == "rappeler"
    assert db.session.scalar(select(func.count()).select_from(Promise)) == 0
