"""What can be taken out of the house as a file, in words: who took what is kept in the record of access."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.kernel import Words, words

KIND = "access.taken"
"""How the record of access calls it."""


MEDIATOR_OPENED = "access.mediator_opened"
"""How it calls what a mediator opened in their space."""


class Taken(StrEnum):
    """One kind of file that somebody takes away."""

    FILE = "file"
    AGREEMENT = "agreement"
    EXHIBIT = "exhibit"
    LETTER = "letter"
    MAIL = "mail"
    ATTACHMENT = "attachment"
    COPY = "copy"
    FIGURES = "figures"

    @property
    def words(self) -> Words:
        """As people call it."""
        return WORDS[self]


WORDS = {
    Taken.FILE: words("Dossier PDF", "Case file"),
    Taken.AGREEMENT: words("Protocole transactionnel", "Settlement agreement"),
    Taken.EXHIBIT: words("Pièce", "Exhibit"),
    Taken.LETTER: words("Courrier", "Letter"),
    Taken.MAIL: words("Courriel reçu", "Mail received"),
    Taken.ATTACHMENT: words("Fichier joint à un courriel", "File attached to a mail"),
    Taken.COPY: words("Copie des données d’un client", "Copy of a customer’s data"),
    Taken.FIGURES: words("Chiffres", "Figures"),
}
READERS = {
    "internal": words("interne", "internal"), "mediator": words("pour le médiateur", "for the mediator"),
    "consumer": words("pour le client", "for the customer"), "customer": words("pour le client", "for the customer"),
    "lawyer": words("pour l’avocat", "for the lawyer"),
}  # fmt: skip
NUMBERED = words("n° {n:plain}", "no. {n:plain}")
IN = words("dossier {ref}", "case {ref}")


def said(data: Mapping[str, Any], *, cases: bool) -> tuple[Words, tuple[Words, ...]]:
    """What was taken, and of which; `cases`: also from which case, for who may know of cases."""
    details = []
    if number := data.get("number"):
        details.append(NUMBERED.fill(n=number))
    if reader := READERS.get(str(data.get("reader"))):
        details.append(reader)
    if name := data.get("name"):
        details.append(words("{name}", "{name}", name=str(name)))
    if cases and (ref := data.get("case")):
        details.append(IN.fill(ref=str(ref)))
    return Taken(data["what"]).words, tuple(details)
