"""The pages and commands of keeping: until when, why, what goes; hold, release, erase in two steps; the list, its file."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from flask import Flask

from app.cases import actions as cases
from app.cases.models import Case
from app.kernel import FixedClock
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker.keeping import erase_due
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.factories.house import a_case, company
from tests.feedback.world import a_closed_case

YEARS = NOW + timedelta(days=5 * 366 + 400)


def run(app: Flask, *args: str, status: int = 0) -> Any:
    answer = app.test_cli_runner().invoke(args=[*args, "--json"])
    assert answer.exit_code == status, answer.output
    return json.loads(answer.stdout)


def send(browser: Browser, case: Case, do: str, status: int = 302, **more: str) -> Page:
    db.session.expire_all()
    version = str(db.session.get_one(Case, case.id).version)
    return browser.send(f"/cases/{case.ref}/keeping", {"do": do, "version": version, **more}, status=status)


def test_the_page_says_until_when_why_and_what_goes(app: Flask) -> None:
    case = a_closed_case(company())
    page = Browser(app).sign_in("alice").get(f"/cases/{case.ref}/keeping")
    for said in ("20 novembre 2031", "2224 C. civ.", "1 demande", "le grand livre", "L. 123-22"):
        assert said in page.text
    assert "Garder au-delà" not in page.text, "an agent decides nothing here"
    assert f"/cases/{case.ref}/keeping" in Browser(app).sign_in("alice").get(f"/cases/{case.ref}").html


def test_a_running_case_is_kept_while_it_runs(app: Flask) -> None:
    case = a_case(company())
    page = Browser(app).sign_in("claire").get(f"/cases/{case.ref}/keeping")
    assert "La réclamation court" in page.text


def test_somebody_elses_case_is_a_404(app: Flask) -> None:
    case = a_closed_case(company())
    Browser(app).sign_in("bruno").get(f"/cases/{case.ref}/keeping", status=404)


def test_hold_and_release_on_the_page(app: Flask, clock: FixedClock) -> None:
    case = a_closed_case(company())
    browser = Browser(app).sign_in("claire")
    assert "dans l’année" in send(browser, case, "hold", 422, reason="Oui", review_on="2029-01-15").text
    send(browser, case, "hold", reason="Contrôle fiscal annoncé", review_on="2027-01-15")
    page = browser.get(f"/cases/{case.ref}/keeping")
    assert "Contrôle fiscal annoncé" in page.text
    assert "gardé au-delà" in page.text
    assert "15 janvier 2027" in page.text
    send(browser, case, "release")
    assert "levée le" in browser.get(f"/cases/{case.ref}/keeping").text


def test_a_supervisor_may_not_hold(app: Flask) -> None:
    case = a_closed_case(company())
    browser = Browser(app).sign_in("sophie")
    send(browser, case, "hold", 403, reason="Oui", review_on="2027-01-15")
    assert "Garder au-delà" not in browser.get(f"/cases/{case.ref}/keeping").text


def test_erasing_takes_two_steps_and_only_once_it_is_due(app: Flask, clock: FixedClock) -> None:
    case = a_closed_case(company())
    browser = Browser(app).sign_in("claire")
    page = send(browser, case, "erase", 422)
    assert "gardé comme preuve jusqu’au 20 novembre 2031" in page.text
    clock.at = YEARS
    browser = Browser(app).sign_in("claire")
    page = send(browser, case, "look", 200)
    assert "pas revenir en arrière" in page.text
    assert "Les mots de" in page.text
    send(browser, case, "erase")
    page = browser.get(f"/cases/{case.ref}/keeping")
    assert "ont été effacés le" in page.text
    assert "effacés le" in browser.get(f"/cases/{case.ref}").text


def test_the_list_and_its_file(app: Flask, clock: FixedClock) -> None:
    firm = company()
    case, later = a_closed_case(firm), a_closed_case(firm)
    erase_due(YEARS)
    third = a_closed_case(firm)
    page = Browser(app).sign_in("diane").get("/settings/keeping")
    assert "Rien d’ici là" in page.text
    assert case.ref in page.text
    file = Browser(app).sign_in("diane").client.get("/settings/keeping.csv")
    assert file.status_code == 200
    lines = file.get_data(as_text=True).splitlines()
    assert [line.partition(";")[0] for line in lines[1:]] == [later.ref, case.ref]
    assert third.ref not in file.get_data(as_text=True)


def test_the_commands_preview_refuse_hold_list_and_erase(app: Flask) -> None:
    case = a_closed_case(company())
    ref, late = case.ref, YEARS.isoformat()
    look = run(app, "erase", ref)
    assert (look["erased"], look["standing"], look["rules"]) == (False, "kept", ["GDPR-02/contract"])
    assert look["goes"]["claims"] == 1
    assert look["goes"]["entries"] >= 2
    assert run(app, "erase", ref, "--for-good", status=1)["refused"]["code"] == "case_kept"
    assert run(app, "retention") == []
    assert [one["ref"] for one in run(app, "retention", "--due-on", "2031-12-31")] == [ref]
    held = run(
        app, "hold", ref, "--reason", "Contrôle", "--review-on", "2027-03-01", "--by", "claire", "--at", NOW.isoformat()
    )
    assert held["standing"] == "held"
    assert (
        run(app, "hold", ref, "--reason", "x", "--review-on", "2027-03-01", status=1)["refused"]["code"]
        == "not_allowed"
    )
    released = run(app, "hold", ref, "--release", "--by", "claire", "--at", NOW.isoformat())
    assert released["standing"] == "kept"
    done = run(app, "erase", ref, "--for-good", "--at", late)
    assert (done["erased"], done["goes"]["customer"]) == (True, 1)
    assert run(app, "erase", ref, "--for-good", "--at", late, status=1)["refused"]["code"] == "erased"
    assert run(app, "verify") == {"ok": True, "problems": []}


def test_in_english_too(app: Flask) -> None:
    case = a_closed_case(company())
    page = Browser(app).sign_in("claire").speak("en").get(f"/cases/{case.ref}/keeping")
    assert "Kept until Thursday 20 November 2031" in page.text
    assert "5 years after closing (20 November 2026)" in page.text


def test_an_access_request_becomes_a_promise_for_the_legal_month_and_keeps_the_case(app: Flask) -> None:
    case = a_closed_case(company())
    browser = Browser(app).sign_in("alice")
    version = str(case.version)
    ahead = {"access-version": version, "access-received_on": "2026-11-23"}
    assert "avenir" in browser.send(f"/cases/{case.ref}/access-request", ahead, status=422).text
    browser.send(f"/cases/{case.ref}/access-request", {**ahead, "access-received_on": "2026-11-20"}, status=302)
    page = browser.get(f"/cases/{case.ref}")
    assert "Demande d’accès à ses données, à répondre le 20 décembre 2026" in page.text
    assert "Répondre à votre demande d’accès du 20 novembre 2026" in page.text
    held = Browser(app).sign_in("claire").get(f"/cases/{case.ref}/keeping")
    assert "Un engagement est ouvert, pour le 20 décembre 2026" in held.text


def test_the_copy_for_the_person_is_an_allow_list(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        cases.add_note(case, "Client pénible", by=firm.agent.actor, at=NOW)
        cases.record_contact(case, "phone", "in", "Je rappelle demain.", by=firm.agent.actor, at=NOW)
    copy = run(app, "customer-copy", case.ref)
    assert (copy["record"]["name"], copy["purchases"][0]["reference"]) == ("Awa Diallo", "CMD-2026-1187")
    (told,) = copy["cases"]
    assert any("Je rappelle demain." in line["texts"] for line in told["story"])
    assert "pénible" not in json.dumps(copy, ensure_ascii=False)
    assert run(app, "customer-copy", case.ref, "--by", "bruno", status=1)["refused"]["code"] == "no_such_case"
    asked = run(
        app, "access-request", case.ref, "--received-on", "2026-11-20", "--by", "alice", "--at", NOW.isoformat()
    )
    assert asked["due_on"] == "2026-12-20"
