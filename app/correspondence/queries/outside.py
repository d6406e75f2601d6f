"""Whom a letter outside any case is for: the customer, or whoever acts for one who is dead or cannot act."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from app.cases.models import Party
from app.cases.queries.standing_in import acting_by_law, named
from app.cases.rules.standing_in import CAPACITY, StandIn, in_whose_name
from app.correspondence.rules import Reach
from app.kernel import Lang
from app.people.models import Customer
from app.plumbing.typography import say


def lang_read(code: str) -> Lang:
    """The language we write in to somebody of this one."""
    return "en" if code == "en" else "fr"


def reaches_of(rows: Collection[Customer], on: date) -> dict[int, Reach]:
    """Where each of these customers can be reached outside any case on a civil day, by their numbers.

    Whoever acts by law for one who is dead or cannot act is written to in their place, address or no address: nothing falls
    back to the dead or to a child.
    """
    acting = acting_by_law([row.id for row in rows], on)
    return {row.id: _reach(row, acting.get(row.id)) for row in rows}


def reach_of_customer(row: Customer, on: date) -> Reach:
    """Where a customer, or whoever acts for them, can be reached outside any case on a civil day."""
    return reaches_of([row], on)[row.id]


def _reach(row: Customer, acting: tuple[StandIn, list[Party]] | None) -> Reach:
    if acting is None:
        return Reach(row.name_in(lang_read(row.lang)), row.email, row.address, row.prefers, row.lang)
    whom, parties = acting[0].party, acting[1]
    by = say(in_whose_name(acting[0], parties, named(row)), lang_read(row.lang))
    return Reach(whom.name, whom.email, whom.address, "email", row.lang, by, CAPACITY[whom.role])


def called(row: Customer, reach: Reach) -> tuple[str, str]:
    """Title and name of whoever is greeted: the customer, or whoever is written to in their place."""
    return ("", reach.name) if reach.for_whom else (row.title, row.name)
