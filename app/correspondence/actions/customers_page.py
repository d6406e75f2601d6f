"""Letting a customer in: a link that locates their case, and a fresh code by mail for what is in it; every opening noted."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.cases.models import Case
from app.correspondence.models import CustomerAccess
from app.correspondence.queries import sender
from app.correspondence.queries.customers_page import access_to, case_asked_for, reachable
from app.correspondence.queries.linking import link_for
from app.correspondence.rules import Reach
from app.correspondence.rules.customers_page import BODY, SUBJECT, WITH_LINK, unknown_page
from app.journal.actions import record
from app.kernel import Event, Json, Lang, Refused, day_of, words
from app.people.actions import ACCESS
from app.people.rules import Actor
from app.plumbing import jobs, mail, one_time_codes, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.plumbing.typography import say

CODE = "correspondence.customers_code"
BY_NAME = "correspondence.customers_page_asked"


def ask_code(case: Case, reach: Reach, *, at: datetime) -> None:
    """Have a fresh code sent to whoever we write to about this case; refuses too many of an hour."""
    one_time_codes.count_request(_counted(case), at=at)
    jobs.enqueue(CODE, {"case": case.id, "lang": reach.lang}, at=at, cause=case.ref)


def ask_by_name(ref: str, email: str, address: str, *, at: datetime) -> None:
    """Have the link and a code sent, if this is a case of ours and our address of its customer: the asker is not told which."""
    one_time_codes.count_request(f"asked-from:{address}", at=at)
    jobs.enqueue(BY_NAME, {"ref": ref.strip()[:40], "email": email.strip()[:200]}, at=at)


def _counted(case: Case) -> str:
    """What codes are counted by, whichever way they are asked for."""
    return f"customer:{case.id}"


def enter(case: Case, reach: Reach, code: str, address: str, *, at: datetime) -> CustomerAccess | Refused:
    """Try a code; the refusal is returned, so that the door commits the try before it refuses."""
    access = access_to(case, reach.email)
    if access is None:
        return Refused("wrong_code", one_time_codes.WRONG, "code")
    refused = one_time_codes.try_code(access, code, address, at=at)
    if refused is not None:
        _note(access, "access.refused", at=at, why="throttled" if refused.code == "slower" else "code")
        return refused
    note_opening(access, "entered", at=at)
    return access


def note_opening(access: CustomerAccess, what: str, *, at: datetime, **more: Json) -> None:
    """Keep in the record of access what the customer opened."""
    access.openings, access.last_opened_at = access.openings + 1, at
    _note(access, "access.customer_opened", at=at, what=what, **more)


def actor_of(access: CustomerAccess) -> Actor:
    """The customer (or whoever speaks for them) as the one who acts."""
    return Actor(access.case.customer.key, access.name, lang="en" if access.lang == "en" else "fr")


def _note(access: CustomerAccess, kind: str, *, at: datetime, **more: Json) -> None:
    data: dict[str, Json] = {"access": access.id, "case": access.case.ref, **more}
    record(Event(kind, ACCESS, at, access.case.customer.key, data))


# --- in the worker ---------------------------------------------------------------------------------------------------


def send_code(job: Job, at: datetime) -> dict[str, Any]:
    """Mail a fresh code, and the link with it; nothing where there is nobody to write to any more."""
    case = db.session.get(Case, job.payload["case"])
    reach = reachable(case, day_of(at, case.zone)) if case is not None else None
    return _send(case.id, reach, at) if case is not None and reach is not None else {"sent": False}


def send_if_known(job: Job, at: datetime) -> dict[str, Any]:
    """Mail link and code to whoever asked by reference and address, if both are right; else nobody hears anything."""
    found = case_asked_for(job.payload["ref"], job.payload["email"], at)
    if found is None:
        return {"sent": False}
    try:
        with unit_of_work.writing():
            one_time_codes.count_request(_counted(found[0]), at=at)
    except Refused:  # more codes than a person needs: whoever asks is not told that there is such a case
        return {"sent": False}
    return _send(found[0].id, found[1], at)


def _send(number: int, reach: Reach, at: datetime) -> dict[str, Any]:
    with unit_of_work.writing():
        case = db.session.get(Case, number)
        if case is None:
            raise unknown_page()
        access = access_to(case, reach.email) or _first_access(case, reach, at)
        code = one_time_codes.new_code(access, at=at)
        ref, link = case.ref, link_for(case, reach.email)
    mail_code(code, ref, (reach.name, reach.email), "en" if reach.lang == "en" else "fr", at=at, link=link)
    return {"sent": True}


def _first_access(case: Case, reach: Reach, at: datetime) -> CustomerAccess:
    made = CustomerAccess(
        case_id=case.id, case=case, email=reach.email, name=reach.name[:200], lang=reach.lang, made_at=at
    )
    db.session.add(made)
    return made


def mail_code(code: str, ref: str, to: tuple[str, str], lang: Lang, *, at: datetime, link: str = "") -> None:
    """Mail a code to whoever asked for it (name, address), with the link it opens when they may not have it."""
    message_id = f"<{secrets.token_hex(16)}@{mail.sender_host()}>"
    minutes = int(one_time_codes.CODE_HOLDS.total_seconds() // 60)
    said = (WITH_LINK if link else BODY).fill(code=one_time_codes.grouped(code), ref=ref, minutes=minutes, link=link)
    content = mail.composed(
        message_id=message_id, sender=sender(), to=to, subject=say(SUBJECT.fill(ref=ref), lang), body=say(said, lang), lang=lang, at=at,
        automatic=True,
    )  # fmt: skip
    try:
        mail.deliver(content, sender=sender()[1], to=to[1], message_id=message_id)
    except mail.BouncedError as bounced:
        raise Refused("bounced", words("{why}", "{why}", why=str(bounced)), "email") from bounced


HANDLERS: dict[str, Callable[[Job, datetime], dict[str, Any]]] = {CODE: send_code, BY_NAME: send_if_known}
