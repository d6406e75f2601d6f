"""How the house words its letters: in force on a day, and ever since."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.correspondence.models import LetterWording
from app.correspondence.rules import LetterKind
from app.kernel import Words, words
from app.plumbing.db import db


def wordings_of(kind: LetterKind) -> list[LetterWording]:
    """Every wording of a kind of letter, the last written first."""
    wanted = select(LetterWording).where(LetterWording.kind == kind.value).order_by(LetterWording.id.desc())
    return list(db.session.scalars(wanted))


def in_force(kind: LetterKind, on: date) -> LetterWording | None:
    """The wording that holds on a civil day: of those begun by then the latest, and of one day the last written."""
    begun = [row for row in wordings_of(kind) if row.valid_from_on <= on]
    return max(begun, key=lambda row: (row.valid_from_on, row.id), default=None)


def wording_of(kind: LetterKind, on: date) -> Words | None:
    """How this kind of letter begins on a civil day; None where the house kept the product's proposal."""
    row = in_force(kind, on)
    return None if row is None else words(row.fr, row.en)
