"""Somebody as they are typed in one line: “Mme Kaddour, 06 39 98 14 02” is a title, a name and a telephone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.kernel import Lang
from app.people.rules.customers import titled

EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(
    r"(?<![\w.,-])(?:(?:\+|00)[1-9](?:[ .\-/()]{0,2}\d){7,13}|\(?0[1-9](?:[ .\-/()]{0,2}\d){8,9})(?![\w.,]*\d)"
)
"""A number that begins as a telephone does and is as long: other numbers may be those of orders."""
TITLE = re.compile(
    r"(?:(?P<ms>mme|madame|mlle|mademoiselle|mrs|ms|miss)|(?P<mr>m|mr|monsieur))(?:\.\s*|\s+)(?!\s|(?:et|and|ou|or|&)\s)",
    re.IGNORECASE,
)
AROUND = " \t,;:/<>()-–—"
DIGITS_OF_A_NUMBER = 9
"""How many last digits tell two telephones apart, however their beginning is written (06…, +33 6…)."""

LONGEST_LINE = 200
"""Characters of a line about somebody that are read; what is pasted beyond them says nothing of a name."""


@dataclass(frozen=True)
class Named:
    """What one line says of somebody; what it does not say is empty."""

    name: str
    """Never empty when something was typed: an e-mail alone is also the name."""
    title: str = ""
    """`Mme` or `M.`, as customers keep it."""
    email: str = ""
    phone: str = ""

    def name_in(self, lang: Lang) -> str:
        """Title and name as this language writes them."""
        return f"{titled(self.title, lang)} {self.name}".strip()

    @property
    def words(self) -> tuple[str, ...]:
        """The name, word by word."""
        return tuple(word for word in re.split(r"[\s,;]+", self.name) if word.strip(AROUND))

    @property
    def digits(self) -> str:
        """The last digits of the telephone; empty without one."""
        return re.sub(r"\D", "", self.phone)[-DIGITS_OF_A_NUMBER:]


def named(typed: str) -> Named:
    """Read one line about somebody: title, e-mail and telephone are taken out, the rest is the name."""
    line = " ".join(typed[: 2 * LONGEST_LINE].split())[:LONGEST_LINE]
    email, phone = EMAIL.search(line), PHONE.search(line)
    rest = PHONE.sub(" ", EMAIL.sub(" ", line)) if email or phone else line
    rest = " ".join(rest.split()).strip(AROUND) if email or phone else rest
    title = TITLE.match(rest)
    name = rest[title.end() :] if title else rest
    return Named(
        name=name or line,
        title="" if not (title and name) else "Mme" if title["ms"] else "M.",
        email=email.group() if email else "",
        phone=phone.group().strip() if phone else "",
    )
