"""When silence closes an answered case: after the day that was announced, never over a standing offer or a contested final answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.cases.rules.limits import QUIET_CLOSE_DAYS
from app.cases.rules.states import State
from app.kernel import Words, words

QUIET_MOVED = "case.quiet_moved"
"""Told when the day on which silence closes a case is another than was announced; the customer is written."""


@dataclass(frozen=True)
class Silence:
    """What decides whether an answered case may close by itself; civil days of the case's own zone."""

    state: State
    announced_on: date | None
    """The day our answer announced; none once the customer has contested a final answer."""
    offer_until_on: date | None = None
    open_promises: bool = False


def announced_from(day: date) -> date:
    """The last day to react, announced on the day of our answer or of the customer's last word."""
    return day + timedelta(days=QUIET_CLOSE_DAYS)


def why_not_yet(silence: Silence, today: date) -> Words | None:
    """Why silence does not close this case today; None when it does."""
    if silence.state is not State.ANSWERED:
        return NOT_ANSWERED
    if silence.announced_on is None:
        return CONTESTED
    if silence.offer_until_on is not None and today <= silence.offer_until_on:
        return OFFER_STANDS.fill(until=silence.offer_until_on)
    if today <= silence.announced_on:
        return ANNOUNCED.fill(on=silence.announced_on)
    return PROMISED if silence.open_promises else None


NOT_ANSWERED = words(
    "Seul un dossier répondu se clôt faute de réaction.", "Only an answered case closes for want of a reaction."
)
CONTESTED = words(
    "Le client conteste la réponse définitive : ce dossier ne se clôt pas faute de réaction.",
    "The customer contests the final answer: this case does not close for want of a reaction.",
)
OFFER_STANDS = words(
    "Une offre reste valable jusqu’au {until} : le client peut encore y répondre.",
    "An offer stands until {until}: the customer may still answer it.",
)
ANNOUNCED = words(
    "Nous avons annoncé au client qu’il peut réagir jusqu’au {on} inclus.",
    "We told the customer that they may react until {on} included.",
)
PROMISED = words(
    "Un engagement est encore ouvert : tenez-le ou soldez-le d’abord.", "A promise is still open: keep it first."
)
