"""The facts that entries of a journal state for the regimes ("the mediator extended to 31 December"), as rules take them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.kernel import Money, Refused, words
from app.regimes.rules.facts import fact_kind
from app.regimes.rules.reading import read_day

SUPERSEDES = {
    "mediator.notified": ("mediator.extended_to", "mediator.accept_by"),
    "mediator.proposal": ("mediator.accept_by",),
}
"""A new mediation starts with no date of the one before; a new proposal with no date of the one before."""

WRONG = words(
    "Le journal donne au fait {name} une valeur d’un autre type.",
    "The journal gives the fact {name} a value of another type.",
)


def recorded_facts(told: Iterable[Mapping[str, Any]], currency: str = "EUR") -> dict[str, object]:
    """What the entries of a journal state under `facts`, oldest first: the last word counts."""
    known: dict[str, object] = {}
    for data in told:
        for event in data.get("happened", {}):
            for name in SUPERSEDES.get(event, ()):
                known.pop(name, None)
        for name, value in data.get("facts", {}).items():
            known[name] = _value(name, value, currency)
    return known


def _value(name: str, value: Any, currency: str) -> object:
    """A value as the journal holds it (a day as ISO text, an amount in minor units), in the type its fact has."""
    kind = fact_kind(name)
    if kind.type == "date" and isinstance(value, str):
        return read_day(value, name)
    if kind.type == "money" and isinstance(value, int):
        return Money(value, currency)
    if not kind.accepts(value):
        raise Refused("wrong_type", WRONG.fill(name=name), name)
    return value
