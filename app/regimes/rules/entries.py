"""What the settings' history says of our calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.kernel import Json, Words, words

Data = Mapping[str, Json]
DAYS = (
    words("lundi", "Monday"),
    words("mardi", "Tuesday"),
    words("mercredi", "Wednesday"),
    words("jeudi", "Thursday"),
    words("vendredi", "Friday"),
    words("samedi", "Saturday"),
    words("dimanche", "Sunday"),
)
"""The days of the week, Monday first."""


@dataclass(frozen=True)
class Told:
    """How one kind of entry is told."""

    title: Callable[[Data], Words]
    icon: str = "calendar-event"


def _calendar(data: Data) -> Words:
    closed, opened, why = data.get("closed"), data.get("opened"), data.get("why")
    if isinstance(closed, list) and closed:
        days = [date.fromisoformat(str(day)) for day in closed]
        label = f" ({why})" if why else ""
        if len(days) == 1:
            return words("Fermeture le {d}{why}", "Closed on {d}{why}", d=days[0], why=label)
        return words("Fermeture du {a} au {b}{why}", "Closed from {a} to {b}{why}", a=days[0], b=days[-1], why=label)
    if isinstance(opened, str):
        return words("De nouveau ouvert le {d}", "Open again on {d}", d=date.fromisoformat(opened))
    return HOURS.fill(week=tuple(_open(data.get("hours"))))


def _open(hours: Json) -> Iterator[Words]:
    """The open days with their hours, Monday first."""
    if isinstance(hours, dict):
        for number, day in enumerate(DAYS):
            slot = hours.get(str(number))
            if isinstance(slot, list):
                opens, closes = (f"{int(str(minute)) // 60}:{int(str(minute)) % 60:02}" for minute in slot)
                yield OPEN.fill(day=day, opens=opens, closes=closes)


HOURS = words("Heures d’ouverture : {week}", "Opening hours: {week}")
OPEN = words("{day} {opens}–{closes}", "{day} {opens}–{closes}")


ENTRIES: dict[str, Told] = {"regimes.calendar_changed": Told(_calendar)}
