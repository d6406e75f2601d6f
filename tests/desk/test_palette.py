"""The palette offers what its person may do, from the tables that pages obey, and nothing else."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.desk.views.door import PLACES
from app.people.rules import PERMISSIONS, Role
from tests.client import Browser
from tests.factories.house import Company, a_case, company

WHO = {
    "alice": Role.AGENT, "sophie": Role.SUPERVISOR, "claire": Role.QUALITY, "diane": Role.DIRECTOR, "audrey": Role.AUDITOR, "admin": Role.ADMIN,
}  # fmt: skip


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def offered(browser: Browser, query: str = "") -> dict[str, str]:
    """What it offers: address by label."""
    answer = browser.fetch(f"/palette{query}")
    assert answer.status_code == 200
    return {one["label"]: one["url"] for one in answer.get_json()["commands"]}


@pytest.mark.parametrize("login", list(WHO))
def test_every_page_it_leads_to_opens(app: Flask, firm: Company, login: str) -> None:
    ref = a_case(firm).ref
    browser = Browser(app).sign_in(login)
    found = offered(browser, f"?case={ref}")
    for label, url in found.items():
        assert browser.fetch(url, follow_redirects=True).status_code == 200, (label, url)
    header = {label.fr for _endpoint, _part, label, needed in PLACES if needed in PERMISSIONS[WHO[login]]}
    assert header <= set(found)
    assert len(set(found.values())) == len(found), "each page once"


def test_the_acts_are_those_of_the_page_the_next_step_first(app: Flask, firm: Company) -> None:
    ref = a_case(firm).ref
    browser = Browser(app).sign_in("alice")
    page = browser.get(f"/cases/{ref}").html
    acts = [url for url in offered(browser, f"?case={ref}").values() if url.startswith(f"/cases/{ref}/")]
    assert acts[0] == f"/cases/{ref}/act/take_charge"
    assert all(f'href="{url}"' in page for url in acts)
    shown = set(re.findall(rf'href="(/cases/{ref}/(?:act|do)/[a-z_]+)"', page))
    assert {url for url in acts if re.fullmatch(rf"/cases/{ref}/(act|do)/[a-z_]+", url)} == shown


def test_a_case_that_one_may_not_see_is_nowhere(app: Flask, firm: Company) -> None:
    ref = a_case(firm).ref
    bruno, admin = Browser(app).sign_in("bruno"), Browser(app).sign_in("admin")
    assert not any(ref in url for url in offered(bruno, f"?case={ref}").values())
    assert list(offered(bruno, f"?q={ref}").values()) == [f"/search?q={ref}"]
    assert offered(admin, f"?q={ref}") == {}
    assert offered(Browser(app).sign_in("alice"), "?q=%231")[f"Ouvrir {ref}"] == f"/cases/{ref}"
    assert Browser(app).fetch("/palette").status_code == 302
