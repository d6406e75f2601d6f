"""Drawn parts of files, kept per case: encrypted in the store, with their keys in rows that die with the erased words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, func, select, update

from app.cases.models import Case
from app.cases.queries import locked
from app.documents.models import FilePart
from app.exhibits.queries import store
from app.journal.models import Entry, Erasure
from app.kernel import Event
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.storage import DamagedError

ONCE = bytes(12)
"""A secret encrypts one part only, so that it needs no number used once."""
KEPT = timedelta(days=30)
"""Parts that no file used for so long are let go."""
MOST_BYTES = 256 * 1024 * 1024
"""Of all parts together; those used longest ago go first."""


class CaseShelf:
    """The parts of one case's files. Make it before reading the case: what is erased after that is never kept."""

    def __init__(self, case: Case, at: datetime) -> None:
        self.case_id, self.at = case.id, at
        self.erasures = _erasures(case.stream)
        rows = db.session.scalars(select(FilePart).where(FilePart.case_id == case.id))
        self.rows = {row.key: (row.file_key, row.secret) for row in rows}
        self.used: set[str] = set()

    def get(self, key: str) -> bytes | None:
        """The part of that digest, if it is there and whole."""
        if key not in self.rows:
            return None
        file_key, secret = self.rows[key]
        try:
            part = AESGCM(secret).decrypt(ONCE, store().get(file_key), key.encode())
        except (KeyError, DamagedError, InvalidTag):
            return None
        self.used.add(key)
        return part

    def put(self, key: str, part: bytes) -> None:
        """Keep a part, unless words of the case were erased meanwhile."""
        secret = AESGCM.generate_key(256)
        file_key = store().put(AESGCM(secret).encrypt(ONCE, part, key.encode()))
        with unit_of_work.writing():
            case = locked(db.session.get_one(Case, self.case_id))
            fresh = _erasures(case.stream) == self.erasures
            db.session.execute(delete(FilePart).where(FilePart.case_id == self.case_id, FilePart.key == key))
            if fresh:
                row = FilePart(
                    case_id=self.case_id, key=key, file_key=file_key, secret=secret, size=len(part), used_at=self.at
                )
                db.session.add(row)
        if not fresh:
            store().delete(file_key)

    def is_whole(self, case: Case) -> bool:
        """Were no words of the case erased since this shelf was made? Locks the case."""
        return _erasures(locked(case).stream) == self.erasures

    def tidy(self) -> None:
        """Note what this file used; let go of what no file used for long, and of what is too much."""
        with unit_of_work.writing():
            mine = (FilePart.case_id == self.case_id, FilePart.key.in_(self.used))
            db.session.execute(update(FilePart).where(*mine).values(used_at=self.at))
            gone = _let_go(_too_old(self.at - KEPT))
        for file_key in gone:
            store().delete(file_key)


def _erasures(stream: str) -> int:
    """How often words of this stream were erased."""
    wanted = select(func.count()).select_from(Erasure).join(Entry, Entry.id == Erasure.entry_id)
    return int(db.session.scalar(wanted.where(Entry.stream == stream)) or 0)


def _too_old(before: datetime) -> list[int]:
    """Parts unused since then, and those beyond what all may take together."""
    kept, found = 0, []
    rows = db.session.execute(
        select(FilePart.id, FilePart.size, FilePart.used_at).order_by(FilePart.used_at.desc(), FilePart.id.desc())
    )
    for number, size, used_at in rows:
        kept += size
        if used_at < before or kept > MOST_BYTES:
            found.append(number)
    return found


def _let_go(numbers: Sequence[int]) -> list[str]:
    """Remove these rows; the names of what they kept in the store."""
    wanted = FilePart.id.in_(numbers)
    file_keys = list(db.session.scalars(select(FilePart.file_key).where(wanted)))
    db.session.execute(delete(FilePart).where(wanted))
    return file_keys


def forget_parts(event: Event) -> None:
    """Words of a case were erased: no drawing of them stays. With the rows go the only keys."""
    case = db.session.scalars(select(Case).where(Case.ref == event.stream.removeprefix("case:"))).one_or_none()
    if case is None:
        return
    locked(case)
    numbers = list(db.session.scalars(select(FilePart.id).where(FilePart.case_id == case.id)))
    for file_key in _let_go(numbers):
        store().delete(file_key)
