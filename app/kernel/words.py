"""A sentence in French and English, with its values still unformatted.

Rules and data speak in `Words`; the edge that shows them (page, letter, PDF, command) chooses the language and
formats amounts and dates there (`plumbing.typography.say`). A missing translation cannot exist: both are written
side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = ("fr", "en")


@dataclass(frozen=True)
class Words:
    """French and English of one sentence; `{name}` marks a value given to `fill`."""

    fr: str
    en: str
    values: tuple[tuple[str, object], ...] = field(default=())

    def fill(self, **values: object) -> Words:
        """The same sentence with these values (strings, numbers, Money, dates, instants, other Words)."""
        return Words(self.fr, self.en, (*self.values, *values.items()))

    def template(self, lang: Lang) -> str:
        """The sentence of this language before its values are put in."""
        return self.fr if lang == "fr" else self.en

    def __str__(self) -> str:
        return self.en.format(**{name: _Unset(value) for name, value in self.values}) if self.values else self.en


class _Unset(str):
    """A value as it is: how it is to be set (`{day:short}`, `{n:year|years}`) is for the edge to know."""

    __slots__ = ()

    def __format__(self, _manner: str) -> str:
        return str(self)


def words(fr: str, en: str, **values: object) -> Words:
    """Shorthand: `words("Dossier {ref}", "Case {ref}", ref=ref)`."""
    return Words(fr, en, tuple(values.items()))
