"""Something that happened: what the journal keeps and what reactions answer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class Audience(StrEnum):
    """Who may read an entry, an exhibit or a document."""

    INTERNAL = "internal"
    CUSTOMER = "customer"
    MEDIATOR = "mediator"


@dataclass(frozen=True)
class Event:
    """One entry to be: `data` (ids, dates, amounts) stays for ever; `text` (people's words) may be erased."""

    kind: str
    stream: str
    at: datetime
    by: str
    data: Mapping[str, Json] = field(default_factory=dict)
    text: Mapping[str, str] = field(default_factory=dict)
    audience: Audience = Audience.INTERNAL
    participants: tuple[tuple[str, str], ...] = ()
    """(person key such as `staff:12`, what they did in it): independence is judged on these."""
