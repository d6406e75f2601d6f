"""What is typed in a long form survives a closed tab and a lost answer, comes back only when asked for, and goes when it was sent."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.plumbing.drafts import COOKIE
from tests.journeys.conftest import House
from tests.journeys.test_access import WCAG
from tests.journeys.test_by_keys import _cases
from tests.journeys.test_customer import let_in, link_in, mails
from tests.journeys.test_journey import act, log_complaint

pytestmark = pytest.mark.browser
KEPT = "Object.keys({store}).filter((key) => key.startsWith('draft:'))"


def kept(page: Page, store: str = "localStorage") -> list[str]:
    """The drafts that this browser holds."""
    return list(page.evaluate(KEPT.format(store=store)))


def typed(page: Page, name: str, text: str) -> None:
    """Type, and let the pause after typing pass."""
    page.locator(f"[name='{name}']").fill(text)
    page.wait_for_timeout(600)
    assert len(kept(page)) == 1


def signed_in_again(house: House, page: Page, login: str) -> None:
    page.goto(f"{house.address}/sign-in")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(house.password)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def test_a_note_survives_a_closed_tab_and_is_offered_back(house: House) -> None:
    (ref,) = _cases(house, "Fuite", taken=True)
    page = house.as_("alice")
    page.goto(f"{house.address}/cases/{ref}")
    page.keyboard.press("n")
    typed(page, "note-text", "Le voisin a vu la fuite, à rappeler")
    again = page.context.new_page()
    page.close()
    again.goto(f"{house.address}/cases/{ref}")
    box = again.locator(".draft")
    expect(box).to_contain_text("Le voisin a vu la fuite")
    expect(box).to_contain_text("Note interne")
    assert not Axe().run(again, options=WCAG).violations_count
    expect(again.locator("[name='note-text']")).to_have_value("")  # never mixed in unasked
    box.get_by_role("button", name="Reprendre").press("Enter")
    expect(again.locator("[name='note-text']")).to_have_value("Le voisin a vu la fuite, à rappeler")
    expect(again.locator("[name='note-text']")).to_be_focused()
    again.get_by_role("button", name="Ajouter la note").click()
    expect(again.locator("#story")).to_contain_text("Le voisin a vu la fuite")
    assert kept(again) == []
    assert COOKIE not in {one["name"] for one in again.context.cookies()}


def test_the_words_and_the_choice_of_a_gesture_come_back(house: House) -> None:
    (ref,) = _cases(house, "Grincement", taken=True)
    page = house.as_("alice")
    page.goto(f"{house.address}/cases/{ref}/gestures/new")
    page.locator(".palette [name=gesture]").first.check()
    chosen = page.locator("[name=gesture]:checked").get_attribute("value")
    typed(page, "message", "Toutes nos excuses pour ce bruit")
    page.goto(f"{house.address}/cases/{ref}/gestures/new")
    expect(page.locator("[name=message]")).to_have_value("")
    page.locator(".draft").get_by_role("button", name="Reprendre").click()
    expect(page.locator("[name=message]")).to_have_value("Toutes nos excuses pour ce bruit")
    assert page.locator("[name=gesture]:checked").get_attribute("value") == chosen


def test_a_form_that_came_back_wins_over_its_draft(house: House) -> None:
    page = house.as_("alice")
    page.goto(f"{house.address}/log")
    page.locator("[name=what]").fill("La porte ne ferme plus")
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer la réclamation").click()
    assert page.locator("[data-focus]").count() == 1
    assert page.locator(".draft").count() == 0
    expect(page.locator("[name=what]")).to_have_value("La porte ne ferme plus")
    page.locator("[name=asked]").fill("Une réparation")
    page.wait_for_timeout(600)
    page.goto(f"{house.address}/log")
    assert page.locator(".draft").count() == 1
    asked = page.locator("[name=who]").bounding_box()
    assert asked is not None
    assert asked["width"] > 400, "the form keeps its columns"
    page.get_by_role("button", name="Reprendre").click()
    expect(page.locator("[name=what]")).to_have_value("La porte ne ferme plus")
    expect(page.locator("[name=asked]")).to_have_value("Une réparation")


def test_a_lost_answer_keeps_the_draft_and_another_person_finds_nothing(house: House) -> None:
    (ref,) = _cases(house, "Fuite", taken=True)
    page = house.as_("alice")
    page.goto(f"{house.address}/cases/{ref}/letters/new/letter")
    page.locator("[name=text]").fill("Madame, nous revenons vers vous.")
    page.route("**/letters/new/letter", lambda route: route.fulfill(status=503, body="<link rel=icon href=data:,>"))
    page.get_by_role("button", name="Voir la lettre avant de l’envoyer").click()
    page.wait_for_load_state()
    page.unroute("**/letters/new/letter")
    page.context.clear_cookies()  # the session has ended
    page.goto(f"{house.address}/cases/{ref}")
    assert "/sign-in" in page.url
    assert len(kept(page)) == 1
    signed_in_again(house, page, "alice")
    page.goto(f"{house.address}/cases/{ref}/letters/new/letter")
    expect(page.locator(".draft")).to_contain_text("Madame, nous revenons vers vous.")
    page.context.clear_cookies()
    signed_in_again(house, page, "sophie")
    assert kept(page) == []
    house.errors.clear()  # the browser says what it was answered in place of the page


def test_signing_out_leaves_no_word_on_the_machine(house: House) -> None:
    page = house.as_("alice")
    page.goto(f"{house.address}/log")
    typed(page, "what", "Le client a tout raconté")
    stored = page.evaluate("JSON.stringify(Object.entries(localStorage))")
    assert "Le client a tout raconté" in stored
    token = page.locator("input[name=csrf_token]").first.input_value()
    assert token not in stored
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/sign-in*")
    assert kept(page) == []


def test_a_draft_thrown_away_or_three_days_old_is_gone(house: House) -> None:
    (ref,) = _cases(house, "Fuite", taken=True)
    page = house.as_("alice")
    address = f"{house.address}/cases/{ref}"
    page.goto(address)
    page.keyboard.press("n")
    typed(page, "note-text", "À jeter ensuite")
    page.goto(address)
    page.locator(".draft").get_by_role("button", name="Jeter").click()
    assert kept(page) == []
    page.keyboard.press("Enter")
    typed(page, "note-text", "Vieux de trois jours")
    page.goto(f"{house.address}/help")
    page.evaluate(
        'for (const key of Object.keys(localStorage)) if (key.startsWith(\'draft:\')) localStorage[key] = localStorage[key].replace(/"at":\\d+/, `"at":${Date.now() - 73 * 3600 * 1000}`)'
    )
    page.goto(address)
    assert kept(page) == []
    assert page.locator(".draft").count() == 0


def test_a_customer_finds_it_again_in_their_tab_only(house: House) -> None:
    ref = log_complaint(house)
    act(house.as_("alice"), house, ref, "take_charge", "Prendre en charge et accuser réception")
    house.later(minutes=5)
    page = house.visitor(width=390)
    page.goto(link_in(house, mails(house)[-1]))
    let_in(house, page)
    page.goto(f"{house.address}/c/case/do/message")
    page.get_by_label("Votre message").fill("Voici la suite de mon histoire")
    page.wait_for_timeout(600)
    assert kept(page) == [], "nothing outlives the tab on a machine that may be shared"
    page.goto(f"{house.address}/c/case/do/message")
    expect(page.locator(".draft")).to_contain_text("Voici la suite de mon histoire")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert not Axe().run(page, options=WCAG).violations_count
    page.get_by_role("button", name="Reprendre").click()
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_url("**/c/case")
    assert kept(page, "sessionStorage") == []
    page.goto(f"{house.address}/c/case/do/message")
    page.get_by_label("Votre message").fill("Et puis non")
    page.goto(f"{house.address}/c/case")
    page.get_by_role("button", name="Quitter").click()
    page.wait_for_load_state()
    assert kept(page, "sessionStorage") == []
