"""Erasing people's words from the journal of a case: the fact, its date and its seal stay; reactions reach every copy."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, SignalRow
from app.cases.queries import locked
from app.cases.queries.erasing import companions_of, entry_numbered, erasure_facts
from app.cases.rules.erasing import Ground, require_erasable
from app.cases.rules.signals import SignalKind
from app.journal.actions import erase_words as erase
from app.journal.models import Entry
from app.journal.rules import Sealed
from app.kernel import Audience, Json, Refused, day_of, words
from app.people.rules import Actor, Permission
from app.plumbing import search
from app.plumbing.db import db, overwritten


def erase_words(case: Case, seq: int, ground: Ground, reason: str, *, by: Actor, at: datetime) -> Sealed:
    """Erase the words of one entry for good, with all that repeats them; returns the entry that tells it.

    Refused while the words are needed as proof, to whoever wrote them, and to the system.
    """
    if not by.may(Permission.CASE_ERASE):
        raise Refused("not_allowed", NOT_ALLOWED, "ground")
    locked(case)
    entry = entry_numbered(case, seq)
    require_erasable(erasure_facts(case, entry, by=by, at=at), ground, reason)
    return _erased(case, entry, ground, reason, by, at)


def take_back(case: Case, seq: int, reason: str, *, by: Actor, at: datetime) -> Sealed:
    """Erase the words of an entry that came into the wrong case and on which nobody has built: undone, not judged."""
    return _erased(locked(case), entry_numbered(case, seq), Ground.WRONG_CASE, reason, by, at)


def _erased(case: Case, entry: Entry, ground: Ground, reason: str, by: Actor, at: datetime) -> Sealed:
    seq = entry.seq
    overwritten()
    gone = [entry, *companions_of(entry)]
    for row in gone:
        _forget(case, row)
        erase(row, by=by.key, at=at, reason=reason.strip())
    data: dict[str, Json] = {
        "entry": seq, "of": entry.kind, "of_on": day_of(entry.at, case.zone).isoformat(), "ground": ground.value,
        "entries": [row.seq for row in gone],
    }  # fmt: skip
    return tell(case, "case.words_erased", Happening(data, {"reason": reason.strip()}, Audience.INTERNAL), by=by, at=at)


def _forget(case: Case, entry: Entry) -> None:
    """The same words where rows of the case repeat them."""
    search.put(case.id, "entry", str(entry.seq), entry.audience.value, "")
    if entry.kind == "case.signal":
        kind = SignalKind(str(entry.data["signal"]))
        row = db.session.scalars(select(SignalRow).where(SignalRow.case_id == case.id, SignalRow.kind == kind)).one()
        row.why = ""


NOT_ALLOWED = words(
    "Seules la supervision et la qualité effacent des mots ; le système n’efface rien de lui-même (--by).",
    "Only a supervisor and the quality officer erase words; the system erases nothing by itself (--by).",
)
