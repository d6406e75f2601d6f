"""Finding keys, and listing cases for other systems."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, literal, select
from sqlalchemy.orm import contains_eager

from app.api.models import ApiKey
from app.cases.models import Case
from app.cases.queries import visible
from app.journal.models import Entry, Head
from app.kernel import Refused, words
from app.people.models import Service, Staff
from app.people.rules import Actor
from app.plumbing.db import columns_of, db
from app.plumbing.stamped_cache import CURRENT, noted

NO_KEY = words("Cette clé n’existe pas.", "There is no such key.")
STREAM = "case:"
MOST_SHOWN = 200
LATELY = timedelta(days=7)
KEPT = 64
"""Statements kept as built."""


def print_of(key: str) -> str:
    """What is kept of a key: enough to know it again, nothing to read it from (it was drawn by chance, 256 bits long)."""
    return hashlib.sha256(key.encode()).hexdigest()


SHOWN = select(
    ApiKey.id, ApiKey.staff_id, ApiKey.writes, ApiKey.until_on, ApiKey.used_at, ApiKey.revoked_at, CURRENT.label("stamp")
).where(ApiKey.key_hash == bindparam("print"))  # fmt: skip


def key_shown(key: str) -> Row[Any] | None:
    """The key that somebody shows, if it was ever made."""
    rows = columns_of(SHOWN, {"print": print_of(key)})
    if not rows:
        return None
    noted(rows[0].stamp)
    return rows[0]


def keys_of(staff_id: int) -> list[ApiKey]:
    """This person's keys, the newest first, ended ones too."""
    wanted = select(ApiKey).where(ApiKey.staff_id == staff_id).order_by(ApiKey.id.desc()).limit(MOST_SHOWN)
    return list(db.session.scalars(wanted))


def live_keys_of(staff_id: int, on: date) -> list[ApiKey]:
    """Those of this person that open something on that civil day."""
    return [row for row in keys_of(staff_id) if row.revoked_at is None and row.until_on >= on]


def all_live_keys(on: date) -> list[ApiKey]:
    """The keys of everybody that open something on that civil day, with their person, the newest first."""
    live = select(ApiKey).join(ApiKey.staff).where(ApiKey.revoked_at.is_(None), ApiKey.until_on >= on, Staff.active)
    wanted = live.options(contains_eager(ApiKey.staff)).order_by(ApiKey.id.desc()).limit(MOST_SHOWN)
    return list(db.session.scalars(wanted))


def key_numbered(number: int, staff_id: int | None = None) -> ApiKey:
    """The key of this number (of one person when named); refuses an unknown one."""
    row = db.session.get(ApiKey, number)
    if row is None or staff_id not in (None, row.staff_id):
        raise Refused("no_such_key", NO_KEY)
    return row


@dataclass(frozen=True)
class Wanted:
    """Which cases are asked for; what is None narrows nothing."""

    state: str | None = None
    level: str | None = None
    owner_id: int | None = None
    service_id: int | None = None
    source: str | None = None
    external_id: str | None = None
    updated_since: datetime | None = None
    after: int = 0
    """The number of the last case of the page before."""
    most: int = 50


ROW = (
    Case.id, Case.ref, Case.state, Case.level, Staff.login.label("owner"), Service.code.label("service"), Case.subject,
    Case.category, Case.priority, Case.next_code.label("next_step"), Case.next_on, Case.claimed_minor.label("claimed"),
    Case.currency, Case.logged_at, Case.closed_at, Case.source, Case.external_id, Entry.at.label("updated_at"),
)  # fmt: skip


def cases_page(actor: Actor, wanted: Wanted, *, at: datetime) -> list[Row[Any]]:
    """One page of the cases that the actor may see, the first logged first; one row more says there is another page."""
    values = {name: value for name, value in vars(wanted).items() if value is not None}
    lately = wanted.updated_since is not None and at - wanted.updated_since <= LATELY
    return list(db.session.execute(_page(actor, frozenset(values), lately), values))


@lru_cache(maxsize=KEPT)
def _page(actor: Actor, given: frozenset[str], lately: bool) -> Select[*tuple[Any, ...]]:
    """Narrowed by what is given, walked by number. A case was updated when something was last written in its journal.

    `lately`: few entries were written since then, and they are asked first which cases are theirs; of long ago, most were.
    """
    stream = literal(STREAM).concat(Case.ref)
    rows = select(*ROW).join(Staff, Staff.id == Case.owner_id).join(Service, Service.id == Case.service_id)
    rows = rows.join(Head, Head.stream == stream).join(Entry, (Entry.stream == Head.stream) & (Entry.seq == Head.seq))
    exact = {
        "state": Case.state, "level": Case.level, "owner_id": Case.owner_id, "service_id": Case.service_id, "source": Case.source,
        "external_id": Case.external_id,
    }  # fmt: skip
    rows = rows.where(visible(actor, of_few=True), Case.id > bindparam("after"))
    rows = rows.where(*(column == bindparam(name) for name, column in exact.items() if name in given))
    if "updated_since" in given:
        rows = rows.where(Entry.at >= bindparam("updated_since"))
    if lately:
        rows = rows.where(Case.ref.in_(_written_lately()))
    return rows.order_by(Case.id).limit(bindparam("most"))


def _written_lately() -> Select[str]:
    """The references of the cases in whose journals something was written."""
    recent = Entry.__table__.alias("recent")
    ref = func.substr(recent.c.stream, len(STREAM) + 1)
    return select(ref).where(recent.c.at >= bindparam("updated_since"), recent.c.stream.startswith(STREAM))
