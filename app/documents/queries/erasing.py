"""What erasing the words of an entry reaches: letters, files that were made, parts kept on the shelf; and what is still needed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.cases.models import Case
from app.cases.queries.erasing import companions_of
from app.cases.queries.requests import requests_of
from app.correspondence.models import IncidentLetter, IncomingMail, Letter, Message, MessageErasure, RequestLetter
from app.correspondence.queries import letters_with
from app.correspondence.queries.incidents import letters_to
from app.correspondence.queries.mails import keys_of_mails
from app.correspondence.queries.requests import letters_on
from app.documents.models import FilePart, MadeFile, Product, Reader, Settlement
from app.exhibits.models import Exhibit, Masking
from app.exhibits.queries import store
from app.intake.queries import import_files_of
from app.journal.models import Entry, Erasure
from app.kernel import Audience
from app.plumbing.db import db


@dataclass(frozen=True)
class Reached:
    """Where the words of an entry stand beside the journal."""

    letters: list[Message]
    files: list[MadeFile]
    parts: int
    companions: list[Entry]


def reached_by(case: Case, entry: Entry) -> Reached:
    """Everything that goes with the words of this entry."""
    parts = db.session.scalar(select(func.count()).select_from(FilePart).where(FilePart.case_id == case.id))
    files = [row for row in files_with(case, entry) if store().has(row.file_key)]
    return Reached(letters_with(case, entry), files, int(parts or 0), companions_of(entry))


def files_with(case: Case, entry: Entry) -> list[MadeFile]:
    """The files cut after this entry whose reader may read it."""
    wanted = select(MadeFile).where(
        MadeFile.case_id == case.id, MadeFile.head_seq >= entry.seq, MadeFile.product != Product.EXHIBITS
    )
    if entry.audience is Audience.INTERNAL:
        wanted = wanted.where(MadeFile.reader == Reader.INTERNAL)
    return list(db.session.scalars(wanted.order_by(MadeFile.id)))


def erased_files(case: Case) -> dict[int, Erasure]:
    """The made files that are no longer kept because words in them were erased, each with the erasure."""
    found: dict[int, Erasure] = {}
    every = db.session.execute(
        select(Entry, Erasure).join(Erasure, Erasure.entry_id == Entry.id).where(Entry.stream == case.stream)
    )
    for entry, erasure in every:
        for row in files_with(case, entry):
            if row.at <= erasure.at and not store().has(row.file_key):
                found[row.id] = erasure
    return found


def keys_gone_with(case: Case, entry: Entry) -> tuple[list[str], list[str]]:
    """What the store holds of erased words: names in the store, and the Message-IDs of mails."""
    wanted = select(Message).join(MessageErasure, MessageErasure.message_id == Message.id)
    letters = list(db.session.scalars(wanted.where(MessageErasure.entry_id == entry.id)))
    keys = [key for row in letters for key in (row.file_key, row.copy_key)]
    keys += [row.file_key for row in files_with(case, entry)]
    keys += keys_of_mails(case, entry.seq)
    return sorted({key for key in keys if key}), [row.message_id for row in letters]


def keys_of(case: Case) -> tuple[list[str], list[str]]:
    """All that the store holds of a case, and the Message-IDs of its mails."""
    letters = list(db.session.scalars(select(Message).where(Message.case_id == case.id)))
    exhibits = list(db.session.scalars(select(Exhibit).where(Exhibit.case_id == case.id)))
    agreements = db.session.scalars(select(Settlement.files).where(Settlement.case_id == case.id))
    keys = [key for row in letters for key in (row.file_key, row.copy_key, row.enclosed_key)]
    keys += [key for row in exhibits for key in (row.file_key, row.copy_key, row.printable_key)]
    keys += [masking.file_key for row in exhibits for masking in row.maskings]
    keys += [key for files in agreements for key in files.values()]
    for model in (MadeFile, FilePart):
        keys += db.session.scalars(select(model.file_key).where(model.case_id == case.id))
    keys += import_files_of(case)
    keys += keys_of_mails(case)
    return sorted({key for key in keys if key}), [row.message_id for row in letters]


def keys_sent_to(customer_id: int) -> tuple[list[str], list[str]]:
    """All that the store holds of what a customer was sent outside any case, and the Message-IDs of the mails."""
    asked = requests_of(customer_id)
    letters: list[Letter] = [*letters_to(customer_id), *(letter for row in asked for letter in letters_on(row))]
    keys = {key for row in letters for key in (row.file_key, row.copy_key)}
    keys |= {key for row in asked for key in (row.pdf_key, row.json_key)}
    return sorted(key for key in keys if key), [row.message_id for row in letters]


def still_needed(key: str) -> bool:
    """Does anything that was not erased keep this content? (the store keeps the same content once)"""
    kept, first = aliased(MessageErasure), aliased(IncomingMail)
    whole = ~exists().where(kept.message_id == Message.id)
    of_letter = or_(Message.enclosed_key == key, (or_(Message.file_key == key, Message.copy_key == key)) & whole)
    of_exhibit = or_(Exhibit.file_key == key, Exhibit.copy_key == key, Exhibit.printable_key == key)
    lost = exists().where(first.id == IncomingMail.same_as_id, first.erased_at.is_not(None))
    of_mail = and_(IncomingMail.raw_key == key, IncomingMail.erased_at.is_(None), ~lost)
    of_incident = or_(IncidentLetter.file_key == key, IncidentLetter.copy_key == key)
    of_request = or_(RequestLetter.file_key == key, RequestLetter.copy_key == key, RequestLetter.enclosed_key == key)
    places = (
        exists().where(of_mail),
        exists().where(of_incident, IncidentLetter.forgotten_on.is_(None)),
        exists().where(of_request, RequestLetter.forgotten_on.is_(None)),
        exists().where(of_letter, Message.case_id.in_(KEPT)), exists().where(of_exhibit, Exhibit.case_id.in_(KEPT)),
        exists().where(Masking.file_key == key, Masking.exhibit_id == Exhibit.id, Exhibit.case_id.in_(KEPT)),
        exists().where(FilePart.file_key == key, FilePart.case_id.in_(KEPT)),
    )  # fmt: skip
    if any(db.session.scalar(select(place)) for place in places):
        return True
    agreements = select(Settlement.files).where(Settlement.case_id.in_(KEPT))
    return any(key in files.values() for files in db.session.scalars(agreements))


KEPT = select(Case.id).where(Case.erased_at.is_(None))
"""The cases that keep their words."""
