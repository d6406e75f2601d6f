"""Keeping, in the record of access, who took which file away: never in the journal of the case, which reading does not write."""

from __future__ import annotations

from datetime import datetime

from app.journal.actions import record_late
from app.kernel import Event, Json
from app.people.actions.staff import ACCESS
from app.people.rules import Actor
from app.people.rules.downloads import KIND, Taken


def note_taken(what: Taken, *, by: Actor, at: datetime, **about: Json) -> None:
    """That somebody took it: of which case, customer, number; no name of a file that somebody gave it, no words."""
    record_late(Event(KIND, ACCESS, at, by.key, {"what": what.value, **about}))
