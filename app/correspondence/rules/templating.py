"""Templates of letters as the house words them: which fields each may name, which it must; pure.

The parts that the law or the house asks for (`locked`, the regimes' required texts) are never in a template: they are
added to every letter, whatever stands above them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.correspondence.rules.kinds import LetterKind
from app.kernel import Refused, Words, words

PIECE = re.compile(r"\{([^{}]*)\}")
LONGEST = 5_000
FIELDS: dict[str, Words] = {
    "greeting": words("la formule d’appel", "the greeting"),
    "subject": words("l’objet du dossier", "the subject of the case"),
    "received": words("le jour de la réclamation", "the day of the complaint"),
    "ref": words("le numéro du dossier", "the number of the case"),
    "after": words("quand nous écrirons de nouveau", "when we will write again"),
    "bought": words("ce qui a été acheté", "what was bought"),
    "bought_on": words("le jour de l’achat", "the day of the purchase"),
    "contact": words("à qui écrire, qui appeler", "whom to write to or call"),
    "promised": words(
        "ce que nous faisons, une ligne chacun, avec les dates", "what we do, a line each, with the dates"
    ),
    "close_on": words("jusqu’à quand le client peut réagir", "until when the customer may react"),
}


@dataclass(frozen=True)
class Template:
    """One kind of letter: the fields it may name, and those without which it is refused."""

    may: tuple[str, ...]
    must: tuple[str, ...]


COMMON = ("greeting", "subject", "received", "ref")
TEMPLATES: dict[LetterKind, Template] = {
    LetterKind.ACKNOWLEDGEMENT: Template(COMMON, ("greeting", "ref")),
    LetterKind.HOLDING: Template((*COMMON, "after"), ("greeting", "after")),
    LetterKind.CONFIRMATION: Template((*COMMON, "promised", "contact"), ("greeting", "promised", "contact")),
    LetterKind.ENTITLEMENT: Template((*COMMON, "promised", "contact"), ("greeting", "promised", "contact")),
    LetterKind.ANSWER: Template((*COMMON, "close_on"), ("greeting", "close_on")),
    LetterKind.FINAL_ANSWER: Template((*COMMON, "close_on"), ("greeting", "close_on")),
    LetterKind.CLOSING: Template(COMMON, ("greeting", "subject")),
    LetterKind.AGREEMENT: Template(COMMON, ("greeting", "subject")),
    LetterKind.PROACTIVE: Template(
        ("greeting", "bought", "bought_on", "contact", "ref"), ("greeting", "bought", "contact", "ref")
    ),
}
"""The letters whose beginning the house may word. An acknowledgement gives the number, a holding reply says when we will
write again, an answer announces until when the customer may react (nothing is closed unannounced), a confirmation
and what is due by law say what we do by when and whom to reach, a letter about an incident names what was bought and whom to write to."""


def check_template(kind: LetterKind, text: str, field: str) -> None:
    """Refuse a text that is empty or too long, names a field nobody can fill, or leaves out one that must be there."""
    if not text.strip():
        raise Refused("text_missing", words("Écrivez le texte.", "Write the text."), field)
    if len(text) > LONGEST:
        raise Refused("text_long", words("Au plus 5 000 signes.", "At most 5,000 characters."), field)
    known = TEMPLATES[kind]
    named = PIECE.findall(text)
    odd = [name for name in named if name not in known.may]
    if odd or "{" in PIECE.sub("", text) or "}" in PIECE.sub("", text):
        raise Refused("field_unknown", UNKNOWN.fill(name=odd[0] if odd else "{", known=_in_braces(known.may)), field)
    missing = [name for name in known.must if name not in named]
    if missing:
        raise Refused("field_missing", MISSING.fill(name=_in_braces(missing), what=FIELDS[missing[0]]), field)


def _in_braces(names: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return tuple(f"{{{name}}}" for name in names)


UNKNOWN = words(
    "« {name} » ne se remplit pas ici. Les champs sont : {known}.",
    "“{name}” cannot be filled in here. The fields are: {known}.",
)
MISSING = words("Il manque {name} : {what}.", "{name} is missing: {what}.")
