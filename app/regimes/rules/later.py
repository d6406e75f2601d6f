"""The later of two periods ("six years from the event or, if later, three from knowledge"); what is unknown is said as unknown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.kernel import Words, words
from app.regimes.rules.duties import Start
from app.regimes.rules.events import EVENTS
from app.regimes.rules.pack import Pack
from app.regimes.rules.reckoning import Reckoning, reckon
from app.regimes.rules.scene import Scene
from app.regimes.rules.sections import Deadline, Length


def starts_of(rule: Deadline) -> tuple[str, ...]:
    """Every event that a rule can count from, its own first."""
    return (*rule.starts, *rule.or_later.starts) if rule.or_later else rule.starts


def later_of(rule: Deadline, start: Start, scene: Scene, pack: Pack, own: Reckoning) -> Reckoning:
    """The later of a rule's two ends; with one start unknown, the other end, which is then the earliest that it can be."""
    assert rule.or_later is not None
    other = rule.or_later
    if start.event not in rule.starts:
        only = _from(start.on, other.add, scene, pack)
        return Reckoning(only.ends_on, (*only.steps, _unknown(rule.starts, rule.add)))
    known = _first(other.starts, scene)
    if known is None:
        return Reckoning(own.ends_on, (*own.steps, _unknown(other.starts, other.add)))
    name, day = known
    second = _from(day, other.add, scene, pack)
    steps = (*own.steps, OR_FROM.fill(event=EVENTS[name].label, day=day), *second.steps)
    last = max(own.ends_on, second.ends_on)
    return Reckoning(last, (*steps, LATER.fill(day=last)))


def _from(day: date, length: Length, scene: Scene, pack: Pack) -> Reckoning:
    return reckon(day, length.span, scene.calendar_of(pack, legal=True), scene.zone)


def _first(names: Sequence[str], scene: Scene) -> tuple[str, date] | None:
    """The first of these events that is known, on its first day."""
    return next(((name, scene.days(name)[0]) for name in names if scene.days(name)), None)


def _unknown(names: Sequence[str], length: Length) -> Words:
    return UNKNOWN.fill(event=EVENTS[names[0]].label, span=length.span.words())


OR_FROM = words("Ou : {event}, le {day:full}.", "Or: {event}, {day:full}.")
LATER = words("Le plus tardif des deux : {day:full}.", "The later of the two: {day:full}.")
UNKNOWN = words(
    "Un jour n’est pas connu : {event}. Si les {span} qui en partent finissent plus tard, c’est cette date-là qui compte.",
    "One day is not known: {event}. If the {span} from it end later, that is the date that counts.",
)
