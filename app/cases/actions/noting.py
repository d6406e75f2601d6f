"""What is noted on a case without changing its state: notes, contacts, signals, time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from app.cases.actions.applying import refresh, tell_moved
from app.cases.actions.clocks import derive_duties
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, SignalRow, TimeSpent
from app.cases.rules.opening import Opening
from app.cases.rules.signals import SignalFacts, SignalKind, own_words, priority, quoted, raised_by, suggested_by
from app.cases.rules.silence import announced_from
from app.cases.rules.states import State
from app.cases.rules.steps_said import REPLY
from app.journal.models import Entry
from app.journal.rules import Sealed
from app.kernel import Audience, Json, Refused, day_of, words
from app.people.rules import SYSTEM, Actor
from app.plumbing.db import db
from app.plumbing.rows import insert_all

EMPTY = words("Écrivez quelque chose.", "Write something.")
MINUTES = words("Les minutes vont de 0 à 1 440.", "Minutes go from 0 to 1,440.")


def add_note(case: Case, text: str, *, by: Actor, at: datetime) -> Sealed:
    """Write an internal note."""
    if not text.strip():
        raise Refused("empty", EMPTY, "text")
    return tell(case, "case.note", Happening(text={"body": text}, audience=Audience.INTERNAL), by=by, at=at)


@dataclass(frozen=True)
class Came:
    """How something that the customer wrote came, and what is told beside it."""

    channel: str
    data: dict[str, Json] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    """Words for us, kept with theirs."""


ON_THE_PAGE = Came("web")


def record_contact(
    case: Case,
    channel: str,
    direction: str,
    text: str,
    *,
    by: Actor,
    at: datetime,
    minutes: int = 0,
    solved: str = "",
    solved_words: str = "",
    came: Came | None = None,
) -> Sealed:
    """Record a contact with the customer and its minutes; the customer's view that it is solved is "reported by staff"."""
    if not text.strip():
        raise Refused("empty", EMPTY, "text")
    data: dict[str, Json] = {"channel": channel, "direction": direction, "minutes": minutes}
    said = {"body": text}
    if came is not None:
        data, said = {**data, **came.data}, {**said, **came.beside}
    entry = tell(case, "case.contact", Happening(data, said, Audience.CUSTOMER), by=by, at=at)
    if minutes:
        book_time(case, minutes, channel, by=by, at=at, quiet=True)
    if solved in {"yes", "partly", "no"}:
        reported = Happening({"solved": solved}, {"body": solved_words} if solved_words else {}, Audience.CUSTOMER)
        tell(case, "case.reported", reported, by=by, at=at)
    if direction == "in" and case.state is State.ANSWERED and case.quiet_close_on is not None:
        announced = case.quiet_close_on
        case.quiet_close_on = announced_from(day_of(at, case.zone))  # the customer has spoken: the silence starts again
        tell_moved(case, announced, by=by, at=at)
        derive_duties(case, at=at)
    if direction == "out" and case.next_code == REPLY.code:
        refresh(case, at=at)  # whatever the customer wrote is replied to
    raise_signals_of(case, text if direction == "in" else "", by=by, at=at)
    return entry


def book_time(
    case: Case | Opening, minutes: int, what: str, *, by: Actor, at: datetime, quiet: bool = False
) -> TimeSpent | None:
    """Count minutes spent on a case, at the level it is on: for its cost, never to rank anybody."""
    if not 0 <= minutes <= 1440:
        raise Refused("minutes", MINUTES, "minutes")
    if by.staff_id is None:
        return None
    row = TimeSpent(case_id=case.id, staff_id=by.staff_id, level=case.level, what=what[:40], minutes=minutes, at=at)
    db.session.add(row)
    if not quiet:
        tell(case, "case.time", Happening({"minutes": minutes, "what": what}, audience=Audience.INTERNAL), by=by, at=at)
    return row


def correct_time(case: Case, row: TimeSpent, minutes: int, *, by: Actor, at: datetime) -> None:
    """Correct booked minutes; the journal keeps both figures."""
    if not 0 <= minutes <= 1440:
        raise Refused("minutes", MINUTES, "minutes")
    row.corrected_from, row.minutes = row.minutes, minutes
    data: dict[str, Json] = {"minutes": minutes, "instead_of": row.corrected_from or 0}
    tell(case, "case.time", Happening(data, audience=Audience.INTERNAL), by=by, at=at)


def raise_signal(case: Case, kind: SignalKind, why: str, *, by: Actor, at: datetime) -> SignalRow | None:
    """Raise a signal once, saying why; the priority of the case follows. None when it is there already."""
    known = db.session.scalars(
        select(SignalRow).where(SignalRow.case_id == case.id, SignalRow.kind == kind)
    ).one_or_none()
    if known is not None:
        return None
    row = SignalRow(case_id=case.id, kind=kind, why=why[:300], raised_at=at, by=by.key)
    db.session.add(row)
    db.session.flush()  # the priority counts it
    _set_priority(case)
    _tell_signal(case, kind, why, by, at)
    return row


def _tell_signal(case: Case | Opening, kind: SignalKind, why: str, by: Actor, at: datetime) -> None:
    what = Happening({"signal": kind.value}, {"why": why} if why else {}, Audience.INTERNAL)
    tell(case, "case.signal", what, by=by, at=at)


def dismiss_signal(case: Case, row: SignalRow, reason: str, *, by: Actor, at: datetime) -> None:
    """Dismiss a signal that does not hold, with a reason."""
    if not reason.strip():
        raise Refused("reason_missing", words("Dites pourquoi.", "Say why."), "reason")
    row.dismissed_at = at
    db.session.flush()  # the priority no longer counts it
    _set_priority(case)
    what = Happening({"signal": row.kind.value}, {"reason": reason}, Audience.INTERNAL)
    tell(case, "case.signal_dismissed", what, by=by, at=at)


def _set_priority(case: Case) -> None:
    wanted = select(SignalRow.kind).where(SignalRow.case_id == case.id, SignalRow.dismissed_at.is_(None))
    case.priority = priority(db.session.scalars(wanted))


def raise_signals_of(case: Case, text: str, *, by: Actor, at: datetime) -> None:
    """Raise the signals of the structured facts, then those that the customer's words suggest."""
    by = SYSTEM if by.is_customer else by  # a customer raises none against themselves
    facts = SignalFacts(case.claimed, incoming_contacts(case), _broken_promises(case), case.customer.standing)
    for kind, why in _signals(facts, text):
        raise_signal(case, kind, why, by=by, at=at)


Signals = list[tuple[SignalKind, str]]
"""Kinds of signals, each with the words that suggested it."""


def _signals(facts: SignalFacts, text: str) -> Signals:
    own = own_words(text)
    return [(kind, "") for kind in raised_by(facts)] + [(kind, quoted(kind, own)) for kind in suggested_by(own)]


def first_signals(case: Opening, standing: str, text: str) -> Signals:
    """What the complaint itself raises on a case that is being opened; its priority follows."""
    found = _signals(SignalFacts(case.claimed, contacts=1, standing=standing), text)
    case.priority = priority(kind for kind, _why in found)
    return found


def keep_first_signals(case: Opening, found: Signals, *, by: Actor, at: datetime) -> None:
    """Keep and tell them, once the case has its number."""
    insert_all(
        SignalRow,
        [{"case_id": case.id, "kind": kind, "why": why, "raised_at": at, "by": by.key} for kind, why in found],
    )
    for kind, why in found:
        _tell_signal(case, kind, why, by, at)


def _broken_promises(case: Case) -> int:
    from app.cases.models import Promise  # noqa: PLC0415  kept here: only this count needs it

    return db.session.scalar(select(func.count()).where(Promise.case_id == case.id, Promise.state == "broken")) or 0


def incoming_contacts(case: Case) -> int:
    """How often the customer contacted us on this matter, the complaint included."""
    wanted = select(Entry).where(
        Entry.stream == case.stream,
        Entry.kind.in_(("case.logged", "case.contact", "case.customer_replied", "case.contest")),
    )
    return sum(1 for entry in db.session.scalars(wanted) if entry.data.get("direction", "in") == "in")
