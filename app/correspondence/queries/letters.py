"""Letters and whom they reach."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from app.cases.models import Case
from app.cases.queries import visible
from app.cases.queries.standing_in import for_whom, who_stands_in
from app.cases.rules.mediators_door import FOR_GOOD
from app.cases.rules.standing_in import CAPACITY
from app.correspondence.models import IncidentLetter, Letter, Message
from app.correspondence.queries.drawing import sender
from app.correspondence.queries.linking import link_for, reply_address
from app.correspondence.rules import (
    LEAVING,
    NO_READER,
    Fields,
    LetterKind,
    OnItsWay,
    Reach,
    Standing,
    channel_for,
    greeting,
    locked,
)
from app.correspondence.rules.customers_page import FOLLOW
from app.correspondence.rules.reaching import ON_PAPER
from app.exhibits.queries import store
from app.journal.models import Entry
from app.journal.queries import entries_of_kind
from app.kernel import Lang, Refused, Words, words
from app.people.rules import Actor
from app.plumbing import mail
from app.plumbing.db import columns_of, db
from app.plumbing.jobs import Job
from app.plumbing.typography import say

MOST = 300
WINDOW_RULES = ("FR-MED-05",)


def lang_of(case: Case) -> Lang:
    """The language in which we write in this case."""
    return "en" if case.lang == "en" else "fr"


LETTERS = select(Message).where(Message.case_id == bindparam("case")).order_by(Message.number.desc())


def letters_of(case: Case) -> list[Message]:
    """Every letter of a case, newest first."""
    return list(db.session.scalars(LETTERS, {"case": case.id}))


NEWEST = 4
LINES = (
    select(
        Message.number, Message.kind, Message.channel, Message.copy_key != "", Message.begun_at, Message.stopped_at,
        Message.sent_at, Job.tries, Job.leased_until, Job.dead_at,
    )
    .outerjoin(Job, Job.id == Message.job_id)
    .where(Message.case_id == bindparam("case"))
    .order_by(Message.number.desc())
    .limit(NEWEST)
)  # fmt: skip


class Line(NamedTuple):
    """A letter as the page of its case names it."""

    number: int
    kind: LetterKind
    standing: Standing


def newest_letters(case: Case) -> list[Line]:
    """The last letters of a case, newest first."""
    rows = columns_of(LINES, {"case": case.id})
    return [Line(row[0], row[1], OnItsWay._make(row[2:]).standing) for row in rows]


def letter_numbered(case: Case, number: int) -> Message:
    """This letter of this case; refuses a number that does not exist."""
    wanted = select(Message).where(Message.case_id == case.id, Message.number == number)
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise Refused("no_such_letter", words("Cette lettre n’existe pas.", "There is no such letter."), "letter")
    return found


def letters_with(case: Case, entry: Entry) -> list[Message]:
    """The letters written in the same act as this entry, that still hold their words."""
    wanted = select(Message).where(
        Message.case_id == case.id, Message.cause == entry.kind, Message.written_at == entry.at, Message.by == entry.by
    )
    numbered = entry.data.get("message")
    if numbered is not None:
        wanted = wanted.where(Message.number == numbered)
    return [row for row in db.session.scalars(wanted.order_by(Message.number)) if row.erasure is None]


def on_their_way(actor: Actor) -> list[Message]:
    """Letters of the cases one may see that have not left yet, those in trouble first."""
    wanted = (
        select(Message)
        .join(Case, Case.id == Message.case_id)
        .where(visible(actor), Message.sent_at.is_(None), Message.stopped_at.is_(None))
        .options(joinedload(Message.case).joinedload(Case.customer))
        .order_by(Message.leaves_at)
        .limit(MOST)
    )
    found = list(db.session.scalars(wanted).unique())
    worst = (Standing.FAILED, Standing.RETRIED, *ON_PAPER)
    return sorted(found, key=lambda row: (worst.index(row.standing) if row.standing in worst else 9, row.leaves_at))


def stuck(case: Case) -> list[Message]:
    """Letters of a case that need somebody: failed, to be tried again, or to be printed."""
    wanted = (Standing.FAILED, Standing.RETRIED, *ON_PAPER)
    return [row for row in letters_of(case) if row.standing in wanted]


def reach_of(case: Case, on: date) -> Reach | None:
    """Whom a letter about this case is for; None where there is nobody to write to (nobody has said who complained)."""
    customer = case.customer
    if customer.anonymous:
        return None
    name = customer.name_in("en" if case.lang == "en" else "fr")
    found = who_stands_in(case, on)
    if found is not None:
        whom, by = found.party, say(for_whom(case, found), lang_of(case))
        return Reach(whom.name, whom.email, whom.address, "email", case.lang, by, CAPACITY[whom.role])
    return Reach(name, customer.email, customer.address, customer.prefers, case.lang)


def leaving(reach: Reach | None) -> Words:
    """What becomes of a letter to this reader, and what is left to do by hand."""
    return LEAVING[channel_for(reach)].fill(who=reach.name) if reach is not None else NO_READER


def fields_of(case: Case, on: date) -> Fields:
    """What templates may name of a case; who is greeted is whoever reads the letter that day, in the customer's place or not."""
    customer, found = case.customer, who_stands_in(case, on)
    ahead = (
        case.next_on if case.next_on is not None and case.next_on >= on else None
    )  # a day gone by is promised to nobody
    title, name = (customer.title, customer.name) if found is None else ("", found.party.name)
    return Fields(
        case.ref, case.subject, case.first_written_on or case.received_on, ahead, title if not customer.anonymous else "",
        name, case.claimed,
    )  # fmt: skip


def greeting_in(case: Case, on: date) -> Words:
    """How whatever we write in this case begins that day."""
    return greeting(fields_of(case, on))


def locked_parts(case: Case, kind: LetterKind) -> str:
    """The parts that come with this kind of letter, in the case's language."""
    shut = kind is LetterKind.CLOSING and rejected_for_good(case)
    ends = [row.due_on for row in case.duties if row.rule in WINDOW_RULES and row.state.value == "pending" and not shut]
    parts = locked(kind, min((day for day in ends if day is not None), default=None))
    return "\n\n".join(say(part, lang_of(case), case.zone) for part in parts)


def rejected_for_good(case: Case) -> bool:
    """Did a mediator reject the referral of this case on a ground that no second one changes?"""
    told = entries_of_kind(case.stream, "mediation.inadmissible")
    return bool(told) and told[-1].data.get("ground") in FOR_GOOD


def text_of(row: Letter) -> str:
    """The whole letter as it is read in a mail."""
    return "\n\n".join(part for part in (row.body.strip(), row.signature) if part) + "\n"


def mail_of(row: Letter, at: datetime) -> bytes:
    """The mail of this letter, ended by the link to its case if it has one: the same bytes at every try."""
    body, enclosed = text_of(row), None
    if isinstance(row, Message):
        follow = say(FOLLOW.fill(link=link_for(row.case, row.to_email)), "en" if row.lang == "en" else "fr")
        body = f"{body}\n-- \n{follow}\n"
    if not isinstance(row, IncidentLetter) and row.enclosed_key:
        enclosed = mail.Enclosed(row.enclosed_name, store().get(row.enclosed_key))
    return mail.composed(
        message_id=row.message_id, sender=sender(), to=(row.to_name, row.to_email), subject=row.subject,
        body=body, lang=row.lang, at=row.begun_at or at, enclosed=enclosed,
        reply_to=reply_address(row.case) if isinstance(row, Message) else "",
    )  # fmt: skip
