"""How long we have to answer whoever asks for their data, as dated data: each line with its source and status; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

import yaml
from pydantic import Field, ValidationError

from app.kernel import Words, words
from app.regimes.rules.dates import add_months
from app.regimes.rules.pack import LOADER, PackError
from app.regimes.rules.parts import Bilingual, Dated
from app.regimes.rules.retention import Basis, one_of_these


class RequestTime(Dated):
    """One line of the table: months to answer, months that one extension adds, days before the last one when we are alerted."""

    id: str
    key: str
    months: int = Field(ge=1, le=12)
    extension: int = Field(ge=0, le=12)
    alert_days: int = Field(ge=1, le=31)
    label: Bilingual
    cite: str = Field(min_length=1)
    status: Annotated[Basis, one_of_these(Basis)]
    checked_on: date

    def due_on(self, received_on: date) -> date:
        """The last civil day to answer; never moved to a later working day (the earliest reading)."""
        return add_months(received_on, self.months)

    def extended_on(self, received_on: date) -> date:
        """The last civil day once it was extended: counted from receipt too."""
        return add_months(received_on, self.months + self.extension)

    def working(self, received_on: date) -> Words:
        """The arithmetic in a sentence, with its source."""
        return WORKING.fill(
            label=self.label.words, n=self.months, on=received_on, until=self.due_on(received_on), more=self.extension, cite=self.cite,
            rule=self.id, status=self.status.words,
        )  # fmt: skip


WORKING = words(
    "{label} : {n} mois après la réception ({on}), jusqu’au {until} ; {more} mois de plus au besoin, annoncés et motivés avant ce "
    "jour ; {cite} ({rule}, {status}).",
    "{label}: {n} {n:month|months} after receipt ({on}), until {until}; {more} {more:month|months} more if needed, announced with "
    "reasons before that day; {cite} ({rule}, {status}).",
)


def parse_requests(text: str, file: str) -> tuple[RequestTime, ...]:
    """The table as its file reads; refuses the first fault with its key."""
    try:
        raw = yaml.load(text, Loader=LOADER)  # noqa: S506  both loaders are the safe ones
        return tuple(RequestTime.model_validate(each) for each in raw["requests"])
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "-"
        raise PackError(file, key, Words(first["msg"], first["msg"])) from wrong


def time_for(table: Iterable[RequestTime], key: str, on: date) -> RequestTime:
    """The line in force for what was asked on a day."""
    return next(line for line in table if line.key == key and line.valid_on(on))
