"""What a derivation looks at: the packs in force, what happened, the facts, the place, the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.kernel import Money, day_of
from app.regimes.rules.calendars import Calendar
from app.regimes.rules.conditions import Context, holds
from app.regimes.rules.events import Happened
from app.regimes.rules.facts import with_defaults
from app.regimes.rules.pack import Pack
from app.regimes.rules.parts import Rule
from app.regimes.rules.reckoning import Pause


@dataclass
class Scene:
    """Built once per derivation; `dues` and `opens` fill up as the duties are found."""

    packs: tuple[Pack, ...]
    events: tuple[Happened, ...]
    facts: Mapping[str, object]
    zone: str
    today: date
    calendar: Calendar | None = None
    replaced: frozenset[str] = frozenset()
    dues: dict[str, date | None] = field(default_factory=dict)
    opens: dict[str, date | None] = field(default_factory=dict)
    happened: dict[str, list[date]] = field(default_factory=dict)
    firsts: dict[str, date] = field(default_factory=dict)
    values: dict[date, dict[str, Money]] = field(default_factory=dict)

    def days(self, name: str) -> list[date]:
        """Every civil day on which such an event happened, in order."""
        return self.happened.get(name, [])

    def first_of(self, names: Iterable[str], since: date = date.min) -> tuple[str, date] | None:
        """The earliest of these events on or after a day."""
        found = [(day, name) for name in names for day in self.days(name) if day >= since]
        return (min(found)[1], min(found)[0]) if found else None

    def context(self, today: date | None = None) -> Context:
        """What conditions are judged against, on this day."""
        day = today or self.today
        if day not in self.values:
            self.values[day] = values_on(self.packs, day)
        return Context(self.facts, self.firsts, day, self.dues, self.opens, self.values[day])

    def holds(self, condition: str | None) -> bool | None:
        """Whether a condition holds today; None when a fact is missing."""
        return True if condition is None else holds(condition, self.context())

    def calendar_of(self, pack: Pack, *, legal: bool) -> Calendar:
        """The calendar of a pack's rules: the case's own region where it is of the same country.

        Legal periods follow public holidays only; house targets also skip our own closing days.
        """
        named = self.facts.get("calendar.name")
        mine = Calendar(named) if isinstance(named, str) else self.calendar
        own = Calendar(pack.pack.calendar) if pack.pack.calendar else (mine or Calendar())
        if mine is not None and (mine.country == own.country or mine.country is None):
            own = mine
        return own.public() if legal else own

    def pauses(self) -> tuple[Pause, ...]:
        """The stretches during which we waited for the customer; the last one may still run."""
        found: list[Pause] = []
        for start in self.days("waiting.started"):
            if found and (found[-1].end is None or start < found[-1].end):
                continue
            end = next((day for day in self.days("waiting.ended") if day >= start), None)
            found.append(Pause(start, end))
        return tuple(found)

    def in_force(self, rule: Rule, day: date) -> bool:
        """Whether this rule speaks on that day and no other rule takes its place."""
        return rule.valid_on(day) and not {rule.full, rule.id} & self.replaced


def values_on(packs: Iterable[Pack], day: date) -> dict[str, Money]:
    """The numbers that the law sets, as in force that day."""
    return {
        value.name: amount
        for pack in packs
        for value, amount in pack.priced
        if value.valid_from <= day and (value.valid_to is None or day <= value.valid_to)
    }


def scene_of(
    packs: Sequence[Pack],
    events: Sequence[Happened],
    facts: Mapping[str, object],
    *,
    as_of: datetime,
    zone: str,
    calendar: Calendar | None = None,
) -> Scene:
    """Set the scene; nothing is derived yet."""
    scene = Scene(tuple(packs), tuple(events), with_defaults(facts), zone, day_of(as_of, zone), calendar)
    for event in events:
        scene.happened.setdefault(event.name, []).append(event.day(zone))
    for days in scene.happened.values():
        days.sort()
    scene.firsts = {name: days[0] for name, days in scene.happened.items()}
    scene.replaced = _replaced(scene)
    return scene


def _replaced(scene: Scene) -> frozenset[str]:
    """The rules whose place a rule of a pack above has taken, for this case and today."""
    taking = [rule for pack in scene.packs for rule in pack.replacing if rule.valid_on(scene.today)]
    return frozenset(
        name for rule in taking if scene.holds(getattr(rule, "when", None)) is True for name in rule.replaces
    )
