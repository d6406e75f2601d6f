"""Four eyes: what an approval is bound to, who may decide, what voids it. A refusal sticks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.gestures.rules.authority import Ceilings, Grantor, GridLine, Power
from app.gestures.rules.counting import Counted
from app.gestures.rules.verdict import Asked, covering, excess
from app.kernel import Money, Refused, Words, words

DECIDE_WITHIN = timedelta(hours=24)
"""House rule: after this the request also goes to the level above."""


class Status(StrEnum):
    """How a request stands; always computed from the decisions, never stored."""

    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"
    VOID = "void"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return STATUS_WORDS[self]


STATUS_WORDS = {
    Status.PENDING: words("en attente", "pending"),
    Status.GRANTED: words("accordé", "granted"),
    Status.REFUSED: words("refusé", "refused"),
    Status.VOID: words("caduc : la demande a changé", "void: the request changed"),
}


@dataclass(frozen=True)
class Terms:
    """Everything an approval is bound to."""

    case_id: int
    customer_id: int
    lines: tuple[tuple[str, int, int, int], ...]
    """(code, catalogue version, value, cost) in minor units, in order."""
    currency: str
    budget_id: int | None
    valid_until_on: date
    separable: bool
    message: str
    edition: int

    @property
    def digest(self) -> str:
        """The whole: any change gives another one."""
        return _digest(self.substance, self.valid_until_on.isoformat(), self.separable, self.message, self.edition)

    @property
    def substance(self) -> str:
        """What is asked for, whatever the date and the words around it: a refusal sticks to this."""
        lines = sorted([code, version, value, cost] for code, version, value, cost in self.lines)
        return _digest(self.case_id, self.customer_id, lines, self.currency, self.budget_id)


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class Decided:
    """One immutable decision: by whom, for which digest, up to which ceilings, by which power."""

    by_id: int
    granted: bool
    digest: str
    at: datetime
    ceilings: Ceilings | None = None
    source: str = "own"


def status(asked_digest: str, current_digest: str, decisions: Sequence[Decided]) -> Status:
    """How a request stands: a refusal wins, a change voids, a grant counts for its own digest only."""
    if any(not one.granted for one in decisions):
        return Status.REFUSED
    if asked_digest != current_digest:
        return Status.VOID
    return Status.GRANTED if any(one.granted and one.digest == current_digest for one in decisions) else Status.PENDING


def check_decision(
    asked: Asked,
    counted: Counted,
    decider: Grantor | None,
    author_id: int,
    grid: Sequence[GridLine],
    *,
    on: date,
    now: Status,
    seen_digest: str,
    current_digest: str,
    reason: str,
    granted: bool,
    refused_elsewhere: bool = False,
) -> tuple[Power, Ceilings]:
    """By which power this person decides; refuses the author, a lost role, too little authority, a stale page.

    `refused_elsewhere`: the very same was refused on another request meanwhile; a refusal sticks.
    """
    if decider is None or not decider.may_approve():
        raise Refused("not_an_approver", NOT_APPROVER, "decision")
    if decider.id == author_id:
        raise Refused("own_request", OWN, "decision")
    if now is Status.VOID or seen_digest != current_digest:
        raise Refused("changed", CHANGED, "decision")
    if now is not Status.PENDING:
        raise Refused("already_decided", DECIDED.fill(status=now.words), "decision")
    if refused_elsewhere:
        raise Refused("already_refused", ELSEWHERE, "decision")
    if not reason.strip():
        raise Refused("reason_missing", REASON, "reason")
    found = covering(asked, counted, decider, author_id, grid, on)
    if found is None:
        raise Refused("too_little_authority", TOO_LITTLE if granted else TOO_LITTLE_TO_REFUSE, "decision")
    return found


def effective(
    asked: Asked, counted: Counted, own: Ceilings | None, decisions: Iterable[Decided], digest: str
) -> Decided | None:
    """What lets an offer take effect now: None when the author's own ceilings do, else the decision that covers it.

    Refuses when nothing does: sums may have grown since the decision.
    """
    over = excess(asked, counted, own)
    if over is None:
        return None
    for one in decisions:
        if one.granted and one.digest == digest and excess(asked, counted, one.ceilings) is None:
            return one
    raise Refused("needs_approval", NEEDS.fill(reason=over.sentence), "gesture")


def refused_before(substance: str, refused: Iterable[str]) -> bool:
    """Was exactly this already refused?"""
    return substance in set(refused)


def as_minor(ceilings: Ceilings) -> list[int]:
    """Ceilings as they are kept."""
    return [ceilings.gesture.minor, ceilings.case.minor, ceilings.customer.minor]


def from_minor(kept: Sequence[int], currency: str = "EUR") -> Ceilings:
    """Ceilings as they were kept."""
    return Ceilings(*(Money(int(one), currency) for one in kept))


NOT_APPROVER = words(
    "Votre rôle ne permet pas (ou plus) de décider des accords.",
    "Your role does not (or no longer) decide on approvals.",
)
OWN = words("Personne ne décide de sa propre demande.", "Nobody decides on their own request.")
CHANGED = words(
    "La demande a changé depuis que vous l’avez ouverte : relisez-la.",
    "The request changed since you opened it: read it again.",
)
DECIDED = words("Cette demande est déjà décidée : {status}.", "This request is already decided: {status}.")
REASON = words("Donnez le motif de votre décision.", "Give the reason of your decision.")
TOO_LITTLE = words("Cette demande dépasse votre propre pouvoir.", "This request exceeds your own authority.")
TOO_LITTLE_TO_REFUSE = words(
    "Cette demande relève d’un niveau plus élevé : laissez-le décider.", "This request is for a higher level to decide."
)
NEEDS = words("{reason} Demandez d’abord l’accord.", "{reason} Ask for approval first.")
ELSEWHERE = words(
    "La même demande a été refusée entre-temps : elle doit changer d’abord.",
    "The same request was refused meanwhile: it has to change first.",
)
STICKS = words(
    "Cette demande a déjà été refusée telle quelle le {day} par {name} : changez-la avant de la redemander.",
    "This request was refused as it stands on {day} by {name}: change it before asking again.",
)
