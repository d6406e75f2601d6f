"""What a time-line drawing of a duty needs: its points and stretches, and where they stand. Drawn elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.kernel import Words, words
from app.regimes.rules.duties import Duty
from app.regimes.rules.reckoning import Pause

PointKind = Literal["start", "opens", "due", "today", "met"]


@dataclass(frozen=True)
class Point:
    """A moment on the line."""

    kind: PointKind
    on: date
    label: Words


@dataclass(frozen=True)
class Stretch:
    """A part of the line: a pause, or a window that is open."""

    kind: Literal["pause", "window", "running"]
    start: date
    end: date


@dataclass(frozen=True)
class Timeline:
    """The drawing's data, in the order of the dates."""

    first: date
    last: date
    points: tuple[Point, ...]
    stretches: tuple[Stretch, ...]

    def share(self, day: date) -> float:
        """Where a day stands: its share of the width, from 0 to 1."""
        return (day - self.first).days / max((self.last - self.first).days, 1)


def timeline(duty: Duty, today: date, pauses: Sequence[Pause] = ()) -> Timeline:
    """The points (start, opening, due, done, today) and stretches (running, pauses, window) of a duty."""
    marks: list[tuple[PointKind, date | None, Words]] = [
        ("start", duty.starts_from.on, duty.starts_from.label),
        ("opens", duty.opens_on, OPENS),
        ("due", duty.due_on, DUE),
        ("met", duty.met_on, MET),
        ("today", today, TODAY),
    ]
    dated = [(kind, on, label) for kind, on, label in marks if on is not None]
    first, last = min(on for _, on, _ in dated), max(on for _, on, _ in dated)
    points = sorted((Point(kind, on, label) for kind, on, label in dated), key=_order)
    return Timeline(first, last, tuple(points), tuple(_stretches(duty, today, pauses, first, last)))


def _order(point: Point) -> tuple[date, str]:
    return point.on, point.kind


def _stretches(duty: Duty, today: date, pauses: Sequence[Pause], first: date, last: date) -> list[Stretch]:
    spans: list[tuple[Literal["pause", "window", "running"], date, date]] = []
    end = duty.due_on or duty.opens_on
    if end is not None:
        spans.append(("running", duty.starts_from.on, duty.opens_on or end))
    if duty.opens_on is not None and duty.due_on is not None:
        spans.append(("window", duty.opens_on, duty.due_on))
    spans += [("pause", pause.start, pause.ended_by(today)) for pause in pauses]
    clipped = [(kind, max(a, first), min(b, last)) for kind, a, b in spans]
    return [Stretch(kind, a, b) for kind, a, b in clipped if a < b]


@dataclass(frozen=True)
class Mark:
    """One mark of the drawing with its short label; `lane` keeps labels apart (0, 2 above the line; 1, 3 below)."""

    on: date
    label: Words
    kind: Literal["start", "opens", "due", "met", "today", "pause", "resume"]
    lane: int = 0


def marks(drawn: Timeline) -> tuple[Mark, ...]:
    """The marks of a time line in the order of their dates: its points, and where each pause begins and ends."""
    found = [Mark(point.on, SHORT.get(point.kind, point.label), point.kind) for point in drawn.points]
    for stretch in drawn.stretches:
        if stretch.kind == "pause":
            found += [Mark(stretch.start, PAUSED, "pause"), Mark(stretch.end, RESUMED, "resume")]
    today = next((mark.on for mark in found if mark.kind == "today"), None)
    found = [mark for mark in found if mark.kind != "resume" or mark.on != today]
    found.sort(key=lambda mark: (mark.on, ORDER.index(mark.kind)))
    return tuple(_apart(found, drawn))


LETTER = 0.021
"""The width of a letter as a share of the narrowest drawing."""


def _apart(found: list[Mark], drawn: Timeline) -> list[Mark]:
    """Each label in the first lane where it does not run into the one before it."""
    ends: dict[int, float] = dict.fromkeys(range(4), -1.0)
    placed = []
    for mark in found:
        x = drawn.share(mark.on)
        width = LETTER * (max(len(mark.label.fr), len(mark.label.en)) + 12)
        left = x if x < 0.15 else x - width if x > 0.7 else x - width / 2
        lane = next((lane for lane, end in ends.items() if end <= left), 3)
        ends[lane] = left + width
        placed.append(Mark(mark.on, mark.label, mark.kind, lane))
    return placed


ORDER = ("start", "pause", "resume", "opens", "met", "due", "today")
OPENS = words("ouverture", "opens")
DUE = words("échéance", "due")
MET = words("fait", "done")
TODAY = words("aujourd’hui", "today")
PAUSED = words("pause", "paused")
RESUMED = words("reprise", "resumed")
SHORT = {"start": words("départ", "start")}
