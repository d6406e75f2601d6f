"""What a case's page tells of a counter-offer, and of a complaint that went to another level of ours, in the customer's words."""

from __future__ import annotations

from collections.abc import Mapping

from app.cases.rules.entries import EntryKind, amount, day, said
from app.kernel import Json, Words, words


def countered(data: Mapping[str, Json]) -> Words:
    """With the sum, where one was asked, and the day, where that is not the one beside the entry."""
    said, on = _asked_instead(data), data.get("on")
    if on is None or data.get("beside") in (None, on):
        return said
    return words("{said}, le {on}", "{said}, on {on}", said=said, on=day(data, "on"))


def _asked_instead(data: Mapping[str, Json]) -> Words:
    if not isinstance(data.get("asked"), int):
        return words("Vous nous avez demandé autre chose", "You asked us for something else")
    return words(
        "Vous nous avez demandé autre chose : {asked}",
        "You asked us for something else: {asked}",
        asked=amount(data, "asked"),
    )


SECOND_LEVEL = {
    "case.second_level": EntryKind(
        said("Votre réclamation est au second niveau", "Your complaint is at the second level"), "arrow-up"
    ),
    "case.second_level_answered": EntryKind(said("Le second niveau a répondu", "The second level answered"), "send"),
}
