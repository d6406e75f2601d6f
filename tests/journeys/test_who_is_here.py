"""Two colleagues in two browsers, one case: each sees the other come, write, and go; one reads what the other has sent."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import House
from tests.journeys.test_access import WCAG
from tests.journeys.test_by_keys import _cases

pytestmark = pytest.mark.browser
ASK = "document.dispatchEvent(new Event('visibilitychange'))"
"""What a page does when it is looked at again: it asks."""


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 390)])
def test_each_sees_the_other_come_write_and_go(house: House, dark: bool, width: int) -> None:
    (ref,) = _cases(house, "Fuite", taken=True)
    alice, sophie = house.as_("alice", dark=dark, width=width), house.as_("sophie", "en")
    alice.goto(f"{house.address}/cases/{ref}")
    sophie.goto(f"{house.address}/cases/{ref}")
    expect(sophie.get_by_role("status").filter(has_text="Alice Petit is looking at this case")).to_be_visible()
    sophie.keyboard.press("n")
    sophie.keyboard.type("Vu avec le client")
    sophie.wait_for_timeout(300)
    alice.evaluate(ASK)
    expect(alice.locator(".here")).to_contain_text("Sophie Garnier écrit une note")
    assert not Axe().run(alice, options=WCAG).violations_count
    assert alice.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    sophie.get_by_role("button", name="Add the note").click()
    expect(sophie.locator("#story")).to_contain_text("Vu avec le client")
    alice.evaluate(ASK)
    expect(alice.locator(".here")).to_contain_text("Note — Sophie Garnier")
    sophie.goto(f"{house.address}/queue")
    sophie.wait_for_timeout(300)
    alice.evaluate(ASK)
    expect(alice.locator(".here .person")).to_have_count(0)


def test_a_letter_that_a_colleague_overtook_is_kept_and_shows_theirs(house: House) -> None:
    (ref,) = _cases(house, "Fuite", taken=True)
    alice, sophie = house.as_("alice"), house.as_("sophie")
    for page, text in ((alice, "Nous ne pouvons rien."), (sophie, "Nous réparons jeudi.")):
        page.goto(f"{house.address}/cases/{ref}/letters/new/letter")
        page.locator("[name=text]").fill(text)
        page.get_by_role("button", name="Voir la lettre avant de l’envoyer").click()
    sophie.get_by_role("button", name="Envoyer au client").click()
    sophie.wait_for_url("**/letters")
    alice.get_by_role("button", name="Envoyer au client").click()
    expect(alice.locator("#meanwhile")).to_contain_text("Nous réparons jeudi.")
    expect(alice.locator("[name=text]")).to_have_value("Nous ne pouvons rien.")
    assert not Axe().run(alice, options=WCAG).violations_count
