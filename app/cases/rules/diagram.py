"""The workflow as a drawing: states down a line, what leads on at their right, what leads back at their left.

It follows from the table of arrows alone. What can happen in every state (a mediator’s notice, a summons, a withdrawal) and what
leaves the state as it is would be lines between all of them: the states they lead to say so in words instead.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from app.cases.rules.states import OPEN, State
from app.cases.rules.transitions import ends
from app.cases.rules.workflow import TRANSITIONS, Transition
from app.kernel import Words

WIDTH, BOX, HEIGHT, STEP, TOP = 360, 150, 40, 68, 6
LEFT, RIGHT = (WIDTH - BOX) // 2, (WIDTH + BOX) // 2
ORDER = (
    State.RECEIVED,
    State.IN_PROGRESS,
    State.WAITING,
    State.OFFER_OPEN,
    State.ANSWERED,
    State.IN_MEDIATION,
    State.IN_COURT,
    State.SETTLING,
    State.CLOSED,
)


@dataclass(frozen=True)
class Box:
    """A state on the drawing: where its box begins, and which arrows lead to it from everywhere."""

    state: State
    y: int
    from_anywhere: tuple[Words, ...]


@dataclass(frozen=True)
class Line:
    """What leads from one state to another: its curve, the tip of its arrow, the buttons that it stands for."""

    source: State
    target: State
    path: str
    tip: str
    fact: bool
    """Only what others do leads this way."""
    labels: tuple[Words, ...]


@dataclass(frozen=True)
class Drawing:
    """All of it, in units of a pixel."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def everywhere(arrow: Transition) -> bool:
    """Does it start from every open state?"""
    return arrow.sources >= OPEN


def drawn() -> Drawing:
    """The workflow, drawn."""
    between: dict[tuple[State, State], list[Transition]] = defaultdict(list)
    for arrow in TRANSITIONS:
        for source in arrow.sources if not everywhere(arrow) else ():
            for target in ends(arrow, source):
                if target is not source:
                    between[source, target].append(arrow)
    pairs = sorted(between, key=lambda pair: (_row(pair[0]), _row(pair[1])))
    boxes = tuple(Box(state, _y(state), _anywhere(state)) for state in ORDER)
    lines = tuple(_line(pair, between[pair], pairs) for pair in pairs)
    return Drawing(WIDTH, _y(ORDER[-1]) + HEIGHT + TOP, boxes, lines)


def _row(state: State) -> int:
    return ORDER.index(state)


def _y(state: State) -> int:
    return TOP + STEP * _row(state)


def _anywhere(state: State) -> tuple[Words, ...]:
    return tuple(arrow.label for arrow in TRANSITIONS if everywhere(arrow) and arrow.target is state)


def _line(pair: tuple[State, State], arrows: list[Transition], pairs: list[tuple[State, State]]) -> Line:
    source, target = pair
    on = _row(target) > _row(source)
    side, away = (RIGHT, 1) if on else (LEFT, -1)
    start, end = _port(pair, source, pairs), _port(pair, target, pairs)
    out = side + away * (10 + 11 * abs(_row(target) - _row(source)))
    path = f"M{side} {start} C{out} {start} {out} {end} {side + away * 6} {end}"
    tip = f"{side},{end} {side + away * 7},{end - 3.5} {side + away * 7},{end + 3.5}"
    return Line(source, target, path, tip, all(arrow.fact for arrow in arrows), tuple(one.label for one in arrows))


def _port(pair: tuple[State, State], state: State, pairs: list[tuple[State, State]]) -> float:
    """Where on the side of a box a line ends: those of one side lie one under the other, the nearest way first."""
    on = _row(pair[1]) > _row(pair[0])
    here = [one for one in pairs if state in one and (_row(one[1]) > _row(one[0])) is on]
    here.sort(key=lambda one: (_other(one, state) > _row(state), -_other(one, state)))
    return round(_y(state) + HEIGHT * (here.index(pair) + 1) / (len(here) + 1), 1)


def _other(pair: tuple[State, State], state: State) -> int:
    return _row(pair[1] if pair[0] is state else pair[0])
