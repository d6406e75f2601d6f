"""What files and forms call a country, in the languages of our neighbours: names, codes of two and of three letters."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from babel.core import get_global

from app.intake.rules.mapping import heading
from app.people.rules.countries import LANDS

TONGUES = ("fr", "en", "de", "es", "it", "nl", "pt")
HOME = ("RE", "GP", "MQ", "GF", "YT", "PM", "BL", "MF")
"""French departments and places overseas that have a code of their own: who lives there lives in France."""
ELSE = {
    "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "great britain": "GB", "angleterre": "GB",
    "ecosse": "GB", "grande bretagne": "GB", "holland": "NL", "hollande": "NL", "republique tcheque": "CZ", "czech republic": "CZ",
    "etats unis d amerique": "US", "united states of america": "US", "ivory coast": "CI", "reunion": "FR", "france metropolitaine": "FR",
}  # fmt: skip
NO_LAND = ("EU", "EZ", "UN", "ZZ", "QO", "XA", "XB")
"""Codes that stand for no country."""
TWO = re.compile("[A-Z]{2}").fullmatch
ARTICLE = re.compile(r"^(?:the|la|le|les|l) ")


def land_of(said: str) -> str | None:
    """The country (ISO 3166-1, two letters) that a file calls so; None for what is no country. “The Netherlands”, “DEU”, “La Réunion” are."""
    name = heading(said)
    return _known().get(name) or _known().get(ARTICLE.sub("", name))


@cache
def _known() -> dict[str, str]:
    """Names of the Unicode Common Locale Data Repository, as Babel has them; ours count before them, and French ones before other languages’."""
    named: dict[str, str] = {}
    for tongue in reversed(TONGUES):
        every = Locale(tongue).territories.items()
        named |= {heading(str(name)): str(code) for code, name in every if TWO(str(code)) and code not in NO_LAND}
    codes = set(named.values())
    three = {
        heading(said): held[0]
        for said, held in get_global("territory_aliases").items()
        if len(said) == 3 and held[0] in codes
    }
    ours = {heading(said): code for code, name in LANDS.items() for said in (name.fr, name.en)}
    known = {**named, **{code.lower(): code for code in codes}, **three, **ours, **ELSE}
    return {said: "FR" if code in HOME else code for said, code in known.items()}
