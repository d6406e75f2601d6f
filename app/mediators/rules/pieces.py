"""What a mediator asks for: each piece as the directory keeps it, in French alone or in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.kernel import Json, Words

BETWEEN = "|"
"""What parts the French from the English of one piece, where people type them."""


def piece_words(piece: Json) -> Words:
    """One piece in words; where nobody wrote the English, the French stands in both."""
    if isinstance(piece, Mapping):
        return Words(str(piece.get("fr") or ""), str(piece.get("en") or piece.get("fr") or ""))
    return Words(str(piece), str(piece))


def pieces_typed(text: str) -> list[Json]:
    """One piece a line, its English after a bar: “facture | invoice”."""
    found: list[Json] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        french, _bar, english = (part.strip() for part in line.partition(BETWEEN))
        found.append({"fr": french, "en": english} if french and english else french or english)
    return found


def pieces_shown(pieces: Iterable[Json]) -> str:
    """The pieces as people type them."""
    each = (piece_words(piece) for piece in pieces)
    return "\n".join(one.fr if one.fr == one.en else f"{one.fr} {BETWEEN} {one.en}" for one in each)
