"""Silence of a customer whom we asked something: two reminders, then an answer on the pieces we have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.cases.rules.limits import REMINDERS
from app.kernel import Json, words

ACT_WITHIN = timedelta(days=3)
"""A silence is answered within this time after the last day the customer had (house rule)."""

REMINDED_ENOUGH = words(
    "{n} relances sont restées sans réponse : une de plus n’est pas prévue. Répondez sur les pièces que nous avons ; si le client "
    "écrit plus tard, sa réponse rejoindra le dossier.",
    "{n} reminders had no reply: there is no further one. Answer on the documents we have; if the customer writes later, "
    "what they say joins the case.",
)


def reminders_sent(told: Iterable[Mapping[str, Json]]) -> int:
    """How many reminders followed our last question, by the facts of a case's journal, oldest first."""
    sent = 0
    for data in told:
        happened = data.get("happened")
        sent = 0 if isinstance(happened, Mapping) and "waiting.started" in happened else sent
        sent += "reminder" in data
    return sent


def silent_since(until_on: date | None, today: date) -> date | None:
    """The last day that a customer had, once it has gone by without a word."""
    return until_on if until_on is not None and until_on < today else None


def reminded_enough(sent: int) -> bool:
    """Is it time to answer on the pieces we have?"""
    return sent >= REMINDERS
