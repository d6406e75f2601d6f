"""The files that must be in the store: which of them it has lost, and which were altered there. For `verify`.

What was erased is not asked for; nor are copies and parts that are made anew from what is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, select

from app.cases.models import Case
from app.correspondence.models import IncidentLetter, IncomingMail, Message, MessageErasure, RequestLetter
from app.documents.models import MadeFile, Settlement
from app.documents.queries.erasing import erased_files
from app.exhibits.models import Exhibit
from app.exhibits.queries import store
from app.people.models import Terms
from app.plumbing.db import db


class KeptFile(NamedTuple):
    """A file that must be there: its name in the store, whose it is, and what it is."""

    key: str
    ref: str
    what: str


def file_problems() -> list[dict[str, Any]]:
    """Files that the store has lost, and on a store of this machine (where reading is cheap) those that were altered there."""
    wanted = sorted({kept for kept in _every() if kept.key})
    found = (
        (kind, list(each)) for key, each in groupby(wanted, lambda kept: kept.key) if (kind := store().wrong_with(key))
    )
    return [
        {"kind": kind, "ref": kept.ref, "seq": 0, "message": f"{kept.what}: the file {kept.key} {SAID[kind]}"}
        for kind, each in found
        for kept in each
    ]


SAID = {
    "file_missing": "is missing from the store",
    "file_altered": "is not in the store as it was kept",
    "file_unreadable": "is in the store, but the disk cannot read it",
}


def _every() -> Iterator[KeptFile]:
    for statement, what in _listed():
        for ref, about, *keys in db.session.execute(statement):
            yield from (KeptFile(key, ref, what(about)) for key in keys)
    yield from _made()
    yield from _agreements()
    for number, key in db.session.execute(
        select(IncomingMail.id, IncomingMail.raw_key).where(IncomingMail.erased_at.is_(None))
    ):
        yield KeptFile(key, f"mail {number}", "the mail as it came")
    for version, key in db.session.execute(select(Terms.version, Terms.file_key)):
        yield KeptFile(key, version, "the terms")


def _listed() -> Iterator[tuple[Select[Any], Callable[[Any], str]]]:
    whole = ~exists().where(MessageErasure.message_id == Message.id)
    yield _of_cases(Exhibit.number, Exhibit.file_key), "exhibit no. {}".format
    yield _of_cases(Message.number, Message.file_key, Message.copy_key).where(whole), "letter no. {}".format
    yield _of_cases(Message.number, Message.enclosed_key), "enclosure of letter no. {}".format
    for kind in (IncidentLetter, RequestLetter):
        letters: Any = select(kind.message_id, kind.id, kind.file_key, kind.copy_key)
        yield letters.where(kind.forgotten_on.is_(None)), "letter outside cases, no. {}".format


def _of_cases(number: ColumnElement[int] | Any, *keys: Any) -> Select[Any]:
    """What hangs on the cases that keep their words: reference, number, names in the store."""
    return select(Case.ref, number, *keys).join(Case, Case.id == number.class_.case_id).where(Case.erased_at.is_(None))


def _made() -> Iterator[KeptFile]:
    """Versions of files; those that went with erased words are looked for only where one is missing."""
    rows = db.session.scalars(select(MadeFile).join(Case).where(Case.erased_at.is_(None)))
    for row in rows:
        if store().has(row.file_key) or row.id not in erased_files(row.case):
            yield KeptFile(row.file_key, row.case.ref, f"{row.reader.value} {row.product.value}, version {row.version}")


def _agreements() -> Iterator[KeptFile]:
    rows = db.session.execute(select(Case.ref, Settlement.files).join(Case).where(Case.erased_at.is_(None)))
    for ref, files in rows:
        yield from (KeptFile(key, ref, "settlement agreement") for key in files.values())
