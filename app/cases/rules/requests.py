"""When a person's request for their data must be answered, and what may be done with it; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel import Refused, Words, words


class Outcome(StrEnum):
    """How a request ended."""

    COPY = "copy"
    REFUSED = "refused"

    @property
    def words(self) -> Words:
        """On screen."""
        return OUTCOMES[self]


OUTCOMES = {
    Outcome.COPY: words("copie remise", "copy given"),
    Outcome.REFUSED: words("refusée, avec motif", "refused, with reasons"),
}


@dataclass(frozen=True)
class Asked:
    """What is known of a request: when it must be answered, whether that was extended, whether it was answered."""

    due_on: date
    extended_until_on: date | None = None
    outcome: Outcome | None = None

    @property
    def until_on(self) -> date:
        """The last civil day to answer, as it stands."""
        return self.extended_until_on or self.due_on

    def days_left(self, today: date) -> int:
        """Days until then; negative once it has passed."""
        return (self.until_on - today).days


def require_receipt(received_on: date, today: date) -> None:
    """Refuse a request that comes from the future."""
    if received_on > today:
        raise Refused("future", FUTURE, "received_on")


def require_open(asked: Asked) -> None:
    """Refuse to do anything with a request that was answered."""
    if asked.outcome is not None:
        raise Refused("answered", ANSWERED.fill(how=asked.outcome.words), "request")


def require_extension(asked: Asked, reason: str, today: date) -> None:
    """Refuse an extension that comes twice, without a reason, or after the first month (GDPR, art. 12(3))."""
    require_open(asked)
    if asked.extended_until_on is not None:
        raise Refused("extended", EXTENDED.fill(on=asked.extended_until_on), "reason")
    if today > asked.due_on:
        raise Refused("too_late", TOO_LATE.fill(on=asked.due_on), "reason")
    require_reason(reason)


def require_reason(reason: str) -> None:
    """Refuse an extension or a refusal that gives the person no reason."""
    if not reason.strip():
        raise Refused("reason_missing", WHY, "reason")
    if len(reason.strip()) > LONGEST:
        raise Refused("reason_long", TOO_LONG, "reason")


LONGEST = 1_000
FUTURE = words("Cette demande ne peut pas venir de l’avenir.", "This request cannot come from the future.")
ANSWERED = words("Cette demande a reçu sa réponse : {how}.", "This request was answered: {how}.")
EXTENDED = words(
    "Le délai a déjà été prolongé, jusqu’au {on} : il ne l’est qu’une fois.",
    "The time was extended already, until {on}: it is extended only once.",
)
TOO_LATE = words(
    "Le premier mois s’est achevé le {on} : le délai ne se prolonge plus, répondez.",
    "The first month ended on {on}: the time cannot be extended any more, answer.",
)
WHY = words("Dites pourquoi : la personne le lira.", "Say why: the person will read it.")
TOO_LONG = words("Au plus 1 000 signes.", "At most 1,000 characters.")
