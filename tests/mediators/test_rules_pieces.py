"""What a mediator asks for, in the language of whoever reads it."""

from __future__ import annotations

from app.mediators.queries import shipped_entries
from app.mediators.rules.pieces import piece_words, pieces_shown, pieces_typed


def test_a_piece_is_typed_in_french_or_in_both_languages_and_shown_as_it_was_typed() -> None:
    typed = "facture | invoice\n\n  devis signé \n| receipt"
    pieces = pieces_typed(typed)
    assert [(words.fr, words.en) for words in map(piece_words, pieces)] == [
        ("facture", "invoice"), ("devis signé", "devis signé"), ("receipt", "receipt"),
    ]  # fmt: skip
    assert pieces_shown(pieces) == "facture | invoice\ndevis signé\nreceipt"
    assert pieces_typed(pieces_shown(pieces)) == pieces


def test_every_piece_of_the_shipped_directory_is_in_both_languages() -> None:
    pieces = [piece_words(piece) for entry in shipped_entries() for piece in entry.get("pieces", ())]
    assert pieces
    assert all(words.fr != words.en for words in pieces)
