"""What files are made from, read once: the case, its journal cut at its head, its exhibits as the reader gets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import func, select

from app.cases.models import Case
from app.cases.queries import happened
from app.documents.models import MadeFile, Reader
from app.documents.queries.build import Released
from app.documents.rules.discretion import Colleague, Discretion, kept_words
from app.exhibits.models import Exhibit
from app.exhibits.queries import Received, exhibits_of, received
from app.journal.models import Entry
from app.journal.queries import entries_of, participants_of
from app.kernel import Audience, Lang, Refused, Words, day_of, words
from app.mediation.models import Referral
from app.mediation.queries import current_referral, mediator_of
from app.mediators.models import Mediator
from app.people.models import HouseCard
from app.people.queries import all_staff, house_card
from app.plumbing.db import db
from app.plumbing.pictures import Reading
from app.plumbing.typography import say
from app.regimes.rules.events import Happened, earliest

OWN = "document."
"""Entries about files do not move the head at which files are cut."""
AUDIENCE = {
    Reader.MEDIATOR: Audience.MEDIATOR,
    Reader.REPLY: Audience.MEDIATOR,
    Reader.CONSUMER: Audience.CUSTOMER,
    Reader.INTERNAL: Audience.INTERNAL,
    Reader.COURT: Audience.CUSTOMER,
}
"""Whose copies of the exhibits a file carries; the court gets what the other side may see."""
NO_HEAD = words("Ce dossier n’a pas encore d’histoire.", "This case has no history yet.")
OUR_COMPANY = words("L’entreprise", "The company")
MAIL_FIELDS = {
    "From": words("De", "From"),
    "To": words("À", "To"),
    "Cc": words("Copie", "Copy"),
    "Date": words("Date", "Date"),
    "Subject": words("Objet", "Subject"),
}


@dataclass(frozen=True)
class Piece:
    """An exhibit and what this reader receives of it."""

    row: Exhibit
    got: Received

    @property
    def content(self) -> bytes:
        """The copy that travels; empty when nothing does."""
        return self.got.copy.content if self.got.copy is not None else b""


class Gathered:
    """A case as one reader's file sees it, in one language. Everything is as of the head, never of the clock.

    But for one thing: a customer's pack asked for on a later day (`asked_on`) knows whether the mediator can still be gone to.
    """

    def __init__(self, case: Case, reader: Reader, lang: Lang, asked_on: date | None = None) -> None:
        self.case, self.reader, self.lang, self.asked_on = case, reader, lang, asked_on
        self.audience = AUDIENCE[reader]
        self.verify_url = ""
        self.entries = [entry for entry in entries_of(case.stream) if not entry.kind.startswith(OWN)]
        if not self.entries:
            raise Refused("no_history", NO_HEAD, "ref")

    @property
    def head(self) -> Entry:
        """The last entry taken in."""
        return self.entries[-1]

    @property
    def at(self) -> datetime:
        """The instant of the head: what the file is dated."""
        return self.head.at

    @property
    def on(self) -> date:
        """The civil day of the head."""
        return day_of(self.head.at, self.case.zone)

    @property
    def today(self) -> date:
        """The civil day on which it was asked for, where that is after the head's."""
        return max(self.on, self.asked_on or self.on)

    def day(self, entry: Entry) -> date:
        """The civil day on which what an entry tells took place."""
        stated = entry.data.get("on") or entry.data.get("notified_on")
        return date.fromisoformat(stated) if isinstance(stated, str) else day_of(entry.at, self.case.zone)

    @cached_property
    def events(self) -> list[Happened]:
        """What the regimes count."""
        return happened(self.case)

    def first(self, *names: str) -> date | None:
        """The first day on which any of these happened."""
        found = [event for name in names if (event := earliest(self.events, name, self.case.zone)) is not None]
        return min((event.day(self.case.zone) for event in found), default=None)

    @cached_property
    def referral(self) -> Referral | None:
        """The referral this file is about."""
        return current_referral(self.case)

    @cached_property
    def mediator(self) -> Mediator | None:
        """Whoever has the case, else whom we must name."""
        return mediator_of(self.case)

    @cached_property
    def card(self) -> HouseCard | None:
        """How the company presents itself."""
        return house_card()

    @property
    def company(self) -> str:
        """Our name on paper."""
        return self.card.name if self.card is not None else self.say(OUR_COMPANY)

    def say(self, sentence: Words) -> str:
        """A sentence in the language of the file."""
        return say(sentence, self.lang, self.case.zone)

    # --- exhibits ----------------------------------------------------------------------------------------------------

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The exhibits this reader is told of, by number: those released to them, withdrawn ones included."""
        rows = [row for row in exhibits_of(self.case, self.audience) if self._goes(row)]
        return tuple(Piece(row, received(row, self.audience, pages=False)) for row in rows)

    def _goes(self, row: Exhibit) -> bool:
        """What was made for the mediation stays out of court (1528-3 CPC) and out of the consumer's own filing."""
        return row.origin.value == "produced" or self.reader not in (Reader.COURT, Reader.CONSUMER)

    @cached_property
    def released(self) -> tuple[Released, ...]:
        """The copies that travel; our mails as their words only."""
        found = []
        for piece in self.pieces:
            if piece.got.copy is not None:
                found.append(Released(piece.row.number, piece.got.copy.content))
            elif piece.got.travelling.shown and piece.got.reading is not None:
                found.append(Released(piece.row.number, self._as_words(piece.got.reading)))
        return tuple(found)

    def _as_words(self, reading: Reading) -> bytes:
        head = [f"{self.say(MAIL_FIELDS.get(name, words(name, name)))} : {value}" for name, value in reading.fields]
        attached = [f"{self.say(words('Joint', 'Attached'))} : {name}" for name in reading.attached]
        return self.discreet("\n".join([*head, *attached, "", reading.text])).encode()

    @cached_property
    def known(self) -> frozenset[int]:
        """Numbers this reader may be referred to."""
        return frozenset(piece.row.number for piece in self.pieces if piece.row.withdrawn_at is None)

    def referred(self, numbers: Sequence[int]) -> tuple[int, ...]:
        """Of these exhibits, those the reader gets: no reference to what is not disclosed."""
        return tuple(sorted({number for number in numbers if number in self.known}))

    def of_kind(self, *kinds: str, on: date | None = None) -> tuple[int, ...]:
        """Numbers of the exhibits of these kinds that the reader gets (of that day, or undated, when a day is given)."""
        rows = [piece.row for piece in self.pieces if piece.row.kind.value in kinds and piece.row.withdrawn_at is None]
        return tuple(row.number for row in rows if on is None or row.dated_on in (None, on))

    # --- discretion --------------------------------------------------------------------------------------------------

    @cached_property
    def _discretion(self) -> Discretion | None:
        if self.reader is Reader.INTERNAL:
            return None
        staff = [Colleague(row.key, row.name, row.role.words) for row in all_staff()]
        involved = frozenset(person for person, _part in participants_of(self.case.stream))
        names = [
            self.case.customer.display_name,
            self.case.customer.name_in(self.lang),
            self.company,
            *(party.name for party in self.case.parties),
        ]
        if self.card is not None and self.card.contact_name:
            names.append(self.card.contact_name)
        return Discretion(staff, self.lang, involved, kept_words(names))

    def discreet(self, text: str, *signatories: str) -> str:
        """What the house wrote, without the names of colleagues (inside: as written)."""
        return self._discretion.of(text, *signatories) if self._discretion is not None else text

    # --- versions ----------------------------------------------------------------------------------------------------

    @cached_property
    def version(self) -> int:
        """The version of this file: one more than the stored ones cut at an earlier entry."""
        earlier = select(func.count(func.distinct(MadeFile.head_seq))).where(
            MadeFile.case_id == self.case.id, MadeFile.reader == self.reader, MadeFile.head_seq < self.head.seq
        )
        return int(db.session.scalar(earlier) or 0) + 1
