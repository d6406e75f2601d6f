"""The piece of a text that a hit is shown in."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

from app.plumbing.search.folding import folded

PIECE = re.compile(r"[\w\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]+")
"""A word as it stands in a text, its combining marks included."""
TURNING = re.compile("[\0\u202a-\u202e\u2066-\u2069]")
"""Characters that would turn the words around a snippet, or end them."""


def snippet(shown: str, query: str, width: int = 160) -> list[tuple[str, bool]]:
    """A piece of the original text around the first hit: [(piece, is it a hit?)…]. Pieces are text, never markup."""
    shown = TURNING.sub("", shown)
    nothing_of = frozenset(folded(query).split()).isdisjoint
    pieces = PIECE.finditer(shown)
    first = next((piece for piece in pieces if not nothing_of(_stems(piece.group()))), None)
    begin = _word_start(shown, max(0, first.start() - width // 3), first.start()) if first else 0
    finish = min(len(shown), begin + width)
    parts: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = begin
    for piece in chain((first,) if first else (), pieces):
        start, end = piece.span()
        if end > finish:
            break
        if piece is first or not nothing_of(_stems(piece.group())):
            parts += [(shown[at:start], False), (shown[start:end], True)]
            at = end
    parts.append((shown[at:finish], False))
    return [part for part in parts if part[0]] + ([("…", False)] if finish < len(shown) else [])


def _word_start(shown: str, begin: int, hit: int) -> int:
    """The start of the next word, so that a snippet does not begin inside one."""
    space = shown.find(" ", begin, hit)
    return space + 1 if begin and space != -1 else begin


@lru_cache(maxsize=50_000)
def _stems(word: str) -> frozenset[str]:
    return frozenset(folded(word).split())
