"""Keys: made and shown once, acting as their maker, and let in no longer than they should be."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.api import rules
from app.api.actions import revoke_key
from app.api.models import ApiKey
from app.journal.models import Entry
from app.kernel import FixedClock, Refused
from app.people import actions as people
from app.people.models import Staff
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.throttle import Try
from tests.api.program import UNTIL, Program, a_key, refused
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def made_on_page(browser: Browser, **said: str) -> tuple[Page, str]:
    page = browser.send("/me/keys", {"name": "boutique", "until_on": "2027-02-18", **said})
    return page, page.value_of("fresh-key") or ""


def row_of(key: str) -> ApiKey:
    db.session.rollback()
    wanted = select(ApiKey).where(ApiKey.key_hash == hashlib.sha256(key.encode()).hexdigest())
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def history(kind: str) -> list[Entry]:
    db.session.rollback()
    return list(db.session.scalars(select(Entry).where(Entry.stream == "settings", Entry.kind == kind)))


def test_a_key_is_made_on_ones_own_page_shown_once_and_kept_as_a_print_only(app: Flask, firm: Company) -> None:
    browser = Browser(app).sign_in("alice")
    _page, key = made_on_page(browser)
    assert key.startswith("amk_")
    assert len(key) > 40
    assert key not in browser.get("/me/keys").html
    row = row_of(key)
    assert (row.staff_id, row.writes, row.until_on, row.ends_in) == (firm.agent.id, False, UNTIL, key[-4:])
    everything = [
        tuple(one)
        for table in ("api_key", "journal_entry")
        for one in db.session.execute(text(f"SELECT * FROM {table}"))
    ]
    assert key not in repr(everything)
    assert Program(app, key).get("/cases").status_code == 200
    entry = history("key.made")[0]
    assert (entry.by, entry.data["name"], entry.data["login"]) == (firm.agent.key, "boutique", "alice")
    assert "Clé d’API « boutique » créée pour alice" in Browser(app).sign_in("admin").get("/settings/history").text


@pytest.mark.parametrize(
    ("until_on", "code"),
    [("2026-11-19", "until_past"), ("2026-11-20", ""), ("2027-11-21", ""), ("2027-11-22", "until_too_far")],
)
def test_a_key_ends_within_a_year(app: Flask, firm: Company, until_on: str, code: str) -> None:
    if not code:
        assert a_key(firm.agent, until_on=date.fromisoformat(until_on))
        return
    with pytest.raises(Refused) as why:
        a_key(firm.agent, until_on=date.fromisoformat(until_on))
    assert (why.value.code, why.value.field) == (code, "until_on")


def test_what_is_wrong_on_the_form_stays_in_it(app: Flask, firm: Company) -> None:
    page = Browser(app).sign_in("alice").send("/me/keys", {"name": "boutique", "until_on": "2031-01-01"}, 422)
    assert "Une clé dure un an au plus." in page.text
    assert (page.value_of("name"), page.value_of("until_on")) == ("boutique", "2031-01-01")
    assert page.value_of("fresh-key") is None


def test_nobody_holds_more_than_twenty_live_keys(app: Flask, firm: Company) -> None:
    keys = [a_key(firm.agent) for _ in range(rules.MOST_KEYS)]
    with pytest.raises(Refused, match="revoke one"):
        a_key(firm.agent)
    with unit_of_work.writing():
        revoke_key(db.session.scalars(select(ApiKey)).all()[0], by=firm.agent.actor, at=NOW)
    assert a_key(firm.agent) not in keys


def test_a_call_without_a_key_or_with_a_wrong_one_is_asked_for_one(app: Flask, firm: Company) -> None:
    for headers, code in (
        ({}, "key_missing"),
        ({"Authorization": "Basic YWxpY2U6eA=="}, "key_missing"),
        ({"Authorization": "Bearer"}, "key_missing"),
        ({"Authorization": "amk_x"}, "key_missing"),
        ({"Authorization": "Bearer amk_nothing"}, "key_unknown"),
        ({"Authorization": "Bearer " + "x" * 4000}, "key_unknown"),
        ({"Authorization": "Bearer clé-à-moi".encode().decode("latin-1")}, "key_unknown"),
    ):
        answer = Program(app).get("/cases", headers=headers)
        assert refused(answer)[:2] == (401, code), headers
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_key_opens_nothing_from_that_moment(app: Flask, firm: Company) -> None:
    browser = Browser(app).sign_in("alice")
    _page, key = made_on_page(browser)
    program = Program(app, key)
    assert program.get("/cases").status_code == 200
    assert browser.post(f"/me/keys/{row_of(key).id}/revoke", {}).status_code == 302
    assert refused(program.get("/cases"))[:2] == (401, "key_revoked")
    assert browser.post(f"/me/keys/{row_of(key).id}/revoke", {}).status_code == 302
    assert len(history("key.revoked")) == 1
    assert "révoquée" in browser.get("/me/keys").text


def test_a_key_opens_to_the_end_of_its_last_day_in_the_zone_of_the_house(
    app: Flask, firm: Company, clock: FixedClock
) -> None:
    program = Program(app, a_key(firm.agent, until_on=date(2026, 11, 22)))
    clock.at = NOW.replace(day=22, hour=22, minute=59)
    assert program.get("/cases").status_code == 200
    clock.at = NOW.replace(day=22, hour=23, minute=1)
    assert refused(program.get("/cases"))[:2] == (401, "key_expired")
    assert "novembre 2026" in program.get("/cases").get_json()["refused"]["message"]


def test_a_blocked_persons_keys_stop_at_once_and_a_changed_role_counts_at_once(app: Flask, firm: Company) -> None:
    case = a_case(firm)
    program = Program(app, a_key(firm.other_agent))
    assert program.get(f"/cases/{case.ref}").status_code == 200
    with unit_of_work.writing():
        people.change_staff(db.session.get_one(Staff, firm.other_agent.id), by=SYSTEM, at=NOW, services=[])
    assert refused(program.get(f"/cases/{case.ref}"))[:2] == (404, "no_such_case")
    with unit_of_work.writing():
        people.change_staff(db.session.get_one(Staff, firm.other_agent.id), by=SYSTEM, at=NOW, active=False)
    assert refused(program.get(f"/cases/{case.ref}"))[:2] == (401, "account_closed")
    assert "boutique" not in Browser(app).sign_in("admin").get("/settings/keys").text


def test_a_key_that_only_reads_writes_nothing(app: Flask, firm: Company) -> None:
    case = a_case(firm)
    program = Program(app, a_key(firm.agent, writes=False))
    for path in ("/complaints", f"/cases/{case.ref}/notes", f"/cases/{case.ref}/contacts"):
        assert refused(program.post(path, {"text": "x"}))[:2] == (403, "key_only_reads")
    assert program.get(f"/cases/{case.ref}").status_code == 200


def test_nobody_revokes_the_key_of_another_but_whoever_keeps_the_settings(app: Flask, firm: Company) -> None:
    key = a_key(firm.agent)
    number = row_of(key).id
    assert Browser(app).sign_in("olivier").post(f"/me/keys/{number}/revoke", {}).status_code == 404
    sophie = Browser(app).sign_in("sophie")
    assert "boutique" in sophie.get("/settings/keys").text
    assert sophie.post(f"/settings/keys/{number}/revoke", {}).status_code == 403
    assert Program(app, key).get("/cases").status_code == 200
    assert Browser(app).sign_in("admin").post(f"/settings/keys/{number}/revoke", {}).status_code == 302
    assert refused(Program(app, key).get("/cases"))[:2] == (401, "key_revoked")
    assert history("key.revoked")[0].by == firm.admin.key
    assert Browser(app).sign_in("alice").fetch("/settings/keys").status_code == 403


def test_no_cookie_opens_the_door_and_no_key_opens_a_page(app: Flask, firm: Company) -> None:
    browser = Browser(app).sign_in("alice")
    assert browser.get("/queue").status == 200
    answer = browser.fetch("/api/v1/cases")
    assert refused(answer)[:2] == (401, "key_missing")
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    key = {"Authorization": f"Bearer {a_key(firm.agent)}"}
    assert Browser(app).fetch("/queue", headers=key).status_code == 302
    assert Browser(app).fetch("/me/keys", headers=key).status_code == 302
    assert browser.push("/me/keys", {"name": "x", "until_on": "2027-01-01"}, headers=key).status_code == 400


def test_the_last_use_is_shown_and_written_down_once_a_minute(app: Flask, firm: Company, clock: FixedClock) -> None:
    key = a_key(firm.agent)
    program = Program(app, key)
    assert row_of(key).used_at is None
    program.get("/cases")
    assert row_of(key).used_at == NOW
    clock.at = NOW + timedelta(seconds=59)
    program.get("/cases")
    assert row_of(key).used_at == NOW
    clock.at = NOW + timedelta(seconds=60)
    program.get("/cases")
    assert row_of(key).used_at == clock.at


def test_too_many_calls_of_one_person_wait_a_minute(app: Flask, firm: Company, clock: FixedClock) -> None:
    program, other = Program(app, a_key(firm.agent)), Program(app, a_key(firm.agent, name="standard"))
    assert program.get("/cases").status_code == 200
    with unit_of_work.writing():
        db.session.get_one(Try, f"api:{firm.agent.key}").count = rules.CALLS - 1
    assert program.get("/cases").status_code == 200
    for held in (program, other):
        answer = held.get("/cases")
        assert refused(answer)[:2] == (429, "too_many_calls")
        assert answer.headers["Retry-After"] == "60"
    assert Program(app, a_key(firm.biller)).get("/cases").status_code == 200
    clock.at = NOW + timedelta(seconds=61)
    assert program.get("/cases").status_code == 200


def test_wrong_keys_from_one_address_are_slowed_down_but_right_ones_still_come_in(app: Flask, firm: Company) -> None:
    wrong, right = Program(app, "amk_guess"), Program(app, a_key(firm.agent))
    assert wrong.get("/cases").status_code == 401
    with unit_of_work.writing():
        db.session.get_one(Try, "api-from:127.0.0.1").count = rules.WRONG_KEYS
    slowed = wrong.get("/cases")
    assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "900"), "as long as the sentence says"
    assert "quart d’heure" in slowed.get_json()["detail"]
    assert right.get("/cases").status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        "writes = NOT writes",
        "until_on = '2030-01-01'",
        "staff_id = staff_id + 1",
        "key_hash = 'x'",
        "revoked_at = NULL",
    ],
)
def test_the_database_gives_no_key_more_than_it_was_made_with(app: Flask, firm: Company, change: str) -> None:
    a_key(firm.agent)
    with unit_of_work.writing():
        revoke_key(db.session.scalars(select(ApiKey)).one(), by=firm.agent.actor, at=NOW)
    for statement in (f"UPDATE api_key SET {change}", "DELETE FROM api_key"):
        with pytest.raises(DBAPIError, match="append-only"), unit_of_work.writing():
            db.session.execute(text(statement))
