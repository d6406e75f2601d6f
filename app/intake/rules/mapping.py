"""How a file of complaints is read: a named mapping, kept as data, checked strictly when it loads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.intake.rules.choices import CATEGORIES, CHANNELS
from app.kernel import Refused, Words, words
from app.kernel import zone as known_zone
from app.kernel.money import DIGITS

FieldName = Literal[
    "external_id",
    "what",
    "asked",
    "amount",
    "subject",
    "category",
    "product",
    "channel",
    "written",
    "sent_on",
    "received_on",
    "state",
    "closed_on",
    "service",
    "kind",
    "title",
    "name",
    "organisation",
    "email",
    "phone",
    "street",
    "postcode",
    "city",
    "country",
    "lang",
]
"""What a record can say; nothing else is read."""


class Strict(BaseModel):
    """Data in which a wrong key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Bilingual(Strict):
    """A sentence of the mapping, in both languages."""

    fr: str
    en: str

    @property
    def words(self) -> Words:
        """The same as Words."""
        return Words(self.fr, self.en)


class Source(Strict):
    """Where one field comes from: the first of these columns that the file has (with `join`: all of them)."""

    columns: tuple[str, ...] = Field(alias="from", min_length=1)
    required: bool = False
    values: Dict[str, str] = {}
    """What each value of the file means to us (compared without case and accents)."""
    otherwise: str | None = None
    """What an empty value means, and, with `values`, one that is not listed."""
    join: str = ""
    instead: tuple[str, ...] = ()
    """Columns that speak, joined by a dash, when the others are empty."""
    note: Bilingual | None = None


class Mapping(Strict):
    """One way to read a file; `columns` of the file that no field names are reported and left aside."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")
    title: Bilingual
    about: Bilingual
    country: str = Field("FR", pattern=r"^[A-Z]{2}$")
    """Whose law its cases are under; a customer whose own country the file does not say lives there."""
    lang: Literal["fr", "en"] = "fr"
    zone: str = "Europe/Paris"
    currency: str = "EUR"
    sector: str = "general"
    regimes: tuple[str, ...] | None = None
    """The packs its cases are given; None: those the rules choose."""
    service: str = ""
    """Code of the service that carries its cases; empty: the one chosen when importing."""
    customers: Literal["anonymous", "named"] = "named"
    days: tuple[Literal["iso", "dmy", "mdy", "serial"], ...] = ("iso", "dmy", "serial")
    amounts: Literal["fr", "en"] = "fr"
    closed: tuple[str, ...] = ()
    """Values of `state` that mean the source had closed the complaint."""
    closed_stays_open: bool = False
    """Work on them all the same (the source closed them, we did not)."""
    fields: Dict[FieldName, Source]
    left_aside: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        known_zone(self.zone)
        if self.currency not in DIGITS:
            raise ValueError(f"unknown currency {self.currency}")
        if not {"what", "received_on"} <= set(self.fields):
            raise ValueError("fields must say where `what` and `received_on` come from")
        for name, among in (("channel", CHANNELS), ("category", CATEGORIES)):
            wrong = [v for source in (self.fields.get(name),) if source for v in _targets(source) if v not in among]  # type: ignore[call-overload]
            if wrong:
                raise ValueError(f"{name}: unknown value {wrong[0]}")
        return self

    @property
    def required(self) -> tuple[Source, ...]:
        """The fields without which a file cannot be read."""
        return tuple(source for source in self.fields.values() if source.required)


def _targets(source: Source) -> list[str]:
    return [*source.values.values(), *([source.otherwise] if source.otherwise else [])]


def parse_mapping(text: str, name: str) -> Mapping:
    """Check one mapping file; refuses with the file, the key and the reason."""
    try:
        return Mapping.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as wrong:
        first = wrong.errors()[0] if isinstance(wrong, ValidationError) else {"loc": (), "msg": str(wrong)[:200]}
        message = words("{file}, {where} : {why}", "{file}, {where}: {why}").fill(
            file=name, where=".".join(str(part) for part in first["loc"]) or "yaml", why=first["msg"]
        )
        raise Refused("mapping_wrong", message, "mapping") from wrong


# --- headings ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def heading(text: str) -> str:
    """A column heading without case, accents and punctuation: "Reçue le" is "recue le"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
    return " ".join(re.findall(r"[a-z0-9]+", plain))


NO_SIGN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def legible(text: str) -> str:
    """A value of a file on one line, as it can be shown: without control characters and bytes that are no text."""
    return NO_SIGN.sub(" ", text).strip()


def check_headings(mapping: Mapping, found: Sequence[str]) -> None:
    """Refuse a file whose columns cannot be read with this mapping, naming those that are missing or, among those it reads, doubled."""
    names = [heading(name) for name in found]
    read = {heading(name) for source in mapping.fields.values() for name in (*source.columns, *source.instead)}
    doubled = [name for place, name in enumerate(names) if name in read and name in names[:place]]
    if doubled:
        raise Refused("column_twice", TWICE.fill(name=found[names.index(doubled[0])]), "file")
    missing = [source.columns[0] for source in mapping.required if not _present(source, names)]
    if missing:
        shown = tuple(name[:40] for name in found if name.strip())[:20] or ("—",)
        message = MISSING.fill(missing=tuple(missing), mapping=mapping.name, found=shown, expected=expected(mapping))
        raise Refused("columns_missing", message, "file")


def _present(source: Source, names: Sequence[str]) -> bool:
    return any(heading(column) in names for column in (*source.columns, *source.instead))


def expected(mapping: Mapping) -> tuple[str, ...]:
    """The headings this mapping looks for, one per field."""
    return tuple(source.columns[0] for source in mapping.fields.values())


def unread(mapping: Mapping, found: Sequence[str]) -> tuple[str, ...]:
    """Columns of the file that this mapping does not know."""
    known = {heading(name) for s in mapping.fields.values() for name in (*s.columns, *s.instead)}
    known |= {heading(name) for name in mapping.left_aside}
    return tuple(name for name in found if name.strip() and heading(name) not in known)


def fitting(mappings: Sequence[Mapping], found: Sequence[str]) -> Mapping | None:
    """The mapping that knows most of these columns and misses none it needs."""
    names = [heading(name) for name in found]
    able = [m for m in mappings if all(_present(source, names) for source in m.required)]
    return min(able, key=lambda m: (len(unread(m, found)), m.name), default=None)


TWICE = words(
    "La colonne « {name} » apparaît deux fois : renommez ou retirez celle des deux qui ne compte pas.",
    "The column “{name}” appears twice: rename or remove the one that does not count.",
)
MISSING = words(
    "Il manque au fichier, pour être lu comme « {mapping} », ce qui suit : {missing}. Colonnes trouvées : {found}. "
    "Colonnes connues : {expected}.",
    "To be read as “{mapping}”, the file lacks: {missing}. Columns found: {found}. Columns known: {expected}.",
)
