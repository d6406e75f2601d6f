"""What our letters have around their text: greeting, closing, signature."""

# ruff: noqa: E501  prose reads better unbroken
from __future__ import annotations

from datetime import date

from app.cases.models import Case
from app.cli.story.shop import FIRM
from app.correspondence.queries import reach_of
from app.correspondence.rules.calling import called_in_english
from app.people.models import Staff
from app.people.rules import Role

ADDRESSED = {"M.": "Monsieur", "Mme": "Madame"}
SIGNED = {
    "fr": {Role.AGENT: "conseil client", Role.SUPERVISOR: "responsable du service", Role.QUALITY: "responsable qualité", Role.DIRECTOR: "directrice de la relation client"},
    "en": {Role.AGENT: "customer care", Role.SUPERVISOR: "head of the service", Role.QUALITY: "quality officer", Role.DIRECTOR: "director of customer relations"},
}  # fmt: skip


def letter(case: Case, body: str, writer: Staff, on: date, required: str = "") -> str:
    """A whole letter to the complainant, or to who speaks for them, with the text that the regime requires before the closing."""
    middle = [body.strip(), *([required] if required else [])]
    hello, bye = _around(case, on, formal=writer.role is Role.QUALITY)
    lang = "en" if case.lang == "en" else "fr"
    return "\n\n".join([hello, *middle, bye, f"{writer.name}, {SIGNED[lang][writer.role]}\n{FIRM}"])


def _around(case: Case, on: date, *, formal: bool) -> tuple[str, str]:
    customer = case.customer
    name = customer.name.split()[-1]
    if case.lang == "en":
        return f"Dear {called_in_english(customer.title, customer.name)},", "Yours sincerely,"
    reach = reach_of(case, on)
    stands_in = reach is not None and reach.for_whom
    address = ADDRESSED.get("" if stands_in else customer.title, "Madame, Monsieur")
    if formal:
        return f"{address},", f"Je vous prie d’agréer, {address}, l’expression de mes salutations distinguées."
    if stands_in:
        return "Bonjour,", "Bien cordialement,"
    return f"Bonjour {address.replace('Madame, Monsieur', '')} {name},".replace("  ", " "), "Bien cordialement,"
