"""Sign-in and the settings about people, through the pages."""

from __future__ import annotations

import io
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import Refused
from app.people import actions, queries
from app.people.models import Customer, Purchase, Service, Staff, Terms
from app.people.rules import SYSTEM, Role
from app.people.views.settings import PLACES
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser, Page, said
from tests.conftest import NOW
from tests.factories.house import PASSWORD, Company, a_case, company


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


@pytest.fixture
def admin(app: Flask, firm: Company) -> Browser:
    return Browser(app).sign_in("admin")


def _again(row: Staff) -> Staff:
    db.session.rollback()
    found = db.session.get(Staff, row.id, populate_existing=True)
    assert found is not None
    return found


def _account(admin: Browser, row: Staff, **values: object) -> dict[str, object]:
    page = admin.get(f"/settings/staff/{row.id}")
    form = {name: value for name, value in page.values().items() if name not in {"csrf_token", "next", "q"}}
    form["services"] = [service.code for service in row.services]
    return {**form, **values}


def test_sign_in_shows_no_account_outside_the_demo(app: Flask, firm: Company) -> None:
    page = Browser(app).get("/sign-in")
    assert page.titles() == ["Se connecter"]
    assert "alice" not in page.text


def test_sign_in_lists_the_demo_accounts_with_their_purpose_and_fills_the_form(app: Flask, firm: Company) -> None:
    with unit_of_work.writing():
        firm.agent.purpose_fr, firm.agent.purpose_en = "Enregistrer des réclamations", "Log complaints"
    browser = Browser(app)
    page = browser.get("/sign-in")
    assert "Enregistrer des réclamations" in page.text
    assert actions.DEMO_PASSWORD in page.text
    filled = browser.get("/sign-in?login=alice")
    assert (filled.value_of("login"), filled.value_of("password")) == ("alice", actions.DEMO_PASSWORD)
    assert browser.get("/sign-in?login=bruno").value_of("login") == ""


def test_a_wrong_password_comes_back_with_the_login_and_one_sentence(app: Flask, firm: Company) -> None:
    page = Browser(app).send("/sign-in", {"login": "alice", "password": "not that one"}, 422)
    assert page.value_of("login") == "alice"
    assert "Identifiant ou mot de passe incorrect" in page.text
    assert "not that one" not in page.html


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil",
        "https://evil.example",
        "/x\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
    ],
)
def test_signing_in_leads_nowhere_else(app: Flask, firm: Company, target: str) -> None:
    answer = Browser(app).post("/sign-in", {"login": "alice", "password": PASSWORD, "next": target})
    assert answer.location == "/"


def test_every_settings_page_is_well_formed_in_both_languages(app: Flask, firm: Company, admin: Browser) -> None:
    with unit_of_work.writing():
        row = actions.add_terms(
            "2026-1",
            "CGV",
            date(2026, 1, 1),
            [("1", "Objet", "Les ventes."), ("2", "", "La suite.")],
            by=SYSTEM,
            at=NOW,
            already=True,
        )
    paths = [
        "/settings", "/settings/staff", "/settings/staff?closed=1", "/settings/staff/new", f"/settings/staff/{firm.agent.id}", "/settings/services",
        f"/settings/services/{firm.billing.id}", "/settings/terms", "/settings/terms?on=2026-05-01", "/settings/terms/new", f"/settings/terms/{row.id}",
        "/settings/sessions", "/settings/history", "/settings/history?kind=staff.", "/me",
    ]  # fmt: skip
    for spoken in ("fr", "en"):
        admin.speak(spoken)
        for path in paths:
            admin.get(path)


def test_agents_have_no_settings_and_supervisors_read_them(app: Flask, firm: Company) -> None:
    alice = Browser(app).sign_in("alice")
    for path in ("/settings", "/settings/staff", "/settings/history", "/settings/sessions"):
        alice.get(path, 403)
    sophie = Browser(app).sign_in("sophie")
    sophie.get("/settings/staff")
    sophie.get("/settings/staff/new", 403)
    assert sophie.post(f"/settings/staff/{firm.biller.id}", {"name": "X", "role": "admin"}).status_code == 403
    assert sophie.post("/settings/services", {"code": "x", "name_fr": "X", "name_en": "X"}).status_code in {200, 422}
    assert len(db.session.scalars(select(Service)).all()) == 2


def test_an_account_is_opened_changed_and_its_history_told(app: Flask, firm: Company, admin: Browser) -> None:
    answer = admin.post(
        "/settings/staff/new",
        {
            "login": "zoe",
            "name": "Zoé Lang",
            "role": "agent",
            "services": "billing",
            "lang": "en",
            "speaks_en": "1",
            "active": "1",
            "password": "long enough 1",
        },
    )
    assert answer.status_code == 302
    zoe = db.session.scalars(select(Staff).where(Staff.login == "zoe")).one()
    assert (zoe.speaks, [s.code for s in zoe.services]) == ("en", ["billing"])
    assert Browser(app).sign_in("zoe", "long enough 1").get("/queue", check=False)
    answer = admin.post(
        f"/settings/staff/{zoe.id}",
        _account(admin, zoe, role="supervisor", services=["billing", "after-sales"], manager=str(firm.director.id)),
    )
    assert answer.status_code == 302
    page = admin.get(f"/settings/staff/{zoe.id}")
    assert "rôle : Service client → Supervision" in page.text
    assert "services : billing → after-sales et billing" in page.text
    assert "Adèle Martin" in page.text
    assert "Compte ouvert : Zoé Lang" in admin.get("/settings/history").text
    assert "Account opened: Zoé Lang" in admin.speak("en").get("/settings/history").text


@pytest.mark.parametrize("login", ["zoe roux", "zoe/roux", "<zoe>"])
def test_a_login_that_nobody_could_type_back_comes_back_with_what_it_may_hold(admin: Browser, login: str) -> None:
    new = {"login": login, "name": "Zoé Roux", "role": "agent", "lang": "fr", "active": "1"}
    page = admin.send("/settings/staff/new", new, 422)
    assert page.value_of("login") == login
    assert "sans espace" in page.text


def test_a_login_that_is_taken_comes_back_filled_in(admin: Browser) -> None:
    page = admin.send(
        "/settings/staff/new",
        {"login": "alice", "name": "Une autre", "role": "agent", "lang": "fr", "active": "1"},
        422,
    )
    assert page.value_of("name") == "Une autre"
    assert "existe déjà" in page.text


def test_nobody_changes_their_own_role_or_closes_their_own_account(firm: Company, admin: Browser) -> None:
    page = admin.send(f"/settings/staff/{firm.admin.id}", _account(admin, firm.admin, role="director"), 422)
    assert "Personne ne change son propre rôle" in page.text
    closed = {name: value for name, value in _account(admin, firm.admin).items() if name != "active"}
    page = admin.send(f"/settings/staff/{firm.admin.id}", closed, 422)
    assert "Personne ne ferme son propre compte" in page.text
    assert (_again(firm.admin).role, _again(firm.admin).active) == (Role.ADMIN, True)


def test_a_reporting_line_does_not_run_in_a_circle(firm: Company, admin: Browser) -> None:
    page = admin.send(
        f"/settings/staff/{firm.supervisor.id}", _account(admin, firm.supervisor, manager=str(firm.agent.id)), 422
    )
    assert "ne peut pas répondre à" in page.text


def test_closing_an_account_ends_its_sessions_at_once(app: Flask, firm: Company, admin: Browser) -> None:
    alice = Browser(app).sign_in("alice")
    alice.get("/log")
    closed = {name: value for name, value in _account(admin, firm.agent).items() if name != "active"}
    assert admin.post(f"/settings/staff/{firm.agent.id}", closed).status_code == 302
    assert alice.fetch("/log").status_code == 302
    assert "/sign-in" in alice.fetch("/log").location


def test_a_supervisor_sets_the_absence_of_their_people_only(app: Flask, firm: Company) -> None:
    sophie = Browser(app).sign_in("sophie")
    away = {"away_from": "2026-12-01", "away_until": "2026-12-24", "deputy": str(firm.other_agent.id)}
    assert sophie.post(f"/settings/staff/{firm.agent.id}/absence", away).status_code == 302
    agent = _again(firm.agent)
    assert (agent.away_from, agent.away_until, agent.deputy_id) == (
        date(2026, 12, 1),
        date(2026, 12, 24),
        firm.other_agent.id,
    )
    assert sophie.post(f"/settings/staff/{firm.quality.id}/absence", away).status_code == 403
    page = sophie.send(f"/settings/staff/{firm.agent.id}/absence", {**away, "away_until": "2026-11-01"}, 422)
    assert "finit avant de commencer" in page.text
    assert page.value_of("away_until") == "2026-11-01"


def _offered(page: Page) -> set[str]:
    return {str(option.get("value")) for option in page.by_id("deputy").iter("option") if option.get("value")}


def test_only_who_can_do_the_work_is_offered_as_a_deputy_and_nobody_else_is_taken(app: Flask, firm: Company) -> None:
    alice, claire = Browser(app).sign_in("alice"), Browser(app).sign_in("claire")
    up = {str(row.id) for row in (firm.other_agent, firm.biller, firm.supervisor, firm.quality, firm.other_quality)}
    assert _offered(alice.get("/me")) == up
    assert _offered(claire.get("/me")) == {str(firm.other_quality.id)}
    with unit_of_work.writing(), pytest.raises(Refused) as unfit:
        actions.set_deputy(_again(firm.quality), _again(firm.agent), by=firm.quality.actor, at=NOW)
    assert (unfit.value.code, unfit.value.field) == ("deputy_unfit", "deputy")


def test_a_deputy_named_before_is_still_shown_and_a_new_account_keeps_its_deputy(firm: Company, admin: Browser) -> None:
    with unit_of_work.writing():
        actions.change_staff(_again(firm.quality), by=SYSTEM, at=NOW, deputy=_again(firm.agent))
    page = admin.get(f"/settings/staff/{firm.quality.id}")
    assert _offered(page) == {str(firm.agent.id), str(firm.other_quality.id)}
    new = {"login": "zoe", "name": "Zoé Roux", "role": "agent", "lang": "fr", "speaks_fr": "1", "active": "1"}
    admin.post("/settings/staff/new", {**new, "manager": "", "deputy": str(firm.agent.id)})
    zoe = queries.staff_by_login("zoe")
    assert zoe is not None
    assert zoe.deputy_id == firm.agent.id


def test_one_sets_ones_own_language_absence_and_password(app: Flask, firm: Company) -> None:
    alice = Browser(app).sign_in("alice")
    assert alice.post("/me", {"do": "lang", "lang": "en"}, token_from="/me").status_code == 302
    assert alice.get("/me").titles() == ["My settings"]
    assert alice.post("/me", {"do": "absence", "away_from": "2026-12-01"}, token_from="/me").status_code == 302
    wrong = alice.send("/me", {"do": "password", "old": "not it", "new": "a new password"}, 422, token_from="/me")
    assert "Wrong login or password" in wrong.text
    short = alice.send("/me", {"do": "password", "old": PASSWORD, "new": "short"}, 422, token_from="/me")
    assert "at least 10 characters" in short.text
    assert (
        alice.post("/me", {"do": "password", "old": PASSWORD, "new": "a new password"}, token_from="/me").status_code
        == 302
    )
    Browser(app).sign_in("alice", "a new password")
    assert _again(firm.agent).away_from == date(2026, 12, 1)


def test_posting_every_column_of_an_account_changes_only_what_the_form_has(firm: Company, admin: Browser) -> None:
    extra = {
        "id": "999",
        "login": "hacker",
        "password_hash": "x",
        "purpose_fr": "x",
        "manager_id": "1",
        "deputy_id": "1",
        "key": "staff:1",
    }
    assert admin.post(f"/settings/staff/{firm.agent.id}", _account(admin, firm.agent, **extra)).status_code == 302
    agent = _again(firm.agent)
    assert (agent.login, agent.purpose_fr, agent.deputy_id) == ("alice", "", None)
    assert agent.password_hash != "x"


def test_services_are_opened_renamed_and_closed(firm: Company, admin: Browser) -> None:
    assert (
        admin.post(
            "/settings/services", {"code": "delivery", "name_fr": "Livraison", "name_en": "Delivery", "active": "1"}
        ).status_code
        == 302
    )
    page = admin.send("/settings/services", {"code": "delivery", "name_fr": "Encore", "name_en": "Again"}, 422)
    assert "déjà pris" in page.text
    assert (
        admin.post(f"/settings/services/{firm.billing.id}", {"name_fr": "Factures", "name_en": "Bills"}).status_code
        == 302
    )
    billing = db.session.get(Service, firm.billing.id, populate_existing=True)
    assert billing is not None
    assert (billing.name_fr, billing.active, billing.code) == ("Factures", False, "billing")
    assert "Service modifié : Factures" in admin.get("/settings/history?kind=service.").text


def test_two_versions_never_come_into_force_on_one_day(admin: Browser) -> None:
    typed = {
        "title": "CGV",
        "in_force_from": "2026-03-01",
        "already": "1",
        "clauses": "1. Objet\n2. Livraison\n2.1. Délais\nTrois jours.",
    }
    admin.send("/settings/terms/new", {**typed, "version": "A"}, status=302)
    page = admin.send("/settings/terms/new", {**typed, "version": "B"}, status=422)
    assert "La version A entre déjà en vigueur le 1er mars 2026" in page.text.replace("\xa0", " ")
    assert "Trois jours." in page.text, "nothing typed is lost"
    row = db.session.scalars(select(Terms).where(Terms.version == "A")).one()
    shown = said(admin.get(f"/settings/terms/{row.id}").by_id("clause-2"))
    assert shown == "2 — Livraison", "a heading without a text of its own is said once"


def test_terms_are_published_with_pdf_and_clauses_and_found_by_day(admin: Browser) -> None:
    typed = {
        "version": "2026-1", "title": "Conditions générales de vente", "in_force_from": "2026-01-01", "already": "1",
        "clauses": "Article 1 – Objet\nCes conditions règlent les ventes.\n\n4.2. Livraison\nSous dix jours.\nAu plus tard.",
    }  # fmt: skip
    answer = admin.post("/settings/terms/new", {**typed, "file": (io.BytesIO(b"%PDF-1.7 terms"), "cgv.pdf")})
    assert answer.status_code == 302
    row = db.session.scalars(select(Terms)).one()
    assert [(c.number, c.heading) for c in row.clauses] == [("1", "Objet"), ("4.2", "Livraison")]
    assert row.clauses[1].body == "Sous dix jours.\nAu plus tard."
    assert admin.fetch(f"/settings/terms/{row.id}/file").data == b"%PDF-1.7 terms"
    assert "2026-1" in admin.get("/settings/terms?on=2026-06-01").text
    assert "Aucune version n’était en vigueur" in admin.get("/settings/terms?on=2025-06-01").text
    bad = admin.send("/settings/terms/new", {**typed, "version": "2", "file": (io.BytesIO(b"MZ"), "cgv.pdf")}, 422)
    assert "n’est pas un PDF" in bad.text
    assert bad.value_of("title") == "Conditions générales de vente"
    plain = admin.send("/settings/terms/new", {**typed, "version": "2", "clauses": "Rien de numéroté"}, 422)
    assert "Aucune clause numérotée" in plain.text


def test_sessions_are_listed_and_ended(app: Flask, firm: Company, admin: Browser) -> None:
    alice = Browser(app).sign_in("alice")
    page = admin.get("/settings/sessions")
    assert "Alice Petit" in page.text
    (end,) = [form.get("action") for form in page.find_all("form") if "/end" in (form.get("action") or "")]
    cookie = alice.client.get_cookie("amiable_session")
    assert cookie is not None
    assert cookie.value not in page.html
    assert admin.post(str(end), {}).status_code == 302
    assert alice.fetch("/log").status_code == 302
    assert admin.post(str(end), {}).status_code == 404


def test_the_settings_front_page_shows_only_what_one_may_open(app: Flask, firm: Company, admin: Browser) -> None:
    assert "/import" not in {node.get("href") for node in admin.get("/settings").find_all("a")}
    assert "/import" in {node.get("href") for node in Browser(app).sign_in("sophie").get("/settings").find_all("a")}


def _customer_page(browser: Browser, row: Customer) -> Page:
    return browser.get(f"/customers/{row.id}")


def test_customers_are_found_by_name_mail_and_order_number(app: Flask, firm: Company) -> None:
    alice = Browser(app).sign_in("alice")
    for asked in ("diallo", "awa.diallo@example.org", "CMD-2026-1187", "DIÀLLO"):
        assert "Awa Diallo" in alice.get(f"/customers?q={asked}").text, asked
    assert "Personne ne répond" in alice.get("/customers?q=zzz").text
    Browser(app).sign_in("admin").get("/customers", 403)


def test_a_customer_page_shows_purchases_and_only_the_cases_one_may_see(app: Flask, firm: Company) -> None:
    case = a_case(firm)
    alice, bruno = Browser(app).sign_in("alice"), Browser(app).sign_in("bruno")
    page = _customer_page(alice, firm.customer)
    assert "Lave-linge Brume 8 kg" in page.text
    assert case.ref in page.text
    assert case.ref not in _customer_page(bruno, firm.customer).html


def test_a_customer_record_and_a_purchase_are_changed_by_who_may(app: Flask, firm: Company) -> None:
    alice = Browser(app).sign_in("alice")
    page = _customer_page(alice, firm.customer)
    typed = {name: value for name, value in page.values().items() if not name.startswith("buy-")}
    answer = alice.post(
        f"/customers/{firm.customer.id}",
        {**typed, "do": "save", "city": "Vienne", "standing": "long", "anonymous": "1"},
    )
    assert answer.status_code == 302
    row = db.session.get(Customer, firm.customer.id, populate_existing=True)
    assert row is not None
    assert (row.city, row.standing, row.anonymous) == ("Vienne", "long", False)
    bought = {
        "do": "purchase",
        "buy-reference": "C-2",
        "buy-label": "Sèche-linge",
        "buy-bought_on": "2026-05-01",
        "buy-price": "399,90",
        "buy-channel": "shop",
        "buy-condition": "new",
    }
    assert alice.post(f"/customers/{firm.customer.id}", bought).status_code == 302
    assert db.session.scalars(select(Purchase.price_minor).where(Purchase.reference == "C-2")).one() == 39990
    wrong = alice.send(f"/customers/{firm.customer.id}", {**bought, "buy-delivered_on": "2026-04-01"}, 422)
    assert "La livraison précède l’achat" in wrong.text
    audrey = Browser(app).sign_in("audrey")
    audrey.post(f"/customers/{firm.customer.id}", {**typed, "do": "save", "city": "Paris"})
    again = db.session.get(Customer, firm.customer.id, populate_existing=True)
    assert again is not None
    assert again.city == "Vienne"


def test_every_place_of_the_settings_leads_somewhere(app: Flask) -> None:
    named = {place.endpoint for _title, places in PLACES for place in places}
    assert named <= set(app.view_functions)


def test_the_history_tells_of_customers_only_to_who_may_open_a_case(app: Flask) -> None:
    firm = company()
    for login, told in (("sophie", True), ("admin", False)):
        page = Browser(app).sign_in(login).get("/settings/history")
        assert (firm.customer.name in page.text) is told
        assert ("Clients" in [said(link) for link in page.find_all("nav")[-1].iter("a")]) is told


def test_terms_begin_today_at_the_earliest_unless_they_were_in_force_already(admin: Browser) -> None:
    typed = {"version": "A", "title": "CGV", "in_force_from": "2026-03-01", "clauses": "1. Objet\nLes ventes."}
    page = admin.send("/settings/terms/new", typed, status=422)
    assert "cochez la case" in page.text
    assert "Les ventes." in page.text, "nothing typed is lost"
    early = admin.send("/settings/terms/new", {**typed, "in_force_from": "2027-03-01", "already": "1"}, status=422)
    assert "ne sont pas encore en vigueur" in early.text
    admin.send("/settings/terms/new", {**typed, "already": "1"}, status=302)
    admin.send("/settings/terms/new", {**typed, "version": "B", "in_force_from": "2027-03-01"}, status=302)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_a_page_does_not_do_is_refused_with_a_sentence(app: Flask, firm: Company, lang: str) -> None:
    alice = Browser(app).sign_in("alice").speak(lang)
    for address in ("/me", f"/customers/{firm.customer.id}"):
        page = alice.send(address, {"do": "fly"}, status=422)
        assert ("utilisez un de ses boutons" if lang == "fr" else "use one of its buttons") in page.text
    assert Browser(app).sign_in("diane").post(f"/customers/{firm.customer.id}", {"do": "save"}).status_code == 403
