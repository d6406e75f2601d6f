"""What one act told twice, or one act told of ten things, is one line of a time line; the journal keeps every entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar

ECHOES = {
    "case.offer_accepted": "offer",
    "case.offer_lapsed": "offer",
    "case.mediation_agreed": "referral",
    "case.mediation_over": "referral",
}
"""Arrows that only say again what the entry just before said of the same offer or referral, and the fact they share."""
RUNS = frozenset({"exhibit.released", "exhibit.held_back"})
"""Kinds of which one act writes an entry for each thing."""


class Told(Protocol):
    """As much of an entry as matters here."""

    @property
    def kind(self) -> str:
        """What happened."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def by(self) -> str:
        """By whom."""

    @property
    def data(self) -> Mapping[str, Any]:
        """The facts."""

    @property
    def commitment(self) -> str:
        """Empty where nobody wrote words."""


Entry = TypeVar("Entry", bound=Told)


def told_once(entries: Iterable[Entry]) -> list[tuple[Entry, Mapping[str, Any]]]:
    """Entries, oldest first, each with the facts to tell it by: echoes left out, runs drawn together (`numbers`)."""
    found: list[tuple[Entry, Mapping[str, Any]]] = []
    before: Entry | None = None
    for entry in entries:
        if before is not None and _echo(entry, before):
            continue
        if found and _same_run(entry, found[-1][0]):
            first, data = found[-1]
            numbers = (*data.get("numbers", (data.get("number"),)), entry.data.get("number"))
            found[-1] = (first, {**data, "numbers": numbers})
        else:
            found.append((entry, entry.data))
        before = entry
    return found


def _echo(entry: Told, before: Told) -> bool:
    shared = ECHOES.get(entry.kind)
    if not shared or entry.commitment or entry.at != before.at:
        return False
    return entry.data.get(shared) is not None and entry.data.get(shared) == before.data.get(shared)


def _same_run(entry: Told, before: Told) -> bool:
    if entry.kind not in RUNS or entry.kind != before.kind or (entry.at, entry.by) != (before.at, before.by):
        return False
    return bool(entry.data.get("to") == before.data.get("to"))
