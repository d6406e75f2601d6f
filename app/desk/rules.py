"""Which columns the queue can show: those that stay, those that somebody chooses, and how many fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.kernel import Words, words

CHOSEN: dict[str, Words] = {
    "state": words("État", "State"),
    "level": words("Niveau", "Level"),
    "service": words("Service", "Service"),
    "logged": words("Enregistré le", "Logged on"),
    "asked": words("Demandé", "Asked"),
    "stake": words("Enjeu", "Stake"),
    "owner": words("Porté par", "Owner"),
}
"""Beside the next duty, the case and its subject, which always stay; drawn in this order."""
AT_FIRST = ("state", "level", "stake", "owner")
"""What everybody begins with."""
MOST = 5
"""So many fit beside the subject on a screen of 1,280 pixels."""


def columns_of(names: Iterable[str]) -> tuple[str, ...]:
    """The columns named, in their order, each once, as many as fit; what no column is called is passed over."""
    asked = set(names)
    return tuple(name for name in CHOSEN if name in asked)[:MOST]


def shown(asked: str | None, own: str | None, *, mine: bool) -> tuple[str, ...]:
    """What a queue shows: the columns of the view that was opened, else one's own, else the first ones.

    In one's own queue the owner goes without saying, until somebody asks for it.
    """
    for kept in (asked, own):
        if kept is not None:
            return columns_of(kept.split(","))
    return tuple(name for name in AT_FIRST if not (mine and name == "owner"))


def told(names: Sequence[str]) -> str:
    """As they are kept."""
    return ",".join(names)
