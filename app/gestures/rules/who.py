"""Who may grant what, generated from the grid; and the verdict as every door prints it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.gestures.rules.authority import GridLine, Rank, line_for
from app.gestures.rules.kinds import Kind
from app.gestures.rules.verdict import Verdict
from app.kernel import Words, words


def verdict_document(verdict: Verdict, say: Callable[[Words], str]) -> dict[str, Any]:
    """The one document of a verdict: page, JSON and command line print it alike. Amounts in minor units."""
    return {
        "verdict": verdict.answer.value,
        "level": verdict.level.value if verdict.level else None,
        "people": [one.login for one in verdict.people],
        "because": {"code": verdict.because.code, "sentence": say(verdict.because.sentence)},
        "counted": {"case": verdict.counted.case.minor, "customer_12m": verdict.counted.customer_12m.minor},
    }


def in_force(grid: Iterable[GridLine], on: date) -> tuple[GridLine, ...]:
    """The newest version of each line that holds on a civil day, in the order of the grid."""
    newest: dict[tuple[str, int, str], GridLine] = {}
    for line in sorted(grid, key=lambda one: one.version):
        if line.valid_from <= on:
            newest[line.place] = line
    live = [line for line in newest.values() if line.in_force_on(on)]
    return tuple(
        sorted(live, key=lambda one: (one.rank.order, one.service_id or 0, one.kind.value if one.kind else ""))
    )


@dataclass(frozen=True)
class Cell:
    """One cell of the page: the line that counts there, and whether it was written for this very place."""

    line: GridLine | None
    own: bool


@dataclass(frozen=True)
class Row:
    """One row of the page: a kind of gesture (or all the others), and what each level may grant of it."""

    kind: Kind | None
    cells: tuple[Cell, ...]

    @property
    def words(self) -> Words:
        """What stands at its head."""
        return self.kind.words if self.kind else ALL_OTHERS


def who_may_grant(grid: Iterable[GridLine], service_id: int | None, on: date) -> tuple[Row, ...]:
    """The grid as people read it for one service: a row for every kind that has a line of its own, then all the others."""
    lines = in_force(grid, on)
    kinds = [
        kind for kind in Kind if any(line.kind is kind and line.service_id in (None, service_id) for line in lines)
    ]
    return tuple(Row(kind, tuple(_cell(lines, rank, service_id, kind, on) for rank in Rank)) for kind in (*kinds, None))


def _cell(lines: tuple[GridLine, ...], rank: Rank, service_id: int | None, kind: Kind | None, on: date) -> Cell:
    line = line_for(lines, rank, service_id, kind, on)
    return Cell(line, line is not None and line.kind is kind and line.service_id == service_id)


def markdown(grid: Iterable[GridLine], services: Mapping[int, str], on: date, say: Callable[[object], str]) -> str:
    """The page "who may grant what" for the documentation: one table, amounts in value to the customer."""
    head = "| level | service | gesture | per gesture | per case | per customer, 12 months | to compromise |"
    rows = [head, "|---|---|---|---:|---:|---:|---:|"]
    for line in in_force(grid, on):
        top = line.ceilings
        service = services.get(line.service_id or 0, "—") if line.service_id else "every service"
        kind = say(line.kind.words) if line.kind else "every gesture"
        amounts = (top.gesture, top.case, top.customer, line.compromise)
        rows.append(
            f"| {say(line.rank.words)} | {service} | {kind} | " + " | ".join(say(one) for one in amounts) + " |"
        )
    return "\n".join(rows) + "\n"


ALL_OTHERS = words("tous les autres gestes", "all other gestures")
