"""Promises: dated things we said we would do, with an owner; kept, or broken and visible."""

from __future__ import annotations

from datetime import datetime

from app.cases.actions.applying import refresh
from app.cases.actions.noting import raise_signal
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, Promise
from app.cases.rules.signals import SignalKind
from app.kernel import Audience, Json, Refused, day_of, words
from app.people.models import Staff
from app.people.rules import SYSTEM, Actor
from app.plumbing.db import db

PAST = words("Un engagement porte sur l’avenir.", "A promise is about the future.")


def promise(
    case: Case, what: str, due_at: datetime, *, by: Actor, at: datetime, owner: Staff | None = None, origin: str = ""
) -> Promise:
    """Promise something to the customer by an instant; refuses an empty or a past one."""
    if not what.strip():
        raise Refused("empty", words("Dites ce qui est promis.", "Say what is promised."), "what")
    if due_at <= at:
        raise Refused("past", PAST, "due_at")
    row = Promise(
        case_id=case.id,
        owner=owner or case.owner,
        level=case.level,
        what=what.strip()[:300],
        due_at=due_at,
        made_at=at,
        origin=origin,
    )
    db.session.add(row)
    db.session.flush()  # its number goes into the journal
    due_on = day_of(due_at, case.zone)
    data: dict[str, Json] = {"promise": row.id, "due_on": due_on.isoformat(), "owner": row.owner.id, "origin": origin}
    who = ((row.owner.key, "promised"),) if case.level.value != "quality" else ()
    tell(case, "case.promised", Happening(data, {"what": row.what}, Audience.CUSTOMER, who), by=by, at=at)
    refresh(case, at=at)
    return row


def keep_promise(case: Case, row: Promise, proof: str, *, by: Actor, at: datetime) -> None:
    """Record that a promise was kept, with what proves it."""
    if row.state not in {"open", "broken"}:
        raise Refused("settled", words("Cet engagement est déjà soldé.", "This promise is already settled."), "promise")
    row.state, row.settled_at, row.proof = "kept", at, proof[:300]
    late = at > row.due_at
    data: dict[str, Json] = {"promise": row.id, "late": late, "origin": row.origin}
    tell(
        case,
        "case.promise_kept",
        Happening(data, {"what": row.what, **({"proof": proof} if proof else {})}, Audience.CUSTOMER),
        by=by,
        at=at,
    )
    refresh(case, at=at)


def break_promise(case: Case, row: Promise, *, by: Actor, at: datetime) -> None:
    """Note that the instant of a promise has passed: the case is raised and the supervisor sees it."""
    if row.state != "open":
        return
    row.state = "broken"
    who = ((row.owner.key, "caused"),) if row.level.value != "quality" else ()
    data: dict[str, Json] = {"promise": row.id, "owner": row.owner_id, "origin": row.origin}
    tell(case, "case.promise_broken", Happening(data, {"what": row.what}, Audience.INTERNAL, who), by=by, at=at)
    raise_signal(case, SignalKind.BROKEN_PROMISE, row.what, by=by, at=at)
    refresh(case, at=at)


def deny_promise(case: Case, row: Promise, *, by: Actor, at: datetime) -> None:
    """The customer says that a promise we noted as kept was not: it is broken until it is kept indeed."""
    if row.state != "kept":
        return
    row.state, row.settled_at, row.proof = "broken", None, ""
    who = ((row.owner.key, "caused"),) if row.level.value != "quality" else ()
    data: dict[str, Json] = {"promise": row.id, "owner": row.owner_id, "origin": row.origin, "denied": True}
    tell(case, "case.promise_broken", Happening(data, {"what": row.what}, Audience.INTERNAL, who), by=by, at=at)
    raise_signal(case, SignalKind.BROKEN_PROMISE, row.what, by=SYSTEM, at=at)
    refresh(case, at=at)
