"""Mails that came in: where they are, who may see them, and what is known of whoever sent them."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.cases.models import Case
from app.cases.queries import visible
from app.cases.queries.sight import refs_seen
from app.cases.queries.standing_in import voices
from app.cases.rules.standing_in import MandateState, customer_acts, mandate_state
from app.correspondence.models import IncomingMail, MailBoxState, Message
from app.correspondence.queries.drawing import sender
from app.correspondence.rules.mailbox_health import BoxFacts, trouble_of
from app.correspondence.rules.mails import Place
from app.correspondence.rules.screening import doubted
from app.correspondence.rules.threading import Answered, Clues, numbers_in, references_in
from app.journal.models import Head
from app.kernel import Refused, Words, day_of, words
from app.people.models import Customer, Purchase, Staff
from app.people.rules import Actor, Permission
from app.plumbing import installation
from app.plumbing.db import db
from app.plumbing.letterbox import Read
from app.plumbing.letterbox.imap import box_of
from app.plumbing.search import plain
from app.regimes.queries import region_of, working_hours
from app.regimes.rules.worktime import days_between

MOST = 200
NONE_SUCH = words("Ce courriel n’existe pas.", "There is no such mail.")


def mail_for(actor: Actor, number: int) -> IncomingMail:
    """This mail; one of a case that the actor may not see does not exist, nor one on no case for who does not sort."""
    wanted = select(IncomingMail).outerjoin(Case, Case.id == IncomingMail.case_id)
    found = db.session.scalars(wanted.where(IncomingMail.id == number, _seen(actor))).one_or_none()
    if found is None or found.place is Place.SAME:
        raise Refused("no_such_mail", NONE_SUCH, "mail")
    return found


def _seen(actor: Actor) -> ColumnElement[bool]:
    of_a_case = and_(IncomingMail.case_id.is_not(None), visible(actor, of_few=True))
    return or_(of_a_case, IncomingMail.case_id.is_(None)) if actor.may(Permission.MAIL_SORT) else of_a_case


TABS: dict[str, tuple[Place, ...]] = {
    "sort": (Place.TO_SORT, Place.TO_READ),
    "aside": (Place.ASIDE,),
    "unreadable": (Place.UNREADABLE, Place.NEW),
    "sorted": (Place.SORTED,),
}
"""The tabs of the page of mails, and the places they show."""


def mails_in(actor: Actor, tab: str) -> list[IncomingMail]:
    """The mails of a tab that the actor may see: what waits, oldest first; else newest first."""
    order = IncomingMail.id if tab == "sort" else IncomingMail.id.desc()
    return list(db.session.scalars(_tab(actor, tab).order_by(order).limit(MOST)))


def next_to_sort(actor: Actor, number: int) -> int | None:
    """The mail that waits after this one, else the one that has waited longest; None when no other waits."""
    waiting = _tab(actor, "sort").with_only_columns(IncomingMail.id).where(IncomingMail.id != number)
    order = (IncomingMail.id < number, IncomingMail.id)
    return db.session.scalars(waiting.order_by(*order).limit(1)).first()


def _tab(actor: Actor, tab: str) -> Select[IncomingMail]:
    wanted = select(IncomingMail).outerjoin(Case, Case.id == IncomingMail.case_id)
    return wanted.where(IncomingMail.place.in_(TABS[tab]), IncomingMail.erased_at.is_(None), _seen(actor))


ACCENTED = re.compile(r"[oa]e|[aceinouy%_\\]")
"""Letters that may stand under an accent in a mail, and signs that mean something in a pattern: any sign will do there."""


def mails_found(actor: Actor, asked: str) -> list[IncomingMail]:
    """The mails, wherever they are kept, that hold every word typed (sender, subject, text); accents and case do not count.

    The newest first. The database looks with any sign in place of a letter that may be accented; what it finds is read again.
    """
    typed = plain(asked).split()[:8]
    wanted = select(IncomingMail).outerjoin(Case, Case.id == IncomingMail.case_id)
    wanted = wanted.where(IncomingMail.place != Place.SAME, IncomingMail.erased_at.is_(None), _seen(actor))
    for word in typed:
        pattern = f"%{ACCENTED.sub(_any_sign, word)}%"
        wanted = wanted.where(or_(*(column.ilike(pattern) for column in SEARCHED)))
    rows = db.session.scalars(wanted.order_by(IncomingMail.id.desc()).limit(READ_AGAIN))
    return list(islice((row for row in rows if _holds(row, typed)), MOST)) if typed else []


READ_AGAIN = 10 * MOST
SEARCHED = (IncomingMail.sender_name, IncomingMail.sender_email, IncomingMail.subject, IncomingMail.body)


def _any_sign(letter: re.Match[str]) -> str:
    return "%" if len(letter[0]) > 1 else "_"


def _holds(row: IncomingMail, typed: list[str]) -> bool:
    said = plain(f"{row.sender_name} {row.sender_email} {row.subject} {row.body}")
    return all(word in said for word in typed)


def counts(actor: Actor) -> dict[str, int]:
    """How many mails each tab holds, up to the most that is shown."""
    return {tab: _count(_tab(actor, tab).limit(MOST).subquery()) for tab in TABS if tab != "sorted"}


def _count(inner: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(inner)) or 0


def refs_of(actor: Actor, rows: list[IncomingMail]) -> dict[int, str]:
    """The references of the cases that these mails are in or are proposed for, where the actor may see them."""
    numbers = {number for row in rows for number in (row.case_id, row.proposed_id) if number is not None}
    return refs_seen(actor, numbers)


def proposals(actor: Actor, row: IncomingMail, asked: str) -> list[Case]:
    """Cases to choose from: the one proposed, those of the sender’s address, those a person looks for by name or reference."""
    found: list[Case] = []
    if row.proposed is not None:
        found.append(row.proposed)
    found += [*cases_of_address(row.sender_email), *_of_purchases_named(f"{row.subject}\n{row.body}")]
    typed = asked.strip()
    if typed:
        found = _looked_for(typed)
    may = refs_seen(actor, {case.id for case in found})
    return list({case.id: case for case in found if case.id in may and case.erased_at is None}.values())[:FEW]


FEW = 8


def _looked_for(typed: str) -> list[Case]:
    ref = typed.upper().lstrip("#")
    person = f"%{plain(typed.replace('%', '').replace('_', ''))}%"
    wanted = select(Case).join(Customer, Customer.id == Case.customer_id)
    of_person = or_(Customer.name_key.like(person), func.lower(Customer.email) == typed.lower())
    like = or_(Case.ref.endswith(ref, autoescape=True), of_person)
    return list(db.session.scalars(wanted.where(like).order_by(Case.is_open.desc(), Case.id.desc()).limit(5 * FEW)))


NUMBER = re.compile(r"[A-Z0-9](?:[A-Z0-9/_-]*[A-Z0-9])?", re.IGNORECASE)
MOST_NUMBERS = 40


def _of_purchases_named(text: str) -> list[Case]:
    """The cases about purchases whose number a mail names (a number of four signs or more, with a digit in it)."""
    said = (each for each in NUMBER.findall(text[:4000]) if len(each) > 3 and any(map(str.isdigit, each)))
    numbers = list(dict.fromkeys(each.lower() for each in said))[:MOST_NUMBERS]
    if not numbers:
        return []
    wanted = (
        select(Case).join(Purchase, Purchase.id == Case.purchase_id).where(func.lower(Purchase.reference).in_(numbers))
    )
    wanted = wanted.where(Case.erased_at.is_(None), Case.merged_into_id.is_(None))
    return list(db.session.scalars(wanted.order_by(Case.is_open.desc(), Case.id.desc()).limit(FEW)))


def mails_of(case: Case) -> list[IncomingMail]:
    """The mails of a case, and those that were the same again."""
    first = aliased(IncomingMail)
    wanted = select(IncomingMail).outerjoin(first, first.id == IncomingMail.same_as_id)
    return list(db.session.scalars(wanted.where(or_(IncomingMail.case_id == case.id, first.case_id == case.id))))


def keys_of_mails(case: Case, entry_seq: int | None = None) -> list[str]:
    """What the store holds of the mails of a case, or of the one whose words stand in this entry."""
    rows = mails_of(case)
    if entry_seq is None:
        return [row.raw_key for row in rows]
    first = {row.id for row in rows if row.entry_seq == entry_seq}
    return [row.raw_key for row in rows if row.id in first or row.same_as_id in first]


def last_entry(case: Case) -> int:
    """The number of the last entry of a case."""
    return db.session.scalar(select(Head.seq).where(Head.stream == case.stream)) or 0


# --- what is known of a sender ---------------------------------------------------------------------------------------


def is_ours(address: str, message_id: str) -> bool:
    """Is it an address of ours, or a letter of ours?"""
    local, _, domain = address.partition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    own = {sender()[1].lower(), installation.settings().mail_reply_to.lower()}
    if plain in own - {""} or address in own - {""}:
        return True
    return bool(message_id) and letter_of_id(message_id) is not None


def letter_of_id(message_id: str) -> Message | None:
    """The letter that left under this Message-ID."""
    return db.session.scalars(select(Message).where(Message.message_id == message_id)).one_or_none()


def is_staff(address: str) -> bool:
    """Is it the address of a member of staff, present or past?"""
    wanted = select(Staff.id).where(func.lower(Staff.email) == address)
    return bool(address) and db.session.scalars(wanted).first() is not None


def returned_letter(read: Read) -> Message | None:
    """The letter of ours that a delivery report says came back."""
    cited = read.report["cites"] if read.report is not None else ()
    return next((found for each in cited if (found := letter_of_id(each)) is not None), None)


def clues_of(read: Read, on: datetime) -> Clues:
    """Which cases a mail may be about, and as what its sender is known there."""
    _name, address = read.sender
    numbers = dict.fromkeys(numbers_in(read.to, installation.settings().secret_key))
    cited = db.session.scalars(select(Message.case_id).where(Message.message_id.in_(read.answers)).order_by(Message.id))
    found = {case.id: case for number in (*numbers, *cited) if (case := _living(number)) is not None}
    named = db.session.scalars(
        select(Case.id).where(Case.ref.in_(references_in(f"{read.subject}\n{read.text}"[:4000])))
    )
    return Clues(
        answered=tuple(as_speaker(case, address, day_of(on, case.zone)) for case in found.values()),
        named=tuple(case.id for number in named if (case := _living(number)) is not None),
        of_sender=tuple(case.id for each in (address, *read.replies_to) for case in cases_of_address(each)),
        senders=len(read.senders),
        doubted=doubted(read.flags),
    )


def _living(number: int) -> Case | None:
    """The case that a mail about this one goes to: it, or the one it was merged into; none once its words are erased."""
    case = db.session.get(Case, number)
    while case is not None and case.merged_into is not None:
        case = case.merged_into
    return case if case is not None and case.erased_at is None else None


def as_speaker(case: Case, address: str, on: date) -> Answered:
    """As what the owner of an address is known in a case; a representative speaks only with a valid mandate, the customer
    only while nobody acts for them by law (heirs, a parent, a guardian)."""
    person = case.customer
    theirs = bool(address) and not person.anonymous and person.email.strip().lower() == address
    everybody = voices(case) if address else []
    speaks = theirs and customer_acts(everybody, on)
    lapsed = theirs and not speaks
    for party in everybody:
        if party.email.strip().lower() != address or party.role == "protected":
            continue
        valid = party.role != "representative" or mandate_state(party, everybody, on) is MandateState.VALID
        speaks, lapsed = speaks or valid, lapsed or not valid
    return Answered(case.id, speaks, lapsed)


def speaker_name(case: Case, address: str) -> str:
    """Who has this address in a case, as we know them: never as the mail says."""
    if case.customer.email.strip().lower() == address:
        return case.customer.display_name
    return next((row.name for row in voices(case) if row.email.strip().lower() == address), case.customer.display_name)


def cases_of_address(address: str) -> list[Case]:
    """The cases of the customer who has this address: open ones first, then the newest."""
    if not address:
        return []
    wanted = select(Case).join(Customer, Customer.id == Case.customer_id)
    wanted = wanted.where(Customer.email == address, Case.erased_at.is_(None), Case.merged_into_id.is_(None))
    return list(db.session.scalars(wanted.order_by(Case.is_open.desc(), Case.id.desc()).limit(FEW)))


# --- the house -------------------------------------------------------------------------------------------------------


def box_trouble(at: datetime) -> Words | None:
    """What is wrong with the box that the house reads, if it reads one."""
    settings = installation.settings()
    wanted = (
        select(MailBoxState).where(MailBoxState.name == box_of(settings.mail_box).name) if settings.mail_box else None
    )
    row = db.session.scalars(wanted).one_or_none() if wanted is not None else None
    if row is None:
        return None
    today, since = day_of(at, settings.zone), day_of(row.mail_at or row.since_at, settings.zone)
    silent = days_between(working_hours(settings.zone, region_of(()), today), since, today)
    return trouble_of(BoxFacts(row.name, row.failed_at, row.error, silent, settings.mail_quiet_days), at)
