"""The shape of a pack file, checked strictly when it loads: a wrong key is refused with file, key and reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Self

import yaml
from pydantic import BeforeValidator, ValidationError, model_validator

from app.kernel import Money, Refused, Words, words
from app.kernel import zone as known_zone
from app.regimes.rules.calendars import REGIONS
from app.regimes.rules.conditions import rules_named
from app.regimes.rules.parts import Bilingual, Names, Part, Rule, as_tuple
from app.regimes.rules.sections import (
    AmountTable,
    AwardTable,
    Deadline,
    EntitlementRule,
    Forbidden,
    Gate,
    Ground,
    Limitation,
    Rate,
    RouteStep,
    Scale,
    Text,
    ValueOfLaw,
)

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in its quick form where the machine has it."""


class PackError(Refused):
    """A pack file that does not load: which file, which key, why."""

    def __init__(self, file: str, key: str, reason: Words) -> None:
        message = words("{file}, {key} : {reason}", "{file}, {key}: {reason}", file=file, key=key, reason=reason)
        super().__init__("pack_invalid", message, key)
        self.file, self.key, self.reason = file, key, reason


class About(Part):
    """What the pack is, and when it is chosen."""

    id: str
    title: Bilingual
    country: str
    sectors: Names = ("any",)
    complainants: Names = ()
    subjects: Names = ()
    version: str
    valid_from: date
    valid_to: date | None = None
    contracts_from: date | None = None
    contracts_to: date | None = None
    zone: str | None = None
    calendar: str | None = None
    currency: str = "EUR"
    languages: Names = ("fr", "en")
    reviewed_on: date
    reviewed_by: str | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.calendar is not None and self.calendar not in REGIONS:
            raise ValueError(f"unknown calendar: {self.calendar}")
        if self.zone is not None:
            try:
                known_zone(self.zone)
            except Refused as wrong:
                raise ValueError(f"unknown zone: {self.zone}") from wrong
        return self


class Pack(Part):
    """A regime: the rules of a country and a sector, in one file."""

    pack: About
    deadlines: Annotated[tuple[Deadline, ...], BeforeValidator(as_tuple)] = ()
    limitation: Annotated[tuple[Limitation, ...], BeforeValidator(as_tuple)] = ()
    gates: Annotated[tuple[Gate, ...], BeforeValidator(as_tuple)] = ()
    admissibility: Annotated[tuple[Ground, ...], BeforeValidator(as_tuple)] = ()
    texts: Annotated[tuple[Text, ...], BeforeValidator(as_tuple)] = ()
    forbidden: Annotated[tuple[Forbidden, ...], BeforeValidator(as_tuple)] = ()
    values: Annotated[tuple[ValueOfLaw, ...], BeforeValidator(as_tuple)] = ()
    legal_interest: Annotated[tuple[Rate, ...], BeforeValidator(as_tuple)] = ()
    scales: Annotated[tuple[Scale, ...], BeforeValidator(as_tuple)] = ()
    amounts: Annotated[tuple[AmountTable, ...], BeforeValidator(as_tuple)] = ()
    entitlements: Annotated[tuple[EntitlementRule, ...], BeforeValidator(as_tuple)] = ()
    routes: Annotated[tuple[RouteStep, ...], BeforeValidator(as_tuple)] = ()
    awards: Annotated[tuple[AwardTable, ...], BeforeValidator(as_tuple)] = ()

    @property
    def id(self) -> str:
        """`FR-GEN`."""
        return self.pack.id

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the pack."""
        parts: tuple[tuple[Rule, ...], ...] = (
            self.deadlines, self.limitation, self.gates, self.texts, self.forbidden,
            self.scales, self.amounts, self.entitlements, self.routes, self.awards,
        )  # fmt: skip
        return tuple(rule for part in parts for rule in part)

    @cached_property
    def replacing(self) -> tuple[Rule, ...]:
        """Its rules that take the place of others."""
        return tuple(rule for rule in self.rules if rule.replaces)

    @cached_property
    def priced(self) -> tuple[tuple[ValueOfLaw, Money], ...]:
        """The numbers that the law sets, each as an amount."""
        return tuple((value, self.money(value.amount)) for value in self.values)

    def money(self, amount: Decimal) -> Money:
        """An amount of this pack's tables in its currency."""
        return Money.parse(str(amount), self.pack.currency)


REASONS = {
    "extra_forbidden": words("cette clé n’existe pas", "there is no such key"),
    "missing": words("cette clé manque", "this key is missing"),
    "date_type": words("une date est attendue", "a date is expected"),
    "string_type": words("un texte est attendu", "a text is expected"),
    "int_type": words("un nombre entier est attendu", "a whole number is expected"),
    "is_instance_of": words("valeur inattendue", "unexpected value"),
}


def parse_pack(text: str, file: str) -> Pack:
    """Read one pack file; refuses it with the file, the key and the reason."""
    try:
        raw = yaml.load(text, Loader=LOADER)  # noqa: S506  both loaders are the safe ones
    except yaml.YAMLError as broken:
        raise PackError(
            file, "-", Words(f"YAML illisible : {_flat(broken)}", f"unreadable YAML: {_flat(broken)}")
        ) from broken
    if not isinstance(raw, dict):
        raise PackError(
            file, "-", words("le fichier est vide ou n’est pas une table", "the file is empty or not a table")
        )
    try:
        pack = Pack.model_validate(raw)
    except ValidationError as wrong:
        raise _refusal(file, wrong) from wrong
    _check_once(pack, file)
    return pack


def _flat(error: Exception) -> str:
    return " ".join(str(error).replace("{", "(").replace("}", ")").split())


def _refusal(file: str, wrong: ValidationError) -> PackError:
    first = wrong.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"]) or "-"
    reason = REASONS.get(first["type"])
    if reason is None:
        said = first["msg"].removeprefix("Value error, ").replace("{", "(").replace("}", ")")
        reason = Words(said, said)
    return PackError(file, key, reason)


PARTS = (
    "deadlines",
    "limitation",
    "gates",
    "texts",
    "forbidden",
    "scales",
    "amounts",
    "entitlements",
    "routes",
    "awards",
)
"""The parts of a pack that hold rules with a name."""


def _check_once(pack: Pack, file: str) -> None:
    """Two rules of one name must not be in force on the same day."""
    for part in PARTS:
        seen: dict[str, list[Rule]] = {}
        for number, rule in enumerate(getattr(pack, part)):
            if any(_overlap(rule, other) for other in seen.setdefault(rule.full, [])):
                reason = words("{rule} est écrite deux fois", "{rule} is written twice", rule=rule.full)
                raise PackError(file, f"{part}.{number}", reason)
            seen[rule.full].append(rule)


def _overlap(one: Rule, other: Rule) -> bool:
    first, last = date.min, date.max
    return (one.valid_from or first) <= (other.valid_to or last) and (other.valid_from or first) <= (
        one.valid_to or last
    )


def check_together(packs: Mapping[str, Pack]) -> None:
    """What one file cannot see: rules named by others, scales and tables, numbers of the law."""
    everything = {name for pack in packs.values() for rule in pack.rules for name in (rule.id, rule.full)}
    for file, pack in packs.items():
        for rule in pack.rules:
            for name in _mentioned(rule):
                if name not in everything:
                    reason = words("règle inconnue : {name}", "unknown rule: {name}", name=name)
                    raise PackError(file, rule.full, reason)


def _mentioned(rule: Rule) -> set[str]:
    named = set(rule.replaces)
    for attribute in ("when", "stops", "case", "waits_when", "text_when"):
        named |= rules_named(getattr(rule, attribute, None))
    for attribute in ("until", "scale", "table", "duty"):
        other = getattr(rule, attribute, None)
        named |= {other} if other else set()
    return named
