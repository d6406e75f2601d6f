"""The pages and commands of keeping: until when, why, what goes; hold, release, erase in two steps; the list, its file."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from flask import Flask

from app.cases.models import Case
from app.kernel import FixedClock
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
