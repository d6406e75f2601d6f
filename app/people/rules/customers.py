"""What a customer is in the eyes of the law and of the house, and how they are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.kernel import Lang, Words, words


class CustomerKind(StrEnum):
    """What a complainant is in the eyes of the law: it decides which rights and texts apply."""

    CONSUMER = "consumer"
    NON_PROFESSIONAL = "non_professional"
    MICRO_FIRM = "micro_firm"
    BUSINESS = "business"
    UNKNOWN = "unknown"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return CUSTOMER_KIND_WORDS[self]


CUSTOMER_KIND_WORDS = {
    CustomerKind.CONSUMER: words("Consommateur", "Consumer"),
    CustomerKind.NON_PROFESSIONAL: words("Non-professionnel", "Non-professional"),
    CustomerKind.MICRO_FIRM: words("Micro-entreprise", "Micro-firm"),
    CustomerKind.BUSINESS: words("Professionnel", "Business"),
    CustomerKind.UNKNOWN: words("Non précisé", "Not stated"),
}


TITLES_IN: Mapping[Lang, Mapping[str, str]] = {
    "fr": {"Mr": "M.", "Mrs": "Mme", "Ms": "Mme", "Miss": "Mme"},
    "en": {"M.": "Mr", "Mme": "Ms"},
}
"""Titles of the one language as the other writes them; any other stays as it is."""


def titled(title: str, lang: Lang) -> str:
    """A title as this language writes it."""
    return TITLES_IN[lang].get(title, title)


def named(title: str, name: str, organisation: str) -> str:
    """How a customer is called: title and name, and the firm when there is one."""
    person = f"{title} {name}".strip()
    return f"{organisation} ({person})" if organisation else person


@dataclass(frozen=True)
class Complainant:
    """What of a customer, known or new, decides how a case of theirs is opened and by which words it is found."""

    kind: CustomerKind
    standing: str
    title: str
    name: str
    organisation: str
    email: str
    phone: str
    id: int | None = field(default=None, compare=False)
    """Their number; none while they are not written down."""

    @property
    def found_by(self) -> str:
        """The words that find their cases; a telephone number as it was written, and in one piece."""
        digits = "".join(filter(str.isdigit, self.phone))
        written = f"{named(self.title, self.name, self.organisation)} {self.email} {self.phone}"
        return written if digits in ("", self.phone) else f"{written} {digits}"


class Segment(StrEnum):
    """How a customer is served; the value of the relation is defined per segment, once."""

    STANDARD = "standard"
    LOYAL = "loyal"
    PREMIUM = "premium"
    PROFESSIONAL = "professional"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return SEGMENT_WORDS[self]


SEGMENT_WORDS = {
    Segment.STANDARD: words("Standard", "Standard"),
    Segment.LOYAL: words("Fidèle", "Loyal"),
    Segment.PREMIUM: words("Premium", "Premium"),
    Segment.PROFESSIONAL: words("Professionnel", "Professional"),
}
