"""The pages about the law: regimes for a lawyer, what if, closing days; in both languages, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases import queries
from app.cases.models import Case, DutyRow
from app.mediators.models import Mediator
from app.people.models import Clause, Terms
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.regimes.models import ClosingDay
from app.regimes.queries import shipped
from app.worker.rounds import run_jobs
from tests.client import Browser, Node, Page
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def plain(page: Page) -> str:
    return page.text.replace("\u202f", " ").replace("\xa0", " ")


def drawings(node: Node) -> list[Node]:
    """The time lines in a part of a page."""
    return [
        each for each in node.iter() if str(each.tag).endswith("svg") and (each.get("class") or "").startswith("axis")
    ]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_regime_can_be_read_and_says_how_sure_each_rule_is(app: Flask, firm: Company, lang: str) -> None:
    browser = Browser(app).sign_in("alice").speak(lang)
    page = browser.get("/regimes")
    for name, pack in shipped().items():
        assert name in page.text
        one = browser.get(f"/regimes/{name.lower()}")
        for rule in pack.rules:
            assert rule.source.cite.split()[0] in one.text
            assert rule.id in one.text
    assert browser.get("/regimes/nowhere", 404)


def test_an_unverified_rule_is_marked_and_a_sleeping_one_says_so(app: Flask, firm: Company) -> None:
    browser = Browser(app).sign_in("alice")
    assert "de connaissance, à vérifier" in plain(browser.get("/regimes/FR-AIR"))
    assert "pas encore en vigueur" in plain(browser.get("/regimes/EU-GEN"))


def test_a_condition_reads_as_a_sentence(app: Flask, firm: Company) -> None:
    page = plain(Browser(app).sign_in("alice").get("/regimes/FR-GEN"))
    assert "2 mois après : l’envoi de la première réclamation écrite" in page
    assert "Vaut si : Qualité du réclamant : consommateur" in page
    assert "complainant.kind" not in page


def test_whoever_is_not_signed_in_reads_nothing(app: Flask, firm: Company) -> None:
    for path in ("/regimes", "/regimes/FR-GEN", "/what-if", "/settings/calendar", "/me/duties"):
        assert Browser(app).fetch(path).status_code == 302


# --- what if ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_if_asks_then_answers_with_the_working_and_a_drawing(app: Flask, firm: Company, lang: str) -> None:
    browser = Browser(app).sign_in("alice").speak(lang)
    assert "first_written_complaint.sent" in browser.get("/what-if").html
    page = browser.get(
        "/what-if?r=FR-GEN&e.first_written_complaint.sent=2026-01-31&on=2026-02-10&f.claim.total=1500.00"
    )
    assert "31 mars 2026" in plain(page) or "31 March 2026" in plain(page)
    assert "750-1" in page.text
    assert len(drawings(page.by_id("duties"))) >= 3
    assert page.value_of("e.first_written_complaint.sent") == "2026-01-31"


def test_what_if_shows_pauses_and_follows_the_chosen_holidays(app: Flask, firm: Company) -> None:
    browser = Browser(app).sign_in("alice")
    asked = "/what-if?r=ISO-10002&e.complaint.first=2025-12-18&on=2025-12-28&calendar="
    assert "lundi 12 janvier 2026" in plain(browser.get(asked + "FR-metropole"))
    assert "mardi 13 janvier 2026" in plain(browser.get(asked + "FR-alsace-moselle")), "26 December is a holiday there"
    paused = browser.get(asked + "FR-metropole&e.waiting.started=2025-12-22&e.waiting.ended=2025-12-24")
    assert "pause, 22 déc." in plain(paused)


def test_empty_answers_leave_the_address(app: Flask, firm: Company) -> None:
    answer = Browser(app).sign_in("alice").fetch("/what-if?r=FR-GEN&e.contract=&f.claim.total=&on=2026-02-10")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/what-if?r=FR-GEN&on=2026-02-10"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("e.contract=2026-02-29", "n’est pas une date du calendrier"),
        ("e.contract=2026-03-01&e.delivery=2026-02-01", "Ordre impossible"),
        ("e.contract=2026-03-01&f.claim.total=beaucoup", "« beaucoup »"),
        ("e.contract=2026-03-01&f.complainant.kind=martian", "n’est pas possible ici"),
        ("e.nonsense=2026-03-01", "Évènement inconnu"),
        ("f.nonsense=1", "Fait inconnu"),
        ("e.contract=2026-03-01&on=soon", "n’est pas une date du calendrier"),
        ("e.contract=1066-10-14", "est hors de ce que l’on sait calculer"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(app: Flask, firm: Company, address: str, sentence: str) -> None:
    page = Browser(app).sign_in("alice").get(f"/what-if?r=FR-GEN&{address}", 422)
    assert sentence in plain(page)


def test_the_case_page_leads_to_what_if_with_what_is_known_of_it(app: Flask, firm: Company) -> None:
    case = a_case(firm)
    browser = Browser(app).sign_in("alice")
    page = browser.get(f"/cases/{case.ref}")
    link = f"/cases/{case.ref}/what-if"
    assert link in [node.get("href") for node in page.find_all("a")]
    answer = browser.get(browser.fetch(link).headers["Location"])
    assert answer.value_of("e.first_written_complaint.sent") == "2026-11-19"
    assert answer.value_of("f.claim.total") == "549.00"
    assert "19 janvier 2027" in plain(answer)


# --- the case page ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_duty_of_a_case_opens_to_its_working_its_drawing_and_its_source(
    app: Flask, firm: Company, lang: str
) -> None:
    case = a_case(firm)
    page = Browser(app).sign_in("alice").speak(lang).get(f"/cases/{case.ref}")
    panel = page.by_id("duties")
    duties = [node for node in panel.iter("details") if node.get("class") == "duty"]
    assert len(duties) >= 5
    for node in duties:
        assert list(node.iter("ol")), "the steps"
        assert drawings(node), "the drawing"


def test_limitation_is_shown_from_the_day_the_customer_knew_at_the_latest(app: Flask, firm: Company) -> None:
    case = a_case(firm)
    page = plain(Browser(app).sign_in("alice").get(f"/cases/{case.ref}"))
    assert "Prescription de l’action du client" in page
    row = db.session.scalars(select(DutyRow).where(DutyRow.case_id == case.id, DutyRow.rule == "FR-CRT-08")).one()
    assert (row.due_on, row.ours) == (date(2031, 11, 19), False)


def test_a_case_never_put_in_writing_says_that_the_mediator_would_refuse_it(app: Flask, firm: Company) -> None:
    case = a_case(firm, written=False, channel="phone")
    page = plain(Browser(app).sign_in("alice").get(f"/cases/{case.ref}"))
    assert "Aucune réclamation écrite : la saisine serait irrecevable. Inviter le client à nous écrire." in page


def test_a_small_claim_in_court_without_an_amicable_attempt_shows_the_objection(app: Flask, firm: Company) -> None:
    from app.cases import actions
    from app.cases.actions.telling import Happening

    case = a_case(firm)
    browser = Browser(app).sign_in("claire")
    assert "l’irrecevabilité peut être soulevée" not in plain(browser.get(f"/cases/{case.ref}"))
    with unit_of_work.writing():
        actions.apply(case, "court_seized", Happening(happened={"court.filed": NOW}), by=firm.quality.actor, at=NOW)
    assert "l’irrecevabilité peut être soulevée" in plain(browser.get(f"/cases/{case.ref}"))


# --- closing days ----------------------------------------------------------------------------------------------------


def due(case: Case, key: str) -> date | None:
    db.session.expire_all()
    return next(row.due_on for row in queries.duties_of(case) if row.key == key)


def test_closing_days_move_house_targets_and_no_legal_date(app: Flask, firm: Company) -> None:
    case = a_case(firm, sector="finance")
    house, legal = due(case, "ISO-10002-74/acknowledge"), due(case, "FR-FIN-01/acknowledge")
    assert house == date(2026, 11, 23)
    browser = Browser(app).sign_in("admin")
    page = browser.get("/settings/calendar")
    answer = browser.post(
        "/settings/calendar/close", {**page.values(), "first": "2026-11-23", "last": "2026-11-24", "why": "Inventaire"}
    )
    assert answer.status_code == 302
    assert due(case, "ISO-10002-74/acknowledge") == house, "the worker does it"
    run_jobs(NOW)
    assert due(case, "ISO-10002-74/acknowledge") == date(2026, 11, 25)
    assert due(case, "FR-FIN-01/acknowledge") == legal
    shown = plain(browser.get("/settings/calendar"))
    assert "du lundi 23 novembre 2026 au mardi 24 novembre 2026 · Inventaire" in shown
    assert "Fermeture du 23 novembre 2026 au 24 novembre 2026 (Inventaire)" in plain(browser.get("/settings/history"))
    browser.post("/settings/calendar/open", {"on": ["2026-11-23", "2026-11-24"]})
    run_jobs(NOW)
    assert due(case, "ISO-10002-74/acknowledge") == house


def test_a_closing_day_is_refused_twice_backwards_or_without_end(app: Flask, firm: Company) -> None:
    browser = Browser(app).sign_in("admin")
    assert browser.post("/settings/calendar/close", {"first": "2026-12-24", "last": "", "why": ""}).status_code == 302
    for first, last, sentence in (
        ("2026-12-24", "", "est déjà un jour de fermeture"),
        ("2026-12-28", "2026-12-27", "La fin vient avant le début"),
        ("2027-01-01", "2029-01-01", "Au plus 366 jours"),
        ("", "", "Cette réponse manque"),
    ):
        page = browser.send("/settings/calendar/close", {"first": first, "last": last, "why": ""}, 422)
        assert sentence in plain(page)
    assert len(db.session.scalars(select(ClosingDay)).all()) == 1


def test_opening_hours_are_kept_and_wrong_ones_refused(app: Flask, firm: Company) -> None:
    browser = Browser(app).sign_in("admin")
    week = {
        f"{which}_{n}": text
        for n in range(7)
        for which, text in (("opens", "08:30" if n < 6 else ""), ("closes", "19:00" if n < 6 else ""))
    }
    assert browser.post("/settings/calendar/hours", week).status_code == 302
    assert browser.get("/settings/calendar").value_of("opens_5") == "08:30"
    page = browser.send("/settings/calendar/hours", {**week, "opens_0": "20:00"}, 422)
    assert page.value_of("opens_0") == "20:00"
    assert "lundi : une heure d’ouverture et une heure de fermeture" in plain(page), "the day is said"
    assert "samedi 8:30–19:00" in plain(browser.get("/settings/history"))
    for wrong in ("²", "٣:00", "9" * 6000, "8:", "25:00", "08:60", "matin"):
        page = browser.send("/settings/calendar/hours", {**week, "opens_0": wrong}, 422 if wrong != "8:" else 302)
        assert wrong == "8:" or "lundi : écrivez une heure" in plain(page), wrong
    empty = dict.fromkeys(week, "")
    assert "au moins un jour d’ouverture" in plain(browser.send("/settings/calendar/hours", empty, 422))


def test_only_the_administrator_changes_the_calendar(app: Flask, firm: Company) -> None:
    browser = Browser(app).sign_in("sophie")
    assert "Fermer ces jours" not in plain(browser.get("/settings/calendar"))
    assert browser.post("/settings/calendar/close", {"first": "2026-12-24"}).status_code == 403
    assert Browser(app).sign_in("alice").fetch("/settings/calendar").status_code == 403


# --- in order to name a mediator -------------------------------------------------------------------------------------


def mediator(**terms: object) -> Mediator:
    given = {
        "code": "cmb", "name": "Médiateur Brume", "postal": "1 rue de la Paix, 75002 Paris", "site": "https://www.mediateur-brume.example",
        "sectors": ["any"], "contract_from": date(2026, 1, 1), "source": "essai",
    }  # fmt: skip
    return Mediator(**{**given, **terms})


def publish(body: str, heading: str = "Médiation") -> None:
    clause = Clause(position=1, number="12", heading=heading, body=body)
    db.session.add(Terms(version="2026-1", title="CGV", in_force_from=date(2026, 1, 1), clauses=[clause]))


@pytest.mark.parametrize(
    ("entry", "terms", "sentence"),
    [
        (None, "", "aucun médiateur sous convention"),
        ({"postal": ""}, "", "son adresse postale"),
        ({"contract_until": date(2026, 12, 31)}, "", "31 décembre 2026"),
        ({"contract_until": date(2026, 6, 30)}, "", "30 juin 2026"),
        (
            {},
            "Vous pouvez saisir un médiateur.",
            "ne disent pas, de Médiateur Brume : son nom, son adresse postale et son site",
        ),
        (
            {},
            "Médiateur Brume, www.mediateur-brume.example.",
            "ne disent pas, de Médiateur Brume : son adresse postale.",
        ),
        ({}, None, "aucune version en vigueur"),
    ],
)
def test_what_stands_in_the_way_of_naming_the_mediator_is_listed(
    app: Flask, firm: Company, entry: dict[str, object] | None, terms: str | None, sentence: str
) -> None:
    with unit_of_work.writing():
        if entry is not None:
            db.session.add(mediator(**entry))
        if terms is not None:
            publish(terms)
    page = Browser(app).sign_in("sophie").get("/regimes")
    assert sentence in plain(page)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("En cas de litige : Médiateur Brume, 1 rue de la Paix, 75002 Paris, mediateur-brume.example.", False),
        ("Litiges : vous pouvez recourir au médiateur. Médiateur Brume, 1 rue de la Paix, 75002 Paris, mediateur-brume.example.", True),
        ("You may use mediation: Médiateur Brume, 1 rue de la Paix, 75002 Paris, mediateur-brume.example.", True),
    ],
)  # fmt: skip
def test_terms_that_only_bear_the_name_of_a_mediator_do_not_tell_of_mediation(
    app: Flask, firm: Company, body: str, told: bool
) -> None:
    with unit_of_work.writing():
        db.session.add(mediator())
        publish(body, heading="Litiges")
    browser = Browser(app).sign_in("sophie")
    page, english = plain(browser.get("/regimes")), plain(browser.speak("en").get("/regimes"))
    assert ("ne disent pas au client qu’il peut recourir à la médiation" in page) is not told
    assert ("do not tell the customer that there is mediation" in english) is not told
    assert ("conditions en règle" in page) is told


def test_a_house_in_order_says_so(app: Flask, firm: Company) -> None:
    with unit_of_work.writing():
        db.session.add(mediator())
        publish("Médiateur Brume, 1 rue de la Paix, 75002 Paris — mediateur-brume.example")
    assert "conditions en règle" in plain(Browser(app).sign_in("sophie").get("/regimes"))
