"""What a case holds, asked once: which of its lists have anything in them, so that the others are not read at all."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Row, Select, select

from app.cases.models import Case
from app.cases.queries.clocks import MERGED, merged_into
from app.cases.queries.sight import BESIDE, LINKED, ROWS, cases_beside, linked_to, read_rows
from app.people.rules import Actor
from app.plumbing.db import columns_of
from app.plumbing.reading import Lists, Rows, given, holds

LISTS: Lists = {linked_to: LINKED, merged_into: MERGED}


def read_what_it_holds(case: Case, actor: Actor, lists: Lists) -> None:
    """Read the rows of a case that it has any of, and let those of these lists that hold nothing ask nothing.

    Their statements ask for rows of `:case` (its number) or of `:stream` (its journal).
    """
    held = _held(case, lists)
    read_rows(case, {name for name in ROWS if held._mapping[name]})
    if not held.beside:
        given({cases_beside: []}, case, actor)
    given({read: [] for read, some in zip(lists, held[len(ROWS) + 1 :], strict=True) if not some}, case)


def _held(case: Case, lists: Lists) -> Row[Any]:
    values = {"case": case.id, "stream": case.stream, "customer": case.customer_id}
    return columns_of(_question(tuple(lists.values())), values)[0]


@cache
def _question(statements: tuple[Rows, ...]) -> Select[*tuple[bool, ...]]:
    own = [holds(rows).label(name) for name, rows in {**ROWS, "beside": BESIDE}.items()]
    return select(*own, *(holds(rows) for rows in statements))
