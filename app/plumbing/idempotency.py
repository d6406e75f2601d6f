"""The same request twice: same key and same body give the same answer; the same key with another body is a mistake (409).

A form carries a fresh key (`idempotency_key`). `once` claims it inside the unit of work: whoever comes second waits for
the first, then gets what the first answered.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import String, Text, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import Refused, words
from app.plumbing.db import Base, db, on_sqlite

LONGEST_KEY = 255
KEPT = timedelta(days=7)
KEY = "idempotency_key"
"""The field of a form that carries it."""
UNSENT = frozenset({"csrf_token", KEY})
OTHER_BODY = words(
    "Ce formulaire a déjà été envoyé avec un autre contenu : rechargez la page.",
    "This form was already sent with other contents: reload the page.",
)
BAD_KEY = words("La clé de cette demande est mal formée.", "The key of this request is malformed.")


class Kept(Base):
    """What a request was answered, by its key."""

    __tablename__ = "replay"

    key: Mapped[str] = mapped_column(String(320), primary_key=True)
    body: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


def fresh_key() -> str:
    """A key for one showing of a form."""
    return secrets.token_urlsafe(18)


def digest_of(fields: Mapping[str, list[str]]) -> str:
    """Fingerprint of what was sent, the key and the CSRF token apart."""
    plain = sorted((name, list(values)) for name, values in fields.items() if name not in UNSENT)
    return hashlib.sha256(repr(plain).encode()).hexdigest()


def once(who: str, key: str, body: str, act: Callable[[], str], *, at: datetime) -> str:
    """Do it once per person and key: the second time its first answer comes back; another body is refused.

    Runs inside a writing unit of work; a refusal rolls the claim back with everything else, so that it may be tried again.
    """
    if not key:
        return act()
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Refused("bad_key", BAD_KEY)
    full = f"{who}:{key}"
    if _claimed(full, body, at):
        answer = act()
        row = db.session.get(Kept, full, populate_existing=True)
        assert row is not None
        row.answer = answer
        return answer
    known = db.session.scalars(select(Kept).where(Kept.key == full)).one()
    if known.body != body:
        raise Refused("key_reused", OTHER_BODY)
    return known.answer


def _claimed(key: str, body: str, at: datetime) -> bool:
    insert = sqlite.insert if on_sqlite() else postgresql.insert
    row = {"key": key, "body": body, "answer": "", "at": at}
    done = db.session.execute(insert(Kept).values(row).on_conflict_do_nothing().returning(Kept.key))
    return done.scalar_one_or_none() is not None


def sweep(at: datetime) -> int:
    """Forget keys after a week."""
    return int(db.session.execute(delete(Kept).where(Kept.at < at - KEPT)).rowcount)  # type: ignore[attr-defined]
