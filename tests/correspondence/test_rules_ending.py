"""How letters call their reader in English, and how they end."""

from __future__ import annotations

import pytest

from app.correspondence.rules.calling import called_in_english, family_name
from app.correspondence.rules.closing import ending


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("James Whitaker", "Whitaker"),
        ("Fiona O’Connor", "O’Connor"),
        ("Ludwig van der Berg", "van der Berg"),
        ("Van Morrison", "Morrison"),
        ("Maria GARCIA LOPEZ", "Garcia Lopez"),
        ("O’CONNOR Fiona", "O’Connor"),
        ("García López, Maria", "García López"),
        ("J B Smith", "Smith"),
        ("Whitaker", "Whitaker"),
        ("JAMES WHITAKER", "Whitaker"),
    ],
)
def test_the_family_part_of_a_name_is_read_from_how_it_is_written(name: str, family: str) -> None:
    assert family_name(name) == family


def test_an_english_letter_calls_by_title_and_family_name() -> None:
    assert called_in_english("M.", "James Whitaker") == "Mr Whitaker"
    assert called_in_english("Mme", "Fiona O’Connor") == "Ms O’Connor"


def test_a_french_letter_ends_with_a_formula_that_takes_up_its_greeting() -> None:
    assert (
        ending("Madame,\n\nNous clôturons.", "fr") == "Nous vous prions d’agréer, Madame, nos salutations distinguées."
    )
    assert "agréer, Madame, Monsieur, nos" in ending("Madame, Monsieur,\n\nNous clôturons.", "fr")
    assert "agréer, Madame, Monsieur, nos" in ending("Bonjour,\n\nNous clôturons.", "fr")


def test_an_english_letter_ends_by_whether_it_named_its_reader() -> None:
    assert ending("Dear Mr Whitaker,\n\nWe close.", "en") == "Yours sincerely,"
    assert ending("Dear Sir or Madam,\n\nWe close.", "en") == "Yours faithfully,"


@pytest.mark.parametrize(
    "body",
    [
        "Madame,\n\nVoici.\n\nVeuillez agréer, Madame, nos salutations.\nAlice Petit",
        "Bonjour,\n\nVoici.\n\nCordialement,\nAlice",
        "Dear Ms Roy,\n\nHere.\n\nKind regards,\nAlice",
    ],
)
def test_what_somebody_ended_is_not_ended_twice(body: str) -> None:
    assert ending(body, "fr") == ending(body, "en") == ""
