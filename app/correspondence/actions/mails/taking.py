"""Taking mails in: the bytes are stored and their row committed before anything is read of them."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from imaplib import IMAP4
from typing import NamedTuple

from imap_tools.errors import ImapToolsError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.correspondence.models import IncomingMail, MailBoxState
from app.exhibits.queries import store
from app.plumbing import faults, installation, letterbox, logs, unit_of_work
from app.plumbing.db import db, lay
from app.plumbing.letterbox.imap import Address, Waiting, box_of, waiting
from app.plumbing.typography import say

EVERY = timedelta(minutes=1)
"""How often the box is asked."""
MOST = 200
"""Mails taken in one round: the rest waits for the next."""
FAILS = (OSError, IMAP4.error, ImapToolsError)
"""What a mail server that does not answer as it should looks like."""


class Kept(NamedTuple):
    """That a mail is kept: its number, and whether it is new."""

    number: int
    new: bool


def keep(content: bytes, *, at: datetime, from_box: bool = False, brought_by: str = "") -> Kept:
    """Keep a mail as it came, in a unit of work of its own; the same bytes again are the same mail. Nothing is read of it.

    `brought_by`: who of us brought it as a file.
    """
    key = letterbox.digest(content)
    known = _known(key)
    if known is not None:
        return Kept(known, False)
    store().put(content)
    try:
        with unit_of_work.writing():
            row = IncomingMail(raw_key=key, size=len(content), taken_at=at, from_box=from_box, brought_by=brought_by)
            db.session.add(row)
            db.session.flush()  # its number is the answer
            return Kept(row.id, True)
    except IntegrityError:  # it came twice at once
        known = _known(key)
        if known is None:
            raise
        return Kept(known, False)


def _known(key: str) -> int | None:
    return db.session.scalar(select(IncomingMail.id).where(IncomingMail.raw_key == key))


def read_box(at: datetime) -> int:
    """Take what waits in the house's box; a mail leaves the box once it is kept. Returns how many were new."""
    url = installation.settings().mail_box
    if not url:
        return 0
    address = box_of(url)
    if not _turn(address.name, at):
        return 0
    found, new = 0, 0
    try:
        with closing(waiting(address, MOST)) as mails:
            for mail in mails:
                found += 1
                new += _take(mail, at)
    except FAILS as fault:
        _note_failure(address, fault, at)
        return new
    with unit_of_work.writing():
        state = _state(address.name)
        state.failed_at, state.error = None, ""
        state.mail_at = at if found else state.mail_at
    return new


def _take(mail: Waiting, at: datetime) -> int:
    """Keep one and take it out of the box; one that cannot be kept now stays there, and stops no other."""
    try:
        kept = keep(mail.content, at=at, from_box=True)
    except FAILS:
        raise
    except Exception as fault:
        db.session.rollback()
        logs.failure(fault)
        return 0
    mail.taken()
    return int(kept.new)


def _turn(name: str, at: datetime) -> bool:
    """Is it time to ask this box again? (whoever asks first asks for all workers)"""
    with unit_of_work.writing():
        lay(MailBoxState, name=name, since_at=at, error="")
        state = _state(name)
        if state.read_at is not None and at - state.read_at < EVERY:
            return False
        state.read_at = at
        return True


def _state(name: str) -> MailBoxState:
    return db.session.scalars(select(MailBoxState).where(MailBoxState.name == name).with_for_update()).one()


def _note_failure(address: Address, fault: Exception, at: datetime) -> None:
    """Since when reading fails, and what the server says (or that our own disk is full); never the password."""
    ours = faults.said_of(fault)
    said = say(ours, "fr") if ours else str(fault).replace(address.password, "…")[:500] or type(fault).__name__
    db.session.rollback()
    with unit_of_work.writing():
        state = _state(address.name)
        state.failed_at, state.error = state.failed_at or at, said
