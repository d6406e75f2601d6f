"""Whoever acts, and what rules need to know of a member of staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.kernel import Json, Lang, Words, words
from app.people.rules.permissions import APPROVALS, PERMISSIONS, Permission
from app.people.rules.roles import LEVEL_OF_ROLE, Level, Role


@dataclass(frozen=True)
class Actor:
    """Whoever acts: a member of staff, a customer, or the system (which sees all and approves nothing)."""

    key: str
    name: str
    role: Role | None = None
    staff_id: int | None = None
    service_ids: tuple[int, ...] = ()
    lang: Lang = "fr"
    is_system: bool = False
    via: str = ""
    """The door they act through, where it is not a page of ours."""

    @property
    def came(self) -> dict[str, Json]:
        """What an entry keeps of the door they came through."""
        return {"via": self.via} if self.via else {}

    def may(self, permission: Permission) -> bool:
        """Does this actor's role carry that permission?"""
        if self.is_system:
            return permission not in APPROVALS
        return self.role is not None and permission in PERMISSIONS[self.role]

    @property
    def is_customer(self) -> bool:
        """Does a customer act, on their own page?"""
        return self.key.startswith("customer:")

    @property
    def level(self) -> Level | None:
        """The rung of the ladder this actor works on, if any."""
        return LEVEL_OF_ROLE.get(self.role) if self.role else None

    @property
    def initials(self) -> str:
        """For the round badge beside a name."""
        return "".join(part[0] for part in self.name.split()[:2]).upper()

    @property
    def role_words(self) -> Words:
        """The role on screen."""
        return self.role.words if self.role else words("Système", "System")


SYSTEM = Actor("system", "Amiable", is_system=True)


@dataclass(frozen=True)
class StaffFacts:
    """What rules need to know of a member of staff."""

    id: int
    name: str
    role: Role
    service_ids: tuple[int, ...]
    langs: tuple[str, ...]
    active: bool
    away_from: date | None
    away_until: date | None
    manager_id: int | None
    deputy_id: int | None

    @property
    def key(self) -> str:
        """How the journal names this person."""
        return f"staff:{self.id}"

    def present_on(self, day: date) -> bool:
        """At work on that civil day (active, and not away)?"""
        if not self.active:
            return False
        if self.away_from is None:
            return True
        return not (self.away_from <= day and (self.away_until is None or day <= self.away_until))
