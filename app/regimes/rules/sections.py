"""The sections of a pack: deadlines, limitation, gates, grounds, texts, forbidden words, rates, scales, amounts, entitlements, routes, awards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from app.regimes.rules.calendars import DayCount
from app.regimes.rules.dates import Span
from app.regimes.rules.parts import (
    ACount,
    AKind,
    Bilingual,
    Condition,
    EventName,
    Events,
    FactName,
    Names,
    Number,
    Part,
    Rule,
    Source,
    as_tuple,
)


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


class Later(Part):
    """A second period, of which the later end counts."""

    starts: Events = Field(alias="from", min_length=1)
    add: Length


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
    or_later: Later | None = None
    """Another period, from events of its own: the later of the two dates counts. Of an unknown start it is said that it is unknown."""
    strict: bool = False
    """A target of the house that is counted as the law counts it: no pause, no closing days of ours."""
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
    warn_days: Annotated[tuple[int, ...], BeforeValidator(as_tuple)] = ()
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
    suspended_by: Annotated[tuple[Suspension, ...], BeforeValidator(as_tuple)] = ()
    interrupted_by: Events = ()
    warn_days: Annotated[tuple[int, ...], BeforeValidator(as_tuple)] = (180, 30)
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
    use: Literal["answer", "summary", "delay", "closing"] = "answer"
    """Where it stands: in an answer, in the letter about a complaint that is resolved at once, in one that says we need longer, in
    the one that ends a case whose customer was told neither of these."""
    when: Condition | None = None
    """For whom."""
    case: Condition | None = None
    """Which of the variants."""
    body: Bilingual
    shows: Annotated[Mapping[Literal["fr", "en"], Names], Field(min_length=2)]
    """What must be found in the letter, whatever else was edited."""


class RouteStep(Rule):
    """One thing to know of the way to court: whom, how, what first, what it costs. Information, never advice to sue."""

    label: Bilingual
    body: Bilingual
    when: Condition | None = None


class AwardBand(Part):
    """A band of what is commonly awarded: up to this amount (the last has no end), and for what."""

    up_to: Number | None = None
    what: Bilingual


class AwardTable(Rule):
    """What a body outside commonly awards, band by band: help for whoever weighs a gesture, never a limit."""

    label: Bilingual
    bands: Annotated[tuple[AwardBand, ...], BeforeValidator(as_tuple)] = Field(min_length=1)
    note: Bilingual | None = None


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
    steps: Annotated[tuple[Step, ...], BeforeValidator(as_tuple)] = Field(min_length=1)
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
    bands: Annotated[tuple[Band, ...], BeforeValidator(as_tuple)] = Field(min_length=1)
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
    amount: Annotated[tuple[FactName, ...], BeforeValidator(as_tuple)] = ()
    """Facts whose amounts add up."""
    table: str | None = None
    """The table of amounts, where the law sets them."""
    duty: str | None = None
    """The deadline by which we must have done it."""
    scale: str | None = None
    paid_by: Events = ("refund.made",)
