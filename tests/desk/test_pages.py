"""The desk through a browser that reads the HTML: queue, case page, every act, search, incidents, help, refusals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from app.cases import actions, queries
from app.cases.models import Alert, Case
from app.cases.rules.signals import SignalKind
from app.cases.rules.states import State
from app.desk.views.arrows import ACTS
from app.desk.views.deeds import DEEDS
from app.mediators.models import Mediator
from app.people import actions as people
from app.people.actions import add_customer, add_terms
from app.people.models import Staff
from app.people.rules import SYSTEM, Level, Permission
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser, Page, said
from tests.conftest import NOW
from tests.factories.gestures import stocked
from tests.factories.house import Company, a_case, a_complaint, company


@pytest.fixture
def firm(app: Flask) -> Company:
    made = company()
    with unit_of_work.writing():
        db.session.add(Mediator(
            code="cmb", name="Médiateur Brume", postal="1 rue de la Paix, 75002 Paris", site="https://www.mediateur-brume.example",
            sectors=["any"], contract_from=NOW.date() - timedelta(days=400), source="essai",
        ))  # fmt: skip
    return made


@pytest.fixture
def case(firm: Company) -> Case:
    return a_case(firm)


def again(case: Case) -> Case:
    db.session.expire_all()
    return db.session.get(Case, case.id)  # type: ignore[return-value]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_main_page_is_well_formed(app: Flask, case: Case, lang: str) -> None:
    browser = Browser(app).sign_in("sophie").speak(lang)
    for path in (
        "/queue?tab=all",
        "/queue?tab=all&state=received&due=week&signal=1",
        f"/cases/{case.ref}",
        f"/cases/{case.ref}?show=customer",
        "/search?q=lave-linge",
        "/help",
        "/alerts",
        "/incidents",
        "/styleguide",
    ):
        browser.get(path)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_every_act_has_its_page(app: Flask, case: Case, name: str) -> None:
    Browser(app).sign_in("claire").get(f"/cases/{case.ref}/act/{name}")


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_every_deed_has_its_page(app: Flask, case: Case, name: str) -> None:
    who = "diane" if DEEDS[name].needs is Permission.CASE_DEROGATE else "sophie"
    Browser(app).sign_in(who).get(f"/cases/{case.ref}/do/{name}")


def test_the_case_page_shows_the_next_step_its_date_and_the_customers_words(app: Flask, case: Case) -> None:
    page = Browser(app).sign_in("alice").get(f"/cases/{case.ref}")
    assert "Prendre en charge et accuser réception, au plus tard le lundi 23 novembre 2026" in page.text.replace(
        "\u202f", " "
    )
    assert "tombé en panne pour la troisième fois" in page.text


def test_an_agent_takes_charge_from_the_page(app: Flask, case: Case) -> None:
    browser = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/act/take_charge"
    answer = browser.post(path, {**browser.get(path).values(), "text": "Bonjour."})
    assert answer.status_code == 302
    assert again(case).state is State.IN_PROGRESS


def test_a_refusal_comes_back_on_its_field_with_the_form_filled_in(app: Flask, case: Case) -> None:
    browser = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/act/answer"
    page = browser.send(
        path, {**browser.get(path).values(), "text": "Nous refusons tout net.", "verdict": "unfounded"}, 422
    )
    assert page.value_of("text") == "Nous refusons tout net."
    assert "FR-MED-18" in page.text
    assert again(case).state is State.RECEIVED


def test_the_letter_is_offered_with_the_text_that_the_law_requires(app: Flask, case: Case) -> None:
    browser = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/act/answer"
    filled = browser.get(path).values()
    assert "Médiateur Brume" in filled["text"]
    page = browser.send(path, {**filled, "verdict": "unfounded"}, 422)
    assert "ôtez : [Ce que nous avons compris et vérifié]" in page.text
    assert again(case).state is State.RECEIVED
    answer = browser.post(
        path, {**filled, "text": filled["text"].replace("[", "").replace("]", ""), "verdict": "unfounded"}
    )
    assert answer.status_code == 302
    assert again(case).state is State.ANSWERED
    assert again(case).quiet_close_on == NOW.date() + timedelta(days=30)


def test_an_act_on_an_old_page_is_refused_and_keeps_the_text(app: Flask, case: Case, firm: Company) -> None:
    browser = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/act/escalate"
    filled = browser.get(path).values()
    with unit_of_work.writing():
        actions.take_charge(again(case), by=firm.agent.actor, at=NOW)
    page = browser.send(path, {**filled, "reason": "Le client insiste."}, 422)
    assert "a changé depuis" in page.text
    assert page.value_of("reason") == "Le client insiste."
    assert again(case).level is Level.FRONT


def test_a_supervisor_assigns_within_the_level(app: Flask, case: Case, firm: Company) -> None:
    browser = Browser(app).sign_in("sophie")
    path = f"/cases/{case.ref}/do/assign"
    answer = browser.post(path, {**browser.get(path).values(), "owner": str(firm.other_agent.id)})
    assert answer.status_code == 302
    assert again(case).owner.login == "olivier"


def test_what_one_may_not_see_is_a_404_and_what_one_may_not_do_a_403(app: Flask, case: Case) -> None:
    Browser(app).sign_in("bruno").get(f"/cases/{case.ref}", 404)
    Browser(app).sign_in("bruno").get(f"/cases/{case.ref}/act/answer", 404)
    Browser(app).sign_in("audrey").get(f"/cases/{case.ref}")
    Browser(app).sign_in("audrey").get(f"/cases/{case.ref}/act/answer", 403)
    Browser(app).sign_in("alice").get(f"/cases/{case.ref}/act/final_answer", 403)
    Browser(app).sign_in("admin").get(f"/cases/{case.ref}", 403)


def test_nobody_in_means_the_sign_in_page(app: Flask, case: Case) -> None:
    answer = Browser(app).fetch(f"/cases/{case.ref}")
    assert answer.status_code == 302
    assert "/sign-in" in answer.headers["Location"]


def test_a_form_without_its_token_changes_nothing(app: Flask, case: Case) -> None:
    browser = Browser(app).sign_in("alice")
    answer = browser.push(f"/cases/{case.ref}/act/take_charge", {"text": "x", "version": "1"})
    assert answer.status_code == 400
    assert again(case).state is State.RECEIVED


def test_what_was_written_when_a_session_ends_is_given_back(app: Flask, case: Case) -> None:
    browser = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/act/answer"
    filled = {**browser.get(path).values(), "text": "Trois pages écrites <b>avec soin</b>.", "verdict": "partly"}
    browser.client.delete_cookie("amiable_session")
    page = Page(browser.push(path, filled), path)
    assert page.status == 400
    assert page.titles() == ["Votre session a pris fin"]
    assert [said(text) for text in page.find_all("textarea")] == ["Trois pages écrites <b>avec soin</b>."]
    assert f'href="/cases/{case.ref}/act/answer"' in page.html
    assert filled["csrf_token"] not in page.html
    assert again(case).state is State.RECEIVED


def test_a_contact_and_a_note_stand_on_the_time_line_with_who_may_read_them(app: Flask, case: Case) -> None:
    browser = Browser(app).sign_in("alice")
    assert browser.post(f"/cases/{case.ref}/note", {"note-text": "Client calme."}).status_code == 302
    contact = {"direction": "in", "channel": "phone", "minutes": "7", "text": "Il saisira son avocat.", "solved": ""}
    assert browser.post(f"/cases/{case.ref}/contact", contact).status_code == 302
    page = browser.get(f"/cases/{case.ref}")
    assert "Client calme." in page.text
    assert "Avocat" in page.text, "the customer's words raised a signal"
    assert sum(row.minutes for row in queries.time_on(again(case))) == 7


def test_a_bulk_act_says_which_failed_and_why(app: Flask, case: Case, firm: Company) -> None:
    other = a_case(firm)
    with unit_of_work.writing():
        actions.take_charge(again(other), by=firm.agent.actor, at=NOW)
    browser = Browser(app).sign_in("alice")
    browser.post("/queue/bulk", {"ref": [case.ref, other.ref], "act": "take_charge", "back": "/queue?tab=mine"})
    page = browser.get("/queue?tab=mine")
    assert "1 dossier traité, 1 refusé" in page.text
    assert again(case).state is State.IN_PROGRESS


def test_a_number_goes_straight_to_the_case(app: Flask, case: Case) -> None:
    browser = Browser(app).sign_in("alice")
    assert browser.fetch("/search?q=%231").headers["Location"].endswith(f"/cases/{case.ref}")
    assert browser.fetch(f"/search?q={case.ref}").headers["Location"].endswith(f"/cases/{case.ref}")
    assert "Rien trouvé" in Browser(app).sign_in("bruno").get("/search?q=%231").titles("h2")


@pytest.mark.parametrize("typed", ["#{n}", "{n}", "am-2026-{n:0>5}", " AM-2026-{n:0>5} "])
def test_another_case_is_named_as_people_name_it(app: Flask, case: Case, firm: Company, typed: str) -> None:
    other = a_case(firm)
    browser = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/do/link"
    named = typed.format(n=int(other.ref[-5:]))
    assert browser.post(path, {**browser.get(path).values(), "other": named}).status_code == 302
    assert other.ref in browser.get(f"/cases/{case.ref}").text


def test_the_page_of_an_act_says_what_becomes_of_the_case(app: Flask, case: Case) -> None:
    browser = Browser(app).sign_in("alice")
    assert "Reçu, puis Clos" in browser.get(f"/cases/{case.ref}/act/withdraw").text
    assert "Reçu, puis" not in browser.get(f"/cases/{case.ref}/do/promise").text


def test_whoever_records_a_recusal_is_offered_first(app: Flask, case: Case, firm: Company) -> None:
    page = Browser(app).sign_in("alice").get(f"/cases/{case.ref}/do/recuse")
    assert page.values()["staff"] == str(firm.agent.id)


@pytest.mark.parametrize(
    ("path", "place"), [("/queue?tab=all", "File d’attente"), ("/alerts", "Alertes"), ("/settings/staff", "Réglages")]
)
def test_the_header_shows_where_one_is(app: Flask, case: Case, path: str, place: str) -> None:
    nav = Browser(app).sign_in("sophie").get(path).find_all("nav")[0]
    assert [said(link) for link in nav.iter("a") if link.get("aria-current")] == [place]


def test_the_help_says_in_words_what_each_button_does(app: Flask, case: Case) -> None:
    page = Browser(app).sign_in("alice").get("/help")
    assert "Envoyer notre réponse définitive" in page.text
    assert not [permission for permission in Permission if permission.value in page.text]


def test_the_help_says_to_everybody_who_may_grant_what_in_their_own_services(app: Flask) -> None:
    stocked()
    alice, sophie, audrey = (Browser(app).sign_in(login).get("/help") for login in ("alice", "sophie", "audrey"))
    heads = [
        [title for title in page.titles("h2") if title.startswith("Qui accorde")] for page in (alice, sophie, audrey)
    ]
    assert [len(found) for found in heads] == [1, 2, 1]
    assert "Après-vente" in heads[0][0]
    assert "tous les services" in heads[2][0]
    assert "needs approval" in Browser(app).sign_in("alice").speak("en").get("/help").text


def test_a_duty_stands_once_among_the_alerts_with_what_was_told_last(app: Flask, case: Case, firm: Company) -> None:
    duty = next(row for row in again(case).duties if row.due_on)
    with unit_of_work.writing():
        for threshold, days in ((10, 2), (5, 1)):
            at = NOW - timedelta(days=days)
            db.session.add(Alert(duty_id=duty.id, threshold=threshold, staff_id=firm.agent.id, planned_at=at, at=at))
    lines = [
        said(line) for line in Browser(app).sign_in("alice").get("/alerts").find_all("li") if case.ref in said(line)
    ]
    assert len(lines) == 1
    assert "prévenu le 19" in lines[0].replace("\u202f", " ").replace("\xa0", " ")


def test_a_signal_is_not_dismissed_without_a_reason_and_the_case_says_so(app: Flask, case: Case) -> None:
    browser = Browser(app).sign_in("alice")
    contact = {"direction": "in", "channel": "phone", "minutes": "7", "text": "Il saisira son avocat.", "solved": ""}
    browser.post(f"/cases/{case.ref}/contact", contact)
    (row,) = [row for row in again(case).signals if row.kind is SignalKind.LAWYER]
    path = f"/cases/{case.ref}/signals/{row.id}/dismiss"
    assert browser.post(path, {"reason": " "}).status_code == 302
    assert "il n’a pas été écarté" in browser.get(f"/cases/{case.ref}").text
    assert browser.post(path, {"reason": "Il parlait de son voisin."}).status_code == 302
    assert next(kept for kept in again(case).signals if kept.id == row.id).dismissed_at is not None


def test_the_queue_says_in_a_word_why_a_case_goes_first_and_what_was_dismissed_no_more(
    firm: Company, app: Flask
) -> None:
    a_case(firm)
    case = a_case(firm, what="Mon avocat vous écrira, et le tribunal jugera.")
    browser = Browser(app).sign_in("alice")

    def flags(lang: str = "fr") -> list[str]:
        page = browser.speak(lang).get("/queue?tab=all")
        return [said(mark) for mark in page.find_all("span") if mark.get("class") == "word-missed"]

    assert flags() == ["procès +1"]
    assert flags("en") == ["court +1"]
    (court,) = [row for row in again(case).signals if row.kind is SignalKind.COURT]
    browser.post(f"/cases/{case.ref}/signals/{court.id}/dismiss", {"reason": "Il citait la presse."})
    assert flags() == ["avocat"]


def test_whoever_answers_sees_the_clauses_of_the_contract_and_how_to_cite_one(app: Flask, case: Case) -> None:
    bare = Browser(app).sign_in("alice").get(f"/cases/{case.ref}/act/answer")
    assert "Conditions du contrat" not in bare.titles("h2")
    with unit_of_work.writing():
        for version, start in (("2026-01", date(2026, 1, 1)), ("2026-06", date(2026, 6, 1))):
            clauses = [("4.2", "Livraison", f"Sous dix jours ({version}).")]
            add_terms(version, "Conditions de vente", start, clauses, by=SYSTEM, at=NOW, already=True)
    page = Browser(app).sign_in("alice").get(f"/cases/{case.ref}/act/answer")
    assert "Sous dix jours (2026-01)." in page.text
    assert "Sous dix jours (2026-06)." not in page.text
    assert "écrivez « article 4.2 »" in " ".join(page.text.split())
    assert "Conditions du contrat" not in Browser(app).sign_in("alice").get(f"/cases/{case.ref}/act/ask_customer").text


def test_what_is_done_to_several_cases_stands_with_them_and_not_over_the_head_of_the_page(
    app: Flask, case: Case
) -> None:
    many = Browser(app).sign_in("alice").get("/queue").by_id("many")
    order = [node.get("class", "").split()[0] for node in many if node.get("class")]
    assert "card" in many.get("class", "").split()
    assert order.index("bulk") < order.index("queue")


def test_a_bulk_act_that_names_nothing_does_nothing_and_says_so(app: Flask, case: Case) -> None:
    browser = Browser(app).sign_in("alice")
    for sent, said_ in (({"ref": case.ref}, "choisissez une action"), ({"act": "take_charge"}, "Choisissez d’abord")):
        assert browser.post("/queue/bulk", {**sent, "back": "/queue?tab=mine"}).status_code == 302
        assert said_ in browser.get("/queue").text
    assert again(case).state is State.RECEIVED


def test_a_deputy_finds_the_cases_of_whoever_is_away(app: Flask, case: Case, firm: Company) -> None:
    olivier = Browser(app).sign_in("olivier")
    assert "suppléance" not in olivier.get("/queue").text
    with unit_of_work.writing():
        alice = db.session.get_one(Staff, firm.agent.id)
        deputy = db.session.get_one(Staff, firm.other_agent.id)
        people.set_absence(alice, NOW.date(), NOW.date() + timedelta(days=7), by=SYSTEM, at=NOW)
        people.set_deputy(alice, deputy, by=SYSTEM, at=NOW)
    page = olivier.get("/queue")
    assert "Alice Petit n’est pas là jusqu’au 27 novembre 2026" in " ".join(page.text.split())
    assert case.ref not in page.text
    theirs = olivier.get(f"/queue?tab=all&owner={firm.agent.id}")
    assert case.ref in theirs.text
    assert "porté par Alice Petit" in theirs.text
    assert case.ref not in olivier.get(f"/queue?tab=all&owner={firm.other_agent.id}").text
    assert case.ref in olivier.get("/queue?tab=all&owner=personne").text
    assert "suppléance" not in Browser(app).sign_in("sophie").get("/queue").text


def test_an_incident_names_who_bought_the_same_and_has_not_complained(app: Flask, case: Case, firm: Company) -> None:
    browser = Browser(app).sign_in("sophie")
    with unit_of_work.writing():
        paul = add_customer("Paul Roux", email="paul@example.org", by=SYSTEM, at=NOW)
        price, on = firm.purchase.price, firm.purchase.bought_on
        people.add_purchase(paul, "CMD-9", firm.purchase.label, on, price, by=SYSTEM, at=NOW)
        people.add_purchase(add_customer("Zoé Blin", by=SYSTEM, at=NOW), "CMD-10", "Four", on, price, by=SYSTEM, at=NOW)
    where = browser.post("/incidents", {"title": "Joint défectueux"}).headers["Location"]
    assert "Clients à prévenir" not in browser.get(where).titles("h2")
    browser.post(where, {"ref": case.ref})
    panel = said(browser.get(where).by_id("warn"))
    assert "Paul Roux" in panel
    assert "Zoé Blin" not in panel
    assert "Awa Diallo" not in panel


def test_a_view_is_kept_and_forgotten_only_by_its_owner(app: Flask, case: Case) -> None:
    browser = Browser(app).sign_in("alice")
    browser.post("/queue/views", {"name": "Signaux", "tab": "all", "signal": "1"})
    assert "Vue gardée : Signaux" in " ".join(browser.get("/queue").text.split())
    olivier = Browser(app).sign_in("olivier")
    olivier.post("/queue/views/1/forget", {})
    assert "/queue/views/1/forget" not in olivier.get("/queue").html
    assert "Signaux" in browser.get("/queue").text
    assert "/queue/views/1/forget" in browser.get("/queue").html
    browser.post("/queue/views/1/forget", {})
    assert "Vue oubliée" in browser.get("/queue").text
    assert "Signaux" not in browser.get("/queue").text


def test_a_view_without_a_name_is_not_kept_and_it_is_said(app: Flask, case: Case) -> None:
    browser = Browser(app).sign_in("alice")
    browser.post("/queue/views", {"name": " ", "tab": "all", "signal": "1"})
    page = browser.get("/queue")
    assert "Vue non gardée" in page.text
    assert "/forget" not in page.html


def test_an_incident_carries_one_decision_to_its_cases(app: Flask, case: Case, firm: Company) -> None:
    browser = Browser(app).sign_in("sophie")
    where = browser.post("/incidents", {"title": "Joint défectueux", "cause": "Lot de mars"}).headers["Location"]
    assert browser.post(where, {"ref": case.ref}).status_code == 302
    browser.post(f"{where}/decide", {"text": "Échange du joint, sans frais."})
    assert "Échange du joint, sans frais." in browser.get(f"/cases/{case.ref}").text
    assert "inconnu" not in browser.get(where).text
    assert "y est déjà rattaché" in browser.send(where, {"ref": case.ref}, 422).text


def test_an_incident_is_closed_once_it_is_decided_and_its_cases_show_it(app: Flask, case: Case, firm: Company) -> None:
    browser, alice = Browser(app).sign_in("sophie"), Browser(app).sign_in("alice")
    where = browser.post("/incidents", {"title": "Joint défectueux", "cause": "Lot de mars"}).headers["Location"]
    browser.post(where, {"ref": case.ref})
    assert "Aucune décision commune" in alice.get(f"/cases/{case.ref}").text
    assert "Écrivez d’abord la décision" in browser.send(f"{where}/close", {}, 422).text
    browser.post(f"{where}/decide", {"text": "Échange du joint, sans frais."})
    panel = said(alice.get(f"/cases/{case.ref}").by_id("incident"))
    assert "Joint défectueux" in panel
    assert "Échange du joint, sans frais." in panel
    assert "/incidents/" not in alice.get(f"/cases/{case.ref}").html
    assert browser.send(f"{where}/close", {}, 302)
    assert "Incidents clos (1)" in " ".join(browser.get("/incidents").text.split())
    assert "est clos" in browser.send(where, {"ref": case.ref}, 422).text
    assert "Rattacher un dossier" not in browser.get(where).titles("h2")
    assert again(case).is_open


def test_pages_carry_the_headers_that_keep_them_safe(app: Flask, case: Case) -> None:
    answer = Browser(app).sign_in("alice").fetch(f"/cases/{case.ref}")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/cases/AM-9999-99999", "/nulle-part", "/cases/%00", "/queue?after=x_y&state=nope&due=never"]
)
def test_odd_addresses_get_a_page_not_a_fault(app: Flask, firm: Company, path: str) -> None:
    answer = Browser(app).sign_in("alice").fetch(path)
    assert answer.status_code in {200, 404}


def test_an_answer_to_somebody_without_any_address_says_that_nothing_has_left(app: Flask, case: Case) -> None:
    with unit_of_work.writing():
        case.customer.email = case.customer.street = case.customer.postcode = case.customer.city = ""
    browser = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/act/take_charge"
    page = browser.get(path)
    assert "Imprimez la lettre" in page.text
    browser.send(path, page.values() | {"text": "Nous avons bien reçu votre réclamation."}, status=302)
    done = browser.get(f"/cases/{case.ref}").text
    assert "Rien ne part de soi-même" in done
    assert "lisez-la au téléphone et notez l’appel" in done


def test_taking_charge_without_a_word_speaks_of_no_letter(app: Flask, case: Case) -> None:
    browser = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/act/take_charge"
    browser.send(path, browser.get(path).values() | {"text": ""}, status=302)
    assert "La lettre" not in browser.get(f"/cases/{case.ref}").text


def at_quality(firm: Company, case: Case) -> None:
    with unit_of_work.writing():
        actions.take_charge(case, by=firm.other_quality.actor, at=NOW)
        actions.escalate(case, "Troisième panne", by=firm.agent.actor, at=NOW)
        actions.escalate(case, "Avocat", by=firm.supervisor.actor, at=NOW)


def step_aside(browser: Browser, case: Case, reason: str) -> Page:
    path = f"/cases/{case.ref}/do/recuse"
    return browser.send(path, browser.get(path).values() | {"reason": reason}, status=302)


def test_who_steps_aside_is_led_to_the_queue_and_the_director_names_a_judge(
    app: Flask, firm: Company, case: Case
) -> None:
    at_quality(firm, case)  # one officer has handled it below: only the other may judge
    claire = Browser(app).sign_in("claire")
    diane, path = Browser(app).sign_in("diane"), f"/cases/{case.ref}/do/derogate"
    naming = {"staff": str(firm.other_quality.id), "reason": "Dossier technique."}
    assert "Claire Morel peut juger ce dossier" in diane.get(path).text, "said before anything is typed"
    left = step_aside(claire, case, "Le client est un ami.")
    assert left.response.location == "/queue"
    assert "Récusation enregistrée" in claire.get("/queue").text
    page = diane.get(f"/cases/{case.ref}")
    assert "la direction peut en désigner un par dérogation" in page.text
    assert path in [link.get("href") for link in page.find_all("a")]
    assert "No independent" not in page.text
    form = diane.get(path)
    offered = [node.get("value") for node in form.by_id("staff").iter("option")]
    assert offered == [str(firm.other_quality.id)]
    diane.send(path, form.values() | naming, status=302)
    assert again(case).owner_id == firm.other_quality.id
    other = Browser(app).sign_in(firm.other_quality.login)
    assert "Juge désigné par la direction" in other.get(f"/cases/{case.ref}").text
    assert claire.fetch(f"/cases/{case.ref}").status_code == 404


def test_only_the_director_is_offered_a_derogation(app: Flask, firm: Company, case: Case) -> None:
    at_quality(firm, case)
    for login in ("claire", "sophie"):
        browser = Browser(app).sign_in(login)
        assert browser.fetch(f"/cases/{case.ref}/do/derogate").status_code == 403
        assert "dérogation" not in browser.get(f"/cases/{case.ref}").text
    assert Browser(app).sign_in("diane").fetch(f"/cases/{case.ref}/do/promise").status_code == 403


def test_whoever_may_not_search_sees_no_search_box(app: Flask, firm: Company) -> None:
    assert not [form for form in Browser(app).sign_in("admin").get("/settings").find_all("form") if form.get("role")]
    assert [form for form in Browser(app).sign_in("alice").get("/queue").find_all("form") if form.get("role")]


def test_a_case_of_somebody_else_is_merged_only_knowingly(app: Flask, firm: Company, case: Case) -> None:
    with unit_of_work.writing():
        other = add_customer("M. Paul Rey", by=SYSTEM, at=NOW)
        theirs = actions.log_case(a_complaint(), other, firm.after_sales, by=firm.agent.actor, at=NOW)
    browser, path = Browser(app).sign_in("sophie"), f"/cases/{case.ref}/act/merge"
    sent = browser.get(path).values() | {"into": theirs.ref}
    refusal = browser.send(path, sent, status=422)
    assert "pas de ce client" in refusal.text
    assert again(case).merged_into is None
    browser.send(path, refusal.values() | {"two_customers": "1"}, status=302)
    assert again(case).merged_into_id == theirs.id


def test_a_common_decision_without_a_word_is_refused_where_it_was_asked(app: Flask, firm: Company, case: Case) -> None:
    browser = Browser(app).sign_in("sophie")
    where = browser.post("/incidents", {"title": "Joint défectueux"}).headers["Location"]
    browser.send(where, {"ref": case.ref}, status=302)
    assert f"Dossier rattaché : {case.ref}." in browser.get(where).text.replace("\u202f", " ")
    page = browser.send(f"{where}/decide", {"text": " "}, status=422)
    assert "Ce qui est décidé pour tous — Écrivez la décision." in page.text
    assert case.ref in page.text


def test_next_step_and_time_line_are_reached_by_their_headings(app: Flask, case: Case) -> None:
    heads = Browser(app).sign_in("alice").get(f"/cases/{case.ref}").titles("h2")
    assert heads[0] == "Prochaine étape"
    assert heads.index("Chronologie") < heads.index("Échéances")


def test_linked_cases_are_named_once_and_only_to_who_may_see_them(app: Flask, firm: Company, case: Case) -> None:
    linked = a_case(firm, what="Le remplaçant vibre.", subject="Vibrations")
    with unit_of_work.writing():
        hidden = actions.log_case(
            a_complaint(what="Facture fausse", subject="Double facture"), firm.customer, firm.billing, by=firm.biller.actor, at=NOW
        )  # fmt: skip
        for other in (linked, hidden):
            actions.link_cases(case, other, "suite", by=SYSTEM, at=NOW)
    page = Browser(app).sign_in("alice").get(f"/cases/{case.ref}")
    beside = said(page.by_id("others"))
    assert (beside.count(linked.ref), hidden.ref in beside, "Double facture" in page.text) == (1, False, False)
    assert hidden.ref in said(Browser(app).sign_in("sophie").get(f"/cases/{case.ref}").by_id("others"))


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("l’article 7.2 de nos conditions", "7.2"),
        ("art. 9 des CGV", "9"),
        ("l’article 1 de nos conditions", ""),
        ("l’article 4 des conditions du fabricant", ""),
    ],
)
def test_a_clause_that_the_terms_do_not_have_is_not_cited(app: Flask, case: Case, said: str, missing: str) -> None:
    with unit_of_work.writing():
        add_terms("CGV-26", "Conditions", date(2026, 1, 1), [("1", "Objet", "Tout.")], by=SYSTEM, at=NOW, already=True)
    alice, path = Browser(app).sign_in("alice"), f"/cases/{case.ref}/act/answer"
    typed = alice.get(path).values() | {"text": f"Comme le dit {said}, nous remboursons.", "verdict": "founded"}
    if missing:
        page = alice.send(path, typed, 422)
        assert f"Les conditions du contrat (CGV-26) n’ont pas d’article {missing}" in page.text
        assert said in (page.value_of("text") or page.values()["text"]), "nothing typed is lost"
    else:
        alice.send(path, typed, 302)


def test_terms_without_numbered_clauses_hold_up_no_citation(app: Flask, case: Case) -> None:
    with unit_of_work.writing():
        add_terms("CGV-26", "Conditions", date(2026, 1, 1), [], by=SYSTEM, at=NOW, already=True)
    alice, path = Browser(app).sign_in("alice"), f"/cases/{case.ref}/act/answer"
    typed = {"text": "Comme le dit l’article 7 de nos conditions, nous remboursons.", "verdict": "founded"}
    alice.send(path, alice.get(path).values() | typed, 302)
