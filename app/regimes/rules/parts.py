"""What every part of a pack is made of: closed keys, exact types, its source and validity; names of events, facts and conditions are known ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from app.kernel import Words
from app.regimes.rules.calendars import DayCount
from app.regimes.rules.conditions import ConditionError, parsed
from app.regimes.rules.events import EVENTS
from app.regimes.rules.facts import FACTS


class Status(StrEnum):
    """How well a rule is known: its text was read, a secondary source was read, or it is from knowledge only."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    KNOWLEDGE = "knowledge"


class Kind(StrEnum):
    """Whose date it is and what it binds to."""

    LEGAL = "legal"
    HOUSE = "house"
    WINDOW = "window"
    THIRD_PARTY = "third_party"
    PROMISE = "promise"
    SETTLEMENT = "settlement"


class Part(BaseModel):
    """Every part of a pack: closed keys, exact types, frozen."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)

    def __copy__(self) -> Self:
        """A copy, to which other values may be given: what this part has worked out of its own is not the copy's."""
        copied = super().__copy__()
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


def _event(name: str) -> str:
    if name not in EVENTS:
        raise ValueError(f"unknown event: {name}")
    return name


def _fact(name: str) -> str:
    if name not in FACTS:
        raise ValueError(f"unknown fact: {name}")
    return name


def _condition(text: str) -> str:
    try:
        parsed(text)
    except ConditionError as wrong:
        raise ValueError(str(wrong)) from wrong
    return text


def _member(kind: type[StrEnum]) -> BeforeValidator:
    def read(value: object) -> object:
        return kind(value) if isinstance(value, str) and value in set(kind) else value

    return BeforeValidator(read)


def as_tuple(value: object) -> object:
    """A list of the file as parts keep it; anything else as it is, to be refused."""
    return tuple(value) if isinstance(value, list) else value


def _decimal(value: object) -> object:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return Decimal(str(value))
    return value


EventName = Annotated[str, AfterValidator(_event)]


FactName = Annotated[str, AfterValidator(_fact)]


Events = Annotated[tuple[EventName, ...], BeforeValidator(as_tuple)]


Condition = Annotated[str, AfterValidator(_condition)]


Names = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]


Number = Annotated[Decimal, BeforeValidator(_decimal)]


AStatus = Annotated[Status, _member(Status)]


AKind = Annotated[Kind, _member(Kind)]


ACount = Annotated[DayCount, _member(DayCount)]


class Bilingual(Part):
    """A sentence in both languages."""

    fr: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @cached_property
    def words(self) -> Words:
        """As the rest of the house speaks."""
        return Words(self.fr, self.en)


class Source(Part):
    """Where a rule comes from, how it was read and when."""

    cite: str = Field(min_length=1)
    url: str | None = None
    status: AStatus
    checked_on: date


class Dated(Part):
    """What is in force from one civil day to another, both included; without a day, always."""

    valid_from: date | None = None
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Was it in force that day?"""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Rule(Dated):
    """What every rule carries: id, source, validity. `key` tells apart several rules of one id."""

    id: str = Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)+$")
    key: str = Field(default="main", pattern=r"^[a-z][a-z0-9_]*$")
    source: Source
    replaces: Names = ()
    """Rules of the packs below (`ID` or `ID/key`) that this one takes the place of."""

    @cached_property
    def full(self) -> str:
        """`FR-FIN-01/acknowledge`: unique in a set of packs for any day."""
        return f"{self.id}/{self.key}"
