"""Letters to those who asked for their data: written with the decision they tell, through the same outbox; forgotten with them."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select

from app.cases.actions import answer_request, extend_request, require_sight
from app.cases.models import AccessRequest
from app.cases.rules.requests import Outcome
from app.correspondence.actions.delivery import locked_letter, put_on_its_way
from app.correspondence.actions.erasing import LEAVING
from app.correspondence.models import ERASED_BODY, RequestLetter
from app.correspondence.queries import signature_of
from app.correspondence.queries.outside import lang_read, reach_of_customer
from app.correspondence.queries.requests import text_on
from app.correspondence.rules import HOUSE_ZONE, UNDO_FOR, Standing, channel_for
from app.correspondence.rules.requests import Notice
from app.kernel import Event, Refused, day_of
from app.people.rules import Actor
from app.plumbing import mail
from app.plumbing.db import db

COPY_NAME = "{ref}.pdf"


def extend(row: AccessRequest, reason: str, *, by: Actor, at: datetime) -> RequestLetter:
    """Extend the time to answer, and tell the person why."""
    return _write(extend_request(row, reason, by=by, at=at), Notice.EXTENSION, by=by, at=at)


def refuse(row: AccessRequest, reason: str, *, by: Actor, at: datetime) -> RequestLetter:
    """Refuse, with reasons and where else the person may turn."""
    return _write(answer_request(row, Outcome.REFUSED, reason, by=by, at=at), Notice.REFUSAL, by=by, at=at)


def give_copy(row: AccessRequest, *, by: Actor, at: datetime) -> RequestLetter:
    """Answer with the copy that was prepared; refuses whoever may not see all it shows."""
    require_sight(row, by=by)
    return _write(answer_request(row, Outcome.COPY, by=by, at=at), Notice.COPY, by=by, at=at)


def _write(row: AccessRequest, what: Notice, *, by: Actor, at: datetime) -> RequestLetter:
    who, lang = reach_of_customer(row.customer, day_of(at, HOUSE_ZONE)), lang_read(row.customer.lang)
    subject, body = text_on(row, what, who)
    encloses = what is Notice.COPY
    letter = RequestLetter(
        request_id=row.id, request=row, what=what, lang=lang, channel=channel_for(who), to_name=who.addressed[:200], to_email=who.email,
        to_postal=who.postal, subject=subject, body=body, signature=signature_of(lang, body),
        enclosed_key=row.pdf_key if encloses else "", enclosed_name=COPY_NAME.format(ref=row.ref) if encloses else "",
        message_id=f"<{secrets.token_hex(16)}@{mail.sender_host()}>", written_on=day_of(at, HOUSE_ZONE), written_at=at, by=by.key,
        leaves_at=at + UNDO_FOR,
    )  # fmt: skip
    db.session.add(letter)
    db.session.flush()  # its number names its job
    put_on_its_way(letter, at=at)
    return letter


def forget_requests(event: Event) -> None:
    """A customer was forgotten: their requests keep dates and outcome, the letters about them neither words nor address."""
    rows = db.session.scalars(select(AccessRequest).where(AccessRequest.customer_id == event.data["customer"])).all()
    for row in rows:
        row.extension_reason = ERASED_BODY if row.extension_reason else ""
        row.refusal = ERASED_BODY if row.refusal else ""
        for number in db.session.scalars(select(RequestLetter.id).where(RequestLetter.request_id == row.id)).all():
            _forget(locked_letter(number, RequestLetter), event)


def _forget(row: RequestLetter, event: Event) -> None:
    if row.standing is Standing.LEAVING:
        raise Refused("letter_leaving", LEAVING.fill(n=row.id), "ground")
    if row.sent_at is None:
        row.stopped_at = row.stopped_at or event.at
    row.forget(day_of(event.at, HOUSE_ZONE))
    if row.job is not None:
        row.job.error = ""


__all__ = ["extend", "forget_requests", "give_copy", "refuse"]
