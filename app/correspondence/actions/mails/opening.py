"""Opening the mails that were kept: read in the sandbox, screened, then put where they belong; each in a unit of work of its own.

One that a member of staff brought goes nowhere by itself: a file is easily made, and only a person can say whose words it is.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from app.cases.actions.alerting import reader_of
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.correspondence.actions.mails.attaching import Prepared, about, hang, prepare_parts
from app.correspondence.models import IncomingMail, Message
from app.correspondence.queries.mails import clues_of, is_ours, is_staff, last_entry, returned_letter, speaker_name
from app.correspondence.rules.mails import Place, Proposal, Why
from app.correspondence.rules.screening import MOST, WITHIN, Heads, screened
from app.correspondence.rules.threading import Destination, destination
from app.exhibits.queries import store
from app.kernel import Audience, Json, day_of
from app.people.rules import SYSTEM, Actor
from app.plumbing import logs, throttle, unit_of_work
from app.plumbing.db import db
from app.plumbing.letterbox import Read, Reader
from app.plumbing.pdf import SandboxError
from app.plumbing.storage import DamagedError
from app.plumbing.typography import say

AT_ONCE, SECONDS = 200, 10.0
"""Mails opened in one round of the worker, and how long it opens them before it looks after everything else again."""
WHY_NOT = {"too_large": Why.TOO_LARGE, "too_slow": Why.TOO_SLOW}
ONCE = timedelta(days=366)
"""A letter comes back once; further reports of it are kept aside."""


def open_mails(at: datetime, most: int = AT_ONCE) -> int:
    """Open the mails that were kept and not opened yet, oldest first; one that cannot be opened stops no other."""
    wanted = select(IncomingMail.id).where(IncomingMail.place == Place.NEW).order_by(IncomingMail.id).limit(most)
    return open_these(db.session.scalars(wanted).all(), at)


def open_these(numbers: Sequence[int], at: datetime) -> int:
    """Open these mails, for ten seconds at most: the rest stays new, for the worker. Returns how many it looked at."""
    until, opened = time.monotonic() + SECONDS, 0
    with Reader() as reader:
        for number in numbers:
            opened += _open(number, reader, at)
            if time.monotonic() > until:
                break
    return opened


def _open(number: int, reader: Reader, at: datetime) -> bool:
    try:
        read = reader.read(store().get(db.session.get_one(IncomingMail, number).raw_key))
        try:
            _put(number, read, at)
        except IntegrityError:  # the same mail was opened elsewhere at once: this one is the second
            _put(number, read, at)
    except SandboxError as closed:
        _unreadable(
            number, WHY_NOT.get(closed.code, Why.BROKEN), f"{say(closed.words, 'fr')} / {say(closed.words, 'en')}"
        )
    except (KeyError, DamagedError):
        _unreadable(number, Why.LOST)
    except OperationalError as busy:  # the database, not the mail: it stays new, and is opened at the next round
        db.session.rollback()
        logs.failure(busy)
        return False
    except Exception as fault:  # whatever a mail does to us, it is kept, shown and tried again by hand
        db.session.rollback()
        logs.failure(fault)
        _unreadable(number, Why.BROKEN, type(fault).__name__)
    return True


def _unreadable(number: int, why: Why, detail: str = "") -> None:
    with unit_of_work.writing():
        row = locked_mail(number)
        if row.place is Place.NEW:
            row.place, row.why, row.detail = Place.UNREADABLE, why, detail[:500]


def locked_mail(number: int) -> IncomingMail:
    """The mail, its row locked until the end of the unit of work."""
    wanted = select(IncomingMail).where(IncomingMail.id == number).with_for_update(of=IncomingMail)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def _put(number: int, read: Read, at: datetime) -> None:
    """Put a mail that was read where it belongs. Files are stored and looked at before the write begins."""
    why = screened(heads_of(read))
    brought = bool(db.session.get_one(IncomingMail, number).brought_by)
    going = destination(clues_of(read, at)) if why is None or brought else Destination()
    prepared = prepare_parts(read) if going.case is not None and not brought else Prepared()
    with unit_of_work.writing():
        row = locked_mail(number)
        if row.place is not Place.NEW or _is_known(row, read):
            return
        _write_down(row, read)
        if why is Why.RETURNED:
            _returned(row, read, at)
        elif row.brought_by:
            row.place, row.why = Place.TO_SORT, why or going.why
            row.proposed_id, row.proposed_by = (
                (going.case, Proposal.LETTER) if going.case is not None else (going.proposed, going.by)
            )
        elif why is not None or _too_many(row, at):
            row.place, row.why = Place.ASIDE, why or Why.TOO_MANY
        elif going.case is not None:
            case = db.session.get_one(Case, going.case)
            by = Actor(case.customer.key, speaker_name(case, row.sender_email), via="mail")
            hang(row, case, prepared, by=by, at=at)
        else:
            row.place, row.why = Place.TO_SORT, going.why
            row.proposed_id, row.proposed_by = going.proposed, going.by


def heads_of(read: Read) -> Heads:
    """What screening looks at."""
    _name, address = read.sender
    every = {each for _named, each in read.senders}
    return Heads(
        sender=address,
        senders=len(read.senders),
        subject=read.subject,
        flags=read.flags,
        ours=any(is_ours(each, read.message_id) for each in every or {""}),
        staff=any(map(is_staff, every)),
        report=str(read.report["action"]) if read.report is not None else None,
        cites_ours=read.report is not None and returned_letter(read) is not None,
        replies_to=read.replies_to,
    )


def _is_known(row: IncomingMail, read: Read) -> bool:
    """Is it the same mail as one that came before, by another way? Then nothing more is kept of what it says."""
    likeness = hashlib.sha256(f"{read.message_id}\n{read.sender[1]}\n{read.body}".encode()).hexdigest()
    first = None
    if read.message_id:
        first = db.session.scalars(select(IncomingMail).where(IncomingMail.likeness == likeness)).one_or_none()
    if first is None or first.id == row.id:
        row.likeness = likeness if read.message_id else None
        return False
    row.place, row.same_as_id = Place.SAME, first.id
    return True


def _write_down(row: IncomingMail, read: Read) -> None:
    row.message_id, row.subject, row.sent_at = read.message_id, read.subject, read.sent_at
    row.sender_name, row.sender_email = (
        read.sender if read.sender[1] else ("", ", ".join(a for _n, a in read.senders)[:200])
    )
    row.body, row.rest, row.why, row.detail = read.text, read.rest, None, ""
    row.parts = [about(part) for part in read.parts]


def _too_many(row: IncomingMail, at: datetime) -> bool:
    """Did this address write more often than a person does? (counted by its digest: the address is kept in the mail alone)"""
    who = hashlib.sha256(row.sender_email.encode()).hexdigest()
    return throttle.too_many(f"mail:{who}", at=at, most=MOST, within=WITHIN)


def _returned(row: IncomingMail, read: Read, at: datetime) -> None:
    """A letter came back: told on its case, and its owner's next step; no address and no letter changes."""
    letter = returned_letter(read)
    known = letter is not None and throttle.too_many(f"returned:{letter.id}", at=at, most=1, within=ONCE)
    if letter is None or known or letter.case.erased_at is not None:
        row.place, row.why = Place.ASIDE, Why.AUTOMATIC
        return
    case, why = letter.case, str(read.report["why"] or read.report["status"]) if read.report else ""
    _tell_returned(case, letter, row, why, at)
    last, owner = last_entry(case), reader_of(case, case.owner_id, day_of(at, case.zone))
    row.place, row.why, row.detail, row.case_id, row.case = Place.TO_READ, Why.RETURNED, why, case.id, case
    row.sorted_at, row.sorted_by, row.entry_seq = at, SYSTEM.key, last
    row.reader = f"staff:{owner}"


def _tell_returned(case: Case, letter: Message, row: IncomingMail, why: str, at: datetime) -> None:
    data: dict[str, Json] = {
        "mail": row.id, "message": letter.number, "letter": letter.kind.value, "channel": letter.channel.value, "direction": "",
    }  # fmt: skip
    tell(
        case,
        "correspondence.returned",
        Happening(data, {"why": why} if why else {}, Audience.INTERNAL),
        by=SYSTEM,
        at=at,
    )
    db.session.flush()  # its number names the entry
