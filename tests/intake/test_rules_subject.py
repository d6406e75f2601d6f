"""What a complaint is about, in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.rules.subject import in_one_line


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("Le four ne chauffe plus.", "Le four ne chauffe plus"),
        ("La machine fuit depuis sa livraison. J’ai appelé trois fois.", "La machine fuit depuis sa livraison"),
        ("Bonjour. Ma facture de juillet est fausse. Merci.", "Ma facture de juillet est fausse"),
        ("Le technicien, M. Rey, n’est pas venu. Je veux", "Le technicien, M. Rey, n’est pas venu"),
        ("Pourquoi ce prélèvement de juin ? Je n’ai rien signé.", "Pourquoi ce prélèvement de juin ?"),
        ("sans\nfin", "Sans fin"),
        ("Bonjour Madame,\n\nma box ne marche plus.", "Ma box ne marche plus"),
        ("Dear Sir, hello, the oven broke.", "The oven broke"),
        ("Bonjour.", "Bonjour"),
    ],
)
def test_the_first_sentence_that_says_enough_is_the_subject(what: str, line: str) -> None:
    assert in_one_line(what) == line


def test_a_long_sentence_is_cut_between_two_words_and_says_so() -> None:
    assert in_one_line("Je voudrais que quelqu’un " * 20, 40) == "Je voudrais que quelqu’un Je voudrais…"


@given(st.text(max_size=400))
def test_it_is_never_longer_than_allowed_and_never_more_than_one_line(what: str) -> None:
    line = in_one_line(what)
    assert len(line) <= 100
    assert "\n" not in line
