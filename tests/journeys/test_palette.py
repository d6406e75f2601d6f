"""Ctrl + K and a few letters lead anywhere, without a mouse; Escape leads back to where one was."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import House
from tests.journeys.test_access import WCAG
from tests.journeys.test_by_keys import _cases

pytestmark = pytest.mark.browser


def test_a_few_letters_lead_to_an_act_a_page_and_a_case(house: House) -> None:
    (ref,) = _cases(house, "Fuite", taken=True)
    page = house.as_("alice")
    page.goto(f"{house.address}/cases/{ref}")
    page.locator("#find").focus()
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Aller à")
    expect(dialog.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#find")).to_be_focused()

    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.type("echeances")  # without its accents
    expect(dialog.get_by_role("option").first).to_contain_text("Mes échéances")
    expect(dialog.get_by_role("status")).to_contain_text("propositions")
    assert not Axe().run(page, options=WCAG).violations_count
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/duties")

    page.goto(f"{house.address}/cases/{ref}")
    page.keyboard.press("Control+k")
    page.keyboard.type("engagement")
    expect(dialog.get_by_role("option").first).to_contain_text("Prendre un engagement")
    page.keyboard.press("Enter")
    page.wait_for_url("**/do/promise")
    page.keyboard.press("Control+k")
    page.keyboard.type("#1")
    expect(dialog.get_by_role("option").first).to_contain_text(f"Ouvrir {ref}")
    page.keyboard.press("ArrowDown")
    expect(dialog.locator("[aria-selected=true]")).to_contain_text("Chercher")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{ref}")
    page.keyboard.press("Control+k")
    page.keyboard.type("note int")
    expect(dialog.get_by_role("option").first).to_contain_text("Note interne")
    page.keyboard.press("Enter")
    expect(page.locator("[name=note-text]")).to_be_focused()


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_telephone_and_is_opened_from_the_menu(house: House, dark: bool) -> None:
    page = house.as_("sophie", "en", dark=dark, width=390)
    page.goto(f"{house.address}/queue")
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Go to…").click()
    dialog = page.get_by_role("dialog", name="Go to")
    expect(dialog.get_by_role("option").first).to_be_visible()
    page.keyboard.type("zzzz")
    expect(dialog.get_by_role("option")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert not Axe().run(page, options=WCAG).violations_count
    page.keyboard.press("Escape")
    expect(page.locator("details.me summary")).to_be_focused()
