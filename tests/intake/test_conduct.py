"""Limiting a customer's channels: dated, reviewed, by the quality officer; rights and clocks stay as they are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from app.cases.queries.conduct import conduct_limits
from app.cases.rules.conduct import LIMITABLE, check_limit, holds
from app.kernel import FixedClock, Refused
from tests.client import Browser, said
from tests.conftest import NOW
from tests.factories.house import a_case, company

TODAY = date(2026, 11, 20)
GIVEN = {
    "channels": ["phone", "chat"], "reason": "Dix appels d’injures les 12 et 13 novembre.", "from_on": "2026-11-20",
    "review_on": "2027-02-20",
}  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"channels": []}, "channels"),
        ({"channels": ["post"]}, "channels"),
        ({"channels": ["web"]}, "channels"),
        ({"reason": "  "}, "reason"),
        ({"from_on": TODAY - timedelta(days=1)}, "from_on"),
        ({"review_on": TODAY}, "review_on"),
        ({"review_on": TODAY + timedelta(days=367)}, "review_on"),
    ],
)
def test_a_decision_without_reason_or_review_is_refused(terms: dict[str, object], field: str) -> None:
    fit: dict[str, object] = {
        "channels": list(LIMITABLE), "reason": "Menaces", "from_on": TODAY, "review_on": TODAY + timedelta(days=366),
    }  # fmt: skip
    check_limit(**fit, today=TODAY)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        check_limit(**{**fit, **terms}, today=TODAY)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_decision_holds_until_the_day_of_its_review() -> None:
    review = TODAY + timedelta(days=30)
    assert [holds(TODAY, review, TODAY + timedelta(days=n)) for n in (-1, 0, 29, 30)] == [False, True, True, False]


def test_the_quality_officer_limits_channels_and_lifts_it_again(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    before = [(row.key, row.due_on, row.state) for row in case.duties]
    number = firm.customer.id
    claire, alice = Browser(app).sign_in("claire"), Browser(app).sign_in("alice")
    assert "Aucune décision" in said(claire.get(f"/customers/{number}").by_id("conduct"))
    none = claire.send(f"/customers/{number}/conduct", {**GIVEN, "channels": []}, status=422)
    assert "Choisissez au moins un canal" in none.text
    assert "Dix appels" in none.text, "nothing typed is lost"
    claire.send(f"/customers/{number}/conduct", GIVEN, status=302)
    seen = alice.get(f"/customers/{number}").text.replace("\xa0", " ")
    assert "Canaux limités jusqu’au 20 février 2027" in seen
    assert "Lever cette décision" not in seen
    assert [(row.key, row.due_on, row.state) for row in case.duties] == before
    assert "Channels limited" in alice.speak("en").get(f"/customers/{number}").text
    assert "Canaux limités" in claire.get("/settings/history").text
    assert "Canaux limités" not in Browser(app).sign_in("admin").get("/settings/history").text
    (row,) = conduct_limits(number)
    claire.send(f"/customers/{number}/conduct/{row.id}/lift", {}, status=302)
    assert "Canaux limités jusqu’au" not in alice.speak("fr").get(f"/customers/{number}").text
    assert "levée le" in claire.get(f"/customers/{number}").text


def test_a_new_decision_takes_the_place_of_the_one_that_stands(app: Flask) -> None:
    number = company().customer.id
    claire = Browser(app).sign_in("claire")
    for review in ("2027-01-20", "2027-03-20"):
        claire.send(f"/customers/{number}/conduct", {**GIVEN, "review_on": review}, status=302)
    newest, older = conduct_limits(number)
    assert newest.lifted_at is None
    assert older.lifted_at is not None


def test_whoever_reviews_is_alerted_and_a_decision_nobody_reviewed_holds_no_more(app: Flask) -> None:
    number = company().customer.id
    claire = Browser(app).sign_in("claire")
    claire.send(f"/customers/{number}/conduct", {**GIVEN, "review_on": "2026-12-20"}, status=302)
    assert "à revoir" not in claire.get("/alerts").text
    app.extensions["clock"] = FixedClock(NOW + timedelta(days=40))
    claire = Browser(app).sign_in("claire")
    assert "ne vaut plus depuis" in said(claire.get("/alerts").by_id("reviews"))
    assert "à revoir" not in Browser(app).sign_in("sophie").get("/alerts").text
    assert "ne vaut plus" in claire.get(f"/customers/{number}").text
    assert "Canaux limités jusqu’au" not in claire.get(f"/customers/{number}").text


@pytest.mark.parametrize("login", ["alice", "sophie", "diane", "audrey", "admin"])
def test_nobody_else_decides(app: Flask, login: str) -> None:
    number = company().customer.id
    browser = Browser(app).sign_in(login)
    browser.get(f"/customers/{number}/conduct", 403)
    assert browser.post(f"/customers/{number}/conduct", GIVEN).status_code == 403


def test_whoever_works_reads_it_on_the_case_while_logging_and_where_a_channel_is_chosen(app: Flask) -> None:
    firm = company()
    case, number = a_case(firm), firm.customer.id
    alice = Browser(app).sign_in("alice")
    pages = (f"/cases/{case.ref}", f"/cases/{case.ref}/act/customer_replied", f"/cases/{case.ref}/letters/new/letter")
    told = (
        "Canaux limités jusqu’à la revue du 20 février 2027 : téléphone et messagerie. Le courrier et la page du client"
    )

    def texts() -> list[str]:
        asked = alice.send("/log/look", {"customer": str(number), "what": "Encore"})
        return [page.text.replace("\xa0", " ").replace("\u202f", " ") for page in (*map(alice.get, pages), asked)]

    assert not any("Canaux limités" in text for text in texts())
    Browser(app).sign_in("claire").send(f"/customers/{number}/conduct", GIVEN, status=302)
    for text in texts():
        assert told in text
    adder = said(alice.get(pages[0]).by_id("add"))
    assert "Canaux limités" in adder, "beside the channel of a contact"
    assert "Channels limited until the review of 20 February 2027" in alice.speak("en").get(pages[0]).text
    app.extensions["clock"] = FixedClock(NOW + timedelta(days=92))
    alice = Browser(app).sign_in("alice")
    assert not any("Canaux limités" in text for text in texts()), "nobody reviewed it: it holds no more"
