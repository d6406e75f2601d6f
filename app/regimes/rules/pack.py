"""The shape of a pack file, checked strictly when it loads: a wrong key is refused with file, key and reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Annotated, Literal, Self

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from app.kernel import Money, Refused, Words, words
from app.kernel import zone as known_zone
from app.regimes.rules.calendars import REGIONS, DayCount
from app.regimes.rules.conditions import ConditionError, parsed, rules_named
from app.regimes.rules.dates import Span
from app.regimes.rules.events import EVENTS
from app.regimes.rules.facts import FACTS

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in its quick form where the machine has it."""


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


class PackError(Refused):
    """A pack file that does not load: which file, which key, why."""

    def __init__(self, file: str, key: str, reason: Words) -> None:
        message = words("{file}, {key} : {reason}", "{file}, {key}: {reason}", file=file, key=key, reason=reason)
        super().__init__("pack_invalid", message, key)
        self.file, self.key, self.reason = file, key, reason


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


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _decimal(value: object) -> object:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return Decimal(str(value))
    return value


EventName = Annotated[str, AfterValidator(_event)]
FactName = Annotated[str, AfterValidator(_fact)]
Events = Annotated[tuple[EventName, ...], BeforeValidator(_tuple)]
Condition = Annotated[str, AfterValidator(_condition)]
Names = Annotated[tuple[str, ...], BeforeValidator(_tuple)]
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


class Rule(Part):
    """What every rule carries: id, source, validity. `key` tells apart several rules of one id."""

    id: str = Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)+$")
    key: str = Field(default="main", pattern=r"^[a-z][a-z0-9_]*$")
    source: Source
    valid_from: date | None = None
    valid_to: date | None = None
    replaces: Names = ()
    """Rules of the packs below (`ID` or `ID/key`) that this one takes the place of."""

    @cached_property
    def full(self) -> str:
        """`FR-FIN-01/acknowledge`: unique in a set of packs for any day."""
        return f"{self.id}/{self.key}"

    def valid_on(self, day: date) -> bool:
        """Whether the rule was in force that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Length(Part):
    """A length of time: exactly one unit."""

    years: int = Field(default=0, ge=0)
    months: int = Field(default=0, ge=0)
    weeks: int = Field(default=0, ge=0)
    days: int = Field(default=0, ge=0)
    count: ACount = DayCount.CALENDAR

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        units = [bool(self.years), bool(self.months), bool(self.weeks), bool(self.days)]
        if sum(units) > 1:
            raise ValueError("one unit only")
        if self.count is not DayCount.CALENDAR and not self.days:
            raise ValueError("only days can be counted as working days")
        return self

    @cached_property
    def span(self) -> Span:
        """As the date engine takes it."""
        return Span(self.years, self.months, self.weeks, self.days, self.count)


class Extension(Part):
    """An event that the rule itself names as moving the date."""

    event: EventName
    add: Length | None = None
    to: FactName | None = None
    """The fact that states the new date."""
    even_late: bool = False
    """Whether the event still moves the date when the date has passed (a mediator may extend at any time)."""


class Deadline(Rule):
    """A date to compute."""

    label: Bilingual
    kind: AKind
    starts: Events = Field(alias="from", min_length=1)
    """The first of these events that is known."""
    pick: Literal["first", "last", "each"] = "first"
    add: Length
    then: Length | None = None
    """A second period, counted from the end of the first."""
    roll: Literal["none", "next_working"] = "none"
    gives: Literal["due", "opens"] = "due"
    or_on: Events = ()
    """Events that bring the date forward to their own day."""
    until: str | None = None
    """The rule whose date ends this window."""
    date_fact: FactName | None = None
    """A fact that states the date, instead of the arithmetic."""
    extended_by: Extension | None = None
    met_by: Events = ()
    undone_by: Events = ()
    stopped_by: Events = ()
    waits_for: Events = ()
    """Events we may wait for: the date is never before them, and nothing is missed without them."""
    waits_when: Condition | None = None
    when: Condition | None = None
    warn_days: Annotated[tuple[int, ...], BeforeValidator(_tuple)] = ()
    note: Bilingual | None = None
    """What the explanation adds in the rule's own words."""


class Suspension(Part):
    """A stretch of time that does not run: from an event to another, and then at least so much."""

    start: EventName = Field(alias="from")
    ends: Events = Field(alias="until")
    min_after: Length | None = None
    when: Condition | None = None
    rule: str
    cite: str


class Limitation(Rule):
    """How long a claim can be brought to court."""

    label: Bilingual
    starts: Events = Field(alias="from", min_length=1)
    add: Length
    claimant: Literal["consumer", "trader"]
    when: Condition | None = None
    suspended_by: Annotated[tuple[Suspension, ...], BeforeValidator(_tuple)] = ()
    interrupted_by: Events = ()
    warn_days: Annotated[tuple[int, ...], BeforeValidator(_tuple)] = (180, 30)
    stopped_by: Events = ()


class Override(Part):
    """Who may pass a gate all the same; a reason is always asked."""

    role: Literal["supervisor", "quality_officer", "director"]


class Gate(Rule):
    """A verdict on one of our acts."""

    label: Bilingual
    acts: Names = Field(min_length=1)
    when: Condition | None = None
    """Whether the gate concerns this case at all."""
    stops: Condition | None = None
    """What must not be; without it the gate asks for the required text."""
    requires_text: bool = False
    text_when: Condition = "answer.refuses == True"
    """Which answers must carry the text."""
    on_day_of: EventName | None = None
    """Judge on the day of this event once it happened, instead of today."""
    effect: Literal["block", "warn"]
    override: Override | None = None
    message: Bilingual
    passes: Bilingual | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if (self.stops is None) is not self.requires_text:
            raise ValueError("a gate either has `stops` or `requires_text: true`")
        return self


class Ground(Part):
    """One ground on which the mediator may reject a referral."""

    code: str
    question: Bilingual
    evidence: Bilingual
    cite: str


class Text(Rule):
    """A text that an answer must carry; the first whose condition holds is the one."""

    variant: str
    when: Condition | None = None
    """For whom."""
    case: Condition | None = None
    """Which of the variants."""
    body: Bilingual
    shows: Annotated[Mapping[Literal["fr", "en"], Names], Field(min_length=2)]
    """What must be found in the letter, whatever else was edited."""


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of forbidden wording: spaces match any run of spaces, apostrophes either form, case is ignored."""
    return re.compile(pattern.replace("'", "['’]").replace(" ", r"\s+"), re.IGNORECASE)


class Forbidden(Rule):
    """Wording that we must not write."""

    patterns: Annotated[Mapping[Literal["fr", "en", "any"], Names], Field(min_length=1)]
    when: Condition | None = None
    effect: Literal["block", "warn"] = "block"
    absent: bool = False
    """The wording is expected: it is its absence that is reported."""
    message: Bilingual

    @model_validator(mode="after")
    def _compiles(self) -> Self:
        for pattern in (one for group in self.patterns.values() for one in group):
            try:
                compiled(pattern)
            except re.error as wrong:
                raise ValueError(f"not a pattern: {pattern} ({wrong})") from wrong
        return self


class Rate(Part):
    """The legal interest of one period, in percent a year."""

    starts: date = Field(alias="from")
    ends: date = Field(alias="to")
    consumer: Number
    other: Number
    source: Source


class Step(Part):
    """A step of a scale: up to so many days late (included), this percentage, or the legal rate."""

    up_to: int | None = None
    percent: Number | None = None
    legal_rate: bool = False
    per_month: Number | None = None
    """Points added for each further month begun."""


class Scale(Rule):
    """What a late refund costs, by days after its due date."""

    label: Bilingual
    steps: Annotated[tuple[Step, ...], BeforeValidator(_tuple)] = Field(min_length=1)
    capped_at_price: bool = False


class Band(Part):
    """A band of distance: its amount, halved when the passenger arrived with less delay than this."""

    up_to_km: int | None = None
    amount: Number
    halved_below: int | None = None
    """Minutes, after re-routing (cancellation, denied boarding)."""
    halved_delay_below: int | None = None
    """Minutes, for a flight that was only late."""


class AmountTable(Rule):
    """Amounts by distance, per passenger."""

    label: Bilingual
    bands: Annotated[tuple[Band, ...], BeforeValidator(_tuple)] = Field(min_length=1)
    intra_eu_band: int | None = None
    """The band (from 1) that caps flights inside the Union, however long."""


class ValueOfLaw(Part):
    """A number that the law sets and may change: name, amount, validity."""

    name: str
    amount: Number
    valid_from: date
    valid_to: date | None = None
    source: Source
    pending: Bilingual | None = None


class EntitlementRule(Rule):
    """What the law grants from facts: never goodwill."""

    what: Bilingual
    trigger: Events = Field(min_length=1)
    when: Condition | None = None
    amount: Annotated[tuple[FactName, ...], BeforeValidator(_tuple)] = ()
    """Facts whose amounts add up."""
    table: str | None = None
    """The table of amounts, where the law sets them."""
    duty: str | None = None
    """The deadline by which we must have done it."""
    scale: str | None = None
    paid_by: Events = ("refund.made",)


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
    deadlines: Annotated[tuple[Deadline, ...], BeforeValidator(_tuple)] = ()
    limitation: Annotated[tuple[Limitation, ...], BeforeValidator(_tuple)] = ()
    gates: Annotated[tuple[Gate, ...], BeforeValidator(_tuple)] = ()
    admissibility: Annotated[tuple[Ground, ...], BeforeValidator(_tuple)] = ()
    texts: Annotated[tuple[Text, ...], BeforeValidator(_tuple)] = ()
    forbidden: Annotated[tuple[Forbidden, ...], BeforeValidator(_tuple)] = ()
    values: Annotated[tuple[ValueOfLaw, ...], BeforeValidator(_tuple)] = ()
    legal_interest: Annotated[tuple[Rate, ...], BeforeValidator(_tuple)] = ()
    scales: Annotated[tuple[Scale, ...], BeforeValidator(_tuple)] = ()
    amounts: Annotated[tuple[AmountTable, ...], BeforeValidator(_tuple)] = ()
    entitlements: Annotated[tuple[EntitlementRule, ...], BeforeValidator(_tuple)] = ()

    @property
    def id(self) -> str:
        """`FR-GEN`."""
        return self.pack.id

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the pack."""
        parts: tuple[tuple[Rule, ...], ...] = (
            self.deadlines, self.limitation, self.gates, self.texts, self.forbidden,
            self.scales, self.amounts, self.entitlements,
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


def _check_once(pack: Pack, file: str) -> None:
    """Two rules of one name must not be in force on the same day."""
    for part in ("deadlines", "limitation", "gates", "texts", "forbidden", "scales", "amounts", "entitlements"):
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
