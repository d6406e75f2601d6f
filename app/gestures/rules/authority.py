"""Authority as data: level × service × kind → three ceilings, in value to the customer. Delegations and deputies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.gestures.rules.kinds import Kind
from app.kernel import Money, Refused, Words, words
from app.people.rules import PERMISSIONS, Permission, Role, StaffFacts


class Rank(StrEnum):
    """Whose authority: our three levels, and the director, who is an authority but not a rung."""

    FRONT = "front"
    SUPERVISOR = "supervisor"
    QUALITY = "quality"
    DIRECTOR = "director"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return RANK_WORDS[self]

    @property
    def order(self) -> int:
        """0 for the front line … 3 for the director."""
        return list(Rank).index(self)


RANK_WORDS = {
    Rank.FRONT: words("Accueil", "Front line"),
    Rank.SUPERVISOR: words("Supervision", "Supervisor"),
    Rank.QUALITY: words("Responsable qualité", "Quality officer"),
    Rank.DIRECTOR: words("Direction", "Director"),
}
RANK_OF_ROLE = {
    Role.AGENT: Rank.FRONT,
    Role.SUPERVISOR: Rank.SUPERVISOR,
    Role.QUALITY: Rank.QUALITY,
    Role.DIRECTOR: Rank.DIRECTOR,
}


@dataclass(frozen=True)
class Ceilings:
    """The most that may be granted without asking: per gesture, per case, per customer over 12 months."""

    gesture: Money
    case: Money
    customer: Money

    def within(self, other: Ceilings) -> bool:
        """Is none of these above the other's?"""
        pairs = ((self.gesture, other.gesture), (self.case, other.case), (self.customer, other.customer))
        return all(mine <= theirs for mine, theirs in pairs)

    def lowered_to(self, other: Ceilings) -> Ceilings:
        """The lower of each."""
        return Ceilings(
            min(self.gesture, other.gesture), min(self.case, other.case), min(self.customer, other.customer)
        )


@dataclass(frozen=True)
class GridLine:
    """One line of the grid; `service_id` and `kind` may be None: every one. The most particular line counts."""

    rank: Rank
    service_id: int | None
    kind: Kind | None
    ceilings: Ceilings
    compromise: Money
    """Power to compromise (settlement agreement), a column of its own."""
    valid_from: date
    valid_until: date | None = None
    version: int = 1

    def in_force_on(self, day: date) -> bool:
        """Does this line hold on that civil day?"""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    @property
    def place(self) -> tuple[str, int, str]:
        """Where it stands in the grid."""
        return (self.rank.value, self.service_id or 0, self.kind.value if self.kind else "")


def line_for(
    grid: Iterable[GridLine], rank: Rank, service_id: int | None, kind: Kind | None, on: date
) -> GridLine | None:
    """The line that counts: this service before every service, this kind before every kind, the newest version."""
    fit = [
        line
        for line in grid
        if line.rank is rank
        and line.valid_from <= on
        and line.service_id in (None, service_id)
        and line.kind in (None, kind)
    ]
    newest: dict[tuple[str, int, str], GridLine] = {}
    for line in sorted(fit, key=lambda one: (one.version, one.valid_from)):
        newest[line.place] = line
    alive = [line for line in newest.values() if line.in_force_on(on)]
    return max(alive, key=lambda line: (line.service_id is not None, line.kind is not None), default=None)


@dataclass(frozen=True)
class Delegation:
    """Power to approve, lent by somebody who has it: for whom, up to how much, from when until when."""

    id: int
    from_id: int
    to_id: int
    ceilings: Ceilings
    from_on: date
    until_on: date
    revoked_on: date | None = None

    def in_force_on(self, day: date) -> bool:
        """Does it hold on that civil day? (revoked: no more from that day on)"""
        if self.revoked_on is not None and day >= self.revoked_on:
            return False
        return self.from_on <= day <= self.until_on


@dataclass(frozen=True)
class Power:
    """One source of authority of a person: their own level, a delegation, or somebody away whom they replace."""

    rank: Rank
    service_ids: tuple[int, ...]
    """Empty: every service."""
    source: str
    """`own`, `delegation:7`, `deputy:12`."""
    owner_id: int
    """Whose authority it is at bottom."""
    limit: Ceilings | None = None

    def reaches(self, service_id: int) -> bool:
        """Does it reach cases of that service?"""
        return not self.service_ids or service_id in self.service_ids


@dataclass(frozen=True)
class Grantor:
    """A member of staff, as authority sees them on one day."""

    id: int
    login: str
    name: str
    role: Role
    service_ids: tuple[int, ...]
    active: bool
    present: bool
    powers: tuple[Power, ...]
    email: str = ""

    @property
    def rank(self) -> Rank | None:
        """Whose line of the grid is theirs; auditors and administrators have none."""
        return RANK_OF_ROLE.get(self.role)

    def may_approve(self) -> bool:
        """Does their role let them decide on others' requests?"""
        return self.active and Permission.GESTURE_APPROVE in PERMISSIONS[self.role]


def grantors(
    staff: Sequence[tuple[StaffFacts, str, str]], delegations: Sequence[Delegation], on: date
) -> tuple[Grantor, ...]:
    """Everybody with the powers they have on a civil day; `staff` is (facts, login, e-mail)."""
    by_id = {facts.id: facts for facts, _login, _email in staff}
    return tuple(
        Grantor(
            facts.id,
            login,
            facts.name,
            facts.role,
            facts.service_ids,
            facts.active,
            facts.present_on(on),
            _powers(facts, by_id, delegations, on),
            email,
        )
        for facts, login, email in staff
    )


def _powers(
    person: StaffFacts, by_id: dict[int, StaffFacts], delegations: Sequence[Delegation], on: date
) -> tuple[Power, ...]:
    found = _own(person, "own")
    for lent in delegations:
        lender = by_id.get(lent.from_id)
        if lent.to_id == person.id and lent.in_force_on(on) and lender is not None and lender.active:
            found += [
                Power(p.rank, p.service_ids, f"delegation:{lent.id}", lender.id, lent.ceilings)
                for p in _own(lender, "own")
            ]
    for away in by_id.values():
        if away.deputy_id == person.id and away.active and not away.present_on(on):
            found += [Power(p.rank, p.service_ids, f"deputy:{away.id}", away.id) for p in _own(away, "own")]
    return tuple(found)


def _own(person: StaffFacts, source: str) -> list[Power]:
    rank = RANK_OF_ROLE.get(person.role)
    if rank is None:
        return []
    reach = person.service_ids if rank in (Rank.FRONT, Rank.SUPERVISOR) else ()
    if rank in (Rank.FRONT, Rank.SUPERVISOR) and not reach:
        return []
    return [Power(rank, reach, source, person.id)]


def check_delegation(lent: Delegation, lender: Grantor, borrower: Grantor, own: Ceilings | None, today: date) -> None:
    """Refuse a delegation to oneself, without dates, above one's own ceilings, or to a role that decides nothing."""
    if lent.from_id == lent.to_id:
        raise Refused("to_oneself", words("On ne se délègue rien à soi-même.", "Nobody delegates to themselves."), "to")
    if not borrower.may_approve():
        raise Refused("cannot_approve", CANNOT_APPROVE.fill(name=borrower.name), "to")
    if own is None or not lender.may_approve():
        raise Refused("nothing_to_lend", NOTHING_TO_LEND, "from")
    if not lent.ceilings.within(own):
        raise Refused("above_own", ABOVE_OWN.fill(most=own.gesture), "ceiling")
    if lent.ceilings.gesture.minor <= 0:
        raise Refused("amount_zero", words("Indiquez un plafond.", "Give a ceiling."), "ceiling")
    if lent.from_on < today:
        raise Refused("past", LENT_EARLIER, "from_on")
    if lent.until_on < lent.from_on:
        raise Refused("dates", DATES, "until_on")
    if (lent.until_on - lent.from_on).days > LONGEST_DELEGATION:
        raise Refused("too_long", TOO_LONG.fill(days=LONGEST_DELEGATION), "until_on")


LONGEST_DELEGATION = 184
"""Civil days (house rule): a delegation that lasts is a change of the grid."""
CANNOT_APPROVE = words(
    "Le rôle de {name} ne permet pas de décider des accords.", "{name}’s role does not decide on approvals."
)
NOTHING_TO_LEND = words("Vous n’avez aucun pouvoir à déléguer.", "You have no authority to delegate.")
ABOVE_OWN = words(
    "On ne délègue pas plus que son propre plafond ({most}).", "Nobody delegates above their own ceiling ({most})."
)
LENT_EARLIER = words(
    "Une délégation vaut à partir d’aujourd’hui au plus tôt.", "A delegation holds from today at the earliest."
)
DATES = words("La délégation finit avant de commencer.", "The delegation ends before it starts.")
TOO_LONG = words("Une délégation dure au plus {days} jours.", "A delegation lasts at most {days} days.")
