"""The customer's own part in a real browser: from the link in a mail to the accepted offer, by keyboard and on a telephone."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import House
from tests.journeys.test_access import WCAG, open_all
from tests.journeys.test_journey import act, log_complaint, offer_a_gesture

pytestmark = pytest.mark.browser


def mails(house: House) -> list[str]:
    """What was written to the customer, oldest first."""
    every = sorted(
        (Path(house.app.extensions["settings"].data) / "mail").glob("*.eml"), key=lambda one: one.stat().st_mtime_ns
    )
    read = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in every)
    return [mail.get_content() for mail in read if "awa.diallo@example.org" in mail["To"]]  # type: ignore[attr-defined]


def link_in(house: House, text: str) -> str:
    """The link of a mail, as this house is served here."""
    found = re.search(r"https?://\S+(/c/\S+)", text)
    assert found is not None, text
    return house.address + found[1]


def let_in(house: House, page: Page) -> None:
    """From the page that the link leads to, through the code of the last mail, to the case."""
    page.get_by_role("button", name="Recevoir un code").click()
    house.work()
    code = re.search(r"(\d{4}) (\d{4})", mails(house)[-1])
    assert code is not None
    page.get_by_label("Code reçu").fill(code[0])
    page.keyboard.press("Enter")
    page.wait_for_url("**/c/case")


def looked_at(page: Page, hinders: dict[str, object], *, folded: bool = False) -> None:
    """No axe violation on this page, and nothing wider than its window; `folded`: as it is, no menu open over it."""
    if not folded:
        open_all(page)
    for each in Axe().run(page, options=WCAG).response["violations"]:
        hinders[f"{page.url} {each['id']}"] = [node["html"][:160] for node in each["nodes"][:3]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        hinders[f"{page.url} too wide"] = True


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 390)])
def test_from_the_link_in_a_mail_to_the_accepted_offer(house: House, dark: bool, width: int) -> None:
    ref = log_complaint(house)
    act(house.as_("alice"), house, ref, "take_charge", "Prendre en charge et accuser réception")
    offer_a_gesture(house, ref, house.as_("sophie"))
    house.later(minutes=5)

    hinders: dict[str, object] = {}
    page = house.visitor(dark, width)
    page.goto(link_in(house, mails(house)[-1]))
    looked_at(page, hinders)
    let_in(house, page)
    expect(page.locator("main")).to_contain_text("Une offre vous attend")
    looked_at(page, hinders)

    page.get_by_role("link", name="Écrire ou joindre une pièce").click()
    page.wait_for_url("**/c/case/do/message")
    looked_at(page, hinders)
    page.get_by_label("Votre message").fill("L’avoir vaut-il en magasin ?")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("status")).to_contain_text("Votre message est arrivé")

    page.get_by_role("link", name="Accepter").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("J’accepte l’offre")).to_be_checked()
    looked_at(page, hinders)
    page.get_by_role("button", name="Envoyer ma réponse").click()
    page.wait_for_url("**/c/case")
    expect(page.locator("main")).to_contain_text("Vous avez accepté notre offre")
    looked_at(page, hinders)
    assert not hinders, hinders

    desk = house.as_("alice")
    desk.goto(f"{house.address}/cases/{ref}")
    expect(desk.locator("main")).to_contain_text("L’avoir vaut-il en magasin ?")
    expect(desk.locator("main")).to_contain_text("Lire le message du client")
