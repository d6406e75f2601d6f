"""Duties from what happened: every rule of the packs in force, applied to the events that start, move and end it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.kernel import Words, words
from app.regimes.rules.duties import OURS, Duty, DutyState, Start
from app.regimes.rules.events import EVENTS
from app.regimes.rules.later import later_of, starts_of
from app.regimes.rules.pack import Pack
from app.regimes.rules.parts import Kind
from app.regimes.rules.reckoning import Pause, Reckoning, reckon
from app.regimes.rules.scene import Scene
from app.regimes.rules.sections import Deadline
from app.regimes.rules.wording import explained


@dataclass(frozen=True)
class Found:
    """A rule at work on one start: what the state and the sentence are made from."""

    rule: Deadline
    pack: Pack
    start: Start
    date: date
    steps: tuple[Words, ...]
    brought_by: str | None = None


def duties_of(scene: Scene) -> tuple[Duty, ...]:
    """The duties of every rule in force, in the order of their dates."""
    unknown = scene.happened.keys().isdisjoint
    begun = [(rule, pack) for pack in scene.packs for rule in pack.deadlines if not unknown(starts_of(rule))]
    found = [duty for rule, pack in begun for duty in _of_rule(rule, pack, scene)]
    ends = {rule.full: rule.until for pack in scene.packs for rule in pack.deadlines if rule.until}
    found = [_closed_by(duty, ends.get(duty.key.partition("#")[0]), scene) for duty in found]
    return tuple(sorted(found, key=lambda duty: (duty.opens_on or duty.due_on or date.max, duty.key)))


def _of_rule(rule: Deadline, pack: Pack, scene: Scene) -> Iterator[Duty]:
    """One duty, or one for each start when the rule says `each`."""
    if scene.holds(rule.when) is not True:
        return
    starts = _starts(rule, scene)
    for number, start in enumerate(starts, 1):
        if scene.in_force(rule, start.on):
            suffix = f"#{number}" if rule.pick == "each" and number > 1 else ""
            yield _duty(_located(rule, pack, start, scene), suffix, scene)


def _starts(rule: Deadline, scene: Scene) -> list[Start]:
    """The days a rule counts from: of the first of its events that is known."""
    for name in starts_of(rule):
        days = scene.days(name)
        if days:
            picked = {"first": days[:1], "last": days[-1:], "each": days}[rule.pick]
            return [Start(name, EVENTS[name].label, day) for day in picked]
    return []


def _located(rule: Deadline, pack: Pack, start: Start, scene: Scene) -> Found:
    """The date of a rule: stated by a fact, moved by its own event, or reckoned."""
    stated = scene.facts.get(rule.date_fact) if rule.date_fact else None
    if isinstance(stated, date):
        return Found(rule, pack, start, stated, (BEGIN.fill(event=start.label, day=start.on), STATED.fill(day=stated)))
    reckoned = _reckoned(rule, pack, start, scene)
    reckoned = later_of(rule, start, scene, pack, reckoned) if rule.or_later else reckoned
    reckoned = _extended(rule, pack, start, scene, reckoned)
    reckoned = _waited(rule, start, scene, reckoned)
    brought = scene.first_of(rule.or_on, start.on)
    steps = (BEGIN.fill(event=start.label, day=start.on), *reckoned.steps)
    if brought is not None and brought[1] < reckoned.ends_on:
        step = BROUGHT.fill(event=EVENTS[brought[0]].label, day=brought[1])
        return Found(rule, pack, start, brought[1], (*steps, step), brought[0])
    return Found(rule, pack, start, reckoned.ends_on, steps)


def _reckoned(rule: Deadline, pack: Pack, start: Start, scene: Scene) -> Reckoning:
    house = _pauses(rule)
    pauses = tuple(pause for pause in scene.pauses() if pause.ended_by(scene.today) > start.on) if house else ()
    clipped = tuple(Pause(max(pause.start, start.on), pause.end) for pause in pauses)
    calendar = scene.calendar_of(pack, legal=not house)
    rolls = rule.roll == "next_working"
    first = reckon(start.on, rule.add.span, calendar, scene.zone, rolls=rolls, pauses=clipped, today=scene.today)
    if rule.then is None:
        return first
    second = reckon(first.ends_on, rule.then.span, calendar, scene.zone, rolls=rolls)
    return Reckoning(second.ends_on, (*first.steps, *second.steps))


def _pauses(rule: Deadline) -> bool:
    """A target of the house stands still while we wait for the customer, unless it is counted as the law counts."""
    return rule.kind is Kind.HOUSE and not rule.strict


def _extended(rule: Deadline, pack: Pack, start: Start, scene: Scene, before: Reckoning) -> Reckoning:
    """The date moved by the one event that the rule itself names for it."""
    extension = rule.extended_by
    moved = scene.first_of((extension.event,), start.on) if extension else None
    if extension is None or moved is None or (moved[1] > before.ends_on and not extension.even_late):
        return before
    why = EXTENDED.fill(event=EVENTS[extension.event].label, day=moved[1])
    stated = scene.facts.get(extension.to) if extension.to else None
    limit = (
        reckon(start.on, extension.add.span, scene.calendar_of(pack, legal=True), scene.zone) if extension.add else None
    )
    if isinstance(stated, date) and (limit is None or stated <= limit.ends_on):
        return Reckoning(stated, (*before.steps, why, STATED.fill(day=stated)))
    return Reckoning(limit.ends_on, (*before.steps, why, *limit.steps)) if limit else before


def _waited(rule: Deadline, start: Start, scene: Scene, before: Reckoning) -> Reckoning:
    """Never before what we may wait for."""
    awaited = scene.first_of(rule.waits_for, start.on) if _waits(rule, scene) else None
    if awaited is None or awaited[1] <= before.ends_on:
        return before
    step = WAITED.fill(event=EVENTS[awaited[0]].label, day=awaited[1])
    return Reckoning(awaited[1], (*before.steps, step))


def _waits(rule: Deadline, scene: Scene) -> bool:
    return bool(rule.waits_for) and scene.holds(rule.waits_when) is True


def _duty(found: Found, suffix: str, scene: Scene) -> Duty:
    rule, opens = found.rule, found.rule.gives == "opens"
    met_on, state = _state(found, scene)
    table = scene.opens if opens else scene.dues
    for name in (rule.full, rule.id, *rule.replaces, *(name.partition("/")[0] for name in rule.replaces)):
        table.setdefault(name, found.date)
    return Duty(
        rule=rule.id,
        key=rule.full + suffix,
        kind=rule.kind,
        label=rule.label.words,
        opens_on=found.date if opens else None,
        due_on=None if opens else found.date,
        due_at=None,
        state=state,
        starts_from=found.start,
        steps=found.steps,
        explanation=explained(rule, found.start, found.date, found.brought_by),
        source=rule.source.cite,
        status=rule.source.status,
        checked_on=rule.source.checked_on,
        ours=rule.kind in OURS,
        thresholds=rule.warn_days,
        met_on=met_on,
        pack=f"{found.pack.id} {found.pack.pack.version}",
    )


def _state(found: Found, scene: Scene) -> tuple[date | None, DutyState]:
    rule = found.rule
    met_on = _met_on(rule, found.start.on, scene)
    if met_on is not None:
        return met_on, DutyState.MET if met_on <= found.date or rule.gives == "opens" else DutyState.LATE
    stopped = scene.first_of(rule.stopped_by, found.start.on)
    if stopped is not None:
        return None, DutyState.MOOT if stopped[1] <= found.date else DutyState.LATE
    if _waits(rule, scene) and scene.today > found.date and scene.first_of(rule.waits_for, found.start.on) is None:
        return None, DutyState.PAUSED
    if _pauses(rule) and any(pause.end is None and pause.start < found.date for pause in scene.pauses()):
        return None, DutyState.PAUSED
    return None, _open_state(rule.kind, found.date, rule.gives == "opens", scene.today)


def _open_state(kind: Kind, on: date, opens: bool, today: date) -> DutyState:
    if opens or today <= on:
        return DutyState.PENDING
    return {Kind.WINDOW: DutyState.MOOT, Kind.THIRD_PARTY: DutyState.LATE}.get(kind, DutyState.MISSED)


def _met_on(rule: Deadline, start: date, scene: Scene) -> date | None:
    """The day the duty was done, unless what was done was undone since."""
    done = scene.first_of(rule.met_by, start)
    while done is not None:
        undone = scene.first_of(rule.undone_by, done[1])
        if undone is None:
            return done[1]
        later = [day for name in rule.met_by for day in scene.days(name) if day > undone[1]]
        done = ("", min(later)) if later else None
    return None


def _closed_by(duty: Duty, ender: str | None, scene: Scene) -> Duty:
    """A window's end, which another rule sets."""
    end = scene.dues.get(ender) if ender else None
    if end is None:
        return duty
    lapsed = duty.state is DutyState.PENDING and scene.today > end
    return replace(duty, due_on=end, state=DutyState.MOOT if lapsed else duty.state)


BEGIN = words("Départ : {event}, le {day:full}.", "Starts from {event}, {day:full}.")
STATED = words("Date fixée expressément : le {day:full}.", "Date expressly set: {day:full}.")
BROUGHT = words("Avancé au {day:full} : {event}, ce jour-là.", "Brought forward to {day:full}: {event}, that day.")
WAITED = words(
    "La règle permet d’attendre : {event}, le {day:full}.", "The rule allows waiting for {event}, on {day:full}."
)
EXTENDED = words(
    "Prolongé par la règle elle-même : {event}, le {day}.", "Extended by the rule itself: {event}, on {day}."
)
