"""Root causes: what complaints are about, the most frequent first, with the running share (Pareto)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.kernel import Words, words


class By(StrEnum):
    """What causes are sorted by."""

    CATEGORY = "category"
    PRODUCT = "product"
    SERVICE = "service"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return BY_WORDS[self]


BY_WORDS = {
    By.CATEGORY: words("Catégorie", "Category"),
    By.PRODUCT: words("Produit", "Product"),
    By.SERVICE: words("Service", "Service"),
}


@dataclass(frozen=True)
class Cause:
    """One cause, how many complaints it has, and the share of all reached with it."""

    value: str
    n: int
    share: float
    """Of this cause and all more frequent ones, 0–1."""


SHOWN = 12


def pareto(counted: Iterable[tuple[str, int]]) -> tuple[Cause, ...]:
    """Causes by frequency (then by name), with the running share."""
    ordered = sorted(((value, n) for value, n in counted if n), key=lambda one: (-one[1], one[0]))
    total, seen, found = sum(n for _value, n in ordered), 0, []
    for value, n in ordered:
        seen += n
        found.append(Cause(value, n, seen / total))
    return tuple(found)


def few(causes: tuple[Cause, ...]) -> tuple[int, float]:
    """How many of the first causes make at least four complaints in five, and which share they make (0, 0.0 without any)."""
    return next(((place, cause.share) for place, cause in enumerate(causes, 1) if cause.share >= 0.8), (0, 0.0))
