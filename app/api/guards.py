"""Who calls: whoever made the key that comes with the call, in their role of today. No cookie counts here."""

from __future__ import annotations

from dataclasses import replace

from flask import Request, request

from app.api import actions, queries
from app.api.rules import (
    MISSING,
    NOT_ALLOWED,
    ONLY_READS,
    SLOWER,
    UNKNOWN,
    VIA,
    WRONG_OFTEN,
    KeyFacts,
    check_open,
)
from app.kernel import Refused
from app.people.queries import active_actor
from app.people.rules import Actor, Permission
from app.plumbing import unit_of_work, web


def let_in(permission: Permission, *, writes: bool) -> Actor:
    """Whoever calls, if their key is good, may write where it must, and their role carries the permission; refuses others."""
    key = _key_of(request)
    at, row = web.clock().now(), queries.key_shown(key)
    if row is None:
        raise _wrong()
    actor = active_actor(row.staff_id)
    check_open(KeyFacts(row.until_on, row.revoked_at, actor is not None), web.today())
    assert actor is not None
    with unit_of_work.writing():
        slow = actions.count_call(row.id, row.used_at, by=actor, at=at)
    if slow:
        raise Refused("too_many_calls", SLOWER)
    if writes and not row.writes:
        raise Refused("key_only_reads", ONLY_READS)
    if not actor.may(permission):
        raise Refused("not_allowed", NOT_ALLOWED.fill(what=permission.words))
    return replace(actor, via=VIA)


def _key_of(call: Request) -> str:
    """The key as it was sent: in the header, nowhere else."""
    shown = call.authorization
    if shown is None or shown.type != "bearer" or not shown.token:
        raise Refused("key_missing", MISSING)
    return shown.token


def _wrong() -> Refused:
    """What to say of a key that does not exist; it is counted by the address it comes from."""
    with unit_of_work.writing():
        crowd = actions.count_wrong(request.remote_addr or "", at=web.clock().now())
    return Refused("too_many_calls", WRONG_OFTEN) if crowd else Refused("key_unknown", UNKNOWN)
