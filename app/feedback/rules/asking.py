"""When a customer is asked, and when they are left in peace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.cases.rules.states import Ended, State
from app.feedback.rules.questions import Occasion
from app.feedback.rules.timing import TOO_LATE_DAYS, Times
from app.kernel import Words, day_ends_at, words
from app.regimes.rules.worktime import WorkCalendar, add_days, next_open, roll_day

OCCASIONS = {
    "case.close_carried_out": Occasion.CLOSED,
    "case.close_solved": Occasion.CLOSED,
    "case.close_quietly": Occasion.CLOSED,
    "case.reported": Occasion.CONTACT,
    "case.promise_kept": Occasion.PROMISE,
}
"""Which entries of a journal are an occasion to ask."""
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
    return None


def rests_until(last_on: date | None, today: date, times: Times) -> date | None:
    """On which day a case last asked about on another may be asked about again; None when that is today."""
    until = last_on + timedelta(days=times.rest) if last_on is not None else today
    return until if today < until else None


def asked_at(occasion: Occasion, on: date, hours: WorkCalendar, times: Times) -> datetime:
    """When to ask about what happened on this civil day: some working days later, when we open."""
    return opening_on(add_days(hours, roll_day(hours, on), times.after(occasion)), hours)


def opening_on(day: date, hours: WorkCalendar) -> datetime:
    """When we open on this civil day, or on the first working day after it: never at night."""
    return next_open(hours, day_ends_at(day - timedelta(days=1), hours.zone))


def open_until(on: date, times: Times) -> date:
    """The last civil day on which a survey made on that day may be answered."""
    return on + timedelta(days=times.open)


IMPORTED = words("Dossier repris d’un fichier.", "Case brought in from a file.")
NO_EMAIL = words(
    "Nous n’avons pas d’adresse électronique : le client n’est pas interrogé.",
    "We have no e-mail address: the customer is not asked.",
)
PAST = words("Le dossier a changé depuis.", "The case has changed since.")
ELSEWHERE = words("Un médiateur ou un tribunal a le dossier.", "A mediator or a court has the case.")
NOT_ABOUT_THIS = words("On n’interroge pas sur cette fin.", "Nobody is asked about this ending.")
TOO_LATE = words("L’occasion est trop ancienne.", "The occasion is too long ago.")
