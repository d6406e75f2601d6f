"""What a member of staff is here for, and the rungs of the ladder."""

from __future__ import annotations

from enum import StrEnum

from app.kernel import Words, words


class Role(StrEnum):
    """What a member of staff is here for."""

    AGENT = "agent"
    """Logs escalations and grants what the front line may grant."""
    SUPERVISOR = "supervisor"
    """Answers for services: approvals, overdue cases, promises."""
    QUALITY = "quality_officer"
    """Judges disputes they were never party to."""
    DIRECTOR = "director"
    """An authority, not a rung: approves the quality officer's own requests."""
    AUDITOR = "auditor"
    """Reads everything, changes nothing."""
    ADMIN = "admin"
    """Settings and accounts; no case content."""

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return ROLE_WORDS[self]


ROLE_WORDS = {
    Role.AGENT: words("Service client", "Support agent"),
    Role.SUPERVISOR: words("Supervision", "Supervisor"),
    Role.QUALITY: words("Responsable qualité", "Quality officer"),
    Role.DIRECTOR: words("Direction", "Director"),
    Role.AUDITOR: words("Audit", "Auditor"),
    Role.ADMIN: words("Administration", "Administrator"),
}


class Level(StrEnum):
    """The ladder: our three levels, then the two outside."""

    FRONT = "front"
    SUPERVISOR = "supervisor"
    QUALITY = "quality"
    MEDIATOR = "mediator"
    COURT = "court"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return LEVEL_WORDS[self]

    @property
    def rung(self) -> int:
        """1 for the front line … 5 for the court."""
        return list(Level).index(self) + 1

    @property
    def ours(self) -> bool:
        """Is it one of our three levels?"""
        return self.rung <= 3


LEVEL_WORDS = {
    Level.FRONT: words("Accueil", "Front line"),
    Level.SUPERVISOR: words("Supervision", "Supervisor"),
    Level.QUALITY: words("Qualité", "Quality"),
    Level.MEDIATOR: words("Médiateur", "Mediator"),
    Level.COURT: words("Tribunal", "Court"),
}
OUR_LEVELS = (Level.FRONT, Level.SUPERVISOR, Level.QUALITY)
LEVEL_OF_ROLE = {Role.AGENT: Level.FRONT, Role.SUPERVISOR: Level.SUPERVISOR, Role.QUALITY: Level.QUALITY}
