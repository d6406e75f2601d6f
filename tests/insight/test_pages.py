"""The pages: who may open them, that figures lead to their cases, files, recounts, reports, improvement actions."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from flask import Flask

from app.cases import actions as cases
from app.insight.actions import count_stale
from app.insight.models import Improvement
from app.journal.queries import entries_of_kind
from app.kernel import FixedClock
from app.people.rules import Permission
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker import rounds
from tests.client import Browser, Page, said
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company
from tests.insight.world import a_story


def house(n: int = 3) -> Company:
    firm = company()
    for _ in range(n):
        a_case(firm)
    count_stale(NOW)
    return firm


def number_at(page: Page, url: str) -> str:
    """What a link of a page says."""
    return next(said(node) for node in page.find_all("a") if node.get("href") == url)


def figure_links(page: Page) -> list[str]:
    """Every address of a list of cases on a page."""
    links = (node.get("href") or "" for node in page.find_all("a"))
    return [link for link in links if link.startswith("/insight/cases?")]


@pytest.mark.parametrize("login", ["claire", "diane", "audrey", "sophie"])
def test_who_answers_for_figures_reads_them(app: Flask, login: str) -> None:
    house()
    page = Browser(app).sign_in(login).get("/insight")
    assert number_at(page, "/insight/cases?metric=received&span=last12") == "3"
    assert [said(node) for node in page.find_all("a") if node.get("href") == "/insight"] == ["Chiffres"]


@pytest.mark.parametrize("login", ["alice", "admin"])
def test_agents_and_administrators_do_not(app: Flask, login: str) -> None:
    house()
    browser = Browser(app).sign_in(login)
    for path in (
        "/insight",
        "/insight/cases",
        "/insight/export.csv",
        "/insight/improvements",
        "/insight/returns/ISO-10002",
    ):
        assert browser.fetch(path).status_code == 403


def test_a_new_house_says_what_will_be_here(app: Flask) -> None:
    company()
    browser = Browser(app).sign_in("claire")
    assert "Rien n’est encore compté" in browser.get("/insight").text
    count_stale(NOW)
    page = browser.get("/insight")
    assert "Aucun dossier dans cette période" in page.text
    assert "Aucune action pour l’instant" in browser.get("/insight/improvements").text


def test_every_number_of_the_page_leads_to_as_many_cases(app: Flask) -> None:
    a_story()
    count_stale(NOW)
    browser = Browser(app).sign_in("claire")
    page = browser.get("/insight")
    links = figure_links(page)
    assert len(links) > 40
    for link in sorted(set(links)):
        listed = browser.get(link)
        shown = number_at(page, link)
        told = said(listed.by_id("sum"))
        if shown.replace(" ", "").isdigit():
            assert shown in told, (link, shown, told)
        n = int(told.split(" dossier")[0].replace(" ", ""))
        assert len([node for node in listed.find_all("a") if node.get("class") == "ref"]) == min(n, 50), link


def test_lists_are_paged_and_narrowings_can_be_taken_off(app: Flask) -> None:
    firm = company()
    for _ in range(53):
        a_case(firm)
    count_stale(NOW)
    browser = Browser(app).sign_in("claire")
    first = browser.get("/insight/cases?metric=received&by=category&value=breakdown")
    assert "1–50 de 53" in first.text
    (onward,) = {node.get("href") for node in first.find_all("a") if node.get("rel") == "next"}
    assert "51–53 de 53" in browser.get(str(onward)).text
    (off,) = {node.get("href") for node in first.find_all("a") if node.get("class") == "x"}
    assert "by" not in parse_qs(urlsplit(str(off)).query)


@pytest.mark.parametrize(
    "query",
    [
        "span=free",
        "span=free&from=2026-11-30&to=2026-01-01",
        "span=free&from=x&to=y",
        "span=nonsense",
        "service=nowhere",
        "page=0",
    ],
)
def test_a_period_that_is_none_falls_back_and_says_so(app: Flask, query: str) -> None:
    house()
    browser = Browser(app).sign_in("claire")
    assert "3" in browser.get(f"/insight?{query}").text
    browser.get(f"/insight/cases?metric=received&{query}")


@pytest.mark.parametrize("query", ["metric=everything", "metric=received&return=NONE"])
def test_what_does_not_exist_is_not_found(app: Flask, query: str) -> None:
    house()
    Browser(app).sign_in("claire").get(f"/insight/cases?{query}", 404)


def test_free_dates_are_read_as_people_write_them_and_hold_only_their_days(app: Flask) -> None:
    house()
    browser = Browser(app).sign_in("claire")
    page = browser.get("/insight?span=free&from=19/11/2026&to=19/11/2026")
    assert number_at(page, "/insight/cases?metric=received&span=free&from=2026-11-19&to=2026-11-19") == "3"
    before = browser.get("/insight?span=free&from=18/11/2026&to=18/11/2026")
    assert not [link for link in figure_links(before) if "metric=received" in link]


def test_dates_that_were_typed_count_whatever_period_stands_beside_them(app: Flask) -> None:
    house()
    browser = Browser(app).sign_in("claire")
    shown = "shown=2025-12-01/2026-11-30"
    typed = browser.get(f"/insight?span=last12&from=2026-11-18&to=2026-11-19&{shown}")
    assert number_at(typed, "/insight/cases?metric=received&span=free&from=2026-11-18&to=2026-11-19") == "3"
    left = browser.get(f"/insight?span=month&from=2025-12-01&to=2026-11-30&{shown}")
    assert number_at(left, "/insight/cases?metric=received&span=month") == "3"
    by_hand = browser.get("/insight?from=2026-11-18&to=2026-11-19")
    assert number_at(by_hand, "/insight/cases?metric=received&span=free&from=2026-11-18&to=2026-11-19") == "3"


def test_dates_that_make_no_period_stay_in_the_form(app: Flask) -> None:
    house()
    page = Browser(app).sign_in("claire").get("/insight?span=last12&from=2026-11-30&to=2026-01-01&shown=x")
    assert "La période finit avant de commencer." in page.text
    fields = {node.get("name"): node.get("value") for node in page.find_all("input")}
    assert (fields["from"], fields["to"]) == ("2026-11-30", "2026-01-01")


def rows_of(browser: Browser, path: str) -> list[list[str]]:
    answer = browser.fetch(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")), delimiter=";"))


def test_figures_leave_as_csv_and_xlsx_with_the_same_numbers(app: Flask) -> None:
    a_story()
    count_stale(NOW)
    browser = Browser(app).sign_in("claire")
    lines = rows_of(browser, "/insight/export.csv")
    values = {(line[0], line[1]): line[2] for line in lines}
    assert values["Volume", "Réclamations reçues"] == "14"
    book = openpyxl.load_workbook(io.BytesIO(browser.fetch("/insight/export.xlsx").get_data()))
    sheet = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert len(sheet) == len(lines)
    assert {
        (row[0], row[1]): str(row[2] if row[2] is not None else "").replace(".", ",")
        for row in sheet[1:]
        if isinstance(row[2], int)
    }.items() <= values.items()
    assert browser.fetch("/insight/export.exe").status_code == 404


def test_no_cell_of_a_file_is_a_formula(app: Flask) -> None:
    firm = company()
    evil = '=HYPERLINK("https://evil.example","Cliquez")'
    a_case(firm, subject=evil, product="+cmd|' /C calc'!A0")
    count_stale(NOW)
    browser = Browser(app).sign_in("claire")
    cells = [cell for line in rows_of(browser, "/insight/cases.csv?metric=received") for cell in line]
    assert f"'{evil}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    for path in ("/insight/cases.xlsx?metric=received", "/insight/export.xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(browser.fetch(path).get_data()))
        assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_file_holds_only_what_its_reader_may_see(app: Flask) -> None:
    firm = house(2)
    with unit_of_work.writing():
        case = cases.log_case(
            cases.Complaint(what="Facture fausse.", channel="email", written=True, received_on=date(2026, 11, 19), category="billing"),
            firm.customer, firm.billing, by=firm.biller.actor, at=NOW,
        )  # fmt: skip
        cases.recuse(case, firm.quality, "Un ami.", by=firm.quality.actor, at=NOW)
    count_stale(NOW)
    own, whole = (
        rows_of(Browser(app).sign_in(who), "/insight/cases.csv?metric=received") for who in ("claire", "audrey")
    )
    assert {line[0] for line in whole} - {line[0] for line in own} == {case.ref}


def test_a_return_is_filled_on_a_page_and_in_files(app: Flask) -> None:
    a_story()
    count_stale(NOW)
    browser = Browser(app).sign_in("audrey")
    for name in ("ISO-10002", "UK-FCA-DISP-1.10"):
        page = browser.get(f"/insight/returns/{name}")
        assert "Source" in page.text
        assert len(rows_of(browser, f"/insight/returns/{name}/export.csv")) > 10
        assert browser.fetch(f"/insight/returns/{name}/export.xlsx").status_code == 200
    browser.get("/insight/returns/NONE", 404)


def test_the_quality_officer_has_everything_counted_again_and_sees_how_far_it_is(app: Flask, clock: FixedClock) -> None:
    house()
    browser = Browser(app).sign_in("claire")
    answer = browser.post("/insight/recount", {}, token_from="/insight")
    place = answer.headers["Location"]
    assert "Rafraîchir" in browser.get(place).text
    rounds.run_jobs(clock.now())
    assert "3 dossiers recomptés" in browser.get(place).text
    assert "<html" not in browser.fetch(place, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert Browser(app).sign_in("audrey").post("/insight/recount", {}).status_code == 403


def test_the_report_is_drawn_by_the_worker_for_whoever_asked(app: Flask, clock: FixedClock) -> None:
    a_story(3)
    count_stale(NOW)
    browser = Browser(app).sign_in("claire")
    place = browser.post("/insight/report?span=year", {}, token_from="/insight").headers["Location"]
    assert browser.fetch(f"{place}.pdf").status_code == 404
    rounds.run_jobs(clock.now())
    assert "Le rapport est prêt" in browser.get(place).text
    answer = browser.fetch(f"{place}.pdf")
    assert answer.get_data()[:5] == b"%PDF-"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="amiable-2026-01-01-2026-12-31.pdf"'
    other = Browser(app).sign_in("audrey")
    assert (other.fetch(place).status_code, other.fetch(f"{place}.pdf").status_code) == (404, 404)


PLAN = {
    "title": "Appeler la veille pour confirmer le créneau", "cause": "category:breakdown", "due_on": "2026-12-15", "target_percent": "30",
    "baseline_from_on": "2026-08-01", "baseline_to_on": "2026-10-31", "status": "planned", "done_on": "", "note": "",
}  # fmt: skip


def test_an_action_is_written_changed_measured_and_remembered(app: Flask) -> None:
    firm = company(NOW - timedelta(days=100))
    for n in range(6):
        a_case(firm, at=NOW - timedelta(days=90 - n), received_on=date(2026, 8, 20))
    a_case(firm, received_on=date(2026, 11, 19))
    count_stale(NOW)
    browser = Browser(app).sign_in("claire")
    new = browser.get("/insight/improvements/new?cause=category:billing")
    assert new.value_of("cause") == "category:billing"
    assert (new.value_of("baseline_from_on"), new.value_of("baseline_to_on")) == ("2026-08-01", "2026-10-31")
    assert new.value_of("owner") == str(firm.quality.id), "whoever writes it down, unless they say otherwise"
    plan = {**PLAN, "owner": str(firm.supervisor.id)}
    place = browser.post("/insight/improvements/new", plan, token_from="/insight/improvements/new").headers["Location"]
    page = browser.get(place)
    assert "pas encore faite" in page.text
    browser.post(place, {**plan, "status": "done", "done_on": "2026-10-31", "target_percent": "20"}, token_from=place)
    row = db.session.scalars(db.select(Improvement)).one()
    assert (row.status.value, row.done_on) == ("done", date(2026, 10, 31))
    page = browser.get(place)
    assert "trop tôt" in page.text
    assert "baisse visée, en % : 30 → 20" in page.text
    assert [entry.kind for entry in entries_of_kind("settings", "improvement.added", "improvement.changed")] == [
        "improvement.added",
        "improvement.changed",
    ]
    assert "Action d’amélioration modifiée" in Browser(app).sign_in("audrey").get("/settings/history").text
    before = next(node.get("href") for node in page.find_all("a") if said(node) == "6")
    assert "6 dossiers" in browser.get(str(before)).text


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"title": ""}, "title"),
        ({"baseline_to_on": "2026-12-31"}, "baseline_to_on"),
        ({"target_percent": "0"}, "target_percent"),
        ({"target_percent": "beaucoup"}, "target_percent"),
        ({"due_on": "bientôt"}, "due_on"),
        ({"status": "done"}, "done_on"),
        ({"cause": "category:nonsense"}, "cause"),
        ({"owner": "99999"}, "owner"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_on_its_field(app: Flask, wrong: dict[str, str], where: str) -> None:
    firm = house(1)
    browser = Browser(app).sign_in("claire")
    sent = {**PLAN, "owner": str(firm.supervisor.id), **wrong}
    page = browser.send("/insight/improvements/new", sent, 422, token_from="/insight/improvements/new")
    assert page.by_id(f"{where}-error") is not None
    assert db.session.scalars(db.select(Improvement)).first() is None


def test_only_the_quality_officer_writes_actions(app: Flask) -> None:
    firm = house(1)
    sent = {**PLAN, "owner": str(firm.supervisor.id)}
    place = (
        Browser(app)
        .sign_in("claire")
        .post("/insight/improvements/new", sent, token_from="/insight")
        .headers["Location"]
    )
    for login in ("diane", "audrey", "sophie"):
        browser = Browser(app).sign_in(login)
        browser.get(place)
        browser.send(place, {**sent, "title": "Autre"}, 422)
        assert browser.fetch("/insight/improvements/new").status_code == 403
    db.session.expire_all()
    assert db.session.scalars(db.select(Improvement)).one().title == PLAN["title"]
    assert [who.login for who in (firm.quality, firm.director, firm.supervisor) if who.actor.may(Permission.INSIGHT_IMPROVE)] == ["claire"]  # fmt: skip


def test_the_pages_speak_english(app: Flask) -> None:
    house()
    browser = Browser(app).sign_in("claire").speak("en")
    for path, title in (
        ("/insight", "Insight"), ("/insight/cases?metric=contacts", "Contacts"), ("/insight/improvements", "Improvement actions"),
        ("/insight/returns/ISO-10002", "ISO 10002: complaint handling indicators"),
    ):  # fmt: skip
        assert browser.get(path).titles() == [title]
