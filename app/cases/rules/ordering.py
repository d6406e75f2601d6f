"""By what a queue can be put in order, either way round, and how an address says so."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Order(StrEnum):
    """What a queue goes along: its next duty, the day a case was logged, what is asked, what is at stake."""

    DUE = "due"
    LOGGED = "logged"
    ASKED = "asked"
    STAKE = "stake"


class Way(NamedTuple):
    """An order, and whether the latest or the largest comes first."""

    order: Order
    backwards: bool


WAYS: dict[str, Way] = {
    "": Way(Order.DUE, backwards=False),
    "latest": Way(Order.DUE, backwards=True),
    "newest": Way(Order.LOGGED, backwards=True),
    "oldest": Way(Order.LOGGED, backwards=False),
    "asked-most": Way(Order.ASKED, backwards=True),
    "asked-least": Way(Order.ASKED, backwards=False),
    "stake-most": Way(Order.STAKE, backwards=True),
    "stake-least": Way(Order.STAKE, backwards=False),
}
"""How an address (and a saved view) names each; of an order, the way that is meant by a first click comes first."""


def way_of(said: str) -> tuple[str, Way]:
    """The way an address names, by its name; what no way is called is the usual one."""
    return (said, WAYS[said]) if said in WAYS else ("", WAYS[""])


def turned(order: Order, now: str) -> str:
    """Where the heading of an order leads: its first way, or from there the other way round."""
    first, other = (name for name, way in WAYS.items() if way.order is order)
    return other if now == first else first
