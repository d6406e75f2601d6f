"""What the desk itself writes: saved views; and one act done to several cases."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm.exc import StaleDataError

from app.cases import actions as cases
from app.cases.models import Case
from app.cases.queries import case_for
from app.desk.models import FeedToken, Presence, SavedView
from app.desk.rules import told
from app.kernel import Refused, Words, words
from app.people.queries import staff_member
from app.people.rules import LEVEL_OF_ROLE, Actor, Level
from app.plumbing import unit_of_work
from app.plumbing.db import db, lay

MEANWHILE = words("modifié entre-temps : recommencez", "changed meanwhile: try again")


def save_view(name: str, query: Mapping[str, str], *, shared: bool, by: Actor, at: datetime) -> SavedView:
    """Keep a filter of the queue under a name."""
    assert by.staff_id is not None
    view = SavedView(staff_id=by.staff_id, name=name, query=dict(query), shared=shared, made_at=at)
    db.session.add(view)
    return view


def choose_columns(names: tuple[str, ...] | None, *, by: Actor, at: datetime) -> None:
    """Which columns somebody sees in their queues from now on; None: those that everybody begins with."""
    own = db.session.scalars(select(SavedView).where(SavedView.staff_id == by.staff_id, SavedView.name == "")).first()
    if names is None:
        if own is not None:
            db.session.delete(own)
    elif own is not None:
        own.query = {"columns": told(names)}
    else:
        save_view("", {"columns": told(names)}, shared=False, by=by, at=at)


def be_here(ref: str, doing: str, *, by: Actor, at: datetime) -> None:
    """Somebody has a case open: said to colleagues who open it too, told in no journal; what has long been over is swept away."""
    lay(Presence, ref=ref, staff_id=by.staff_id, doing=doing, seen_at=at)
    own = (Presence.ref == ref, Presence.staff_id == by.staff_id)
    db.session.execute(update(Presence).where(*own).values(doing=doing, seen_at=at))
    db.session.execute(delete(Presence).where(Presence.seen_at < at - SWEPT_AFTER))


def leave(ref: str, *, by: Actor) -> None:
    """They have closed it."""
    db.session.execute(delete(Presence).where(Presence.ref == ref, Presence.staff_id == by.staff_id))


SWEPT_AFTER = timedelta(hours=1)


def forget_view(number: int, *, by: Actor) -> bool:
    """Forget a view, only one's own; was it theirs?"""
    view = db.session.get(SavedView, number)
    if view is None or view.staff_id != by.staff_id:
        return False
    db.session.delete(view)
    return True


def print_of(secret: str) -> str:
    """What is kept of a feed's secret: enough to know it again, nothing to read it from."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_feed(*, by: Actor, at: datetime) -> str:
    """Give this person's diary a secret address of its own; the former one ends. The secret is told once, never kept."""
    assert by.staff_id is not None
    close_feed(by=by, at=at)
    secret = secrets.token_urlsafe(32)
    db.session.add(FeedToken(staff_id=by.staff_id, token_hash=print_of(secret), made_at=at))
    return secret


def close_feed(*, by: Actor, at: datetime) -> None:
    """End this person's feed: its address answers no more."""
    live = select(FeedToken).where(FeedToken.staff_id == by.staff_id, FeedToken.revoked_at.is_(None))
    for row in db.session.scalars(live):
        row.revoked_at = at


def _take(case: Case, by: Actor, at: datetime) -> None:
    cases.take_charge(case, by=by, at=at)


def _mine(case: Case, by: Actor, at: datetime) -> None:
    assert by.staff_id is not None
    cases.assign(case, staff_member(by.staff_id), by=by, at=at)


def _quiet(case: Case, by: Actor, at: datetime) -> None:
    cases.close(case, "close_quietly", by=by, at=at)


BULK: dict[str, tuple[Words, Callable[[Case, Actor, datetime], None]]] = {
    "take_charge": (words("Prendre en charge", "Take charge"), _take),
    "mine": (words("Me les confier", "Give them to me"), _mine),
    "close_quietly": (words("Clore : répondu, sans réaction", "Close: answered, no reaction"), _quiet),
}
"""What can be done to several cases at once."""


GIVE = "give"
"""Several cases given to one person, or spread over those of their level: beside the others because it asks to whom."""


def give_many(refs: list[str], to: int | None, *, by: Actor, at: datetime) -> list[tuple[str, Words | None]]:
    """Give each case to this person; without one, to the least loaded of its level, service and language (the ladder's rule)."""
    return [(ref, _do_to(ref, lambda case, by, at: _give(case, to, by, at), by, at)) for ref in refs]


NOT_THEIR_SERVICE = words(
    "{name} ne travaille pas dans le service de ce dossier.", "{name} does not work in the service of this case."
)


def _give(case: Case, to: int | None, by: Actor, at: datetime) -> None:
    if to is None:
        cases.spread(case, by=by, at=at)
        return
    member = staff_member(to)
    of_level = LEVEL_OF_ROLE.get(member.role) is case.level
    if of_level and case.level is not Level.QUALITY and case.service_id not in member.facts.service_ids:
        raise Refused("not_this_service", NOT_THEIR_SERVICE.fill(name=member.name), "owner")
    cases.assign(case, member, by=by, at=at)


def do_to_many(refs: list[str], name: str, *, by: Actor, at: datetime) -> list[tuple[str, Words | None]]:
    """Do one act to each case, each in a unit of work of its own: (reference, why it failed or None)."""
    if name not in BULK:
        raise Refused("unknown_act", words("Action inconnue.", "Unknown action."), "act")
    return [(ref, _do_to(ref, BULK[name][1], by, at)) for ref in refs]


def _do_to(ref: str, do: Callable[[Case, Actor, datetime], None], by: Actor, at: datetime) -> Words | None:
    try:
        with unit_of_work.writing():
            do(case_for(by, ref), by, at)
    except Refused as refused:
        return refused.message
    except StaleDataError:
        return MEANWHILE
    return None
