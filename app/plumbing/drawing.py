"""Drawings of which a page holds many: written here, where a template would take ten times as long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol

from markupsafe import Markup, escape

SIDES = 15, 70
"""Shares of the width (percent): labels before the first begin at their mark, those after the second end at it."""
LANES = 10, 40, -4, 54
"""How low the labels of each lane are written."""
RUNS = {"pause": "pause", "start": "run", "opens": "run", "resume": "run"}
"""How the line goes on after a mark; it only goes on after the others."""
OWN = ("due", "today", "pause")
"""Marks with a colour of their own."""

LOW, TALL = ("", ""), (" axis-tall", ' transform="translate(0 14)"')
FRAME = """<svg class="axis{0}" role="img" aria-label="{2}">
<g{1}>
<rect class="ax-line" y="20" width="100%" height="2"/>
{3}</g>
</svg>
"""


class Mark(Protocol):
    """A mark on a line of time: its day, its label, what it is, and the lane that keeps labels apart."""

    @property
    def on(self) -> date:
        """Its civil day."""

    @property
    def label(self) -> object:
        """What the reader is told."""

    @property
    def kind(self) -> str:
        """start, opens, pause, resume, met, due or today."""

    @property
    def lane(self) -> int:
        """0 and 2 above the line, 1 and 3 below."""


def axis(marks: Sequence[Mark], say: Callable[[object], str], day: Callable[..., str]) -> Markup:
    """A line of time with its marks in order; read aloud as one sentence."""
    first, last = marks[0].on, marks[-1].on
    span = max((last - first).days, 1)
    places = [round((mark.on - first).days * 100 / span, 2) for mark in marks]
    labels = [say(mark.label) for mark in marks]
    tall = any(mark.lane > 1 for mark in marks)
    told = "; ".join(f"{label}, {day(mark.on)}" for mark, label in zip(marks, labels, strict=True))
    runs = [_run(mark, place, after, span) for mark, place, after in zip(marks, places, marks[1:], strict=False)]
    drawn = [_drawn(*each, day(each[0].on, "auto")) for each in zip(marks, places, labels, strict=True)]
    line = "".join(run + mark for run, mark in zip([*runs, ""], drawn, strict=True))
    return Markup(FRAME.format(*(TALL if tall else LOW), escape(told), line))  # noqa: S704  what people wrote is escaped


def _run(mark: Mark, place: float, after: Mark, span: int) -> str:
    width = round((after.on - mark.on).days * 100 / span, 2)
    return f'<rect class="ax-{RUNS.get(mark.kind, "line")}" x="{place}%" y="20" width="{width}%" height="2"/>'


def _drawn(mark: Mark, place: float, label: str, on: str) -> str:
    anchor = "start" if place < SIDES[0] else "end" if place > SIDES[1] else "middle"
    return (
        f'<rect class="ax-{mark.kind if mark.kind in OWN else "run"}" x="{place}%" y="15" width="2" height="12"/>\n'
        f'<text x="{place}%" y="{LANES[mark.lane]}" text-anchor="{anchor}">{escape(f"{label}, {on}")}</text>\n'
    )
