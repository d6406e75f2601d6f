"""Until when a case is kept, and why: one verdict with its working; pure.

Active while the complaint runs; then kept for proof only, until the longest of: the keeping time of its regimes, the windows
that still run (closing stops no clock), and whatever holds it. On the day after, its words are due to be erased, and counts,
amounts and causes stay, anonymous (GDPR-02, GDPR-06, GDPR-09).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.cases.rules.states import State
from app.kernel import Refused, Words, words
from app.regimes.rules.retention import Kept


class Standing(StrEnum):
    """Where a case stands in its keeping."""

    RUNNING = "running"
    KEPT = "kept"
    HELD = "held"
    DUE = "due"
    ERASED = "erased"

    @property
    def words(self) -> Words:
        """On screen."""
        return STANDING_WORDS[self]


STANDING_WORDS = {
    Standing.RUNNING: words("en cours", "running"),
    Standing.KEPT: words("en archive", "in the archive"),
    Standing.HELD: words("gardé au-delà", "held beyond its date"),
    Standing.DUE: words("à effacer", "due to be erased"),
    Standing.ERASED: words("effacé", "erased"),
}


@dataclass(frozen=True)
class Window:
    """A time that still runs on a closed case: its last day (none while it stands still), its name and its rule."""

    until_on: date | None
    label: Words
    rule: str


@dataclass(frozen=True)
class KeepFacts:
    """What decides how long a case is kept."""

    state: State
    today: date
    kept: tuple[Kept, ...] = ()
    """The keeping times that apply to it, with their dates."""
    windows: tuple[Window, ...] = ()
    promises: tuple[date, ...] = ()
    """The days of the promises that are still open."""
    requests: tuple[date, ...] = ()
    """The last days to answer its customer's open requests for their data."""
    held_until: date | None = None
    """When the hold on it is to be looked at again; None: no hold."""
    merged_into: str = ""
    """The case it was merged into, while that one is kept."""
    erased_on: date | None = None


@dataclass(frozen=True)
class Keeping:
    """The verdict: where it stands, the last day it is kept (none while that cannot be said), and why in sentences."""

    standing: Standing
    until_on: date | None
    working: tuple[Words, ...] = ()
    holds: tuple[Words, ...] = ()
    """What keeps it whatever the date."""
    rules: tuple[str, ...] = ()
    """The lines of the table of keeping times that were applied."""

    @property
    def due(self) -> bool:
        """Are its words to be erased?"""
        return self.standing is Standing.DUE


def kept_until(facts: KeepFacts) -> Keeping:
    """Until when a case is kept, with the working, and what holds it."""
    if facts.erased_on is not None:
        return Keeping(Standing.ERASED, None, (GONE.fill(on=facts.erased_on),))
    if facts.state is not State.CLOSED:
        return Keeping(Standing.RUNNING, None, (), (OUTSIDE if facts.state in THIRD else STILL_OPEN,))
    days = [each.until_on for each in facts.kept] + [row.until_on for row in facts.windows if row.until_on is not None]
    until, holds = max(days, default=None), _holds(facts)
    times = [(each.until_on, each.working) for each in facts.kept]
    times += [(row.until_on or date.max, _window(row)) for row in facts.windows]
    working = tuple(sentence for _day, sentence in sorted(times, key=lambda one: one[0], reverse=True))
    rules = tuple(f"{each.line.id}/{each.line.key}" for each in facts.kept)
    return Keeping(_standing(facts, until, holds), until, working, holds, rules)


def _standing(facts: KeepFacts, until: date | None, holds: tuple[Words, ...]) -> Standing:
    over = until is not None and until < facts.today
    if not over:
        return Standing.HELD if facts.held_until is not None else Standing.KEPT
    return Standing.HELD if holds else Standing.DUE


def _holds(facts: KeepFacts) -> tuple[Words, ...]:
    found = [PROMISE.fill(on=day) for day in facts.promises]
    found += [STANDS_STILL.fill(label=row.label, rule=row.rule) for row in facts.windows if row.until_on is None]
    found += [ASKED_FOR.fill(on=day) for day in facts.requests]
    if facts.held_until is not None:
        found.append(ON_HOLD.fill(on=facts.held_until))
    if facts.merged_into:
        found.append(WITH_ANOTHER.fill(ref=facts.merged_into))
    return tuple(found)


def _window(row: Window) -> Words:
    return RUNS.fill(label=row.label, on=row.until_on or "…", rule=row.rule)


def require_due(verdict: Keeping) -> None:
    """Refuse, with every reason, to erase a case whose words must stay."""
    if verdict.due:
        return
    if verdict.holds:
        raise Refused("case_kept", words("{why}", "{why}", why=verdict.holds[0]), "ref")
    if verdict.standing is Standing.ERASED:
        raise Refused("erased", verdict.working[0], "ref")
    raise Refused("case_kept", STILL_KEPT.fill(until=verdict.until_on), "ref")


def require_hold(reason: str, review_on: date, today: date) -> None:
    """Refuse a hold without a reason, or one that nobody would look at again within a year."""
    if not reason.strip():
        raise Refused("reason_missing", WHY, "reason")
    if len(reason.strip()) > LONGEST_REASON:
        raise Refused("reason_long", TOO_LONG, "reason")
    if not 0 < (review_on - today).days <= LONGEST_HOLD:
        raise Refused("review_date", REVIEW, "review_on")


LONGEST_REASON, LONGEST_HOLD = 300, 366
THIRD = (State.IN_MEDIATION, State.IN_COURT)
STILL_OPEN = words("La réclamation court : rien ne s’efface.", "The complaint is running: nothing is erased.")
OUTSIDE = words(
    "Un médiateur ou un tribunal a le dossier : rien ne s’efface avant la fin (RGPD, art. 17, 3, e).",
    "A mediator or a court has the case: nothing is erased before the end (GDPR, art. 17(3)(e)).",
)
GONE = words("Les mots de ce dossier ont été effacés le {on}.", "The words of this case were erased on {on}.")
PROMISE = words("Un engagement est ouvert, pour le {on}.", "A promise is open, for {on}.")
ASKED_FOR = words(
    "Le client a demandé ses données : réponse due le {on}.",
    "The customer has asked for their data: an answer is due on {on}.",
)
STANDS_STILL = words("Un délai est suspendu : {label} ({rule}).", "A time stands still: {label} ({rule}).")
ON_HOLD = words("Gardé sur décision, à revoir le {on}.", "Held by decision, to be looked at again on {on}.")
WITH_ANOTHER = words(
    "Réuni au dossier {ref}, qui est gardé : il l’est autant que lui.",
    "Merged into {ref}, which is kept: it is kept as long.",
)
RUNS = words(
    "Délai qui court encore : {label}, jusqu’au {on} ({rule}).", "Still running: {label}, until {on} ({rule})."
)
STILL_KEPT = words(
    "Ce dossier est gardé comme preuve jusqu’au {until} (RGPD, art. 17, 3).",
    "This case is kept as proof until {until} (GDPR, art. 17(3)).",
)
WHY = words("Dites pourquoi ce dossier doit rester.", "Say why this case must stay.")
TOO_LONG = words("Au plus 300 signes.", "At most 300 characters.")
REVIEW = words(
    "La décision se revoit dans l’année : donnez ce jour.",
    "The decision is looked at again within a year: give that day.",
)
