"""What others did on a case while somebody wrote: told before their letter leaves, so that no customer is answered twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from app.cases.models import Case
from app.cases.rules.entries import ENTRIES as CASE_ENTRIES
from app.cases.rules.entries import EntryKind
from app.correspondence.rules import ENTRIES
from app.correspondence.rules.meanwhile import matters
from app.journal.queries import Line, head_of, lines_of
from app.kernel import Audience, Words
from app.people.queries import staff_names
from app.people.rules import Actor

TABLES: Mapping[str, EntryKind] = {**CASE_ENTRIES, **ENTRIES}


class Since(NamedTuple):
    """One thing that happened meanwhile: what, who, when, and the words of it."""

    title: Words
    who: str
    at: datetime
    audience: Audience
    texts: tuple[str, ...]


def entries_so_far(case: Case) -> int:
    """How many entries the journal of a case has: a form remembers it, to know later what it had not seen."""
    head = head_of(case.stream)
    return head.seq if head is not None else 0


def meanwhile(case: Case, seen: int | None, by: Actor) -> list[Since]:
    """What others told of a case since an entry, oldest first; nothing where the form does not say what it had seen."""
    if seen is None or entries_so_far(case) <= seen:
        return []
    found = [line for line in lines_of(case.stream) if line.seq > seen and line.kind in TABLES]
    return [_since(case, line) for line in found if matters(line.by, line.audience, by.key)]


def _since(case: Case, line: Line) -> Since:
    title = TABLES[line.kind].title({**line.data, "beside": ""})
    texts = tuple(str(text) for text in line.words.values() if text) if line.words else ()
    return Since(title, _name(case, line.by), line.at, line.audience, texts)


def _name(case: Case, key: str) -> str:
    kind, _, number = key.partition(":")
    if kind == "staff" and number.isdigit():
        return staff_names().get(int(number), "")
    return case.customer.display_name if key == case.customer.key else ""
