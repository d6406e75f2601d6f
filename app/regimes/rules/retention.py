"""How long the words of a case are kept, as dated data: each line with its start, its length, its source and its status; pure.

These lines are not part of the packs: a case keeps the edition of a pack it was given, but is kept no longer than the rule of
today asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

import yaml
from pydantic import BeforeValidator, Field, ValidationError

from app.kernel import Words, words
from app.regimes.rules.dates import add_months
from app.regimes.rules.pack import LOADER, PackError
from app.regimes.rules.parts import Bilingual, Dated, Names


class Record(StrEnum):
    """What is kept."""

    CASE = "case"
    """The words of a case, and whose it is."""
    PURCHASE = "purchase"
    """Who bought what."""
    CUSTOMER = "customer"
    """The record of somebody who never had a case, once no purchase of theirs is kept."""
    AMOUNTS = "amounts"
    """What was paid; without a name it outlives the case."""
    MAIL = "mail"
    """A mail that came in and belongs to no case."""


class Basis(StrEnum):
    """How well a line is known."""

    SOURCED = "sourced"
    ASSUMPTION = "assumption"
    HOUSE = "house"

    @property
    def words(self) -> Words:
        """On screen."""
        return BASIS_WORDS[self]


BASIS_WORDS = {
    Basis.SOURCED: words("texte lu", "text read"),
    Basis.ASSUMPTION: words("lecture à confirmer", "reading to be confirmed"),
    Basis.HOUSE: words("règle de la maison", "house rule"),
}


class Start(StrEnum):
    """From which day the time is counted."""

    CLOSED = "closed"
    RECEIVED = "received"
    BOUGHT = "bought"
    ARRIVED = "arrived"
    HEARD = "heard"

    @property
    def words(self) -> Words:
        """On screen."""
        return START_WORDS[self]


START_WORDS = {
    Start.CLOSED: words("la clôture", "closing"),
    Start.RECEIVED: words("la réception de la réclamation", "receipt of the complaint"),
    Start.BOUGHT: words("l’achat ou la livraison", "the purchase or delivery"),
    Start.ARRIVED: words("l’arrivée", "arrival"),
    Start.HEARD: words("les dernières nouvelles", "the last word from them"),
}


def one_of_these(kind: type[StrEnum]) -> BeforeValidator:
    """Read a member of a closed list by its value."""
    return BeforeValidator(lambda value: kind(value) if value in set(kind) else value)


class Line(Dated):
    """One line of the table of keeping times."""

    id: str
    key: str
    record: Annotated[Record, one_of_these(Record)]
    regimes: Names = ()
    sectors: Names = ()
    start: Annotated[Start, one_of_these(Start)] = Field(alias="from")
    years: int = Field(ge=1, le=50)
    label: Bilingual
    cite: str = Field(min_length=1)
    status: Annotated[Basis, one_of_these(Basis)]
    checked_on: date

    def concerns(self, regimes: Sequence[str], sector: str) -> bool:
        """Does it name a regime of this case (and its sector, where it names sectors)?"""
        return not set(self.regimes).isdisjoint(regimes) and (not self.sectors or sector in self.sectors)


def parse_retention(text: str, file: str) -> tuple[Line, ...]:
    """The table as its file reads; refuses the first fault with its key."""
    try:
        raw = yaml.load(text, Loader=LOADER)  # noqa: S506  both loaders are the safe ones
        return tuple(Line.model_validate(each) for each in raw["retention"])
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "-"
        raise PackError(file, key, Words(first["msg"], first["msg"])) from wrong


def lines_for(table: Iterable[Line], record: Record, regimes: Sequence[str], sector: str, on: date) -> tuple[Line, ...]:
    """The lines in force that day for this kind of record: those that name the case's regimes, else those that name none."""
    every = [line for line in table if line.record is record and line.valid_on(on)]
    named = tuple(line for line in every if line.concerns(regimes, sector))
    return named or tuple(line for line in every if not line.regimes)


@dataclass(frozen=True)
class Kept:
    """One line applied: from which day, and until which day (the last one on which it keeps)."""

    line: Line
    start_on: date
    until_on: date

    @property
    def working(self) -> Words:
        """The arithmetic in a sentence, with its source."""
        return WORKING.fill(
            label=self.line.label.words, n=self.line.years, start=self.line.start.words, on=self.start_on, until=self.until_on,
            cite=self.line.cite, rule=self.line.id, status=self.line.status.words,
        )  # fmt: skip


WORKING = words(
    "{label} : {n} {n:an|ans} après {start} ({on}), jusqu’au {until} ; {cite} ({rule}, {status}).",
    "{label}: {n} {n:year|years} after {start} ({on}), until {until}; {cite} ({rule}, {status}).",
)


def applied(lines: Iterable[Line], starts: Mapping[Start, date]) -> tuple[Kept, ...]:
    """Each line with its dates; those that keep longest come first."""
    found = [
        Kept(line, starts[line.start], add_months(starts[line.start], 12 * line.years))
        for line in lines
        if line.start in starts
    ]
    return tuple(sorted(found, key=lambda each: each.until_on, reverse=True))
