"""Reading through the door: what each role sees is what their pages and commands show, and no more."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.api.forms import documents
from app.cases import actions as cases
from app.cases.models import Case
from app.people.models import Staff
from app.people.queries import staff_by_login
from app.plumbing import unit_of_work
from app.plumbing.db import db
from bench.loading import load
from tests.api.program import Program, a_key, refused
from tests.client import Browser
from tests.conftest import NOW
from tests.desk.test_queue_cost import statements
from tests.factories.gestures import a_sent, stocked
from tests.factories.house import Company, a_case

ABOUT_ONE = ("", "/duties", "/estimate", "/verdict?gesture=voucher&amount=2000")
EVERYBODY = ("alice", "olivier", "bruno", "sophie", "claire", "quentin", "diane", "audrey", "admin")
SEE_IT = {"alice", "olivier", "sophie", "claire", "quentin", "diane", "audrey"}
OFFER = {"alice", "olivier", "sophie", "claire", "quentin"}


@pytest.fixture
def firm(app: Flask) -> Company:
    return stocked()


def program(app: Flask, login: str, lang: str = "fr") -> Program:
    holder = staff_by_login(login)
    assert holder is not None
    return Program(app, a_key(holder), lang)


def command(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=[*arguments, "--at", NOW.isoformat(), "--json"])


@pytest.mark.parametrize("login", EVERYBODY)
def test_each_role_is_given_what_its_commands_print_and_404_where_it_sees_no_case(
    app: Flask, firm: Company, login: str
) -> None:
    case = a_case(firm)
    caller = program(app, login)
    for path in ABOUT_ONE:
        answer, nowhere = caller.get(f"/cases/{case.ref}{path}"), caller.get(f"/cases/AM-2026-99999{path}")
        if login == "admin" or ("verdict" in path and login not in OFFER | {"bruno"}):
            assert refused(answer)[:2] == refused(nowhere)[:2] == (403, "not_allowed")
        elif login not in SEE_IT:
            assert refused(answer) == (404, "no_such_case", "ref")
            assert answer.data == nowhere.data
        else:
            assert answer.status_code == 200, (path, answer.get_data(as_text=True))
            assert refused(nowhere) == (404, "no_such_case", "ref")
            printed = command(app, *COMMANDS[path](case.ref), "--by", login)
            assert answer.get_json() == json.loads(printed.stdout)
    listed = caller.get("/cases")
    if login == "admin":
        assert refused(listed)[:2] == (403, "not_allowed")
    else:
        assert [row["ref"] for row in listed.get_json()["cases"]] == ([case.ref] if login in SEE_IT else [])


COMMANDS = {
    "": lambda ref: ["show", ref],
    "/duties": lambda ref: ["duties", ref],
    "/estimate": lambda ref: ["estimate", ref],
    "/verdict?gesture=voucher&amount=2000": lambda ref: ["may-grant", ref, "voucher", "--amount", "20.00"],
}
"""The command that prints the same."""

ASKED = (
    ("alice", "voucher", 4000), ("alice", "price_cut", 10000), ("alice", "price_cut", 45000), ("alice", "voucher", 70000),
    ("sophie", "price_cut", 14900), ("sophie", "price_cut", 15001), ("alice", "delivery_refund", 1000), ("alice", "welcome_voucher", None),
    ("claire", "inconvenience", 140000), ("alice", "full_refund", None), ("alice", "voucher", 0), ("alice", "voucher", 499),
)  # fmt: skip


def test_page_program_and_command_are_told_the_same_verdict(app: Flask, firm: Company) -> None:
    case, seen = a_case(firm), set()
    a_sent(case, firm.agent, ("voucher", 20))
    callers = {login: (program(app, login), Browser(app).sign_in(login)) for login in {who for who, *_ in ASKED}}
    for login, code, minor in ASKED:
        caller, browser = callers[login]
        typed = "" if minor is None else f"{minor / 100:.2f}"
        answer = caller.get(f"/cases/{case.ref}/verdict?gesture={code}" + (f"&amount={minor}" if typed else ""))
        told = answer.get_json()
        page = browser.fetch(
            f"/cases/{case.ref}/gestures/verdict.json?gesture={code}" + (f"&amount={typed}" if typed else "")
        )
        printed = command(app, "may-grant", case.ref, code, *(["--amount", typed] if typed else []), "--by", login)
        assert told == page.get_json() == json.loads(printed.stdout), (login, code, minor)
        seen.add(told["verdict"])
    assert seen == {"granted", "needs_approval", "refused"}
    unknown = callers["alice"][0].get(f"/cases/{case.ref}/verdict?gesture=unicorn&amount=400")
    assert refused(unknown)[:2] == (422, "no_such_gesture")


def test_sentences_come_in_the_language_that_is_asked_for(app: Flask, firm: Company) -> None:
    case = a_case(firm)
    said = {
        lang: program(app, "alice", lang).get(f"/cases/{case.ref}/verdict?gesture=price_cut&amount=45000").get_json()
        for lang in ("fr", "en", "de")
    }
    assert said["fr"]["because"]["sentence"] != said["en"]["because"]["sentence"]
    assert said["de"] == said["fr"]
    missing = {lang: Program(app, lang=lang).get("/cases").get_json()["refused"]["message"] for lang in ("fr", "en")}
    assert missing["fr"].startswith("Envoyez une clé")
    assert missing["en"].startswith("Send a key")


def test_a_case_names_its_number_only_to_the_account_that_gave_it(app: Flask, firm: Company) -> None:
    mine, other = program(app, "alice"), program(app, "sophie")
    sent = {"external_id": "SHOP-1", "what": "Cassé.", "customer": {"id": firm.customer.id}}
    ref = mine.post("/complaints", sent).get_json()["ref"]
    assert [(row["ref"], row["external_id"]) for row in mine.get("/cases?external_id=SHOP-1").get_json()["cases"]] == [
        (ref, "SHOP-1")
    ]
    assert other.get("/cases?external_id=SHOP-1").get_json()["cases"] == []
    assert [(row["ref"], row["external_id"]) for row in other.get("/cases").get_json()["cases"]] == [(ref, None)]


def test_filters_narrow_and_what_nobody_knows_is_refused(app: Flask, firm: Company) -> None:
    one, two = a_case(firm), a_case(firm, by=firm.supervisor)
    with unit_of_work.writing():
        cases.take_charge(db.session.get_one(Case, one.id), by=firm.agent.actor, at=NOW)
    caller = program(app, "sophie")

    def refs(query: str) -> list[str]:
        return [row["ref"] for row in caller.get(f"/cases?{query}").get_json()["cases"]]

    assert refs("") == [one.ref, two.ref]
    assert refs("state=in_progress") == [one.ref]
    assert refs("owner=alice&level=front&service=after-sales") == [
        ref for ref in (one.ref, two.ref) if ref in refs("owner=alice")
    ]
    assert refs("level=quality") == refs("service=billing") == refs("owner=diane") == []
    for query, why in (
        ("state=asleep", (422, "not_offered", "state")),
        ("level=court", (422, "not_offered", "level")),
        ("owner=nobody", (422, "unknown_login", "owner")),
        ("service=nothing", (422, "unknown_service", "service")),
        ("updated_since=yesterday", (422, "wrong_type", "updated_since")),
        ("updated_since=2026-11-20T09:00:00", (422, "wrong_type", "updated_since")),
        ("limit=0", (422, "too_small", "limit")),
        ("limit=201", (422, "too_great", "limit")),
        ("cursor=first", (422, "wrong_form", "cursor")),
        ("cursor=-1", (422, "wrong_form", "cursor")),
        ("page=2", (422, "unknown_field", "page")),
    ):
        assert refused(caller.get(f"/cases?{query}")) == why, query
    assert refs("cursor=9999999999") == []
    assert refused(caller.get(f"/cases/{one.ref}?full=1")) == (422, "unknown_field", "full")


def test_what_was_updated_since_an_instant_is_what_the_journal_says(app: Flask, firm: Company) -> None:
    before = {"at": NOW - timedelta(days=3), "received_on": date(2026, 11, 16)}
    early, late = a_case(firm, **before), a_case(firm, **before)
    with unit_of_work.writing():
        cases.add_note(db.session.get_one(Case, late.id), "Rappel prévu.", by=firm.agent.actor, at=NOW)
    caller = program(app, "alice")
    found = caller.get("/cases?updated_since=2026-11-20T10:00:00%2B01:00").get_json()["cases"]
    assert [(row["ref"], row["updated_at"]) for row in found] == [(late.ref, "2026-11-20T09:00:00Z")]
    every = caller.get("/cases?updated_since=2026-01-01T00:00:00Z").get_json()["cases"]
    assert [row["ref"] for row in every] == [early.ref, late.ref]
    assert caller.get("/cases?updated_since=2026-11-20T09:00:01Z").get_json() == {"cases": [], "next": None}


def test_pages_hold_every_case_once_whatever_happens_between_them(app: Flask, firm: Company) -> None:
    made = [a_case(firm).ref for _ in range(7)]
    caller, seen, cursor = program(app, "alice"), [], ""
    for turn in range(4):
        page = caller.get(f"/cases?limit=2&cursor={cursor}").get_json()
        seen += [row["ref"] for row in page["cases"]]
        cursor = page["next"]
        if turn == 1:
            made.append(a_case(firm).ref)
            with unit_of_work.writing():
                cases.add_note(db.session.scalars(select(Case)).first(), "Vu.", by=firm.agent.actor, at=NOW)
    assert cursor is None
    assert seen == made


def test_listing_asks_a_bounded_number_of_questions(app: Flask) -> None:
    load(80, NOW, open_share=0.8)
    counts = set()
    for login in ("agent1", "quality1"):
        caller = Program(app, a_key(db.session.scalars(select(Staff).where(Staff.login == login)).one()))
        for query in ("limit=5", "limit=200", "limit=50&state=in_progress&updated_since=2026-01-01T00:00:00Z"):
            caller.get(f"/cases?{query}")
            with statements() as seen:
                assert caller.get(f"/cases?{query}").get_json()["cases"]
            counts.add(len(seen))
            assert len(seen) <= LIST_COST, seen
    assert len(counts) == 1, "as many for five cases as for two hundred"


LIST_COST = 6
"""The key, the stamp of what changes seldom and the person under it, the count of calls (found, written), the page."""


def test_documents_hold_exactly_what_openapi_says(app: Flask, firm: Company) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        cases.take_charge(case, "", by=firm.agent.actor, at=NOW)
        cases.promise(case, "Rappeler", NOW + timedelta(days=2), by=firm.agent.actor, at=NOW)
    shop = Program(app, a_key(firm.agent))
    for path, shape in (
        ("", documents.GivenCase), ("/estimate", documents.GivenEstimate), ("/duties", documents.GivenDuties),
        ("/verdict?gesture=voucher&amount=1000", documents.GivenVerdict),
    ):  # fmt: skip
        given = shop.get(f"/cases/{case.ref}{path}").get_json()
        read = shape.model_validate(given)
        assert _keys(read.model_dump(mode="json")) == _keys(given), path


def _keys(document: object) -> object:
    """The names in a document, all the way down; `data` and `text` of an entry are free."""
    if isinstance(document, dict):
        return {name: None if name in {"data", "text"} else _keys(value) for name, value in document.items()}
    return [_keys(each) for each in document] if isinstance(document, list) else None
