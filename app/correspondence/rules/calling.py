"""By which part of a name an English letter calls somebody: “Dear Mr Whitaker”, never “Dear Mr James Whitaker”. Pure.

A name is kept whole, as people give it, so its family part is read from how it is written: in capitals, or before a comma,
else its last word with the particles before it. Whoever keeps the record puts a wrong guess right by writing the family name in
capitals (“Maria GARCIA LOPEZ”), as French forms do.
"""

from __future__ import annotations

PARTICLES = frozenset(
    {
        "van", "von", "der", "den", "ter", "ten", "de", "del", "della", "di", "da", "dos", "du", "des", "la", "le", "el", "al", "bin",
        "ibn", "ben", "st", "st.", "saint", "mac", "d’", "d'",
    }
)  # fmt: skip
ENGLISH = {"Mme": "Ms", "M.": "Mr"}
"""Titles as an English letter writes them."""


def family_name(name: str) -> str:
    """The family part of a name."""
    before, comma, _after = name.partition(",")
    parts = (before if comma else name).split()
    capitals = [part for part in parts if _in_capitals(part)]
    if comma or len(parts) < 2:
        return " ".join(_set(part) for part in parts)
    if capitals and len(capitals) < len(parts):
        return " ".join(_set(part) for part in capitals)
    first = len(parts) - 1
    while first > 1 and parts[first - 1].casefold() in PARTICLES:
        first -= 1
    return " ".join(_set(part) for part in parts[first:])


def _in_capitals(part: str) -> bool:
    """Is it written in capitals? One letter alone is an initial."""
    return part.isupper() and sum(letter.isalpha() for letter in part) > 1


def _set(part: str) -> str:
    """A word of a name as a letter sets it: capitals that only marked the family name become those of a name."""
    return part.title() if _in_capitals(part) else part


def called_in_english(title: str, name: str) -> str:
    """How an English letter calls somebody with a title."""
    return f"{ENGLISH.get(title, title)} {family_name(name)}"
