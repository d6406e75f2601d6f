"""What programs are given, where it is no document that commands print too."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from app.cases.rules.states import State
from app.kernel import words
from app.people.rules import Level


class Given(BaseModel):
    """What programs are given."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class ListedCase(Given):
    """One case of a list; `external_id` is the number that this very account gave it."""

    ref: str
    state: State
    level: Level
    owner: str
    service: str
    subject: str
    category: str
    priority: int
    next_step: str
    next_on: date | None
    claimed: Annotated[int, words("en unités mineures", "in minor units")]
    currency: str
    logged_at: datetime
    closed_at: datetime | None
    updated_at: Annotated[datetime, words("dernière entrée au journal", "last entry of its journal")]
    external_id: str | None


class ListedCases(Given):
    """One page of cases, the first logged first."""

    cases: list[ListedCase]
    next: Annotated[
        str | None, words("à donner comme « cursor » ; null à la fin", "to be given as “cursor”; null at the end")
    ]


class Logged(Given):
    """The case that a complaint made."""

    ref: str
    created: Annotated[bool, words("faux : elle existait déjà", "false: it was there already")]


class Appended(Given):
    """The entry that was written."""

    ref: str
    entry: Annotated[int, words("son numéro au journal du dossier", "its number in the journal of the case")]


class Refusal(Given):
    """Why something was refused."""

    code: Annotated[str, words("pour les programmes", "for programs")]
    message: Annotated[str, words("pour les personnes, selon Accept-Language", "for people, by Accept-Language")]
    field: Annotated[str | None, words("le champ concerné", "the field it is about")]


class FirstRefusal(Refusal):
    """Why something was refused, and what else is wrong with it."""

    also: Annotated[
        list[Refusal], words("les autres défauts, s’il y en a", "the other faults, where there are any")
    ] = []


class Refusals(Given):
    """How every refusal is told (RFC 9457), sent as `application/problem+json`."""

    type: Annotated[
        str, words("toujours « about:blank » : l’état dit tout", "always “about:blank”: the status says it")
    ]
    title: Annotated[str, words("ce que l’état veut dire", "what the status means")]
    status: Annotated[int, words("l’état de la réponse", "the status of the answer")]
    detail: Annotated[str, words("la phrase de `refused`", "the sentence of `refused`")]
    refused: FirstRefusal
