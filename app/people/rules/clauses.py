"""Terms typed or pasted as text, cut into numbered clauses."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from app.kernel import Refused, words

NUMBER = r"\d{1,3}(?:\.\d{1,3})*|(?-i:[IVXLC]+)"
START = re.compile(
    rf"^\s*(?:(?:art(?:icle|\.)?|clause)\s*(?P<named>{NUMBER})\s*[.):–—-]?\s*"
    r"|(?P<dotted>\d{1,3}(?:\.\d{1,3})+)[.)]?\s+(?=\W*(?-i:[A-ZÀ-Ý]))"
    r"|(?P<plain>\d{1,3}|(?-i:[IVXLC]+))\s*[.):–—-](?:\s+|$))(?P<heading>.*)$",
    re.IGNORECASE,
)
"""« Article 4 – Livraison », « 4.2 Livraison », « 4. Livraison », « IV. Livraison »; not « 10 % de remise »."""
NO_CLAUSE = words(
    "Aucune clause numérotée. Commencez chaque clause par son numéro, par exemple « 4.2. Livraison », puis son texte.",
    "No numbered clause. Start each clause with its number, such as “4.2. Delivery”, then its text.",
)
TWICE = words("La clause {number} apparaît deux fois.", "Clause {number} appears twice.")
Clause = tuple[str, str, str]
"""(number, heading, text)."""


def clauses_of(text: str) -> list[Clause]:
    """Cut a text at its numbered lines; refuses a text without any, and a number given twice."""
    found: list[tuple[str, str, list[str]]] = []
    for line in text.splitlines():
        start = START.match(line)
        if start and len(start["heading"]) <= 200:
            number = start["named"] or start["dotted"] or start["plain"]
            found.append((number, start["heading"].strip(), []))
        elif found:
            found[-1][2].append(line)
    if not found:
        raise Refused("no_clause", NO_CLAUSE, "clauses")
    numbers = [number for number, _heading, _body in found]
    for place, number in enumerate(numbers):
        if number in numbers[:place]:
            raise Refused("clause_twice", TWICE.fill(number=number), "clauses")
    return [(number[:20], heading, "\n".join(body).strip() or heading) for number, heading, body in found]


CITED = re.compile(
    rf"\b(?:art(?:icle|\.)?|clause)\s*(?P<number>{NUMBER})\s+(?:(?:de\s+nos|of\s+our)\s+(?:conditions|CG[VU]|terms)|des\s+CG[VU])\b",
    re.IGNORECASE,
)
"""« article 7.2 de nos conditions », “clause 4 of our terms”: a number that can only be one of theirs."""


def check_cited(text: str, version: str, numbers: Collection[str]) -> None:
    """Refuse to cite a clause that the terms of the contract do not have; where they have no numbered clause, nothing is known."""
    known = {number.casefold() for number in numbers}
    for found in CITED.finditer(text):
        if known and found["number"].casefold() not in known:
            raise Refused("no_such_clause", NO_SUCH.fill(version=version, number=found["number"]), "text")


NO_SUCH = words(
    "Les conditions du contrat ({version}) n’ont pas d’article {number} : citez-en un autre, ou ôtez cette référence.",
    "The terms of the contract ({version}) have no clause {number}: cite another, or take the reference out.",
)


def check_start(in_force_from: date, today: date, *, already: bool) -> None:
    """Refuse terms that would bind past contracts unseen: a past day is for those that were in force then already."""
    if in_force_from < today and not already:
        raise Refused("past", PAST, "in_force_from")
    if in_force_from > today and already:
        raise Refused("not_yet", NOT_YET, "already")


PAST = words(
    "Ce jour est passé. Si ces conditions étaient déjà en vigueur ce jour-là, cochez la case ; sinon, choisissez aujourd’hui ou "
    "un jour à venir.",
    "This day has passed. If these terms were in force on that day already, tick the box; otherwise choose today or a day to "
    "come.",
)
NOT_YET = words(
    "Ce jour est à venir : ces conditions ne sont pas encore en vigueur. Décochez la case.",
    "This day is to come: these terms are not in force yet. Untick the box.",
)
