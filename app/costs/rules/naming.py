"""Names of gestures one after the other, as in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from app.kernel import Words, words


def in_a_row(names: Iterable[Words]) -> Words:
    """The names in one phrase: only the first keeps its capital, unless a word is written in capitals anyway."""
    first, *others = names
    return words("{names}", "{names}", names=(first, *map(inside, others)))


def inside(name: Words) -> Words:
    """A name that does not begin the phrase."""
    return Words(_lowered(name.fr), _lowered(name.en), name.values)


def _lowered(name: str) -> str:
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
