"""What was written to those who asked for their data."""

from __future__ import annotations

from sqlalchemy import select

from app.cases.models import AccessRequest
from app.correspondence.models import RequestLetter
from app.correspondence.queries.outside import called, lang_read
from app.correspondence.rules import Fields, Reach, greeting
from app.correspondence.rules.requests import Notice, Said, notice
from app.kernel import Refused, words
from app.plumbing.db import db
from app.plumbing.typography import say


def letters_on(row: AccessRequest) -> list[RequestLetter]:
    """The letters about a request, in the order they were written."""
    wanted = select(RequestLetter).where(RequestLetter.request_id == row.id).order_by(RequestLetter.id)
    return list(db.session.scalars(wanted))


def about_requests_on_their_way(most: int = 300) -> list[RequestLetter]:
    """Letters to those who asked for their data that have not left yet."""
    wanted = select(RequestLetter).where(RequestLetter.sent_at.is_(None), RequestLetter.stopped_at.is_(None))
    return list(db.session.scalars(wanted.order_by(RequestLetter.id).limit(most)))


def letter_on(row: AccessRequest, number: int) -> RequestLetter:
    """This letter about this request; refuses one that does not exist."""
    found = next((one for one in letters_on(row) if one.id == number), None)
    if found is None:
        raise Refused("no_such_letter", words("Cette lettre n’existe pas.", "There is no such letter."), "letter")
    return found


def text_on(row: AccessRequest, what: Notice, reach: Reach) -> tuple[str, str]:
    """Subject and text of a letter about a request, in the language of who asked; `reach`: they, or whoever acts for them."""
    who = row.customer
    title, name = called(who, reach)
    hello = greeting(Fields("", "", row.received_on, title=title, name=name))
    reason = row.refusal if what is Notice.REFUSAL else row.extension_reason
    said = Said(hello, row.received_on, row.asked.until_on, reason, who.country, reach.for_whom)
    lang = lang_read(who.lang)
    return say(what.words, lang), say(notice(what, said), lang)
