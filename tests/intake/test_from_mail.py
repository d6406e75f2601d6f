"""What the form proposes of a mail: who wrote it, in which language, what is asked, and the purchase that is named."""

from __future__ import annotations

from flask import Flask

from tests.client import Browser
from tests.correspondence.mails_world import a_mail, one
from tests.factories.house import company
from tests.intake.test_rules_suggestions import FORM


def proposed(app: Flask, content: bytes) -> dict[str, str]:
    return Browser(app).sign_in("alice").get(f"/log?mail={one(content).id}").values("log")


def test_a_web_form_names_who_filled_it_in(app: Flask) -> None:
    company()
    said = proposed(app, a_mail(FORM, sender="Site <site@maison.example>", subject="Formulaire"))
    assert (said["who"], said["email"], said["phone"]) == (
        "Claire Moreau",
        "claire.moreau@example.org",
        "06 12 34 56 78",
    )
    assert (said["what"].strip(), said["subject"], said["channel"]) == (
        "Elle fuit : depuis hier.\r\nJe veux 129,90 €.".replace("\r", ""),
        "Panne",
        "web",
    )
    assert (said["amount"], said["currency"], said["lang"], said["category"]) == ("129,90", "EUR", "fr", "breakdown")


def test_an_english_mail_is_a_customers_who_reads_english(app: Flask) -> None:
    company()
    said = proposed(
        app,
        a_mail("My parcel never arrived. I want a refund of £30.", sender="Jane <jane@example.org>", subject="Parcel"),
    )
    assert (said["lang"], said["category"], said["amount"], said["currency"]) == ("en", "delivery", "30,00", "GBP")


def test_what_is_proposed_is_said_and_nothing_of_it_comes_from_lines_of_ours(app: Flask) -> None:
    company()
    text = "> We offer 100 €, as a refund.\n> Please send the invoice.\n\nRemboursez-moi, le colis est perdu.\n> Cordialement\nVoilà."
    row = one(a_mail(text, sender="Zoé <zoe@example.org>", subject="Re: x"))
    alice = Browser(app).sign_in("alice")
    assert alice.get(f"/log?mail={row.id}").values("log")["amount"] == ""
    assert "Livraison · client qui lit le français." in alice.get(f"/log?mail={row.id}").text
    assert "Delivery · a customer who reads French." in alice.speak("en").get(f"/log?mail={row.id}").text
    assert "Proposed from its words" not in alice.get("/log").text


def test_the_purchase_whose_number_the_mail_names_is_chosen(app: Flask) -> None:
    firm = company()
    said = proposed(app, a_mail(f"Ma commande {firm.purchase.reference} est en panne."))
    assert (said["customer"], said["purchase"]) == (str(firm.customer.id), str(firm.purchase.id))


def test_amounts_that_are_named_and_a_request_for_data_show_beside_the_form(app: Flask) -> None:
    company()
    row = one(a_mail("Remboursez 45 € + 120 euros. Et, RGPD, copie de mes données."))
    page = Browser(app).sign_in("alice").get(f"/log?mail={row.id}").text
    assert "Montants cités" in page
    assert "demandent aussi ses données personnelles" in page
