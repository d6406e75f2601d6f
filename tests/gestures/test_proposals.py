"""What whoever confirms a change is told of it before; what could not hold is refused on its field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from app.costs.queries import all_budgets
from app.gestures.rules.changing import check_version, entry_changes, passed_over
from app.gestures.rules.reading import shipped_entries
from app.kernel import FixedClock, Money, Refused, words
from app.plumbing.typography import say
from tests.client import Browser, Page, said
from tests.conftest import NOW
from tests.factories.gestures import a_sent, stocked
from tests.factories.house import a_case

TODAY = date(2026, 11, 20)
VOUCHER = next(one for one in shipped_entries(TODAY) if one.code == "voucher")
LINE = {"rank": "front", "service": "", "kind": "", "gesture": "55", "case": "60", "customer": "120", "reason": "Noël"}


def waiting(browser: Browser, path: str) -> str:
    return said(browser.get(path).by_id("proposals"))


def decide(browser: Browser, number: int, decision: str, reason: str = "") -> None:
    browser.send(f"/settings/proposals/{number}", {"decision": decision, "reason": reason}, status=302)


def test_a_line_that_passes_over_a_confirmed_one_says_so_before(app: Flask) -> None:
    stocked()
    director, admin = Browser(app).sign_in("diane"), Browser(app).sign_in("admin")
    director.send("/settings/authority", {**LINE, "valid_from": "2027-01-01"}, status=302)
    assert "ne vaudra pas" not in waiting(admin, "/settings/authority")
    decide(admin, 1, "confirm")
    director.send("/settings/authority", {**LINE, "gesture": "45"}, status=302)
    for browser in (director, admin):
        told = waiting(browser, "/settings/authority")
        assert "déjà confirmé pour plus tard ne vaudra pas" in told
        assert "55 € par geste" in told
        assert "1er janvier 2027" in told
    assert "will not hold" in waiting(admin.speak("en"), "/settings/authority")
    director.send("/settings/authority", {**LINE, "rank": "supervisor", "gesture": "45"}, status=302)
    assert waiting(director, "/settings/authority").count("ne vaudra pas") == 1, "another place passes over nothing"


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_whoever_confirms_a_line_or_a_budget_reads_what_holds_today(app: Flask) -> None:
    firm = stocked()
    director, admin = Browser(app).sign_in("diane"), Browser(app).sign_in("admin")
    director.send("/settings/authority", LINE, status=302)
    told = plain(waiting(admin, "/settings/authority"))
    assert "par geste : 40 € → 55 €" in told
    assert "par dossier : " not in told, "60 € already: nothing to say"
    assert "per gesture: €40 → €55" in waiting(admin.speak("en"), "/settings/authority")
    director.send("/settings/authority", {**LINE, "service": str(firm.after_sales.id)}, status=302)
    assert "aucune ligne à cette place" in plain(waiting(admin.speak("fr"), "/settings/authority"))
    year = {"service": str(firm.after_sales.id), "from_on": "2026-01-01", "to_on": "2026-12-31", "reason": "Plus"}
    director.send("/settings/budgets", {**year, "limit": "99999"}, status=302)
    (now,) = [one for one in all_budgets(TODAY) if one.service_id == firm.after_sales.id]
    before = say(words("{m:trim}", "{m:trim}", m=Money(now.limit_minor)), "fr")
    assert plain(f"montant : {before} → 99 999 €") in plain(waiting(admin, "/settings/budgets"))


def test_only_versions_from_later_on_are_passed_over() -> None:
    known = [replace(VOUCHER, valid_from=TODAY + timedelta(days=n)) for n in (-5, 0, 10, 40)]
    over = passed_over(TODAY + timedelta(days=10), known, TODAY)
    assert [(one.valid_from - TODAY).days for one in over] == [10, 40]
    assert passed_over(TODAY - timedelta(days=9), known, TODAY) == known[2:]


def test_whoever_confirms_a_version_reads_what_it_changes(app: Flask) -> None:
    stocked()
    director, admin = Browser(app).sign_in("diane"), Browser(app).sign_in("admin")
    given = {
        "name_fr": "Bon d’achat", "name_en": "Voucher", "wording_fr": VOUCHER.wording.fr, "wording_en": VOUCHER.wording.en,
        "least": "5", "most": "400", "carry_out_days": "7", "valid_from": "2026-11-20", "valid_until": "2026-12-31",
        "reason": "Fin d’année",
    }  # fmt: skip
    director.send("/settings/catalogue/voucher", given, status=302)
    told = waiting(admin, "/settings/catalogue")
    assert "au plus : 500 € → 400 €" in told.replace("\u202f", " ").replace("\xa0", " ")
    assert "dernier jour : rien → 31 décembre 2026" in told.replace("\u202f", " ").replace("\xa0", " ")
    assert "jours pour l’exécuter" not in told, "what stays is not told"
    wrong = director.send("/settings/catalogue/voucher", {**given, "least": "600"}, status=422)
    assert "Au plus — Le plafond est sous le minimum, 600" in wrong.text.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ({"valid_until": TODAY - timedelta(days=1)}, "valid_until"),
        ({"price": replace(VOUCHER.price, least=Money(900), most=Money(800))}, "most"),
        ({"price": replace(VOUCHER.price, most=None)}, "most"),
        ({"carry_out_days": 0}, "carry_out_days"),
    ],
)
def test_a_version_that_could_not_hold_is_refused_on_its_field(terms: dict[str, object], field: str) -> None:
    check_version(VOUCHER, TODAY)
    with pytest.raises(Refused) as refused:
        check_version(replace(VOUCHER, **terms), TODAY)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_new_gesture_tells_what_it_says() -> None:
    told = [say(one, "en") for one in entry_changes(None, VOUCHER)]
    assert "at most: €500" in told
    assert not [one for one in told if "nothing" in one]


def test_a_budget_that_could_not_be_confirmed_is_not_proposed(app: Flask) -> None:
    firm = stocked()
    a_sent(a_case(firm), firm.agent, ("voucher", 40))
    director = Browser(app).sign_in("diane")
    year = {"service": str(firm.after_sales.id), "from_on": "2026-01-01", "to_on": "2026-12-31", "reason": "Moins"}
    page = director.send("/settings/budgets", {**year, "limit": "1"}, status=422)
    assert "sont déjà réservés ou dépensés" in page.text
    crossing = director.send(
        "/settings/budgets", {**year, "from_on": "2026-06-01", "to_on": "2027-05-31", "limit": "900"}, status=422
    )
    assert "Un budget couvre déjà du 1er janvier" in crossing.text.replace("\xa0", " ")
    director.send("/settings/budgets", {**year, "limit": "900"}, status=302)


def test_the_history_says_what_was_proposed_and_what_became_of_it(app: Flask) -> None:
    firm = stocked()
    director, admin = Browser(app).sign_in("diane"), Browser(app).sign_in("admin")
    director.send("/settings/authority", {**LINE, "service": str(firm.billing.id)}, status=302)
    decide(admin, 1, "decline", "Trop haut")
    director.send("/settings/authority", LINE, status=302)
    decide(admin, 2, "confirm")
    told = admin.get("/settings/history").text.replace("\xa0", " ").replace("\u202f", " ")
    assert "Pouvoirs de décision : changement écarté (Accueil, tous les gestes, 55 € par geste" in told
    assert "Pouvoirs de décision : changement confirmé" in told
    assert "Budget ouvert : 20 000 €, du 1er janvier 2026" in told
    assert "opened" not in told
    only = admin.get("/settings/history?kind=grid.").text
    assert "Facturation" in only, "the service that the line is of"
    assert "Budget ouvert" not in only
    assert "Authority: change declined (Front line, every gesture" in admin.speak("en").get("/settings/history").text


def test_a_new_gesture_is_proposed_after_one_there_is_and_holds_once_confirmed(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    director, admin = Browser(app).sign_in("diane"), Browser(app).sign_in("admin")
    path = "/settings/catalogue/voucher/similar"
    shown = {node.get("name"): node.get("value") for node in director.get(path).find_all("input")}
    given = {
        "code": "spring_voucher", "name_fr": "Bon de printemps", "name_en": "Spring voucher", "wording_fr": "un bon de {value}",
        "wording_en": "a voucher of {value}", "least": "5", "most": "30", "carry_out_days": "7",
        "valid_from": str(shown["valid_from"]), "reason": "Printemps",
    }  # fmt: skip
    assert "est déjà pris" in director.send(path, {**given, "code": "gift"}, status=422).text
    assert "lettres minuscules" in director.send(path, {**given, "code": "Bon !"}, status=422).text
    director.send(path, given, status=302)
    told = waiting(admin, "/settings/catalogue").replace("\xa0", " ").replace("\u202f", " ")
    assert "au plus : 30 €" in told
    decide(admin, 1, "confirm")
    assert "Bon de printemps" in admin.get("/settings/catalogue").text
    offered = Browser(app).sign_in("alice").get(f"/cases/{case.ref}/gestures/new").text
    assert "Bon de printemps" in offered
    Browser(app).sign_in("claire").get(path, 403)


def test_the_director_revokes_what_others_lent_even_before_it_begins(app: Flask) -> None:
    firm = stocked()
    sophie, director = Browser(app).sign_in("sophie"), Browser(app).sign_in("diane")
    given = {"to": str(firm.quality.id), "gesture": "50", "case": "80", "customer": "90", "reason": "Congés"}
    late = sophie.send(
        "/approvals/delegations", {**given, "from_on": "2026-11-19", "until_on": "2026-12-01"}, status=422
    )
    assert "à partir d’aujourd’hui au plus tôt" in late.text
    sophie.send("/approvals/delegations", {**given, "from_on": "2026-11-25", "until_on": "2026-12-01"}, status=302)
    shown = director.get("/approvals/delegations").text.replace("\xa0", " ")
    assert "80 € · 90 €" in shown
    assert "Congés" in shown
    assert "Retirer" in shown
    assert "Retirer" not in Browser(app).sign_in("quentin").get("/approvals/delegations").text
    director.send("/approvals/delegations/1/revoke", {}, status=302)
    assert "retirée" in sophie.get("/approvals/delegations").text


def test_a_change_is_declined_for_a_reason_that_its_author_and_the_history_read(app: Flask) -> None:
    stocked()
    director, admin = Browser(app).sign_in("diane"), Browser(app).sign_in("admin")
    director.send("/settings/authority", {**LINE, "valid_from": "2026-12-01", "valid_until": "2027-01-31"}, status=302)
    told = waiting(admin, "/settings/authority")
    assert "jusqu’au 31 janvier 2027" in told, "a line may end"
    refused = admin.send("/settings/proposals/1", {"decision": "decline", "reason": ""}, status=422)
    assert "Dites pourquoi vous écartez ce changement" in refused.text
    assert waiting(admin, "/settings/authority") == told, "nothing was decided"
    assert "écartées" not in director.get("/alerts").text
    admin.send("/settings/proposals/1", {"decision": "decline", "reason": "Attendons le bilan."}, status=302)
    alert = said(director.get("/alerts").by_id("declined"))
    assert "Attendons le bilan." in alert
    assert "55 € par geste" in alert.replace("\xa0", " ").replace("\u202f", " ")
    assert "Attendons le bilan." in admin.get("/settings/history").text
    assert "declined" in said(director.speak("en").get("/alerts").by_id("declined"))
    app.extensions["clock"] = FixedClock(NOW + timedelta(days=31))
    assert "Attendons le bilan." not in Browser(app).sign_in("diane").get("/alerts").text


def test_a_line_that_ends_before_it_starts_is_refused_on_its_field(app: Flask) -> None:
    stocked()
    director = Browser(app).sign_in("diane")
    page = director.send(
        "/settings/authority", {**LINE, "valid_from": "2026-12-01", "valid_until": "2026-11-30"}, status=422
    )
    assert "La ligne finit avant de commencer" in page.text
    assert page.value_of("valid_until") == "2026-11-30"


@pytest.mark.parametrize("path", ["/settings/authority", "/settings/budgets"])
def test_a_missing_reason_is_asked_for_on_its_field(app: Flask, path: str) -> None:
    stocked()
    director, admin = Browser(app).sign_in("diane"), Browser(app).sign_in("admin")
    budget = {"service": "", "limit": "500", "from_on": "2027-01-01", "to_on": "2027-12-31", "reason": "Exercice 2027"}
    director.send(path, LINE if path.endswith("authority") else budget, status=302)
    page = admin.send("/settings/proposals/1", {"decision": "decline", "reason": ""}, status=422)
    field = page.by_id("decline-1-reason")
    assert field.get("aria-invalid") == "true"
    assert "Dites pourquoi vous écartez" in waiting_in(page)
    decide(admin, 1, "decline", "Trop tôt.")
    late = admin.send("/settings/proposals/1", {"decision": "confirm"}, status=302)
    assert late.response.location == path


def waiting_in(page: Page) -> str:
    return said(page.by_id("proposals"))
