"""Writing through the door: complaints once however often they are sent, contacts and notes, and nothing else."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.api.forms.shapes import NewComplaint, NewContact, NewNote
from app.api.models import ApiKey
from app.api.views import writing
from app.cases.models import Case, TimeSpent
from app.cases.rules.states import State
from app.journal.models import Entry
from app.journal.queries import entries_of, verify
from app.people import actions as people
from app.people.models import Customer
from app.people.rules import SYSTEM, Role
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.api.program import Program, a_key, refused
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company

WHAT = {
    "external_id": "SHOP-1",
    "what": "Le colis est arrivé ouvert.",
    "customer": {"name": "Zoé Hamon", "email": "zoe@example.org"},
}


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


@pytest.fixture
def shop(app: Flask, firm: Company) -> Program:
    return Program(app, a_key(firm.agent))


def only_case() -> Case:
    db.session.rollback()
    return db.session.scalars(select(Case)).one()


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_complaint_makes_the_case_that_the_page_would_make(app: Flask, firm: Company, shop: Program) -> None:
    answer = shop.post("/complaints", {**WHAT, "category": "delivery", "amount": 2490, "asked": "Un autre colis"})
    case = only_case()
    assert (answer.status_code, answer.get_json()) == (201, {"ref": case.ref, "created": True})
    assert answer.headers["Location"] == f"/api/v1/cases/{case.ref}"
    assert shop.get(f"/cases/{case.ref}").get_json()["claims"][0]["amount"] == 2490
    assert (case.state, case.service_id, case.created_by_id) == (State.RECEIVED, firm.after_sales.id, firm.agent.id)
    assert (case.channel, case.received_on, case.first_written_on, case.claimed_minor) == (
        "web", date(2026, 11, 20), date(2026, 11, 20), 2490,
    )  # fmt: skip
    assert (case.customer.name, case.customer.prefers) == ("Zoé Hamon", "email")
    assert case.next_on is not None
    assert list(verify(case.stream)) == []


def test_a_case_that_a_program_logs_is_carried_by_somebody_at_work(app: Flask, firm: Company) -> None:
    with unit_of_work.writing():
        who: dict[str, Any] = {"by": SYSTEM, "at": NOW}
        apart = people.add_staff("shop", "Boutique en ligne", Role.AGENT, **who)
        within = people.add_staff("phone", "Standard", Role.AGENT, services=[firm.after_sales], **who)
        people.set_absence(within, date(2026, 1, 1), None, **who)
    for holder in (apart, within):
        program = Program(app, a_key(holder))
        answers = [
            program.post("/complaints", {**WHAT, "external_id": f"N{n}", "service": "after-sales"}) for n in range(3)
        ]
        assert {answer.status_code for answer in answers} == {201}
        assert all(program.get(f"/cases/{answer.get_json()['ref']}").status_code == 200 for answer in answers)
    owners = set(db.session.scalars(select(Case.owner_id)))
    assert owners == {firm.agent.id, firm.other_agent.id}
    mine = Program(app, a_key(firm.agent))
    seen = {mine.post("/complaints", {**WHAT, "external_id": f"M{n}"}).get_json()["ref"] for n in range(4)}
    assert len(set(db.session.scalars(select(Case.owner_id).where(Case.ref.in_(seen))))) == 2


def test_the_journal_says_who_and_that_it_came_over_the_api(app: Flask, firm: Company, shop: Program) -> None:
    ref = shop.post("/complaints", WHAT).get_json()["ref"]
    shop.post(f"/cases/{ref}/notes", {"text": "Vu à la boutique."})
    page = Browser(app).sign_in("alice")
    page.post(f"/cases/{ref}/note", {"note-text": "Vu sur la page."})
    kinds = {(entry.kind, entry.words.body.get("body")): entry for entry in entries_of(f"case:{ref}") if entry.words}
    assert {entry.by for entry in kinds.values()} == {firm.agent.key}
    assert kinds["case.note", "Vu à la boutique."].data == {"via": "api"}
    assert kinds["case.note", "Vu sur la page."].data == {}
    assert kinds["case.logged", None].data["via"] == "api"
    others = db.session.scalars(
        select(Entry).where(Entry.kind.in_(("house.case_opened", "customer.added"))).order_by(Entry.id.desc())
    ).all()
    assert {entry.kind for entry in others if entry.data.get("via") == "api"} == {"house.case_opened", "customer.added"}
    assert "Alice Petit, par l’API" in page.get(f"/cases/{ref}").text


def test_the_same_number_sent_again_gives_the_same_case(app: Flask, firm: Company, shop: Program) -> None:
    first, second = shop.post("/complaints", WHAT), shop.post("/complaints", {**WHAT, "what": "Tout autre chose."})
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.get_json() == {"ref": first.get_json()["ref"], "created": False}
    assert first.headers["Location"] == second.headers["Location"]
    assert count(Case) == 1
    again = Program(app, a_key(firm.agent, name="standard")).post("/complaints", WHAT)
    assert again.get_json()["created"] is False
    other = Program(app, a_key(firm.supervisor)).post("/complaints", WHAT)
    assert other.get_json()["ref"] != first.get_json()["ref"], "another account gives its own numbers"


def test_the_same_number_sent_twice_at_once_makes_one_case(
    app: Flask, firm: Company, shop: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, plan = threading.Barrier(2, timeout=60), writing.intake.plan

    def together(*args: object, **named: object) -> object:
        planned = plan(*args, **named)
        both.wait()
        return planned

    monkeypatch.setattr(writing.intake, "plan", together)
    key = shop.headers

    def send(_turn: int) -> tuple[int, dict[str, object]]:
        answer = app.test_client().post(
            "/api/v1/complaints", data=json.dumps(WHAT), headers=key, content_type="application/json"
        )
        return answer.status_code, answer.get_json()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, range(2)))
    assert sorted(status for status, _said in answers) == [200, 201]
    assert {said["ref"] for _status, said in answers} == {only_case().ref}
    assert db.session.scalar(select(func.count()).select_from(Customer).where(Customer.name == "Zoé Hamon")) == 1
    assert list(verify()) == []


def test_a_known_customer_is_found_by_number_or_by_name_and_address(app: Flask, firm: Company, shop: Program) -> None:
    known = [{"id": firm.customer.id}, {"name": "awa diallo", "email": "AWA.DIALLO@example.org"}]
    strangers = [
        {"name": "Awa Diallo"},
        {"name": "Awa Diallo", "email": "other@example.org"},
        {"organisation": "Diallo SARL"},
    ]
    for number, who in enumerate([*known, *strangers]):
        assert shop.post("/complaints", {**WHAT, "external_id": f"N{number}", "customer": who}).status_code == 201, who
    owners = list(db.session.scalars(select(Case.customer_id).order_by(Case.id)))
    assert owners[:2] == [firm.customer.id] * 2
    assert len(set(owners)) == 4
    assert db.session.scalars(select(Customer).where(Customer.name == "Diallo SARL")).one().organisation == ""


def test_a_purchase_is_named_by_its_number_and_must_be_theirs(app: Flask, firm: Company, shop: Program) -> None:
    theirs = {**WHAT, "customer": {"id": firm.customer.id}, "purchase": "CMD-2026-1187"}
    assert shop.post("/complaints", theirs).status_code == 201
    assert only_case().purchase_id == firm.purchase.id
    for wrong in ({**theirs, "purchase": "CMD-9"}, {**WHAT, "purchase": "CMD-2026-1187"}):
        answer = shop.post("/complaints", {**wrong, "external_id": "SHOP-2"})
        assert refused(answer) == (422, "not_their_purchase", "purchase")
    assert count(Case) == 1


def test_the_service_is_ones_own_unless_another_is_named(app: Flask, firm: Company, shop: Program) -> None:
    for number, (code, service) in enumerate((("", firm.after_sales), ("billing", firm.billing))):
        sent = {**WHAT, "external_id": f"N{number}", "service": code}
        assert shop.post("/complaints", sent).status_code == 201
        assert db.session.scalars(select(Case).order_by(Case.id.desc())).first().service_id == service.id
    assert refused(shop.post("/complaints", {**WHAT, "external_id": "N9", "service": "x"})) == (
        422,
        "unknown_service",
        "service",
    )


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"received_on": "2026-11-21"}, (422, "future", "received_on")),
        ({"sent_on": "2026-11-20", "received_on": "2026-11-18"}, (422, "backwards", "sent_on")),
        ({"customer": {"id": 999}}, (422, "no_such_customer", "customer")),
        ({"customer": {"id": 1, "name": "Awa"}}, (422, "two_people", "customer")),
        ({"customer": {}}, (422, "who_missing", "customer")),
        ({"customer": {"name": "\u0000"}}, (422, "who_missing", "customer")),
        ({"solved": True}, (422, "unknown_field", "solved")),
        ({"state": "closed"}, (422, "unknown_field", "state")),
        ({"source": "log"}, (422, "unknown_field", "source")),
    ],
)
def test_what_does_not_make_sense_is_refused_on_its_field_and_nothing_is_kept(
    shop: Program, wrong: dict[str, object], why: tuple[int, str, str]
) -> None:
    entries = count(Entry)
    assert refused(shop.post("/complaints", {**WHAT, **wrong})) == why
    assert (count(Case), count(Customer), count(Entry)) == (0, 1, entries)
    assert shop.post("/complaints", WHAT).status_code == 201


def test_contacts_and_notes_are_appended_as_the_case_page_does(app: Flask, firm: Company, shop: Program) -> None:
    case = a_case(firm)
    said = {
        "channel": "phone",
        "direction": "in",
        "text": "Elle rappelle.\u0000\r\nMon avocat va vous écrire.",
        "minutes": 7,
    }
    answer = shop.post(f"/cases/{case.ref.lower()}/contacts", said)
    entries = {entry.seq: entry for entry in entries_of(case.stream)}
    contact = entries[answer.get_json()["entry"]]
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1/cases/{case.ref}")
    assert (contact.kind, contact.words.body) == (
        "case.contact",
        {"body": "Elle rappelle.\nMon avocat va vous écrire."},
    )
    assert contact.data == {"channel": "phone", "direction": "in", "minutes": 7, "via": "api"}
    assert any(entry.kind == "case.signal" for entry in entries.values()), "their words raise the same signals"
    assert db.session.scalars(select(TimeSpent.minutes)).one() == 7
    assert shop.post(f"/cases/{case.ref}/notes", {"text": "Interne."}).status_code == 201
    assert entries_of(case.stream)[-1].audience.value == "internal"


def test_what_is_appended_under_one_key_is_appended_once(app: Flask, firm: Company, shop: Program) -> None:
    case, once = a_case(firm), {"Idempotency-Key": "call-77"}
    answers = [shop.post(f"/cases/{case.ref}/notes", {"text": "Appel 77."}, headers=once) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].get_json() == answers[1].get_json()
    other = shop.post(f"/cases/{case.ref}/notes", {"text": "Appel 78."}, headers=once)
    assert refused(other)[:2] == (409, "key_reused")
    assert "Idempotency-Key" in other.get_json()["refused"]["message"]
    assert (
        refused(shop.post(f"/cases/{case.ref}/notes", {"text": "x"}, headers={"Idempotency-Key": "k" * 300}))[1]
        == "bad_key"
    )
    notes = [entry for entry in entries_of(case.stream) if entry.kind == "case.note"]
    assert len(notes) == 1
    Program(app, a_key(firm.supervisor)).post(f"/cases/{case.ref}/notes", {"text": "Appel 77."}, headers=once)
    assert len([entry for entry in entries_of(case.stream) if entry.kind == "case.note"]) == 2


@pytest.mark.parametrize(
    ("login", "status"),
    [
        ("agent", 201),
        ("biller", 404),
        ("supervisor", 201),
        ("quality", 201),
        ("director", 403),
        ("auditor", 403),
        ("admin", 403),
    ],
)
def test_only_who_may_write_on_the_page_writes_here(app: Flask, firm: Company, login: str, status: int) -> None:
    case, program = a_case(firm), Program(app, a_key(getattr(firm, login)))
    note, contact = {"text": "Vu."}, {"channel": "chat", "direction": "out", "text": "Bonjour."}
    assert program.post(f"/cases/{case.ref}/notes", note).status_code == status
    assert program.post(f"/cases/{case.ref}/contacts", contact).status_code == status
    hidden, missing = (program.post(f"/cases/{ref}/notes", note) for ref in (case.ref, "AM-2026-99999"))
    if status == 404:
        assert hidden.data == missing.data
        assert refused(hidden) == (404, "no_such_case", "ref")
    assert program.post("/complaints", WHAT).status_code == (403 if status == 403 else 201)


def test_nothing_else_can_be_written(app: Flask, firm: Company, shop: Program) -> None:
    case = a_case(firm)
    writes = {
        rule.rule: rule.methods - {"OPTIONS"}
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and rule.methods - {"GET", "HEAD", "OPTIONS"}
    }
    assert writes == {
        "/api/v1/complaints": {"POST"}, "/api/v1/cases/<ref>/contacts": {"POST"}, "/api/v1/cases/<ref>/notes": {"POST"},
    }  # fmt: skip
    for method in ("PUT", "PATCH", "DELETE"):
        answer = shop.client.open(f"/api/v1/cases/{case.ref}", method=method, headers=shop.headers)
        assert refused(answer)[:2] == (405, "method_not_allowed")
        assert "GET" in answer.headers["Allow"]
    assert refused(shop.post(f"/cases/{case.ref}/close", {}))[:2] == (404, "not_found")


@pytest.mark.parametrize("path", ["/complaints", "/cases/{ref}/contacts", "/cases/{ref}/notes"])
@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", (422, "json_unreadable", None)),
        (b"{", (422, "json_unreadable", None)),
        (b"[]", (422, "not_an_object", None)),
        (b"null", (422, "not_an_object", None)),
        (b'"text"', (422, "not_an_object", None)),
        (b"1e400", (422, "not_an_object", None)),
        (b'{"text": "\xff\xfe"}', (422, "json_unreadable", None)),
        (b'{"text": "\\ud800"}', (422, "json_unreadable", None)),
        (b'{"text": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", (422, "json_unreadable", None)),
        (b'{"text": ' + b'{"a":' * 150 + b"1" + b"}" * 151, None),
        (b'{"constructor": 1}', (422, "unknown_field", "constructor")),
        (b'{"a\\u0000b": 1}', (422, "unknown_field", "a\x00b")),
        (b'{"text": "' + b"x" * 2_000_000 + b'"}', (413, "too_large", None)),
    ],
)
def test_hostile_documents_are_refused_in_a_sentence(
    firm: Company, shop: Program, path: str, raw: bytes, why: tuple[int, str, str | None] | None
) -> None:
    case = a_case(firm)
    before = count(Entry)
    answer = shop.post(path.format(ref=case.ref), raw=raw)
    found = refused(answer)
    assert (found == why) if why else (found[0] == 422)
    assert (count(Entry), count(Case)) == (before, 1)


ODD = (None, 7, -1, 10**40, 1.5, True, [], {}, "", "\u0000", "é" * 30_000, "2026-02-30", "<script>", "'; --")


@pytest.mark.parametrize("field", sorted(NewComplaint.model_fields))
def test_no_value_of_any_field_breaks_the_door(shop: Program, field: str) -> None:
    for number, value in enumerate(ODD):
        answer = shop.post("/complaints", {**WHAT, "external_id": f"N{number}", field: value})
        if answer.status_code == 422:
            assert str(refused(answer)[2]).startswith((field, "received_on", "sent_on")), value
        else:
            assert answer.status_code in ({200, 201} if field == "external_id" else {201}), value


def test_a_number_too_long_for_any_row_leads_nowhere(shop: Program) -> None:
    for ref in ("9" * 500, "AM-2026-00001%00", "%F0%9F%93%A6", "..%2F..", "' OR 1=1 --"):
        assert refused(shop.get(f"/cases/{ref}"))[0] == 404, ref


def test_what_is_not_sent_as_json_is_not_read(firm: Company, shop: Program) -> None:
    for kind in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", ""):
        answer = shop.post("/complaints", WHAT, content_type=kind)
        assert refused(answer)[:2] == (415, "not_json"), kind
    assert shop.post("/complaints", WHAT, content_type="application/json; charset=utf-8").status_code == 201


@pytest.mark.parametrize(
    ("path", "shape"),
    [("/complaints", NewComplaint), ("/cases/{ref}/contacts", NewContact), ("/cases/{ref}/notes", NewNote)],
)
def test_the_examples_of_the_documents_work(
    firm: Company, shop: Program, path: str, shape: type[NewComplaint] | type[NewContact] | type[NewNote]
) -> None:
    assert shop.post(path.format(ref=a_case(firm).ref), shape.example).status_code == 201
    assert count(ApiKey) == 1


def test_everything_that_is_wrong_with_a_document_is_told_at_once(firm: Company, shop: Program) -> None:
    sent = {**WHAT, "channel": "pigeon", "amount": -1, "customer": {"name": "A", "email": "x"}, "colour": "red"}
    answer = shop.post("/complaints", sent)
    assert refused(answer) == (422, "unknown_field", "colour")
    also = answer.get_json()["refused"]["also"]
    assert {one["field"]: one["code"] for one in also} == {
        "channel": "not_offered", "amount": "too_small", "customer.email": "no_address",
    }  # fmt: skip
    assert all(one["message"].endswith(".") for one in also)
    many = shop.post("/complaints", {**WHAT, **{f"x{n}": 1 for n in range(500)}}).get_json()["refused"]
    assert len(many["also"]) == 20
    assert "also" not in shop.post("/complaints", {**WHAT, "colour": "red"}).get_json()["refused"]
