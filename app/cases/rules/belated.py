"""A date of ours that had passed before the complaint was logged: nobody can meet it any more, and everybody is told what to do.

The date of receipt is never moved for it. The house counts from the day the complaint reached any of our services (ISO 10002:2018,
7.4), some laws from its sending (FR-FIN-01): a letter that lay with another service, or long in the post, begins late.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from app.kernel import Words, words
from app.regimes.rules.duties import DutyState


class Dated(Protocol):
    """What is asked of a duty, kept or derived."""

    @property
    def ours(self) -> bool:
        """Is it ours to meet?"""
        ...

    @property
    def state(self) -> DutyState:
        """Where it stands."""
        ...

    @property
    def due_on(self) -> date | None:
        """Its day."""
        ...


def is_belated(duty: Dated, logged_on: date) -> bool:
    """Was it too late already on the day the complaint was logged, and is it still to be done?"""
    return duty.ours and duty.state is DutyState.MISSED and duty.due_on is not None and duty.due_on < logged_on


def belated(labels: Iterable[Words], sent_on: date, received_on: date, logged_on: date) -> Words:
    """Why these dates (named) could not be met, and what to do now."""
    names = tuple(labels)
    why = _LATE_IN_THE_POST if received_on == logged_on else _LATE_IN_THE_HOUSE
    return why.fill(names=names, n=len(names), sent=sent_on, received=received_on, logged=logged_on)


_LATE_IN_THE_HOUSE = words(
    "Reçue le {received}, la réclamation n’a été enregistrée que le {logged}, {n:après cette date|après ces dates} : {names}. "
    "Faites-le aujourd’hui et écrivez au client quand nous l’avons reçue ; le jour de réception ne se change pas, et le retard "
    "reste compté.",
    "The complaint was received on {received} and logged only on {logged}, after {n:this date|these dates}: {names}. Do it "
    "today, and tell the customer when we received it; the day of receipt is not changed, and the delay stays counted.",
)
_LATE_IN_THE_POST = words(
    "Envoyée le {sent}, la réclamation ne nous est parvenue que le {received}, {n:après cette date, qui court|après ces dates, "
    "qui courent} depuis l’envoi : {names}. Faites-le aujourd’hui et gardez ce qui prouve le jour d’arrivée ; le retard reste "
    "compté.",
    "The complaint was sent on {sent} and reached us only on {received}, after {n:this date, which runs|these dates, which "
    "run} from its sending: {names}. Do it today, and keep what proves the day it arrived; the delay stays counted.",
)
AT_ONCE = words(
    "passée avant l’enregistrement, le {logged} : à faire aujourd’hui",
    "had passed before it was logged on {logged}: do it today",
)
"""The same in a line, where many stand below each other."""
EXCUSE = words(
    "Votre réclamation nous est parvenue le {received}. Nous aurions dû vous l’écrire plus tôt, et vous prions de nous en excuser.",
    "Your complaint reached us on {received}. We should have written to you sooner, and apologise for it.",
)
"""What an acknowledgement says of it."""
