"""Making and revoking keys, and counting what is called with them."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import update

from app.api.models import ApiKey
from app.api.queries import live_keys_of, print_of
from app.api.rules import CALLS, CALLS_WITHIN, PREFIX, USE_KEPT_EVERY, WRONG_KEYS, WRONG_WITHIN, check_new
from app.kernel import Json
from app.people.actions import changed
from app.people.queries import staff_member
from app.people.rules import Actor
from app.plumbing import throttle
from app.plumbing.db import db


def make_key(name: str, until_on: date, *, writes: bool, by: Actor, at: datetime, on: date) -> str:
    """Make a key that acts as its maker until the end of a civil day of the house; told once, never kept.

    `on`: the present civil day of the house.
    """
    assert by.staff_id is not None
    check_new(until_on, len(live_keys_of(by.staff_id, on)), on)
    key = PREFIX + secrets.token_urlsafe(32)
    row = ApiKey(
        staff_id=by.staff_id, name=name, key_hash=print_of(key), ends_in=key[-4:], writes=writes, made_at=at, until_on=until_on
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # its number goes into the history
    _tell("key.made", row, by, at)
    return key


def revoke_key(row: ApiKey, *, by: Actor, at: datetime) -> None:
    """End a key: it opens nothing any more. Once is enough."""
    if row.revoked_at is None:
        row.revoked_at = at
        _tell("key.revoked", row, by, at)


def _tell(kind: str, row: ApiKey, by: Actor, at: datetime) -> None:
    member = staff_member(row.staff_id)
    told: dict[str, Json] = {
        "key": row.id,
        "staff": member.id,
        "login": member.login,
        "name": row.name,
        "writes": row.writes,
    }
    changed(kind, by=by, at=at, data={**told, "until_on": row.until_on.isoformat()})


def count_call(key_id: int, used_at: datetime | None, *, by: Actor, at: datetime) -> bool:
    """Count a call and keep that the key was used; true when its person called too often."""
    if used_at is None or at - used_at >= USE_KEPT_EVERY:
        db.session.execute(update(ApiKey).where(ApiKey.id == key_id).values(used_at=at))
    return throttle.too_many(f"api:{by.key}", at=at, most=CALLS, within=CALLS_WITHIN)


def count_wrong(address: str, *, at: datetime) -> bool:
    """Count a key that does not exist; true when too many came from that address."""
    return throttle.too_many(f"api-from:{address}", at=at, most=WRONG_KEYS, within=WRONG_WITHIN)
