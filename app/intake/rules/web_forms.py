"""A mail that a form of a website wrote: a label and a value on each line, then the words of whoever filled it in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.intake.rules.mapping import heading

LINE = re.compile(r"^\s*[*_]*([^\W\d_][^:\n]{1,38}?)[*_]*\s*:[*_]*[ \t]*(.*)$")
CALLED = {
    "name": "nom, nom de famille, nom complet, nom et prenom, votre nom, name, full name, last name, your name, surname",
    "first": "prenom, votre prenom, first name",
    "email": "email, e mail, mail, courriel, adresse e mail, adresse email, adresse mail, votre e mail, your email, email address",
    "phone": "telephone, tel, votre telephone, portable, mobile, phone, phone number, telephone number",
    "country": "pays, votre pays, country, your country",
    "order": "commande, numero de commande, n de commande, n commande, order, order number, order no, reference",
    "subject": "sujet, objet, subject, motif",
    "what": "message, votre message, your message, message body, corps du message, description, reclamation, votre reclamation, commentaire, "
    "commentaires, comment, comments, details, complaint, your complaint, demande, votre demande",
}
LABELS: Mapping[str, frozenset[str]] = {field: frozenset(names.split(", ")) for field, names in CALLED.items()}
"""What the lines of such a form are called, without case, accents and punctuation."""
ENOUGH = 2
"""So many of these lines, one of them the words themselves, make a form; fewer may be anybody's way to write."""
FOOT = re.compile(r"^\s*(?:-- ?|—|_{5,}|-{5,})\s*$")


@dataclass(frozen=True)
class Filled:
    """What a form says; what it does not say is empty."""

    what: str
    name: str = ""
    email: str = ""
    phone: str = ""
    order: str = ""
    subject: str = ""
    country: str = ""


def form_in(text: str) -> Filled | None:
    """What such a mail says; None where nobody filled in a form."""
    found: dict[str, str] = {}
    lines = text.splitlines()
    for place, line in enumerate(lines):
        labelled = LINE.match(line)
        field = _field(labelled[1]) if labelled else ""
        if labelled is None or not field or field in found:
            continue
        if field == "what":
            found[field] = _words(labelled[2], lines[place + 1 :])
            if found[field]:
                break
        found[field] = labelled[2].strip() or _below(lines, place)
    if not found.get("what") or len([one for one in found.values() if one]) <= ENOUGH or "email" not in found:
        return None
    name = " ".join(filter(None, (found.get("first"), found.get("name"))))
    email = re.search(r"(?<![^\s<>@])[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+", found["email"])
    return Filled(
        found["what"],
        name,
        email.group().lower() if email else "",
        *(found.get(one, "") for one in ("phone", "order", "subject", "country")),
    )


def _field(label: str) -> str:
    said = heading(label)
    return next((field for field, names in LABELS.items() if said in names), "")


def _below(lines: list[str], place: int) -> str:
    """A value that stands on the line under its label."""
    under = lines[place + 1].strip() if place + 1 < len(lines) else ""
    return "" if LINE.match(under) else under


def _words(first: str, after: list[str]) -> str:
    """All that was written, to the foot that the website sets below it."""
    end = next((n for n, line in enumerate(after) if FOOT.match(line)), len(after))
    return "\n".join([first, *after[:end]]).strip()
