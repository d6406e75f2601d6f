"""The pages of costs: who may open them, what they show, what they change."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.costs import actions, queries
from app.costs.models import TariffChange
from app.costs.rules import default_tariff
from app.kernel import Money
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.typography import money
from app.worker.rounds import work_once
from tests.client import Browser, Page, said
from tests.conftest import NOW
from tests.factories.gestures import a_draft, a_sent, stocked
from tests.factories.house import a_case, company

FRONT = {
    "front-contested-": ("0.1", "0.3", "0.45"),
    "front-content-": ("0.3", "0.45", "0.7"),
    "front-gives_up-": ("0.1", "0.25", "0.4"),
}


def test_the_working_adds_up_and_names_what_is_missing(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    page = Browser(app).sign_in("alice").speak("fr").get(f"/cases/{case.ref}/cost")
    assert "Ce que coûterait le litige" in page.titles()[0]
    assert "ancienneté du client" in page.text
    assert "client régulier" in page.text
    for line in queries.estimate_for(case, NOW).lines:
        assert line.label.fr in page.text
        assert line.recipe.fr in page.text
        assert all(one.label.fr in page.text and one.code in page.text for one in line.parameters)
    assert "hypothèse" in page.text
    assert not re.search(r"\b(assumption|sourced|work left|contested)\b", page.text), "the French page speaks French"
    drawings = [node for node in page.root.iter() if node.tag.endswith("svg") and node.get("role") == "img"]
    assert len(drawings) >= 3, "distribution, zone, tree"
    english = Browser(app).sign_in("claire").speak("en").get(f"/cases/{case.ref}/cost")
    assert "What dispute" in english.titles()[0]
    assert "work left" in english.text
    assert "hypothèse" not in english.text


def test_who_may_not_see_the_case_finds_no_working(app: Flask) -> None:
    case = a_case(company())
    Browser(app).sign_in("bruno").get(f"/cases/{case.ref}/cost", 404)
    Browser(app).sign_in("admin").get(f"/cases/{case.ref}/cost", 403)


def test_an_expense_is_booked_with_its_proof(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    browser = Browser(app).sign_in("alice").speak("fr")
    browser.send(f"/cases/{case.ref}/cost/book", {"cost": "lawyer", "amount": "1 200,00", "proof": ""}, 422)
    browser.send(f"/cases/{case.ref}/cost/book", {"cost": "lawyer", "amount": "0", "proof": "facture 12"}, 422)
    browser.send(f"/cases/{case.ref}/cost/book", {"cost": "lawyer", "amount": "1 200,00", "proof": "facture 12"}, 302)
    assert "1 200,00 €" in browser.get(f"/cases/{case.ref}/cost").text
    books = queries.books_of([case])[case.id]
    assert [(one.data["cost"], one.data["amount"]) for one in books.said("cost.booked")] == [("lawyer", 120_000)]


@pytest.mark.parametrize("path", ["/costs/portfolio", "/costs/calibration"])
def test_figures_are_for_who_reads_insight(app: Flask, path: str) -> None:
    company()
    Browser(app).sign_in("alice").get(path, 403)
    for login in ("sophie", "claire", "diane", "audrey"):
        Browser(app).sign_in(login).speak("en").get(path)


def test_the_portfolio_names_the_open_cases(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    browser = Browser(app).sign_in("diane").speak("fr")
    assert "1 dossier ouvert n’est pas encore estimé" in browser.get("/costs/portfolio").text
    with unit_of_work.writing():
        actions.keep_standing(
            queries.fresh_estimates([case.id], NOW, lambda _cases: lambda _case, _facts, _estimate: ()), at=NOW
        )
    page = browser.get("/costs/portfolio")
    assert "1 litige ouvert" in page.text
    assert "pas encore estimé" not in page.text


def test_who_reads_the_portfolio_knows_what_each_case_is_about(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm, subject="Plaque qui disjoncte", what="Mon avocat saisit le tribunal.", amount=Money(400_000))
    work_once(NOW)
    rows = [said(row) for row in Browser(app).sign_in("diane").get("/costs/portfolio").find_all("tr")]
    assert "Plaque qui disjoncte" in next(row for row in rows if case.ref in row)


def test_parameters_show_their_sources(app: Flask) -> None:
    company()
    page = Browser(app).sign_in("audrey").get("/costs/parameters")
    for one in default_tariff().parameters:
        assert one.code in page.text
    assert not [a for a in page.find_all("a") if "parameters/change?" in (a.get("href") or "")]
    Browser(app).sign_in("alice").get("/costs/parameters", 403)


def sent(**values: str) -> dict[str, str]:
    found = {"reason": "Nos dossiers de 2026", "regime": "", "sector": "", "segment": ""}
    for prefix, (low, likely, high) in FRONT.items():
        found |= {f"{prefix}low": low, f"{prefix}likely": likely, f"{prefix}high": high}
        found |= {f"{prefix}source": "nos dossiers", f"{prefix}year": "2026", f"{prefix}status": "house"}
    return {**found, **values}


@pytest.mark.parametrize(("lang", "shown"), [("fr", "0,25"), ("en", "0.25")])
def test_a_figure_stands_in_its_field_in_any_browser(app: Flask, lang: str, shown: str) -> None:
    company()
    page = Browser(app).sign_in("diane").speak(lang).get("/costs/parameters/change?code=hours.front")
    field = page.by_id("hours-front-low")
    assert field.get("value") == shown
    assert field.get("type") != "number", "such a field shows nothing for a comma, and the figure would be lost"


def test_the_effect_is_shown_before_anything_is_proposed(app: Flask) -> None:
    firm = company()
    a_case(firm)
    diane = Browser(app).sign_in("diane").speak("fr")
    path = "/costs/parameters/change?code=front.contested"
    assert "doivent faire 1" in diane.get(path).text
    page = diane.send(path, sent(do="propose"))
    assert "Effet sur les dossiers ouverts" in page.titles("h2")
    assert db.session.query(TariffChange).count() == 0
    diane.send(path, sent(do="propose", seen=page.value_of("seen") or ""), 302)
    assert db.session.query(TariffChange).count() == 1
    change = db.session.query(TariffChange).one()
    own = diane.get(f"/costs/parameters/changes/{change.id}")
    assert "Une autre personne" in own.text
    diane.send(f"/costs/parameters/changes/{change.id}/decide", {"do": "confirm"}, 422)
    admin = Browser(app).sign_in("admin").speak("en")
    assert "AM-" not in admin.get(f"/costs/parameters/changes/{change.id}").text
    admin.send(f"/costs/parameters/changes/{change.id}/decide", {"do": "confirm"}, 302)
    assert queries.tariff_at(NOW).version.endswith(f".{change.id}")
    assert f"no. {change.id}" in admin.get("/costs/parameters").text
    admin.send(f"/costs/parameters/changes/{change.id}/decide", {"do": "confirm"}, 422)


def proposed(diane: Browser) -> str:
    """The page of a change of parameters that was just proposed."""
    path = "/costs/parameters/change?code=front.contested"
    page = diane.send(path, sent(do="propose"))
    diane.send(path, sent(do="propose", seen=page.value_of("seen") or ""), 302)
    return f"/costs/parameters/changes/{db.session.query(TariffChange).one().id}"


def test_a_change_of_parameters_is_declined_for_a_reason_that_its_author_reads(app: Flask) -> None:
    company()
    diane, admin = Browser(app).sign_in("diane").speak("fr"), Browser(app).sign_in("admin").speak("fr")
    where = proposed(diane)
    assert "Dites pourquoi vous écartez" in admin.send(f"{where}/decide", {"do": "decline"}, 422).text
    admin.send(f"{where}/decide", {"do": "decline", "reason": "Trop peu de cas."}, 302)
    for seen in (diane.get("/alerts"), diane.get(where), admin.get("/settings/history")):
        assert "Trop peu de cas." in seen.text


def test_whoever_proposed_a_change_of_parameters_may_take_it_back(app: Flask) -> None:
    company()
    diane, admin = Browser(app).sign_in("diane").speak("fr"), Browser(app).sign_in("admin").speak("fr")
    where = proposed(diane)
    assert "Retirer cette proposition" in diane.get(where).text
    assert "Retirer cette proposition" not in admin.get(where).text
    admin.send(f"{where}/withdraw", {"reason": "Trop tôt."}, 403)
    assert "Dites pourquoi" in diane.send(f"{where}/withdraw", {}, 422).text
    diane.send(f"{where}/withdraw", {"reason": "Trop tôt."}, 302)
    assert "Retiré par" in diane.get(where).text
    assert "Trop tôt." in admin.get("/settings/history").text
    assert "retiré par" in diane.get("/costs/parameters").text
    assert "Paramètres de coût : proposition retirée" in diane.get("/settings/history").text
    assert "écarté" not in diane.get("/alerts").text, "nobody is told that others declined it"
    assert "déjà" in diane.send(f"{where}/withdraw", {}, 422).text
    admin.send(f"{where}/decide", {"do": "confirm"}, 422)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"front-content-likely": "0,6"}, "elles doivent faire 1"),
        ({"front-content-likely": "1,6"}, "hors des bornes"),
        ({"front-content-low": "0,5"}, "minimum"),
        ({"front-content-low": "abc"}, "nombre"),
        ({"front-content-low": "NaN"}, "nombre"),
        ({"reason": ""}, "manque"),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_is_typed(app: Flask, values: dict[str, str], told: str) -> None:
    company()
    page = (
        Browser(app)
        .sign_in("diane")
        .speak("fr")
        .send("/costs/parameters/change?code=front.content", sent(**values), 422)
    )
    assert told in page.text
    typed = {**sent(), **values}
    assert {
        name: page.value_of(name) for name in typed if name.startswith("front-content-") and name[-6:] != "status"
    } == {name: value for name, value in typed.items() if name.startswith("front-content-") and name[-6:] != "status"}
    assert db.session.query(TariffChange).count() == 0


def test_a_parameter_can_be_set_for_one_segment_alone(app: Flask) -> None:
    firm = company()
    diane = Browser(app).sign_in("diane").speak("en")
    path = "/costs/parameters/change?code=lawyer.fee"
    values = {
        "lawyer-fee-low": "100", "lawyer-fee-likely": "200", "lawyer-fee-high": "300", "lawyer-fee-source": "bills",
        "lawyer-fee-year": "2026", "lawyer-fee-status": "house", "reason": "framework contract", "segment": "premium",
        "regime": "", "sector": "",
    }  # fmt: skip
    page = diane.send(path, values)
    diane.send(path, {**values, "do": "propose", "seen": page.value_of("seen") or ""}, 302)
    change = db.session.query(TariffChange).one()
    with unit_of_work.writing():
        actions.decide_parameters(change, True, by=firm.admin.actor, at=NOW)
    tariff = queries.tariff_at(NOW)
    found = [tariff.find("lawyer.fee", (), "", segment) for segment in ("premium", "standard")]
    assert [one.likely for one in found if one] == [200, 1000]


def test_unknown_parameters_and_changes_do_not_exist(app: Flask) -> None:
    company()
    diane = Browser(app).sign_in("diane")
    diane.get("/costs/parameters/change?code=no.such", 404)
    diane.get("/costs/parameters/changes/99", 404)


def test_the_two_prices_stand_beside_the_case(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    shown = queries.prices_panel(case, NOW)
    mean = queries.estimate_for(case, NOW).mean
    assert isinstance(mean, Money)
    assert shown["dispute"]["mean"] == mean
    assert not shown["done"]


def test_an_offer_that_the_customer_weighs_stands_beside_the_dispute(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    page = Browser(app).sign_in("alice").get(f"/cases/{case.ref}")
    assert "offre n° 1, envoyée" not in page.text
    offer = a_sent(case, firm.agent, ("voucher", 20))
    page = Browser(app).sign_in("alice").get(f"/cases/{case.ref}")
    assert "offre n° 1, envoyée" in page.text
    assert " ".join(money(offer.cost, "fr", "trim").split()) in page.text
    assert "La réponse du client est attendue." in page.text


@pytest.mark.parametrize(("euros", "said"), [(20, "Elle n’est pas encore partie."), (400, "Elle attend un accord.")])
def test_an_offer_that_is_prepared_stands_beside_the_dispute(app: Flask, euros: int, said: str) -> None:
    firm = stocked()
    case = a_case(firm)
    a_draft(case, firm.agent, ("voucher", euros))
    page = Browser(app).sign_in("alice").get(f"/cases/{case.ref}")
    assert "offre n° 1, préparée" in page.text
    assert said in page.text


def test_a_mean_outside_the_range_is_explained_on_the_working_and_beside_the_case(app: Flask) -> None:
    firm = company()
    dear, plain = a_case(firm, amount=Money(900_000_000)), a_case(firm)
    browser = Browser(app).sign_in("claire").speak("fr")
    assert "La moyenne (" in browser.get(f"/cases/{dear.ref}/cost").text
    assert "la moyenne est au-dessus : quelques cas rares coûtent bien plus" in spaced(
        browser.get(f"/cases/{dear.ref}")
    )
    for path in (f"/cases/{plain.ref}/cost", f"/cases/{plain.ref}"):
        assert "cas rares" not in browser.get(path).text
    browser.speak("en")
    assert "lies above the range" in browser.get(f"/cases/{dear.ref}/cost").text
    assert "the mean lies above: a few rare cases cost far more" in browser.get(f"/cases/{dear.ref}").text


def spaced(page: Page) -> str:
    return page.text.replace("\u202f", " ").replace("\u00a0", " ")
