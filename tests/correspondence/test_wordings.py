"""Templates of letters as the house words them: dated, in both languages, tried on a sample, never without what must be there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.cases import actions as cases
from app.correspondence import actions, queries
from app.correspondence.rules import FIELDS, TEMPLATES, LetterKind, check_template
from app.correspondence.rules.wording import DRAFTS
from app.kernel import FixedClock, Refused
from app.people.rules import Actor
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import a_case, company

TODAY = NOW.date()
FR = "{greeting},\n\nNous fermons ce dossier : {subject}. Merci de votre confiance."
EN = "{greeting},\n\nWe close this case: {subject}. Thank you for your trust."


def word(by: Actor, fr: str = FR, en: str = EN, on: date = TODAY, kind: LetterKind = LetterKind.CLOSING) -> None:
    with unit_of_work.writing():
        actions.word_letter(kind, fr, en, on, "Ton de la maison", by=by, at=NOW)


# --- rules -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TEMPLATES)
def test_what_the_product_proposes_passes_its_own_rule(kind: LetterKind) -> None:
    check_template(kind, DRAFTS[kind].fr, "fr")
    check_template(kind, DRAFTS[kind].en, "en")
    assert set(TEMPLATES[kind].must) <= set(TEMPLATES[kind].may) <= set(FIELDS)


@pytest.mark.parametrize(
    ("text_", "code"),
    [
        ("", "text_missing"),
        ("x" * 5001, "text_long"),
        ("{greeting} {subject} {customer.password}", "field_unknown"),
        ("{greeting} {subject} {ref.__class__}", "field_unknown"),
        ("{greeting} {subject} {ref!r}", "field_unknown"),
        ("{greeting} {subject} {received:full}", "field_unknown"),
        ("{greeting} {subject} {", "field_unknown"),
        ("{greeting} {{subject}}", "field_unknown"),
        ("Madame, {subject}", "field_missing"),
    ],
)
def test_a_template_names_only_what_can_be_filled_and_all_that_must_be(text_: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_template(LetterKind.CLOSING, text_, "fr")
    assert (refused.value.code, refused.value.field) == (code, "fr")


def test_an_answer_always_announces_until_when_the_customer_may_react() -> None:
    with pytest.raises(Refused) as refused:
        check_template(LetterKind.ANSWER, "{greeting}, voici notre réponse.", "fr")
    assert refused.value.code == "field_missing"


# --- in the house ----------------------------------------------------------------------------------------------------


def test_the_wording_in_force_on_the_day_is_the_one_that_letters_start_from(app: Flask) -> None:
    firm = company()
    word(firm.admin.actor)
    word(firm.admin.actor, FR.replace("Merci", "Grand merci"), EN, TODAY + timedelta(days=10))
    assert "Merci" in str(queries.wording_of(LetterKind.CLOSING, TODAY).fr)
    assert "Grand merci" in str(queries.wording_of(LetterKind.CLOSING, TODAY + timedelta(days=10)).fr)
    assert queries.wording_of(LetterKind.CLOSING, TODAY - timedelta(days=1)) is None
    case = a_case(firm)
    with unit_of_work.writing():
        cases.take_charge(case, by=firm.agent.actor, at=NOW)
        cases.answer(case, "Vous avez raison.", "founded", by=firm.agent.actor, at=NOW)
        cases.close(case, "close_solved", by=firm.agent.actor, at=NOW)
    body = queries.letters_of(case)[0].body
    assert body.startswith("Madame,\n\nNous fermons ce dossier")
    assert "n’arrête aucun délai" in body, "what must stand there is added whatever the template says"


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"fr": FR + " Écrivez à ec.europa.eu/consumers/odr."}, "gate:EU-ODR-01"),
        ({"en": "{greeting}"}, "field_missing"),
        ({"on": TODAY - timedelta(days=1)}, "past"),
        ({"kind": LetterKind.LETTER}, "no_template"),
    ],
)
def test_forbidden_wording_and_days_gone_by_are_refused(app: Flask, terms: dict[str, object], code: str) -> None:
    firm = company()
    with pytest.raises(Refused) as refused:
        word(firm.admin.actor, **terms)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert queries.wordings_of(LetterKind.CLOSING) == []


def test_only_who_writes_settings_may_and_no_row_ever_changes(app: Flask) -> None:
    firm = company()
    for member in (firm.agent, firm.supervisor, firm.quality, firm.director, firm.auditor):
        with pytest.raises(Refused) as refused:
            word(member.actor)
        assert refused.value.code == "not_allowed"
    word(firm.admin.actor)
    for statement in ("UPDATE letter_wording SET fr = 'x'", "DELETE FROM letter_wording"):
        with pytest.raises(DatabaseError, match="append-only"), unit_of_work.writing():
            db.session.execute(text(statement))


def test_the_page_tries_a_template_on_a_sample_case_then_saves_it(app: Flask, clock: FixedClock) -> None:
    firm = company()
    admin = Browser(app).sign_in("admin")
    url = "/settings/letters/closing"
    assert url in admin.get("/settings/letters").html
    assert "/settings/letters" in admin.get("/settings").html
    typed = {"fr": FR, "en": EN, "from_on": TODAY.isoformat(), "reason": "Ton de la maison"}
    wrong = admin.send(url, {**typed, "fr": "{greeting} {secret}"}, status=422)
    assert "secret" in wrong.text
    seen = admin.send(url, {**typed, "do": "see"}, status=200)
    assert "Lave-linge Brume 8 kg" in seen.text
    assert "Thank you for your trust" in seen.text
    assert queries.wordings_of(LetterKind.CLOSING) == [], "seeing saves nothing"
    admin.send(url, {**typed, "do": "save"}, status=302)
    for code in ("fr", "en"):
        admin.speak(code)
        page = admin.get(url)
        assert "Adèle Martin" in page.text
        assert "Ton de la maison" in page.text
        admin.get("/settings/letters")
        admin.get("/settings/history")
    sophie = Browser(app).sign_in("sophie")
    assert "Merci de votre confiance" in sophie.get(url).text
    sophie.send(url, typed, status=403)
    assert Browser(app).sign_in("admin").fetch("/settings/letters/letter").status_code == 404
    assert firm.admin.name == "Adèle Martin"
