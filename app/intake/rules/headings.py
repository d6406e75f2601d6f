"""Which row of a table holds its headings: below a title and what programs tell of themselves, on one row or on two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from app.intake.rules.mapping import heading

MOST_TITLES = 20
"""Rows above the headings: a title, the day of the export, `sep=;`."""
Fits = Callable[[list[str]], bool]
"""Can these headings be read with one of the mappings?"""
Knows = Callable[[list[str]], int]
"""How many of these headings sound like something that a complaint has?"""
LONGEST_NAME = 80
WIDE = 0.6
"""What a row of headings fills at least of the widest of the first rows."""
FIGURES = re.compile(r"\d{4}|\d[/.,:-]\d|@")
"""What stands in lines, not in headings: days, amounts, addresses."""
SHARED = frozenset(
    ("nom", "name", "numero", "number", "n", "no", "date", "reference", "ref", "id", "type", "adresse", "address", "statut", "etat",
     "code")
)  # fmt: skip
"""Names that mean nothing of the complaint where they stand under another thing."""
ANOTHER = frozenset(
    ("produit", "product", "article", "item", "magasin", "store", "boutique", "vendeur", "seller", "agent", "conseiller",
     "gestionnaire", "facture", "invoice", "commande", "order", "contrat", "contract", "livraison", "delivery", "paiement",
     "payment", "fournisseur", "supplier")
)  # fmt: skip
"""Groups whose names and numbers are not those of the customer, nor of the complaint."""
CUSTOMER = frozenset(
    ("client", "clients", "cliente", "customer", "reclamant", "plaignant", "consommateur", "demandeur", "complainant", "consumer")
)  # fmt: skip
"""Groups whose names are those of whoever complains."""


def is_heading(cells: Sequence[str]) -> bool:
    """Column headings name two things at least; a row of a single cell is a title."""
    return _filled(cells) > 1


class Search:
    """Takes the first rows one by one until the headings are found; what comes after them are lines."""

    def __init__(self, fits: Fits = lambda _cells: False, knows: Knows = lambda _cells: 0) -> None:
        self._fits, self._knows = fits, knows
        self._rows: list[list[str]] = []
        self._found: int | None = None

    def takes(self, cells: Sequence[str]) -> bool:
        """Look at the next row; is another one needed?"""
        self._rows.append([cell.strip() for cell in cells])
        here = len(self._rows) - 1
        if self._found is not None:  # one row more than the headings: it may be their second
            return False
        if self._fits(self._rows[here]):
            self._found = here
        elif here and is_beneath(self._rows[here - 1], self._rows[here]) and self._fits(self._joined(here - 1)):
            self._found = here - 1
            return False
        return len(self._rows) < MOST_TITLES

    @property
    def found(self) -> bool:
        """Were headings found that a mapping can read?"""
        return self._found is not None

    def __bool__(self) -> bool:
        """Was there any row?"""
        return bool(self._rows)

    @property
    def read(self) -> tuple[list[str], int]:
        """The headings, and how many of the rows taken stand above the first line."""
        at = self._likeliest() if self._found is None else self._found
        if at + 1 < len(self._rows) and is_beneath(self._rows[at], self._rows[at + 1]):
            return self._joined(at), at + 2
        if at and is_beneath(self._rows[at - 1], self._rows[at]):
            return self._joined(at - 1), at + 1
        return self._rows[at], at + 1

    def _joined(self, at: int) -> list[str]:
        return joined(self._rows[at], self._rows[at + 1])

    def _likeliest(self) -> int:
        """Where no mapping fits: the row that names most; else the first that is about as wide as the table; else the first."""
        known = [self._knows(row) if is_heading(row) and _names(row) else 0 for row in self._rows]
        if max(known) > 1:
            return known.index(max(known))
        widest = max(_filled(row) for row in self._rows)
        wide = (at for at, row in enumerate(self._rows) if is_heading(row) and _filled(row) >= WIDE * widest)
        return next(wide, 0)


def is_beneath(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Is the lower row a second row of headings, below groups that span several columns?"""
    if not (is_heading(upper) and is_heading(lower) and _names(upper) and _names(lower)):
        return False
    first = next(place for place, cell in enumerate(upper) if cell)
    spanned = any(cell and place > first and not _at(upper, place) for place, cell in enumerate(lower))
    filled = {place for place, cell in enumerate(upper) if cell}
    told = filled == set(range(len(filled))) and all(_at(lower, place) for place in filled)
    return spanned and not told  # “Exported by | Alice” above full headings is no row of groups


def joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two rows of headings as one: the lower names; with their group where they come twice or are those of another thing.

    Of names that come twice, the customer's keeps its own: “Client | Nom” is “Nom”, “Vendeur | Nom” is “Vendeur Nom”.
    """
    width = max(len(upper), len(lower))
    groups, group = [], ""
    for place in range(width):
        group = _at(upper, place) or group
        groups.append(group)
    names = [_at(lower, place) or _at(upper, place) for place in range(width)]
    often = Counter(heading(name) for name in names)
    return [
        f"{groups[place]} {name}" if _at(lower, place) and _vague(name, groups[place], often) else name
        for place, name in enumerate(names)
    ]


def _vague(name: str, group: str, often: Counter[str]) -> bool:
    said, within = heading(name), set(heading(group).split())
    if not within or heading(group) == said:
        return False
    return (said in SHARED and bool(ANOTHER & within)) or (often[said] > 1 and not within & CUSTOMER)


def _names(cells: Sequence[str]) -> bool:
    """Could all of these be names of columns?"""
    return all(len(cell) <= LONGEST_NAME and not FIGURES.search(cell) for cell in cells if cell)


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
