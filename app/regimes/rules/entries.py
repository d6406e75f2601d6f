"""What the settings' history says of our calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.kernel import Json, Words, words

Data = Mapping[str, Json]


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
    return words("Heures d’ouverture modifiées", "Opening hours changed")


ENTRIES: dict[str, Told] = {"regimes.calendar_changed": Told(_calendar)}
