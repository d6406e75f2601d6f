"""Pure: who may be named, what to check, presumed competence; and how the official directory is read."""

from app.mediators.rules.naming import (
    EVERY_SECTOR,
    SECTOR_WORDS,
    Competence,
    Known,
    Note,
    competence,
    gaps,
    nameable,
    sector_of,
    sector_words,
    sectors_of,
    settles_under,
    warnings,
)
from app.mediators.rules.official import Row, official_rows

__all__ = [
    "EVERY_SECTOR",
    "SECTOR_WORDS",
    "Competence",
    "Known",
    "Note",
    "Row",
    "competence",
    "gaps",
    "nameable",
    "official_rows",
    "sector_of",
    "sector_words",
    "sectors_of",
    "settles_under",
    "warnings",
]
