"""What the drawings of an estimate show: the parameters that weigh most, the tree as indented steps, its leaves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from app.costs.rules.estimate import Estimate, Node, Swing

SWINGS = 10


def swings_shown(found: Estimate) -> tuple[Swing, ...]:
    """The parameters that weigh most."""
    return found.weighs_most[:SWINGS]


@dataclass(frozen=True)
class Branch:
    """One node of the tree as it is drawn: how deep, on which row, and the row of its parent."""

    node: Node
    depth: int
    row: int
    parent_row: int


def steps_of_tree(found: Estimate) -> tuple[Branch, ...]:
    """The tree from its root, each node followed by what comes below it."""
    below: dict[str, list[Node]] = defaultdict(list)
    for node in found.tree:
        below[node.parent].append(node)
    drawn: list[Branch] = []

    def draw(node: Node, depth: int, parent_row: int) -> None:
        row = len(drawn)
        drawn.append(Branch(node, depth, row, parent_row))
        for one in below[node.code] if node.code else ():
            draw(one, depth + 1, row)

    for root in below[""]:
        draw(root, 0, -1)
    return tuple(drawn)


def leaves_of(found: Estimate) -> tuple[Node, ...]:
    """Where the dispute can end, the most likely first."""
    ends = [node for node in found.tree if node.cost is not None]
    return tuple(sorted(ends, key=lambda node: (-node.reach, node.code)))
