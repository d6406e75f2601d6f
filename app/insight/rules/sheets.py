"""Tables that leave for a spreadsheet: headings, rows, and text that no spreadsheet takes for a formula."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.kernel import Money, Words

Cell = str | int | float | date | Money | Words | None
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a text for a formula when a cell begins with it; full-width forms are read alike."""


@dataclass(frozen=True)
class Sheet:
    """One table, with the name of its file."""

    name: str
    headings: tuple[Words, ...]
    rows: tuple[tuple[Cell, ...], ...]


def harmless(text: str) -> str:
    """A text as a cell may hold it: an apostrophe in front of what would be read as a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) or text.startswith(FORMULA) else text
