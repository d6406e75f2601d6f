"""Pages in states that the demo does not show: an empty house, several cases chosen, a file's columns, who may not judge, a case that is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.cases import actions as cases
from app.cases.models import Case
from app.correspondence.actions import mails as incoming
from app.gestures.actions import Drafted, propose_offer
from app.gestures.rules.weighing import Wanted
from app.kernel import Money
from app.people.models import Customer, Service, Staff
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.conftest import NOW
from tests.correspondence.mails_world import a_mail
from tests.exhibits import files
from tests.factories.house import a_complaint
from tests.intake.files import french
from tests.intake.test_columns import EXPORT
from tests.journeys.conftest import House
from tests.journeys.test_customer import let_in, link_in, looked_at, mails

pytestmark = pytest.mark.browser
LOOKS = [("fr", False, 1280), ("en", True, 390)]
EMPTY = {
    "alice": ["/queue", "/queue?tab=level", "/queue?tab=all", "/queue?tab=all&state=in_court", "/mail", "/mail?tab=aside", "/mail?tab=sorted", "/mail?q=x", "/mail?bring=1", "/search?q=x", "/alerts", "/mediation", "/customers?q=zz", "/me/duties"],
    "sophie": ["/approvals", "/approvals/delegations", "/incidents", "/import", "/insight", "/costs/portfolio"],
    "claire": ["/queue", "/insight/improvements", "/access-requests", "/settings/keeping"],
}  # fmt: skip
"""What a house shows that was founded this morning."""


def _log(house: House, number: int) -> list[str]:
    with house.app.app_context():
        with unit_of_work.writing():
            alice = db.session.scalars(select(Staff).where(Staff.login == "alice")).one()
            customer, service = db.session.scalars(select(Customer)).one(), db.session.scalars(select(Service)).first()
            assert service is not None
            whats = [a_complaint(what=f"Fuite {n}") for n in range(number)]
            refs = [cases.log_case(w, customer, service, by=alice.actor, at=NOW, owner=alice).ref for w in whats]
        db.session.remove()
    return refs


def _do(house: House, ref: str, do: Callable[[Case, dict[str, Staff]], object]) -> None:
    with house.app.app_context():
        with unit_of_work.writing():
            staff = {one.login: one for one in db.session.scalars(select(Staff))}
            do(db.session.scalars(select(Case).where(Case.ref == ref)).one(), staff)
        db.session.remove()


@pytest.mark.parametrize(("lang", "dark", "width"), LOOKS)
def test_an_empty_house_hinders_nobody_and_says_what_will_come(house: House, lang: str, dark: bool, width: int) -> None:
    hinders: dict[str, object] = {}
    for login, paths in EMPTY.items():
        page = house.as_(login, lang, dark, width)
        for path in paths:
            answer = page.goto(house.address + path)
            assert answer is not None
            assert answer.status == 200, path
            looked_at(page, hinders)
    assert not hinders


@pytest.mark.parametrize(("lang", "dark", "width"), LOOKS)
def test_the_bar_of_several_cases_and_its_outcome(house: House, lang: str, dark: bool, width: int) -> None:
    hinders: dict[str, object] = {}
    refs = _log(house, 4)
    _do(house, refs[0], lambda case, staff: cases.take_charge(case, "Bien reçu.", by=staff["alice"].actor, at=NOW))
    page = house.as_("sophie", lang, dark, width)
    page.goto(f"{house.address}/queue?tab=all")
    for box in page.locator("[data-queue] tbody input[type=checkbox]").all():
        box.check()
    looked_at(page, hinders, folded=True)
    with page.expect_navigation():
        page.locator("[data-bulk] button").first.press("Enter")
    assert page.locator("[data-focus] li").count() == 1
    looked_at(page, hinders, folded=True)
    assert not hinders


@pytest.mark.parametrize(("lang", "dark", "width"), LOOKS)
def test_the_columns_of_a_file(house: House, lang: str, dark: bool, width: int) -> None:
    hinders: dict[str, object] = {}
    page = house.as_("sophie", lang, dark, width)
    page.goto(f"{house.address}/import")
    page.set_input_files("input[type=file]", {"name": "export.csv", "mimeType": "text/csv", "buffer": EXPORT})
    with page.expect_navigation():
        page.locator("main form[enctype] button[type=submit]").first.click()
    assert page.locator("[name=columns-0]").count() == 1
    looked_at(page, hinders)
    assert not hinders


@pytest.mark.parametrize(("lang", "dark", "width"), LOOKS)
def test_an_import_and_its_undoing(house: House, lang: str, dark: bool, width: int) -> None:
    hinders: dict[str, object] = {}
    page = house.as_("sophie", lang, dark, width)
    page.goto(f"{house.address}/import")
    page.set_input_files("input[type=file]", {"name": "plaintes.csv", "mimeType": "text/csv", "buffer": french()})
    with page.expect_navigation():
        page.locator("main form[enctype] button[type=submit]").first.click()
    looked_at(page, hinders)
    with page.expect_navigation():
        page.locator("main form[action$='/import/run'] button").first.click()
    house.work()
    place = page.url
    for path in (place, f"{place}/undo"):
        page.goto(path)
        looked_at(page, hinders)
    with page.expect_navigation():
        page.locator("main form[action$='/undo'] button").first.click()
    house.work()
    page.goto(place)
    looked_at(page, hinders)
    assert not hinders


@pytest.mark.parametrize(("lang", "dark", "width"), LOOKS)
def test_a_draft_that_its_author_changes(house: House, lang: str, dark: bool, width: int) -> None:
    hinders: dict[str, object] = {}
    (ref,) = _log(house, 1)
    drafted = Drafted([Wanted("price_cut", Money(10_000))], NOW.date() + timedelta(days=14), deviation="Deux pannes")

    def offered(case: Case, staff: dict[str, Staff]) -> None:
        cases.take_charge(case, "Bien reçu.", by=staff["alice"].actor, at=NOW)
        propose_offer(case, drafted, by=staff["alice"].actor, at=NOW)

    _do(house, ref, offered)
    page = house.as_("alice", lang, dark, width)
    for path in (f"/cases/{ref}/offers", f"/cases/{ref}/gestures/new?changes=1"):
        page.goto(house.address + path)
        looked_at(page, hinders)
    assert not hinders


@pytest.mark.parametrize(("lang", "dark", "width"), LOOKS)
def test_who_may_not_judge_is_told(house: House, lang: str, dark: bool, width: int) -> None:
    hinders: dict[str, object] = {}
    (ref,) = _log(house, 1)

    def climbed(case: Case, staff: dict[str, Staff]) -> None:
        cases.take_charge(case, "Bien reçu.", by=staff["alice"].actor, at=NOW)
        cases.record_contact(case, "phone", "in", "Le client insiste.", by=staff["quentin"].actor, at=NOW)
        cases.escalate(case, "Trop cher", by=staff["alice"].actor, at=NOW)
        cases.escalate(case, "Refus", by=staff["sophie"].actor, at=NOW)

    _do(house, ref, climbed)
    page = house.as_("quentin", lang, dark, width)
    for path in (f"/cases/{ref}", f"/cases/{ref}/act/final_answer"):
        page.goto(house.address + path)
        looked_at(page, hinders, folded=True)
    assert not hinders


@pytest.mark.parametrize(("lang", "dark", "width"), LOOKS)
def test_what_is_attached_to_a_mail(house: House, lang: str, dark: bool, width: int) -> None:
    hinders: dict[str, object] = {}
    with house.app.app_context():
        sent = (
            ("facture.pdf", files.pdf()),
            ("صورة 😡.txt", "Été".encode()),
            ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        )
        incoming.keep(a_mail(sender="x@y.example", files=sent), at=NOW)
        incoming.open_mails(NOW)
        db.session.remove()
    page = house.as_("alice", lang, dark, width)
    for path in ("/mail", "/mail/1", "/mail/1/parts/1", "/mail/1/parts/2", "/mail/1/parts/3"):
        page.goto(house.address + path)
        looked_at(page, hinders)
    assert not hinders


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 390)])
def test_the_customers_case_that_is_over(house: House, dark: bool, width: int) -> None:
    hinders: dict[str, object] = {}
    (ref,) = _log(house, 1)

    def over(case: Case, staff: dict[str, Staff]) -> None:
        cases.take_charge(case, "Bien reçu.", by=staff["alice"].actor, at=NOW)
        cases.close(case, "close_solved", text="Tout va bien", by=staff["alice"].actor, at=NOW)

    _do(house, ref, over)
    house.later(minutes=5)
    page = house.visitor(dark, width)
    page.goto(link_in(house, mails(house)[-1]))
    let_in(house, page)
    looked_at(page, hinders)
    assert not hinders
