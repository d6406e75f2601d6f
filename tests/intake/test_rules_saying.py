"""What a customer's words say: their language, the amount they ask, what it is about; and a mail that a web form wrote."""

from __future__ import annotations

import pytest

from app.intake.rules.choices import CATEGORIES
from app.intake.rules.suggestions import ABOUT, amounts_in, asked_in, asks_for_data, category_of, language_of, phone_in
from app.intake.rules.web_forms import Filled, form_in


@pytest.mark.parametrize(("text", "lang"), [
    ("bjr mon frigo marche plus jai payé 499 eur ya 2 mois", "fr"), ("REMBOURSEZ MOI", "fr"), ("", "fr"), ("Je veux un refund", "fr"),
    ("The engineer never came. Cancel my contract.", "en"), ("I WANT MY MONEY BACK", "en"),
])  # fmt: skip
def test_the_language_is_that_of_the_small_words(text: str, lang: str) -> None:
    assert language_of(text) == lang


@pytest.mark.parametrize(("text", "amounts"), [
    ("45€ + 120 euros de frais", ["45.00 EUR", "120.00 EUR"]), ("1.250,00 € ou 1 250,00 €", ["1250.00 EUR"]), ("£30 and $1,249.90", ["30.00 GBP", "1249.90 USD"]),
    ("89€90", ["89.90 EUR"]), ("2\u202f499 €, 2.499 euros", ["2499.00 EUR"]), ("150 CHF", ["150.00 CHF"]),
    ("le 3/4/2025, commande 4501234, 06 12 34 56 78, 3 semaines, 20 %", []), ("1234567890123 €", []),
])  # fmt: skip
def test_amounts_are_read_as_people_write_them(text: str, amounts: list[str]) -> None:
    assert [str(one) for one in amounts_in(text)] == amounts


@pytest.mark.parametrize(("text", "asked"), [
    ("Merci de me rembourser 1.250,00 € sous 8 jours.", "1250.00 EUR"), ("Je l’ai payée 300 €. Je demande 120 €.", "120.00 EUR"),
    ("It cost $80. I want a refund.", "80.00 USD"), ("Remboursez 45 € + 120 euros de frais.", "None"), ("Elle coûte 39 € par mois.", "None"),
])  # fmt: skip
def test_the_one_amount_that_is_asked_is_proposed_and_none_where_there_are_several(text: str, asked: str) -> None:
    assert str(asked_in(text)) == asked


@pytest.mark.parametrize(("text", "phone"), [
    ("Gaëlle Le Goff\n06 12 34 56 78", "06 12 34 56 78"), ("Tél. : 06.12.34.56.78 / Fax : 01 23 45 67 89", "06.12.34.56.78"),
    ("+33 6 12 34 56 78 ou 0612345678", "0612345678"), ("Call me on 07700 900123.", "07700 900123"), ("tel: +44 (0)20 7946 0958", "+44 (0)20 7946 0958"),
    ("06 12 34 56 78 ou 01 23 45 67 89", ""), ("commande 4501234567, 12.10.2026, FR76 3000 6000 0112 3456 7890 189", ""),
    ("n° 0612345678901", ""), ("", ""),
])  # fmt: skip
def test_the_one_telephone_number_is_proposed(text: str, phone: str) -> None:
    assert phone_in(text) == phone


@pytest.mark.parametrize(("text", "category"), [
    ("Mon colis n’est jamais arrivé, remboursez-moi", "delivery"), ("mon frigo marche plus", "breakdown"), ("Le tuyau s’est fendu : je demande le remboursement", "breakdown"),
    ("Canapé arrivé abîmé, tissu déchiré", "quality"), ("The lid is cracked and it doesn’t close", "breakdown"), ("J’ai été débitée deux fois", "billing"),
    ("Je veux être remboursé", "refund"), ("Cancel my subscription", "contract"), ("Copie de mes données personnelles", "privacy"),
    ("Bravo pour vos trois semaines", "other"), ("", "other"),
])  # fmt: skip
def test_what_it_is_about_is_told_by_its_words(text: str, category: str) -> None:
    assert category_of(text) == category
    assert {code for code, _told in ABOUT} < set(CATEGORIES)


def test_a_request_for_personal_data_inside_a_complaint_is_seen() -> None:
    assert asks_for_data("… et, au titre de l’article 15 du RGPD, copie de mes données.")
    assert not asks_for_data("Mes coordonnées ont changé.")


FORM = (
    "Nom: Moreau\nPrénom: Claire\nEmail: Claire.Moreau@example.org\nTéléphone: 06 12 34 56 78\nCommande: 4501234\nSujet: Panne\n"
    "Message:\nElle fuit : depuis hier.\nJe veux 129,90 €.\n\n-- \nEnvoyé par le formulaire"
)


def test_a_mail_that_a_web_form_wrote_is_read_line_by_line() -> None:
    assert form_in(FORM) == Filled(
        "Elle fuit : depuis hier.\nJe veux 129,90 €.",
        "Claire Moreau",
        "claire.moreau@example.org",
        "06 12 34 56 78",
        "4501234",
        "Panne",
    )
    below = form_in("*Full name:*\nJane Doe\nE-mail:\njane@example.org\nYour message:\nIt leaks: badly.")
    assert below == Filled("It leaks: badly.", "Jane Doe", "jane@example.org")


@pytest.mark.parametrize("text", [
    "Bonjour,\nEmail : voir plus bas.\nMerci", "Nom: Moreau\nMessage: elle fuit", "Objet : panne\nDescription : elle fuit\nEmail : x@example.org".replace("Email", "Fax"),
])  # fmt: skip
def test_what_a_person_wrote_with_colons_is_no_form(text: str) -> None:
    assert form_in(text) is None
