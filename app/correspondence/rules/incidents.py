"""The proactive letter of an incident: what it may not say, whom it names, what the journal says of it; pure."""

from __future__ import annotations

import re

from app.kernel import Refused, Words, words

REBATE = "remise|rabais|réduction|ristourne|discount|rebate|off"
AMOUNT = re.compile(
    r"\d\s*(?:€|£|\$|EUR\b|GBP\b|USD\b|euros?\b|pounds?\b)|[€£$]\s*\d"
    rf"|\b(?:{REBATE})\b[^.\n]{{0,40}}\d\s*%|\d\s*%[^.\n]{{0,20}}\b(?:{REBATE})\b",
    re.IGNORECASE,
)


def require_no_amount(text: str, field: str) -> None:
    """Refuse a letter that names an amount, or a rebate: what is offered is granted customer by customer, within authority."""
    found = AMOUNT.search(text)
    if found is not None:
        start = max(text.rfind(" ", 0, max(found.start() - 1, 0)) + 1, 0)
        raise Refused("gesture_announced", ANNOUNCED.fill(what=text[start : found.end()].strip()), field)


def contact(name: str, email: str, phone: str) -> str:
    """Whom to write to or call, in one line; empty where nobody can be reached."""
    ways = [way for way in (email.strip(), phone.strip()) if way]
    return ", ".join([name.strip(), *ways] if name.strip() else ways) if ways else ""


ANNOUNCED = words(
    "« {what} » annonce une somme à tous. La lettre invite ; un geste se propose client par client : ouvrez un dossier depuis "
    "l’incident.",
    "“{what}” announces an amount to everybody. The letter invites; a gesture is offered customer by customer: open a case from "
    "the incident.",
)
CONTACT_MISSING = words(
    "Personne à qui écrire : donnez un courriel ou un téléphone dans Réglages, « Notre maison ».",
    "Nobody to write to: give an e-mail address or a telephone under Settings, “Our house”.",
)
TOLD: dict[str, Words] = {
    "incident.letters_written": words(
        "{n} {n:lettre écrite|lettres écrites} à qui n’a pas réclamé",
        "{n} {n:letter|letters} written to those who have not complained",
    ),
    "correspondence.sent": words("Lettre n° {message} : partie", "Letter no. {message}: gone"),
    "correspondence.failed": words(
        "Lettre n° {message} : n’a pas pu partir", "Letter no. {message}: could not be sent"
    ),
    "correspondence.stopped": words("Lettre n° {message} : retenue", "Letter no. {message}: held back"),
    "correspondence.spared": words(
        "Lettre n° {message} : retenue, le client a réclamé entre-temps",
        "Letter no. {message}: held back, the customer has complained meanwhile",
    ),
    "correspondence.resumed": words(
        "Lettre n° {message} : remise à l’envoi", "Letter no. {message}: put on its way again"
    ),
    "correspondence.rerouted": words(
        "Lettre n° {message} : partira autrement", "Letter no. {message}: goes another way"
    ),
    "correspondence.forgotten": words(
        "Lettre n° {message} : son lecteur est oublié, ses mots effacés",
        "Letter no. {message}: its reader is forgotten, its words erased",
    ),
}
"""What the journal of an incident says, by kind of entry."""
