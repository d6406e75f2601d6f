"""Who may press which button: roles, permissions, and the one table that joins them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.kernel import Lang, Words, words


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
    Role.AGENT: words("Conseiller", "Support agent"),
    Role.SUPERVISOR: words("Superviseur", "Supervisor"),
    Role.QUALITY: words("Responsable qualité", "Quality officer"),
    Role.DIRECTOR: words("Direction", "Director"),
    Role.AUDITOR: words("Auditeur", "Auditor"),
    Role.ADMIN: words("Administrateur", "Administrator"),
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
    Level.SUPERVISOR: words("Superviseur", "Supervisor"),
    Level.QUALITY: words("Qualité", "Quality"),
    Level.MEDIATOR: words("Médiateur", "Mediator"),
    Level.COURT: words("Tribunal", "Court"),
}
OUR_LEVELS = (Level.FRONT, Level.SUPERVISOR, Level.QUALITY)
LEVEL_OF_ROLE = {Role.AGENT: Level.FRONT, Role.SUPERVISOR: Level.SUPERVISOR, Role.QUALITY: Level.QUALITY}


class Permission(StrEnum):
    """One button each, `scope:action`; a sentence says what pressing it does."""

    HELP_READ = "help:read"
    """Read the help drawn from the tables."""
    CASE_READ = "case:read"
    """Open the cases one may see."""
    CASE_LOG = "case:log"
    """Log a complaint."""
    CASE_WORK = "case:work"
    """Take charge, ask the customer, note, book time, promise, escalate."""
    CASE_ANSWER = "case:answer"
    """Send an answer to the customer."""
    CASE_FINAL = "case:final"
    """Send our final answer."""
    CASE_CLOSE = "case:close"
    """Close a case for a stated reason."""
    CASE_REOPEN = "case:reopen"
    """Reopen a closed case, with a reason."""
    CASE_ASSIGN = "case:assign"
    """Name the owner of a case."""
    CASE_MERGE = "case:merge"
    """Merge cases and undo a merge."""
    CASE_JUDGE = "case:judge"
    """Give the verdict on a claim at the quality level."""
    CASE_FACT = "case:fact"
    """Record what others did: notices, summons, withdrawals, answers received."""
    CASE_LIMIT = "case:limit"
    """Limit a customer's channels for unreasonable conduct."""
    CASE_DEROGATE = "case:derogate"
    """Name a judge when no independent one exists."""
    CASE_ERASE = "case:erase"
    """Erase people’s words from the journal of a case, with a reason."""
    CASE_IMPORT = "case:import"
    """Import complaints from a file."""
    EXHIBIT_ADD = "exhibit:add"
    """Add exhibits to a case."""
    EXHIBIT_RELEASE = "exhibit:release"
    """Say who may see an exhibit, and mask it."""
    GESTURE_OFFER = "gesture:offer"
    """Propose gestures to the customer."""
    GESTURE_APPROVE = "gesture:approve"
    """Decide on requests that exceed their author's authority."""
    GESTURE_CARRY_OUT = "gesture:carry_out"
    """Record with its proof that an accepted gesture was carried out."""
    MEDIATION_RECORD = "mediation:record"
    """Record the steps of a mediation."""
    DOCUMENT_BUILD = "document:build"
    """Build files and bundles."""
    INSIGHT_READ = "insight:read"
    """Read figures over the cases one may see."""
    SETTINGS_READ = "settings:read"
    """Read the settings and their history."""
    SETTINGS_WRITE = "settings:write"
    """Change accounts, services and reference data."""
    AUTHORITY_PROPOSE = "authority:propose"
    """Propose changes to the authority grid, the catalogue and the budgets."""
    AUTHORITY_CONFIRM = "authority:confirm"
    """Confirm such a change proposed by somebody else."""
    CUSTOMER_WRITE = "customer:write"
    """Create and change customers, purchases and parties."""


_AGENT = {
    Permission.HELP_READ,
    Permission.CASE_READ,
    Permission.CASE_LOG,
    Permission.CASE_WORK,
    Permission.CASE_ANSWER,
    Permission.CASE_FACT,
    Permission.CASE_CLOSE,
    Permission.EXHIBIT_ADD,
    Permission.GESTURE_OFFER,
    Permission.GESTURE_CARRY_OUT,
    Permission.CUSTOMER_WRITE,
    Permission.DOCUMENT_BUILD,
}
_SUPERVISOR = _AGENT | {
    Permission.CASE_REOPEN,
    Permission.CASE_ASSIGN,
    Permission.CASE_MERGE,
    Permission.CASE_ERASE,
    Permission.CASE_IMPORT,
    Permission.GESTURE_APPROVE,
    Permission.INSIGHT_READ,
    Permission.EXHIBIT_RELEASE,
    Permission.SETTINGS_READ,
}
_QUALITY = _SUPERVISOR | {
    Permission.CASE_FINAL,
    Permission.CASE_JUDGE,
    Permission.CASE_LIMIT,
    Permission.MEDIATION_RECORD,
}
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset(_AGENT),
    Role.SUPERVISOR: frozenset(_SUPERVISOR),
    Role.QUALITY: frozenset(_QUALITY),
    Role.DIRECTOR: frozenset(
        {
            Permission.HELP_READ,
            Permission.CASE_READ,
            Permission.GESTURE_APPROVE,
            Permission.CASE_DEROGATE,
            Permission.INSIGHT_READ,
            Permission.SETTINGS_READ,
            Permission.AUTHORITY_PROPOSE,
            Permission.AUTHORITY_CONFIRM,
            Permission.DOCUMENT_BUILD,
        }
    ),
    Role.AUDITOR: frozenset(
        {Permission.HELP_READ, Permission.CASE_READ, Permission.INSIGHT_READ, Permission.SETTINGS_READ}
    ),
    Role.ADMIN: frozenset(
        {Permission.HELP_READ, Permission.SETTINGS_READ, Permission.SETTINGS_WRITE, Permission.AUTHORITY_CONFIRM}
    ),
}
"""May this role press this button? The only place that says so."""


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
        """The words that find their cases."""
        return f"{named(self.title, self.name, self.organisation)} {self.email} {self.phone}"


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


APPROVALS = frozenset(
    {
        Permission.GESTURE_APPROVE,
        Permission.AUTHORITY_CONFIRM,
        Permission.CASE_DEROGATE,
        Permission.CASE_JUDGE,
        Permission.CASE_ERASE,
    }
)
"""What only a person does: the system approves nothing, and erases nobody’s words."""
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
