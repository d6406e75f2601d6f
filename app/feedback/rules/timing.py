"""When customers are asked, and when they are left in peace: the days of the house, a setting."""

from __future__ import annotations

from dataclasses import dataclass, fields

from app.feedback.rules.questions import Occasion
from app.kernel import Refused, Words, words

TOO_LATE_DAYS = 30
"""An occasion older than this is not asked about any more, for instance after an outage (house rule)."""


@dataclass(frozen=True)
class Times:
    """The delays of surveys; what ships is each one's default (house rule)."""

    closed: int = 2
    """Working days between closing a case and the question: time for the solution to hold."""
    contact: int = 1
    """Working days after a contact at the end of which the customer says that it is solved."""
    promise: int = 3
    """Working days after a promise was noted as kept: time for money to arrive."""
    rest: int = 7
    """At most one survey per case within this many civil days; the next one waits for its turn."""
    open: int = 21
    """A survey may be answered for this many civil days, the last one whole."""

    def after(self, occasion: Occasion) -> int:
        """Working days between the occasion and the question."""
        return {Occasion.CLOSED: self.closed, Occasion.CONTACT: self.contact, Occasion.PROMISE: self.promise}[occasion]

    @property
    def plain(self) -> dict[str, int]:
        """By name, as they are kept."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


SHIPPED = Times()
BOUNDS: dict[str, tuple[int, int]] = {
    "closed": (0, 15),
    "contact": (0, 15),
    "promise": (0, 15),
    "rest": (1, 90),
    "open": (3, 60),
}
"""The least and the most of each: fifteen working days after, the occasion is not yet too long ago to ask about."""


def check_times(times: Times) -> Times:
    """Refuse delays out of bounds."""
    for name, value in times.plain.items():
        least, most = BOUNDS[name]
        if not least <= value <= most:
            raise Refused("out_of_bounds", OUTSIDE.fill(least=least, most=most), name)
    return times


def check_new(times: Times, before: Times) -> Times:
    """Refuse delays that change nothing."""
    if times == before:
        raise Refused("no_change", SAME, "")
    return check_times(times)


OUTSIDE = words("De {least} à {most} jours.", "From {least} to {most} days.")
SAME = words("Ces délais sont déjà les nôtres.", "These are our delays already.")
LABELS: dict[str, Words] = {
    "closed": words("Après la clôture (jours ouvrés)", "After closing (working days)"),
    "contact": words("Après un contact (jours ouvrés)", "After a contact (working days)"),
    "promise": words("Après un engagement tenu (jours ouvrés)", "After a promise was kept (working days)"),
    "rest": words("Repos entre deux enquêtes d’un dossier (jours)", "Rest between two surveys of a case (days)"),
    "open": words("Temps pour répondre (jours)", "Time to answer (days)"),
}
