"""How long a claim can still be brought to court: limitation, with what suspends and what interrupts it.

Shown apart from the duties' own dates, never rolled to a working day, and running on after the case is closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.kernel import Words, words
from app.regimes.rules.dates import add_days, add_span
from app.regimes.rules.duties import Duty, DutyState, Start
from app.regimes.rules.events import EVENTS, Happened
from app.regimes.rules.pack import Pack
from app.regimes.rules.parts import Kind
from app.regimes.rules.scene import Scene, scene_of
from app.regimes.rules.sections import Limitation, Suspension
from app.regimes.rules.wording import STATUS_WORDS

IN_COURT = "court.filed"


@dataclass(frozen=True)
class Reading:
    """One way to read the suspension: the date it gives, and whether it is still running."""

    ends_on: date
    running: bool
    steps: tuple[Words, ...]


def limitation(
    packs: Sequence[Pack],
    events: Sequence[Happened],
    facts: Mapping[str, object],
    *,
    as_of: datetime,
    zone: str,
) -> tuple[Duty, ...]:
    """The last day to sue, per kind of claim that the facts allow to date; windows, never duties of ours."""
    return limits_of(scene_of(packs, events, facts, as_of=as_of, zone=zone))


def limits_of(scene: Scene) -> tuple[Duty, ...]:
    """The same, on a scene already set."""
    found = [_of_rule(rule, pack, scene) for pack in scene.packs for rule in pack.limitation]
    return tuple(duty for duty in found if duty is not None)


def _of_rule(rule: Limitation, pack: Pack, scene: Scene) -> Duty | None:
    begun = next(((name, scene.days(name)[0]) for name in rule.starts if scene.days(name)), None)
    if begun is None or scene.holds(rule.when) is not True or not scene.in_force(rule, begun[1]):
        return None
    start = Start(begun[0], EVENTS[begun[0]].label, begun[1])
    readings = _readings(rule, pack, start, scene)
    earliest = min(readings, key=lambda each: each.ends_on)
    steps = tuple(dict.fromkeys(step for reading in readings for step in reading.steps))
    if len(readings) > 1:
        steps += (EARLIER.fill(days=tuple(each.ends_on for each in readings), day=earliest.ends_on),)
    return _duty(rule, start, replace(earliest, steps=steps), scene, f"{pack.id} {pack.pack.version}")


def _readings(rule: Limitation, pack: Pack, start: Start, scene: Scene) -> list[Reading]:
    """The plain period, or one reading per suspension that the facts bring into play."""
    counted, interrupted = _interrupted(rule, start, scene)
    calendar = scene.calendar_of(pack, legal=True)
    plain = add_span(counted.on, rule.add.span, calendar, scene.zone)
    first = PLUS.fill(span=rule.add.span.words(), event=counted.label, start=counted.on, day=plain)
    base = Reading(plain, False, (*interrupted, first))
    suspended = [_suspended(each, base, pack, scene) for each in rule.suspended_by if scene.holds(each.when) is True]
    return [reading for reading in suspended if reading is not None] or [base]


def _interrupted(rule: Limitation, start: Start, scene: Scene) -> tuple[Start, tuple[Words, ...]]:
    """The event from which the whole period runs anew, when there is one."""
    again = [(day, name) for name in rule.interrupted_by for day in scene.days(name) if day >= start.on]
    if not again:
        return start, ()
    day, name = max(again)
    label = EVENTS[name].label
    return Start(name, label, day), (INTERRUPTED.fill(event=label, day=day),)


def _suspended(rule: Suspension, base: Reading, pack: Pack, scene: Scene) -> Reading | None:
    """The end pushed by the days that did not run, and never less than the minimum after them."""
    begun = scene.first_of((rule.start,))
    if begun is None or begun[1] > base.ends_on:
        return None
    over = scene.first_of(rule.ends, begun[1])
    resumed = over[1] if over else max(begun[1], scene.today)
    pushed = add_days(base.ends_on, (resumed - begun[1]).days)
    least = (
        add_span(resumed, rule.min_after.span, scene.calendar_of(pack, legal=True), scene.zone)
        if rule.min_after
        else pushed
    )
    ends_on = max(pushed, least)
    step = SUSPENDED if over else SUSPENDING
    said = step.fill(
        rule=rule.rule, cite=rule.cite, event=EVENTS[rule.start].label, start=begun[1], end=resumed, day=ends_on
    )
    return Reading(ends_on, over is None, (*base.steps, said))


def _duty(rule: Limitation, start: Start, reading: Reading, scene: Scene, pack: str) -> Duty:
    filed = scene.first_of((IN_COURT,), start.on)
    for name in (rule.id, rule.full):
        scene.dues.setdefault(name, reading.ends_on)
    return Duty(
        rule=rule.id,
        key=rule.full,
        kind=Kind.WINDOW,
        label=rule.label.words,
        opens_on=None,
        due_on=reading.ends_on,
        due_at=None,
        state=_state(reading, filed[1] if filed else None, scene.today),
        starts_from=start,
        steps=reading.steps,
        explanation=_explained(rule, start, reading.ends_on),
        source=rule.source.cite,
        status=rule.source.status,
        checked_on=rule.source.checked_on,
        ours=False,
        thresholds=rule.warn_days,
        met_on=filed[1] if filed else None,
        pack=pack,
    )


def _state(reading: Reading, filed: date | None, today: date) -> DutyState:
    if filed is not None:
        return DutyState.MET if filed <= reading.ends_on else DutyState.LATE
    if reading.running:
        return DutyState.PAUSED
    return DutyState.PENDING if today <= reading.ends_on else DutyState.MOOT


def _explained(rule: Limitation, start: Start, day: date) -> Words:
    whose = CONSUMER if rule.claimant == "consumer" else TRADER
    return EXPLAINED.fill(
        day=day,
        span=rule.add.span.words(),
        event=start.label,
        start=start.on,
        source=rule.source.cite,
        rule=rule.id,
        status=STATUS_WORDS[rule.source.status],
        whose=whose,
    )


PLUS = words(
    "{span} après {event} ({start}) : {day:full}. Une prescription ne se reporte pas.",
    "{span} after {event} ({start}): {day:full}. A limitation period is never rolled.",
)
INTERRUPTED = words(
    "Interrompue : {event}, le {day} ; le délai entier repart.", "Interrupted: {event}, on {day}; it starts afresh."
)
SUSPENDED = words(
    "Suspendue du {start} ({event}) au {end} : {day:full} ({cite}, {rule}).",
    "Suspended from {start} ({event}) to {end}: {day:full} ({cite}, {rule}).",
)
SUSPENDING = words(
    "Suspendue depuis le {start} ({event}) : {day:full} si la médiation finissait aujourd’hui ({cite}, {rule}).",
    "Suspended since {start} ({event}): {day:full} if the mediation ended today ({cite}, {rule}).",
)
EARLIER = words(
    "Deux lectures sont possibles ({days}) : agir avant la plus proche, le {day:full}.",
    "Two readings are possible ({days}): act before the earlier one, {day:full}.",
)
EXPLAINED = words(
    "Action possible jusqu’au {day}, {span} après {event} ({start}) ; {source} ({rule}, {status}) ; {whose}.",
    "Action possible until {day}, {span} after {event} ({start}); {source} ({rule}, {status}); {whose}.",
)
CONSUMER = words(
    "prescription de l’action du client, pas un délai pour nous", "the customer’s right to sue, not our time"
)
TRADER = words("prescription de notre propre action", "our own right to sue")
