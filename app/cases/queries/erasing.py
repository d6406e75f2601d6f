"""What decides whether the words of an entry may be erased, and what was erased."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.cases.models import Case
from app.cases.queries.kept_duties import KeptDuty, duties_of
from app.cases.rules.erasing import WITH_LETTER, ErasureFacts, why_kept
from app.journal.models import Entry, Erasure
from app.journal.queries import Line
from app.kernel import Event, Refused, day_of, words
from app.people.rules import SYSTEM, Actor, Permission
from app.plumbing.db import db
from app.regimes.queries import retention_table
from app.regimes.rules.duties import DutyState
from app.regimes.rules.parts import Kind as DutyKind
from app.regimes.rules.retention import Record, Start, applied, lines_for

COMPANIONS = ("case.signal",)
"""Entries that a contact makes in the same instant and that quote its words."""


def entry_numbered(case: Case, seq: int) -> Entry:
    """This entry of this case; refuses a number that does not exist."""
    wanted = select(Entry).where(Entry.stream == case.stream, Entry.seq == seq).options(joinedload(Entry.words))
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise Refused(
            "no_such_entry", words("Il n’y a pas d’entrée n° {n}.", "There is no entry no. {n}.", n=seq), "entry"
        )
    return found


def companions_of(entry: Entry) -> list[Entry]:
    """Entries made in the same instant that quote this one's words: they go with it.

    By the same person, or by the system where a customer's words raised them.
    """
    if entry.words is None:
        return []
    wanted = select(Entry).where(
        Entry.stream == entry.stream, Entry.at == entry.at, Entry.by.in_((entry.by, SYSTEM.key)), Entry.kind.in_(COMPANIONS), Entry.id != entry.id
    ).options(joinedload(Entry.words))  # fmt: skip
    own = " ".join(str(value) for value in entry.words.body.values())
    return [row for row in db.session.scalars(wanted) if row.words is not None and _quotes(row, own)]


def _quotes(row: Entry, own: str) -> bool:
    assert row.words is not None
    return any(str(value).strip(" …") in own for value in row.words.body.values() if str(value).strip(" …"))


def erasure_facts(case: Case, entry: Entry, *, by: Actor, at: datetime) -> ErasureFacts:
    """What the rule needs to know."""
    until, rule = _kept_until(case)
    return ErasureFacts(
        kind=entry.kind, has_words=entry.words is not None or entry.kind in WITH_LETTER, state=case.state,
        today=day_of(at, case.zone), author=entry.by, by=by.key, erased=db.session.get(Erasure, entry.id) is not None,
        kept_until=until, kept_rule=rule,
    )  # fmt: skip


def erasable(case: Case, entries: Iterable[Line], *, by: Actor, at: datetime) -> set[int]:
    """The numbers of the entries whose words this person may erase on some ground."""
    if not by.may(Permission.CASE_ERASE):
        return set()
    until, rule = _kept_until(case)
    facts = ErasureFacts("", True, case.state, day_of(at, case.zone), by=by.key, kept_until=until, kept_rule=rule)
    return {
        entry.seq for entry in entries
        if entry.words is not None and why_kept(replace(facts, kind=entry.kind, author=entry.by)) is None
    }  # fmt: skip


def _kept_until(case: Case) -> tuple[date | None, str]:
    """The last date on which something may still have to be proved in this case, and the rule that says so."""
    found = [(row.due_on, row.rule) for row in duties_of(case) if row.due_on is not None and _is_window(row)]
    lines = lines_for(retention_table(), Record.CASE, case.regimes, case.sector, case.received_on)
    found += [(each.until_on, each.line.cite) for each in applied(lines, {Start.RECEIVED: case.received_on})]
    return max(found, default=(None, ""))


def _is_window(row: KeptDuty) -> bool:
    return row.kind is DutyKind.WINDOW and row.state in (DutyState.PENDING, DutyState.PAUSED)


def erased_by(event: Event) -> tuple[Case, Entry] | None:
    """The entry whose words this event says were erased, and its case; None where the stream is no case's."""
    entry = db.session.scalars(
        select(Entry).where(Entry.stream == event.stream, Entry.seq == event.data["entry"])
    ).one()
    case = db.session.scalars(select(Case).where(Case.ref == event.stream.removeprefix("case:"))).one_or_none()
    return None if case is None else (case, entry)
