"""Letting a mediator in: a link that is shown once, a fresh code by mail, every opening noted, revocable at any time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from app.correspondence.actions import mail_code
from app.journal.actions import record
from app.kernel import Event, Json, Lang, Refused
from app.mediation.actions.letters import Letter
from app.mediation.actions.recording import NOT_ALLOWED, record_step
from app.mediation.models import MediatorLink, Referral
from app.mediation.queries import link_numbered, may_file_leave
from app.mediation.rules import MEDIATORS_STEPS
from app.mediation.rules.mediator_access import BAD_DAYS, DAYS, NO_EMAIL, NOT_NOTIFIED, unknown_link
from app.people.actions import ACCESS
from app.people.rules import Actor, Permission
from app.plumbing import jobs, one_time_codes, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job

CODE = "mediation.code"


def give_link(
    row: Referral, email: str, days: int, *, by: Actor, at: datetime, lang: str = "fr"
) -> tuple[MediatorLink, str]:
    """Make a link for the mediator of this referral; the second part is its secret, shown once and kept nowhere."""
    if not by.may(Permission.MEDIATION_RECORD):
        raise Refused("not_allowed", NOT_ALLOWED, "link")
    if not may_file_leave(row):
        raise Refused("not_notified", NOT_NOTIFIED, "link")
    local, _, domain = email.strip().rpartition("@")
    if not local or not domain or any(char.isspace() or char in "<>,;" for char in email.strip()):
        raise Refused("email_missing", NO_EMAIL, "email")
    if days not in DAYS:
        raise Refused("days", BAD_DAYS, "days")
    token = secrets.token_urlsafe(32)
    made = MediatorLink(
        referral_id=row.id, referral=row, token_hash=fingerprint(token), email=email.strip(), name=row.with_whom[:200], lang=lang, made_at=at,
        made_by=by.key, expires_at=at + timedelta(days=days),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()  # its number goes into the record
    _note(made, "access.link_given", by=by.key, at=at, expires=made.expires_at.isoformat())
    return made, token


def fingerprint(token: str) -> str:
    """How a link is found again."""
    return hashlib.sha256(token.encode()).hexdigest()


def revoke(link: MediatorLink, *, by: Actor, at: datetime) -> None:
    """Let nobody in by this link any more; whoever is in is out."""
    if not by.may(Permission.MEDIATION_RECORD):
        raise Refused("not_allowed", NOT_ALLOWED, "link")
    if link.revoked_at is None:
        link.revoked_at = at
        one_time_codes.spend(link)
        _note(link, "access.link_revoked", by=by.key, at=at)


def ask_code(link: MediatorLink, *, at: datetime) -> None:
    """Send a fresh code to the address of the link; refuses too many."""
    if not link.open_at(at):
        raise unknown_link()
    one_time_codes.count_request(link.door, at=at)
    jobs.enqueue(CODE, {"link": link.id}, at=at, cause=link.referral.case.ref)
    _note(link, "access.code_asked", by=link.key, at=at)


def enter(link: MediatorLink, code: str, address: str, *, at: datetime) -> Refused | None:
    """Try a code; None when it opens. The try counts whether or not it is right: the door commits, then refuses."""
    if not link.open_at(at):
        return unknown_link()
    refused = one_time_codes.try_code(link, code, address, at=at)
    if refused is not None:
        _note(link, "access.refused", by=link.key, at=at, why="throttled" if refused.code == "slower" else "code")
        return refused
    note_opening(link, "entered", at=at)
    return None


def note_opening(link: MediatorLink, what: str, *, at: datetime, **more: Json) -> None:
    """Keep in the record of access what the mediator opened."""
    link.openings, link.last_opened_at = link.openings + 1, at
    _note(link, "access.mediator_opened", by=link.key, at=at, what=what, **more)


def record_by_mediator(link: MediatorLink, name: str, letter: Letter, *, at: datetime) -> None:
    """A step that the mediator records themselves, in the referral of their link and in no other."""
    if not link.open_at(at):
        raise unknown_link()
    if name not in MEDIATORS_STEPS:
        raise Refused("not_allowed", NOT_ALLOWED, "step")
    record_step(link.referral, name, letter, by=actor_of(link), at=at)


def actor_of(link: MediatorLink) -> Actor:
    """The mediator as the one who acts."""
    lang: Lang = "en" if link.lang == "en" else "fr"
    return Actor(link.key, link.name, lang=lang)


def _note(link: MediatorLink, kind: str, *, by: str, at: datetime, **more: Json) -> None:
    data: dict[str, Json] = {"link": link.id, "case": link.referral.case.ref, "referral": link.referral.number, **more}
    record(Event(kind, ACCESS, at, by, data))


# --- in the worker ---------------------------------------------------------------------------------------------------


def send_code(job: Job, at: datetime) -> dict[str, Any]:
    """Make a code and mail it: it is kept nowhere but in that mail. Each run makes a new one, and the last one counts."""
    with unit_of_work.writing():
        link = link_numbered(job.payload["link"])
        if not link.open_at(at):
            return {"sent": False}
        code = one_time_codes.new_code(link, at=at)
        lang: Lang = "en" if link.lang == "en" else "fr"
        ref, to = link.referral.case.ref, (link.name, link.email)
    mail_code(code, ref, to, lang, at=at)
    return {"sent": True}


HANDLERS: dict[str, Callable[[Job, datetime], dict[str, Any]]] = {CODE: send_code}
