"""The drawing of the workflow says what the table says: no line more, none less, none through a box."""

from __future__ import annotations

import pytest

from app.cases.rules.diagram import HEIGHT, ORDER, Box, drawn
from app.cases.rules.states import OPEN, State
from app.cases.rules.transitions import ends
from app.cases.rules.workflow import TRANSITIONS

DRAWN = drawn()


def test_every_way_of_the_table_is_drawn_once_or_said_in_its_box() -> None:
    ways = {
        (source, end)
        for arrow in TRANSITIONS
        for source in arrow.sources
        for end in ends(arrow, source)
        if end is not source
    }
    said = {
        (source, box.state) for box in DRAWN.boxes if box.from_anywhere for source in State if source is not box.state
    }
    lines = [(line.source, line.target) for line in DRAWN.lines]
    assert len(lines) == len(set(lines))
    assert set(lines) <= ways <= set(lines) | said
    assert [box.state for box in DRAWN.boxes] == list(ORDER)
    assert set(ORDER) == set(State)


def test_what_starts_everywhere_is_named_in_its_box() -> None:
    named = {label.en for box in DRAWN.boxes for label in box.from_anywhere}
    assert named == {arrow.label.en for arrow in TRANSITIONS if arrow.sources >= OPEN}


def test_a_line_is_dotted_only_where_nothing_of_ours_leads_that_way() -> None:
    facts = {label.en for line in DRAWN.lines if line.fact for label in line.labels}
    acts = {arrow.label.en for arrow in TRANSITIONS if not arrow.fact}
    assert facts
    assert not facts & acts


@pytest.mark.parametrize("box", DRAWN.boxes, ids=lambda box: box.state.value)
def test_lines_end_apart_on_their_box(box: Box) -> None:
    begun = [line.path.split(" ")[1] for line in DRAWN.lines if line.source is box.state]
    ended = [line.tip.split(" ")[0].split(",")[1] for line in DRAWN.lines if line.target is box.state]
    assert all(box.y < float(y) < box.y + HEIGHT for y in begun + ended)
    for side in (True, False):
        here = [
            y
            for line, y in [(one, one.path.split(" ")[1]) for one in DRAWN.lines if one.source is box.state]
            + [(one, one.tip.split(" ")[0].split(",")[1]) for one in DRAWN.lines if one.target is box.state]
            if (ORDER.index(line.target) > ORDER.index(line.source)) is side
        ]
        assert len(here) == len(set(here))
