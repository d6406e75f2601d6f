"""When a customer is asked, and when they are left in peace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.cases.rules.workflow import Ended, State
from app.feedback.rules.questions import Occasion
from app.kernel import Words, words
from app.regimes.rules.worktime import WorkCalendar, add_days, next_open, roll_day

OCCASIONS = {
    "case.close_carried_out": Occasion.CLOSED,
    "case.close_solved": Occasion.CLOSED,
    "case.close_quietly": Occasion.CLOSED,
    "case.reported": Occasion.CONTACT,
    "case.promise_kept": Occasion.PROMISE,
}
"""Which entries of a journal are an occasion to ask."""
AFTER = {Occasion.CLOSED: 2, Occasion.CONTACT: 1, Occasion.PROMISE: 3}
"""Working days between the occasion and the question (house rule): time for it to hold, and for money to arrive."""
REST_DAYS = 14
"""At most one survey per case within this many days (house rule)."""
OPEN_DAYS = 21
"""A survey may be answered for this many days, the last one whole (house rule)."""
TOO_LATE_DAYS = 30
"""An occasion older than this is not asked about any more, for instance after an outage (house rule)."""
ASKABLE = frozenset({Ended.SOLVED, Ended.SETTLED, Ended.MEDIATED, Ended.NO_REACTION})
"""How a case may have ended to be asked about: never withdrawn, merged, not ours or judged ones."""
OUTSIDE = frozenset({State.IN_MEDIATION, State.IN_COURT})


@dataclass(frozen=True)
class Asking:
    """What decides whether the customer is asked."""

    occasion: Occasion
    happened_on: date
    today: date
    state: State
    ended: Ended | None = None
    still: bool = True
    """Does the occasion still stand: no reopening, no later closing, the promise not broken since?"""
    imported: bool = False
    email: bool = True
    last_on: date | None = None
    """When this case was last asked about."""


def why_not(facts: Asking) -> Words | None:
    """Why the customer is not asked; None when they are."""
    if facts.imported:
        return IMPORTED
    if not facts.email:
        return NO_EMAIL
    if not facts.still:
        return PAST
    if facts.state in OUTSIDE:
        return ELSEWHERE
    if facts.state is State.CLOSED and facts.ended not in ASKABLE:
        return NOT_ABOUT_THIS
    if facts.today > facts.happened_on + timedelta(days=TOO_LATE_DAYS):
        return TOO_LATE
    if facts.last_on is not None and facts.today < facts.last_on + timedelta(days=REST_DAYS):
        return RESTING.fill(days=REST_DAYS)
    return None


def asked_at(occasion: Occasion, at: datetime, on: date, hours: WorkCalendar) -> datetime:
    """When to ask about what happened at this instant (on that civil day): some working days later, when we open, never at night."""
    day = add_days(hours, roll_day(hours, on), AFTER[occasion])
    intervals = hours.intervals(day)
    return intervals[0][0] if intervals else next_open(hours, at + timedelta(days=AFTER[occasion]))


def open_until(on: date) -> date:
    """The last civil day on which a survey made on that day may be answered."""
    return on + timedelta(days=OPEN_DAYS)


IMPORTED = words("Dossier repris d’un fichier.", "Case brought in from a file.")
NO_EMAIL = words(
    "Nous n’avons pas d’adresse électronique : le client n’est pas interrogé.",
    "We have no e-mail address: the customer is not asked.",
)
PAST = words("Le dossier a changé depuis.", "The case has changed since.")
ELSEWHERE = words("Un médiateur ou un tribunal a le dossier.", "A mediator or a court has the case.")
NOT_ABOUT_THIS = words("On n’interroge pas sur cette fin.", "Nobody is asked about this ending.")
TOO_LATE = words("L’occasion est trop ancienne.", "The occasion is too long ago.")
RESTING = words(
    "Le client a déjà été interrogé il y a moins de {days} jours.", "The customer was asked less than {days} days ago."
)
