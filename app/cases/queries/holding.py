"""What a case holds, asked once: which of its lists have anything in them, so that the others are not read at all."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from sqlalchemy import Select, select

from app.cases.models import Case
from app.cases.queries.advising import STANDING as ADVICE
from app.cases.queries.advising import standing_advice
from app.cases.queries.clocks import MERGED, merged_into
from app.cases.queries.conduct import STANDING, limits_on
from app.cases.queries.sight import BESIDE, LINKED, ROWS, cases_beside, linked_to, read_rows
from app.cases.queries.standing_in import ELSEWHERE, noted_elsewhere
from app.cases.queries.warning import PROPOSED, proposed_for
from app.people.rules import Actor
from app.plumbing.db import columns_of, listed, on_sqlite
from app.plumbing.memo import Lists, Rows, given, holds

LISTS: Lists = {
    linked_to: LINKED,
    merged_into: MERGED,
    proposed_for: PROPOSED,
    limits_on: STANDING,
    standing_advice: ADVICE,
}


def read_what_it_holds(case: Case, actor: Actor, lists: Lists) -> None:
    """Read the rows of a case that it has any of, and let those of these lists that hold nothing ask nothing.

    Their statements ask for rows of `:case` (its number), of `:stream` (its journal) or of `:customer` (whose it is).
    """
    held = dict(zip((*ROWS, cases_beside, noted_elsewhere, *lists), _held(case, lists), strict=True))
    read_rows(case, {name for name in ROWS if held[name]})
    if not held[cases_beside]:
        given({cases_beside: []}, case, actor)
    if not held[noted_elsewhere]:
        given({noted_elsewhere: []}, case)
    given({read: [] for read in lists if not held[read]}, case)


def _held(case: Case, lists: Lists) -> list[bool]:
    values = {"case": case.id, "stream": case.stream, "customer": case.customer_id}
    ((held,),) = columns_of(_question(tuple(lists.values()), on_sqlite()), values)
    return cast("list[bool]", held)


@cache
def _question(statements: tuple[Rows, ...], _on_sqlite: bool) -> Select[*tuple[Any, ...]]:
    """Asked as one column: on a server a page pays for each."""
    return select(listed(*(holds(rows) for rows in (*ROWS.values(), BESIDE, ELSEWHERE, *statements))))
