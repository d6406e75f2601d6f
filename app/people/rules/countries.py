"""Countries that customers live in (ISO 3166-1, two letters), and what the last line of an envelope says of them.

Forms propose those of the list; a file or a program may name any other.
"""

from __future__ import annotations

from babel import Locale

from app.kernel import Words, words

HOME = "FR"
LANDS: dict[str, Words] = {
    "FR": words("France", "France"),
    "BE": words("Belgique", "Belgium"),
    "LU": words("Luxembourg", "Luxembourg"),
    "CH": words("Suisse", "Switzerland"),
    "MC": words("Monaco", "Monaco"),
    "DE": words("Allemagne", "Germany"),
    "ES": words("Espagne", "Spain"),
    "IT": words("Italie", "Italy"),
    "GB": words("Royaume-Uni", "United Kingdom"),
    "IE": words("Irlande", "Ireland"),
    "NL": words("Pays-Bas", "Netherlands"),
    "PT": words("Portugal", "Portugal"),
    "AT": words("Autriche", "Austria"),
    "AD": words("Andorre", "Andorra"),
    "DK": words("Danemark", "Denmark"),
    "SE": words("Suède", "Sweden"),
    "NO": words("Norvège", "Norway"),
    "FI": words("Finlande", "Finland"),
    "IS": words("Islande", "Iceland"),
    "PL": words("Pologne", "Poland"),
    "CZ": words("Tchéquie", "Czechia"),
    "SK": words("Slovaquie", "Slovakia"),
    "HU": words("Hongrie", "Hungary"),
    "SI": words("Slovénie", "Slovenia"),
    "HR": words("Croatie", "Croatia"),
    "RO": words("Roumanie", "Romania"),
    "BG": words("Bulgarie", "Bulgaria"),
    "GR": words("Grèce", "Greece"),
    "CY": words("Chypre", "Cyprus"),
    "MT": words("Malte", "Malta"),
    "EE": words("Estonie", "Estonia"),
    "LV": words("Lettonie", "Latvia"),
    "LT": words("Lituanie", "Lithuania"),
    "US": words("États-Unis", "United States"),
    "CA": words("Canada", "Canada"),
    "MA": words("Maroc", "Morocco"),
    "DZ": words("Algérie", "Algeria"),
    "TN": words("Tunisie", "Tunisia"),
    "SN": words("Sénégal", "Senegal"),
    "CI": words("Côte d’Ivoire", "Ivory Coast"),
}
ENGLISH = frozenset({"GB", "IE", "US"})
"""Written in English there; all others in the language of the country that we post from."""


def on_envelope(code: str) -> str:
    """The line below the town: none at home."""
    if code == HOME:
        return ""
    land = land_named(code)
    return land.en if code in ENGLISH else land.fr


def land_named(code: str) -> Words:
    """A country by its name; one that is not on our list as the Unicode Common Locale Data Repository has it, else by its code."""
    if code in LANDS:
        return LANDS[code]
    return words(*(str(Locale(lang).territories.get(code, code)) for lang in ("fr", "en")))
