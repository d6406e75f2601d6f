"""A mail goes into a case: one contact with the customer's words, what was attached as exhibits, each refusal said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.cases import actions as cases
from app.cases.actions import Came
from app.cases.actions.alerting import reader_of
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.cases.queries import locked
from app.cases.rules.states import State
from app.correspondence.models import IncomingMail
from app.correspondence.queries.letters import lang_of
from app.correspondence.queries.mails import last_entry
from app.correspondence.rules.mails import Place, Why
from app.exhibits import actions as exhibits
from app.exhibits.actions import About, Taken
from app.exhibits.queries import store
from app.exhibits.rules import From
from app.kernel import Audience, Json, Refused, Words, day_of, words
from app.people.rules import Actor
from app.plumbing import letterbox
from app.plumbing.db import db
from app.plumbing.letterbox import Part, Read
from app.plumbing.pdf import SandboxError
from app.plumbing.storage import DamagedError
from app.plumbing.typography import say

LONGEST = 20_000
"""Characters of a mail that go into the journal; the rest is read in the mail."""
MOST = 50
"""Things attached to one mail that become exhibits."""
LOGO = words("petite image du texte, laissée dans le courriel", "small picture of the text, left in the mail")
TOO_MANY = words("au-delà de {n} pièces, laissée dans le courriel", "beyond {n} exhibits, left in the mail", n=MOST)
LEFT = words("Laissé dans le courriel : {what}.", "Left in the mail: {what}.")
NO_TEXT = words("(courriel sans texte)", "(mail without text)")
LOCKED = words("(courriel chiffré : son texte n’a pas pu être lu)", "(encrypted mail: its text could not be read)")
UNREADABLE = words(
    "Ce courriel ne s’ouvre pas : ses pièces ne peuvent en être tirées. Réessayez d’abord de l’ouvrir.",
    "This mail does not open: nothing can be taken out of it. Try to open it first.",
)


@dataclass(frozen=True)
class Piece:
    """One thing attached to a mail: stored and looked at, or left in the mail and why."""

    about: dict[str, Json]
    taken: Taken | None = None
    why: Words | None = None


@dataclass(frozen=True)
class Prepared:
    """What is attached to a mail, in its order, stored and looked at before the write begins."""

    pieces: tuple[Piece, ...] = ()

    @property
    def taken(self) -> list[Taken]:
        """What becomes exhibits."""
        return [piece.taken for piece in self.pieces if piece.taken is not None]

    @property
    def locked(self) -> bool:
        """Is some of it encrypted, so that nobody here can read it?"""
        return any(piece.about.get("locked") for piece in self.pieces)


def about(part: Part) -> dict[str, Json]:
    """What a mail's row says of one thing attached to it."""
    said: dict[str, Json] = {"name": part.name, "size": len(part.content)}
    return {**said, "locked": part.locked} if part.locked else said


def prepare(row: IncomingMail) -> Prepared:
    """Store and look at what is attached to a mail that was kept (outside any transaction)."""
    if not row.parts:
        return Prepared()
    try:
        return prepare_parts(letterbox.read(store().get(row.raw_key)))
    except (SandboxError, KeyError, DamagedError) as closed:
        raise Refused("mail_unreadable", UNREADABLE, "ref") from closed


def prepare_parts(read: Read) -> Prepared:
    """The same for a mail that was just read: each thing by itself, so that a refusal of one concerns no other."""
    pieces: list[Piece] = []
    for part in read.parts:
        full = sum(piece.taken is not None for piece in pieces) >= MOST
        why = LOGO if part.small else TOO_MANY if full else None
        pieces.append(_taken(part) if why is None else Piece(about(part), why=why))
    return Prepared(tuple(pieces))


def _taken(part: Part) -> Piece:
    """Take one in like an upload; why not, where it is refused."""
    try:
        (file,) = exhibits.take_in([(part.name, part.content)])
    except Refused as refused:
        return Piece(about(part), why=refused.message)
    return Piece({**about(part), "name": file.name}, file)


def hang(row: IncomingMail, case: Case, prepared: Prepared, *, by: Actor, at: datetime) -> None:
    """Append a mail to a case: a contact, exhibits; the very same as what a customer writes on their page.

    A closed case stays closed: whoever owns it reads the mail and decides.
    """
    case = locked(case)
    row.unread_before = case.wrote_on is not None
    closed = case.state is State.CLOSED
    came = Came("email", {"mail": row.id}, _beside(case, prepared))
    text = row.body[:LONGEST].strip() or _for_want_of_text(row, prepared, case)
    if closed:
        entry = cases.record_contact(case, "email", "in", text, by=by, at=at, came=came)
    else:
        entry = cases.customer_wrote(case, text, by=by, at=at, came=came)
    row.entry_seq = entry.seq
    _attach(row, case, prepared, by, at)
    _place(row, case, closed=closed, by=by, at=at)


def _for_want_of_text(row: IncomingMail, prepared: Prepared, case: Case) -> str:
    if prepared.locked:
        return say(LOCKED, lang_of(case))
    return row.subject.strip() or say(NO_TEXT, lang_of(case))


def hang_logged(row: IncomingMail, case: Case, prepared: Prepared, *, by: Actor, at: datetime) -> None:
    """A complaint was logged from this mail: it hangs on the new case, its words being those of the complaint."""
    what = Happening({"mail": row.id, "direction": ""}, _beside(case, prepared), Audience.INTERNAL)
    row.unread_before, row.entry_seq = case.wrote_on is not None, None
    tell(case, "correspondence.mail_filed", what, by=by, at=at)
    _attach(row, case, prepared, by, at)
    _place(row, case, closed=False, by=by, at=at)
    row.last_seq = None  # a case was built on it


def _beside(case: Case, prepared: Prepared) -> dict[str, str]:
    lang = lang_of(case)
    left = [f"{each.about['name']} ({say(each.why, lang).rstrip('.')})" for each in prepared.pieces if each.why]
    return {"left": say(LEFT.fill(what="; ".join(left)), lang)} if left else {}


def _attach(row: IncomingMail, case: Case, prepared: Prepared, by: Actor, at: datetime) -> None:
    said = About(brought_by=From.CUSTOMER, audience=Audience.CUSTOMER, author=row.sender_name or row.sender_email)
    added: list[int] = []
    if prepared.taken:
        rows = exhibits.add_exhibits(case, prepared.taken, [said] * len(prepared.taken), by=by, at=at)
        added = [each.number for each in rows]
    row.exhibits, numbers = list(added), iter(added)
    row.parts = [_became(piece, numbers) for piece in prepared.pieces]


def _became(piece: Piece, numbers: Iterator[int]) -> dict[str, Json]:
    """What the row says of a piece now: its number as an exhibit, or why it stays in the mail."""
    if piece.why is not None:
        return {**piece.about, "why": _both(piece.why)}
    return {**piece.about, "exhibit": next(numbers)}


def _both(why: Words) -> dict[str, Json]:
    return {"fr": say(why, "fr"), "en": say(why, "en")}


def _place(row: IncomingMail, case: Case, *, closed: bool, by: Actor, at: datetime) -> None:
    db.session.flush()  # the entries are numbered
    last, owner = last_entry(case), reader_of(case, case.owner_id, day_of(at, case.zone))
    row.case_id, row.case = case.id, case
    row.proposed_id = row.proposed_by = None
    row.sorted_at, row.sorted_by, row.last_seq = at, by.key, last
    row.place, row.why, row.detail, row.reader = Place.SORTED, None, "", ""
    if closed:
        row.place, row.why = Place.TO_READ, Why.CLOSED
        row.reader = f"staff:{owner}"
