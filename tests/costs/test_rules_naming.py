"""Names of gestures in one phrase."""

from __future__ import annotations

from app.costs.rules.naming import in_a_row
from app.kernel import words
from app.plumbing.typography import say

APOLOGY = words("Lettre d’excuses personnelle", "Personal letter of apology")
EXPERT = words("Heure d’un expert chez vous", "An hour of an expert at your home")


def test_only_the_first_name_keeps_its_capital() -> None:
    both = in_a_row([APOLOGY, EXPERT])
    assert say(both, "en") == "Personal letter of apology and an hour of an expert at your home"
    assert say(both, "fr") == "Lettre d’excuses personnelle et heure d’un expert chez vous"


def test_a_word_written_in_capitals_keeps_them_and_one_name_stands_alone() -> None:
    assert say(in_a_row([APOLOGY, words("SMS d’excuses", "SMS of apology")]), "en").endswith("and SMS of apology")
    assert say(in_a_row([EXPERT]), "en") == EXPERT.en
