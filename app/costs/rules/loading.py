"""Reading a tariff from its YAML files; whatever is wrong is refused with the name of the entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from app.costs.rules.parameters import EVERYONE, Parameter, Scope, Status, Unit
from app.costs.rules.tariff import Ceiling, Rate, Segment, Tariff
from app.kernel import Money, Refused, Words, words

DATA = Path(__file__).parent.parent / "data"
FILES = ("france.yaml", "segments.yaml", "united_kingdom.yaml")
PARAMETER_KEYS = {
    "unit",
    "low",
    "likely",
    "high",
    "year",
    "status",
    "source",
    "source_fr",
    "fr",
    "en",
    "group",
    "currency",
    "when",
}


@lru_cache(maxsize=1)
def default_tariff() -> Tariff:
    """The tariff that ships with the house."""
    return load_tariff(*(DATA / name for name in FILES))


def load_tariff(*files: Path) -> Tariff:
    """One tariff from several files: the general one first, then segments and what differs elsewhere."""
    return read_tariff([_document(path.read_text(encoding="utf-8"), path.name) for path in files])


def _document(text: str, name: str) -> Mapping[str, Any]:
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as broken:
        raise Refused("tariff_unreadable", UNREADABLE.fill(name=name), name) from broken
    if not isinstance(document, dict):
        raise Refused("tariff_unreadable", UNREADABLE.fill(name=name), name)
    return document


def read_tariff(documents: Sequence[Mapping[str, Any]]) -> Tariff:
    """One tariff from parsed documents."""
    parameters: list[Parameter] = []
    head: dict[str, Any] = {"segments": {}, "rates": {}, "groups": {}, "ceilings": {}}
    for document in documents:
        everywhere = document.get("for", {})
        for code, row in document.get("parameters", {}).items():
            parameters.append(parameter_of(code, {"currency": everywhere.get("currency", "EUR"), **row}, everywhere))
        for key in ("segments", "rates", "groups", "ceilings"):
            head[key] = {**head[key], **document.get(key, {})}
        for key in ("version", "currency", "default", "word_of_mouth"):
            head[key] = document.get(key, head.get(key))
    currency = str(head["currency"])
    return Tariff(
        version=str(head["version"]),
        currency=currency,
        parameters=(*parameters, *_lifetimes(head["segments"], currency)),
        segments=tuple(Segment(code, _label(row, code)) for code, row in head["segments"].items()),
        default_segment=str(head["default"]),
        rates=tuple(Rate(code, row["per_unit"], row["source"], row["year"]) for code, row in head["rates"].items()),
        groups=tuple(head["groups"].items()),
        ceilings=tuple(_ceiling(code, row, currency) for code, row in head["ceilings"].items()),
        word_of_mouth=bool(head["word_of_mouth"]),
    )


def parameter_of(code: str, row: Mapping[str, Any], when: Mapping[str, str] | None = None) -> Parameter:
    """One parameter from its entry; a key that is missing or unknown, a unit or a status we do not know is refused."""
    strange = sorted(set(row) - PARAMETER_KEYS)
    absent = sorted({"unit", "low", "likely", "high", "year", "status", "source", "fr", "en"} - set(row))
    if strange or absent:
        raise Refused("entry_malformed", MALFORMED.fill(code=code, keys=", ".join(strange + absent)), code)
    scope = {key: value for key, value in {**(when or {}), **row.get("when", {})}.items() if key != "currency"}
    return Parameter(
        code=code,
        label=_label(row, code),
        unit=_unit(row["unit"], code),
        low=row["low"],
        likely=row["likely"],
        high=row["high"],
        source=str(row["source"]),
        year=int(row["year"]),
        status=_status(row["status"], code),
        scope=_scope(scope, code),
        currency=str(row.get("currency", "EUR")),
        group=str(row.get("group", "")),
        source_fr=str(row.get("source_fr", "")),
    )


def _lifetimes(segments: Mapping[str, Any], currency: str) -> list[Parameter]:
    """Margin and expected years of each segment, as parameters of that segment."""
    found = []
    for code, row in segments.items():
        when = {"segment": code}
        margin = {"unit": "money", "currency": currency, "fr": "Marge par an", "en": "Margin per year", **row["margin"]}
        years = {"unit": "years", "fr": "Années attendues", "en": "Expected years", **row["years"]}
        found += [parameter_of("segment.margin", margin, when), parameter_of("segment.years", years, when)]
    return found


def _label(row: Mapping[str, Any], code: str) -> Words:
    if not row.get("fr") or not row.get("en"):
        raise Refused("entry_malformed", MALFORMED.fill(code=code, keys="fr, en"), code)
    return words(str(row["fr"]).replace("'", "’"), str(row["en"]).replace("'", "’"))


def _unit(value: str, code: str) -> Unit:
    try:
        return Unit(value)
    except ValueError as unknown:
        raise Refused("unknown_unit", UNKNOWN_UNIT.fill(code=code, unit=str(value)), code) from unknown


def _status(value: str, code: str) -> Status:
    try:
        return Status(value)
    except ValueError as unknown:
        raise Refused("unknown_status", UNKNOWN_STATUS.fill(code=code, status=str(value)), code) from unknown


def _scope(when: Mapping[str, str], code: str) -> Scope:
    if set(when) - {"regime", "sector", "segment"}:
        raise Refused("entry_malformed", MALFORMED.fill(code=code, keys=", ".join(sorted(when))), code)
    return Scope(**when) if when else EVERYONE


def _ceiling(code: str, row: Mapping[str, Any], currency: str) -> Ceiling:
    amount = Money.parse(str(row["amount"]), row.get("currency", currency), field=code)
    return Ceiling(
        code, _label(row, code), amount, words(row["source_fr"], row["source"]), Scope(regime=row.get("regime", ""))
    )


UNREADABLE = words("Le fichier de paramètres {name} est illisible.", "The parameter file {name} cannot be read.")
MALFORMED = words("{code} : à compléter ou à retirer : {keys}.", "{code}: to complete or to remove: {keys}.")
UNKNOWN_UNIT = words("{code} : unité inconnue « {unit} ».", "{code}: unknown unit “{unit}”.")
UNKNOWN_STATUS = words("{code} : statut inconnu « {status} ».", "{code}: unknown status “{status}”.")
