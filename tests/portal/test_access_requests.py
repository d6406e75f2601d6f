"""Customers who ask for their data: dated by the table, extended once with its letter, answered with the copy, refused with reasons."""

from __future__ import annotations

import email
import email.policy
import io
import json
from datetime import date, timedelta

import pypdf
import pytest
from flask import Flask
from sqlalchemy.exc import DatabaseError

from app.cases import actions as cases
from app.cases.models import AccessRequest, Case
from app.cases.queries.keeping import forgettable, keeping_of
from app.cases.queries.requests import open_requests, requests_of, time_to_answer
from app.cases.rules.requests import Asked, Outcome, require_extension
from app.correspondence import actions as letters
from app.correspondence.models import RequestLetter
from app.correspondence.queries.requests import letters_on
from app.correspondence.rules import UNDO_FOR, Channel, Standing
from app.correspondence.rules.requests import Notice
from app.exhibits.queries import store
from app.journal.actions import HOUSE
from app.journal.queries import entries_of
from app.kernel import Refused
from app.people import actions as people
from app.people.models import Customer
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.portal.actions import ask_for_copy
from app.worker import rounds
from tests.client import Browser, said
from tests.conftest import NOW
from tests.correspondence.test_actions import mails
from tests.factories.house import Company, a_case, company

TODAY = NOW.date()


@pytest.fixture
def firm(app: Flask) -> Company:
    made = company()
    with unit_of_work.writing():
        people.present_house(name="Maison Essai", contact_email="litiges@maison-essai.example", by=SYSTEM, at=NOW)
    return made


def asked(firm: Company, on: date = TODAY) -> AccessRequest:
    with unit_of_work.writing():
        return cases.record_request(firm.customer, on, by=firm.quality.actor, at=NOW)


def prepared(firm: Company) -> AccessRequest:
    row = asked(firm)
    with unit_of_work.writing():
        ask_for_copy(row, by=firm.quality.actor, at=NOW)
    rounds.run_jobs(NOW)
    return row


def test_the_month_is_dated_data_with_its_source() -> None:
    time = time_to_answer(date(2026, 1, 31))
    assert (time.due_on(date(2026, 1, 31)), time.extended_on(date(2026, 1, 31))) == (
        date(2026, 2, 28),
        date(2026, 4, 30),
    )
    assert (time.id, time.status.value) == ("GDPR-04", "sourced")


@pytest.mark.parametrize(
    ("facts", "reason", "today", "code"),
    [
        (Asked(date(2026, 12, 20)), "Trois dossiers", date(2026, 12, 21), "too_late"),
        (Asked(date(2026, 12, 20), date(2027, 2, 20)), "Trois dossiers", date(2026, 12, 1), "extended"),
        (Asked(date(2026, 12, 20)), "  ", date(2026, 12, 20), "reason_missing"),
        (Asked(date(2026, 12, 20), outcome=Outcome.COPY), "Trois dossiers", date(2026, 12, 1), "answered"),
    ],
)
def test_when_the_time_is_not_extended(facts: Asked, reason: str, today: date, code: str) -> None:
    with pytest.raises(Refused) as refused:
        require_extension(facts, reason, today)
    assert refused.value.code == code


def test_it_may_be_extended_on_the_last_day_of_the_month() -> None:
    require_extension(Asked(date(2026, 12, 20)), "Trois dossiers", date(2026, 12, 20))


def test_a_request_is_recorded_on_the_customer_and_told_without_words(firm: Company) -> None:
    row = asked(firm, date(2026, 11, 10))
    assert (row.due_on, row.rule, row.asked.days_left(TODAY)) == (date(2026, 12, 10), "GDPR-04", 20)
    assert [one.id for one in open_requests()] == [row.id]
    told = entries_of(HOUSE)[-1]
    assert (told.kind, told.data["customer"], told.words) == ("house.access_requested", firm.customer.id, None)
    with pytest.raises(Refused) as future:
        asked(firm, TODAY + timedelta(days=1))
    assert future.value.code == "future"


def test_the_copy_holds_what_the_person_may_read_and_no_note_of_ours(app: Flask, firm: Company) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        cases.add_note(case, "Client pénible, dit l’agent.", by=firm.agent.actor, at=NOW)
    row = prepared(firm)
    data = json.loads(store().get(row.json_key))
    assert data["record"]["email"] == "awa.diallo@example.org"
    assert [one["ref"] for one in data["cases"]] == [case.ref]
    assert data["purchases"][0]["label"] == "Lave-linge Brume 8 kg"
    assert "pénible" not in json.dumps(data, ensure_ascii=False)
    assert store().get(row.pdf_key).startswith(b"%PDF")


def test_the_copy_speaks_the_readers_language_whatever_that_of_their_cases(app: Flask, firm: Company) -> None:
    a_case(firm)
    with unit_of_work.writing():
        firm.customer.lang = "en"
    row = prepared(firm)
    (case,) = json.loads(store().get(row.json_key))["cases"]
    assert case["story"][-1]["what"].startswith("We received your complaint")
    read = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(store().get(row.pdf_key))).pages)
    assert "Ms" in read
    assert "France" in read
    assert "Mme" not in read


def test_it_is_answered_with_the_copy_through_the_outbox(app: Flask, firm: Company) -> None:
    row = asked(firm)
    with pytest.raises(Refused) as early, unit_of_work.writing():
        letters.give_copy(row, by=firm.quality.actor, at=NOW)
    assert early.value.code == "no_copy"
    with unit_of_work.writing():
        ask_for_copy(row, by=firm.quality.actor, at=NOW)
    rounds.run_jobs(NOW)
    with unit_of_work.writing():
        letter = letters.give_copy(row, by=firm.quality.actor, at=NOW)
        assert (letter.channel, letter.what, letter.leaves_at) == (Channel.EMAIL, Notice.COPY, NOW + UNDO_FOR)
    rounds.run_jobs(NOW + UNDO_FOR)
    (file,) = mails(app)
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    (enclosed,) = mail.iter_attachments()
    assert (enclosed.get_filename(), enclosed.get_content()) == (f"{row.ref}.pdf", store().get(row.pdf_key))
    body = mail.get_body()
    assert body is not None
    assert "cnil.fr" in body.get_content()
    assert letters_on(row)[0].standing is Standing.SENT
    assert (row.outcome, open_requests()) == (Outcome.COPY, [])
    with pytest.raises(Refused) as twice, unit_of_work.writing():
        letters.refuse(row, "Non", by=firm.quality.actor, at=NOW)
    assert twice.value.code == "answered"


def test_the_longer_time_is_told_with_its_reason(firm: Company) -> None:
    row = asked(firm, date(2026, 11, 10))
    with unit_of_work.writing():
        letter = letters.extend(row, "Neuf ans de courrier à relire.", by=firm.director.actor, at=NOW)
        assert "Neuf ans de courrier à relire." in letter.body
        assert "10 février 2027" in letter.body.replace("\u00a0", " ")
    assert (row.extended_until_on, row.asked.until_on) == (date(2027, 2, 10), date(2027, 2, 10))


def test_a_refusal_gives_reasons_and_says_where_to_turn(firm: Company) -> None:
    row = asked(firm)
    with pytest.raises(Refused) as mute, unit_of_work.writing():
        letters.refuse(row, " ", by=firm.quality.actor, at=NOW)
    assert mute.value.code == "reason_missing"
    with unit_of_work.writing():
        letter = letters.refuse(row, "Douzième demande en un mois.", by=firm.quality.actor, at=NOW)
        assert "Douzième demande en un mois." in letter.body
        assert "CNIL" in letter.body


def test_agents_record_and_only_quality_and_the_director_answer(app: Flask, firm: Company) -> None:
    alice = Browser(app).sign_in("alice")
    answer = alice.post(f"/customers/{firm.customer.id}/access-request", {"received_on": "2026-11-19"})
    assert answer.headers["Location"].endswith(f"/customers/{firm.customer.id}#access")
    assert "DA-00001" in said(alice.get(f"/customers/{firm.customer.id}").by_id("access"))
    assert alice.fetch("/access-requests/1").status_code == 403
    assert alice.post("/access-requests/1/prepare", {}).status_code == 403
    with pytest.raises(Refused) as rank, unit_of_work.writing():
        letters.extend(requests_of(firm.customer.id)[0], "Long", by=firm.supervisor.actor, at=NOW)
    assert rank.value.code == "not_allowed"
    assert Browser(app).sign_in("diane").get("/access-requests/1").status == 200
    admin = Browser(app).sign_in("admin")
    assert admin.post(f"/customers/{firm.customer.id}/access-request", {"received_on": "2026-11-19"}).status_code == 403


def test_whoever_may_not_see_a_case_does_not_make_its_copy(firm: Company) -> None:
    case, row = a_case(firm), asked(firm)
    with unit_of_work.writing():
        cases.recuse(case, firm.quality, "Parent", by=firm.quality.actor, at=NOW)
    with pytest.raises(Refused) as blind, unit_of_work.writing():
        ask_for_copy(row, by=firm.quality.actor, at=NOW)
    assert blind.value.code == "not_all_seen"


def test_the_whole_way_through_the_pages(app: Flask, firm: Company) -> None:
    claire = Browser(app).sign_in("claire")
    claire.get("/access-requests")
    refused = claire.send(f"/customers/{firm.customer.id}/access-request", {"received_on": "2026-11-30"}, 422)
    assert "avenir" in refused.text
    assert refused.value_of("received_on") == "2026-11-30"
    claire.post(f"/customers/{firm.customer.id}/access-request", {"received_on": "2026-11-10"})
    assert "20 jours" in said(claire.get("/settings/keeping").by_id("access"))
    assert "jeudi 10 décembre 2026" in claire.get("/access-requests/1").text
    mute = claire.send("/access-requests/1/extend", {"reason": ""}, 422)
    assert "Dites pourquoi" in mute.text
    claire.post("/access-requests/1/extend", {"reason": "Neuf ans de courrier."})
    claire.post("/access-requests/1/prepare", {})
    assert "se prépare" in claire.get("/access-requests/1").text
    assert claire.fetch("/access-requests/1/copy.pdf").status_code == 404
    rounds.run_jobs(NOW)
    assert claire.fetch("/access-requests/1/copy.pdf").data.startswith(b"%PDF")
    assert claire.fetch("/access-requests/1/copy.json").status_code == 200
    claire.post("/access-requests/1/give", {})
    assert claire.get("/letters").text.count("DA-00001") == 2
    page = claire.get("/access-requests/1")
    assert "copie remise" in page.text
    number = letters_on(requests_of(firm.customer.id)[0])[1].id
    claire.get(f"/access-requests/1/letters/{number}")
    claire.post(f"/access-requests/1/letters/{number}/stop", {})
    assert "retenue" in claire.get(f"/access-requests/1/letters/{number}").text
    assert claire.post("/access-requests/1/dance", {}).status_code == 404
    assert claire.fetch("/access-requests/9").status_code == 404
    assert "copie remise" in claire.get("/access-requests").text


def test_a_request_in_a_case_is_one_of_the_customer_and_keeps_its_promise(firm: Company) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        promise = cases.record_access_request(case, TODAY, by=firm.agent.actor, at=NOW)
    (row,) = requests_of(firm.customer.id)
    assert row.promise is not None
    assert row.promise.id == promise.id
    with unit_of_work.writing():
        letters.refuse(row, "Déjà remise hier.", by=firm.quality.actor, at=NOW)
    assert row.promise.state == "kept"


def test_an_open_request_keeps_the_cases_and_the_customer(firm: Company) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        cases.withdraw(case, "Je retire.", by=firm.quality.actor, at=NOW)
    late = NOW + timedelta(days=6 * 366)
    row = asked(firm)
    held = keeping_of(db.session.get_one(Case, case.id), late.date())
    assert not held.due
    assert any("demandé ses données" in hold.fr for hold in held.holds)
    with unit_of_work.writing():
        letters.refuse(row, "Déjà remise.", by=firm.quality.actor, at=NOW)
    assert keeping_of(db.session.get_one(Case, case.id), late.date()).due


def test_the_words_go_with_the_customer_and_dates_stay(app: Flask, firm: Company) -> None:
    row = prepared(firm)
    with unit_of_work.writing():
        letters.extend(row, "Neuf ans de courrier.", by=firm.quality.actor, at=NOW)
    with unit_of_work.writing():
        letters.give_copy(row, by=firm.quality.actor, at=NOW)
    rounds.run_jobs(NOW + UNDO_FOR)
    keys = [row.pdf_key, row.json_key, *(one.file_key for one in letters_on(row))]
    assert not forgettable(db.session.get_one(Customer, firm.customer.id), TODAY)
    with unit_of_work.writing():
        people.forget_customer(db.session.get_one(Customer, firm.customer.id), by=SYSTEM, at=NOW + UNDO_FOR)
    rounds.run_jobs(NOW + timedelta(hours=1))
    row = requests_of(firm.customer.id)[0]
    assert (row.extension_reason, row.received_on, row.outcome) == ("—", TODAY, Outcome.COPY)
    assert {one.body for one in letters_on(row)} == {"—"}
    assert not any(store().has(key) for key in keys)
    assert mails(app) == []


@pytest.mark.parametrize("column", ["received_on", "due_on", "extension_reason"])
def test_the_database_lets_nobody_redate_a_request(firm: Company, column: str) -> None:
    row = asked(firm)
    with unit_of_work.writing():
        letters.extend(row, "Long", by=firm.quality.actor, at=NOW)
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work.writing():
        setattr(
            requests_of(firm.customer.id)[0], column, TODAY - timedelta(days=9) if column != "extension_reason" else "—"
        )


def test_one_letter_of_each_kind(firm: Company) -> None:
    row = asked(firm)
    with unit_of_work.writing():
        letters.extend(row, "Long", by=firm.quality.actor, at=NOW)
    with pytest.raises(Refused) as twice, unit_of_work.writing():
        letters.extend(row, "Encore", by=firm.quality.actor, at=NOW)
    assert twice.value.code == "extended"
    assert len(db.session.query(RequestLetter).all()) == 1


def test_whoever_answers_is_alerted_before_the_last_day_until_it_is_answered(app: Flask, firm: Company) -> None:
    far, near = asked(firm, TODAY - timedelta(days=5)), asked(firm, TODAY - timedelta(days=25))
    missed = asked(firm, TODAY - timedelta(days=50))
    claire, alice = Browser(app).sign_in("claire"), Browser(app).sign_in("alice")
    told = said(claire.get("/alerts").by_id("requests"))
    assert (far.ref in told, near.ref in told, missed.ref in told) == (False, True, True)
    assert told.index(missed.ref) < told.index(near.ref)
    assert "de retard" in told
    claire.post("/alerts/seen", {})
    assert near.ref in claire.get("/alerts").text
    assert "requests" not in {node.get("id") for node in alice.get("/alerts").root.iter()}
    with unit_of_work.writing():
        for row in (near, missed):
            cases.answer_request(row, Outcome.REFUSED, "Trop tard", by=firm.quality.actor, at=NOW)
    assert "Aucune alerte" in claire.get("/alerts").text


def test_it_stands_in_the_diary_of_whoever_answers_and_its_feed_names_nobody(app: Flask, firm: Company) -> None:
    row = asked(firm, TODAY - timedelta(days=5))
    claire = Browser(app).sign_in("claire")
    page = claire.get("/me/duties")
    assert f"/access-requests/{row.id}" in page.html
    assert "Awa Diallo" in page.text
    address = claire.send("/me/duties", {}).value_of("address") or ""
    feed = claire.fetch("/me/duties.ics?" + address.partition("?")[2]).get_data(as_text=True)
    assert row.ref in feed
    assert "Diallo" not in feed
    assert row.ref not in Browser(app).sign_in("alice").get("/me/duties").text


def test_whoever_promised_it_on_a_case_is_not_told_twice(app: Flask, firm: Company) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        made = cases.record_access_request(case, TODAY - timedelta(days=25), by=firm.quality.actor, at=NOW)
        made.owner_id = firm.quality.id  # she carries the case
    row = requests_of(firm.customer.id)[0]
    assert row.ref not in Browser(app).sign_in("claire").get("/me/duties").text
    assert row.ref in Browser(app).sign_in("quentin").get("/alerts").text
