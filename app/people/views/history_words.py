"""Entries of the settings as sentences: who, when, what, from what to what."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import app as house
from app.journal.models import Entry
from app.kernel import Words, words
from app.people import queries
from app.people.guards import current_actor
from app.people.rules import Permission, downloads
from app.people.rules.history import changes, elsewhere, title
from app.plumbing.web import lang


@dataclass(frozen=True)
class Told:
    """One change, in sentences."""

    seq: int
    at: datetime
    who: str
    what: Words
    details: tuple[Words, ...]


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Any]:
    """What the other rooms say of the kinds they write (their `rules.ENTRIES`)."""
    found: dict[str, Any] = {}
    for room in pkgutil.iter_modules(house.__path__):
        if room.ispkg and importlib.util.find_spec(f"{house.__name__}.{room.name}.rules") is not None:
            found |= getattr(importlib.import_module(f"{house.__name__}.{room.name}.rules"), "ENTRIES", {})
    return found


def sentences(entries: Sequence[Entry]) -> list[Told]:
    """These entries told, the people and things in them named in a few queries."""
    named = _namer(entries)
    return [
        Told(
            entry.seq,
            entry.at,
            _who(entry.by, named),
            _what(entry, named),
            _taken_from(entry) or (*_where(entry, named), *changes(entry.data), *_why(entry)),
        )
        for entry in entries
    ]


def _taken_from(entry: Entry) -> tuple[Words, ...]:
    """Of a file that somebody took: which, and from which case for who may know of cases."""
    return downloads.said(entry.data, cases=current_actor().may(Permission.CASE_READ))[1] if _is_taken(entry) else ()


def _is_taken(entry: Entry) -> bool:
    return entry.kind == downloads.KIND


def _where(entry: Entry, named: Callable[[str, int], str]) -> tuple[Words, ...]:
    """The service that a change of another room is about, where it is about one."""
    number = entry.data.get("service")
    about_it = entry.kind.startswith("service.")
    return (
        (words("{name}", "{name}", name=named("service", number)),) if isinstance(number, int) and not about_it else ()
    )


def _why(entry: Entry) -> tuple[Words, ...]:
    """Why somebody decided as they did, or took a proposal back, where they said it."""
    reason = entry.words.body.get("reason") if entry.kind.endswith((".decided", ".withdrawn")) and entry.words else None
    return (WHY.fill(why=str(reason)),) if reason else ()


WHY = words("motif : {why}", "reason: {why}")


def _what(entry: Entry, named: Callable[[str, int], str]) -> Words:
    if _is_taken(entry):
        return downloads.said(entry.data, cases=False)[0]
    own = title(entry.kind, entry.data, named)
    if own is not None:
        return own
    table = _tables().get(entry.kind)
    if table is not None:
        said: Words = table.title(entry.data)
        return said
    return elsewhere(entry.kind)


def _who(by: str, named: Callable[[str, int], str]) -> str:
    kind, _, number = by.partition(":")
    return named(kind, int(number)) if number.isdigit() else "Amiable"


def _namer(entries: Sequence[Entry]) -> Callable[[str, int], str]:
    wanted: dict[str, set[int]] = {"staff": set(), "customer": set()}
    for entry in entries:
        kind, _, number = entry.by.partition(":")
        if kind in wanted and number.isdigit():
            wanted[kind].add(int(number))
        for name, numbers in wanted.items():
            value = entry.data.get(name)
            if isinstance(value, int):
                numbers.add(value)
    spoken = lang()
    names: dict[tuple[str, int], str] = {}
    names |= {("staff", row.id): row.name for row in queries.staff_named(sorted(wanted["staff"])).values()}
    names |= {
        ("customer", row.id): row.display_name or f"n° {row.id}"
        for row in queries.customers_named(sorted(wanted["customer"])).values()
    }
    names |= {("service", row.id): row.name(spoken) for row in queries.all_services()}
    names |= {("terms", row.id): row.version for row in queries.all_terms()}
    return lambda kind, number: names.get((kind, number), f"n° {number}")
