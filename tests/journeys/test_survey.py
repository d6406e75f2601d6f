"""A customer's opinion in a real browser: from the mail after the closing to the case taken up again, on a telephone too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import House
from tests.journeys.test_customer import looked_at, mails
from tests.journeys.test_journey import act, log_complaint

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 390)])
def test_from_the_mail_after_the_closing_to_the_case_taken_up_again(house: House, dark: bool, width: int) -> None:
    ref = log_complaint(house)
    act(house.as_("alice"), house, ref, "take_charge", "Prendre en charge et accuser réception")
    act(house.as_("alice"), house, ref, "close_solved", "Clore", text="Elle dit que tout marche.")
    house.later(days=7)
    link = re.search(r"https?://\S+(/s/\S+)", "\n".join(mails(house)))
    assert link is not None

    hinders: dict[str, object] = {}
    page = house.visitor(dark, width)
    page.goto(house.address + link[1])
    looked_at(page, hinders)
    page.get_by_role("button", name="Envoyer mon avis").click()
    expect(page.locator("main")).to_contain_text("Choisissez une réponse.")
    looked_at(page, hinders)
    page.get_by_label("Non, ce n’est pas résolu").focus()
    page.keyboard.press("Space")
    page.get_by_role("group", name="satisfaction").get_by_label("2", exact=True).check()
    page.get_by_label("Quelques mots").fill("La panne est revenue hier soir.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Une personne reprend votre dossier")
    looked_at(page, hinders)
    assert not hinders, hinders

    desk = house.as_("alice")
    desk.goto(f"{house.address}/cases/{ref}")
    expect(desk.locator("#opinions")).to_contain_text("ce n’est pas résolu")
    expect(desk.locator("#story")).to_contain_text("La panne est revenue hier soir.")
    expect(desk.locator("#story")).to_contain_text("Dossier rouvert")
    looked_at(desk, hinders)
    assert not hinders, hinders
