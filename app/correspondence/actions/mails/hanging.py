"""A mail goes into a case: one contact with the customer's words, what was attached as exhibits, each refusal said."""

from __future__ import annotations

from collections.abc import Sequence
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
from app.plumbing.pdf import CageError
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
UNREADABLE = words(
    "Ce courriel ne s’ouvre pas : ses pièces ne peuvent en être tirées. Réessayez d’abord de l’ouvrir.",
    "This mail does not open: nothing can be taken out of it. Try to open it first.",
)


@dataclass(frozen=True)
class Prepared:
    """What is attached to a mail, stored and looked at before the write begins; and what stays in the mail, and why."""

    taken: tuple[Taken, ...] = ()
    left: tuple[tuple[str, Words], ...] = ()


def prepare(row: IncomingMail) -> Prepared:
    """Store and look at what is attached to a mail that was kept (outside any transaction)."""
    if not row.parts:
        return Prepared()
    try:
        return prepare_parts(letterbox.read(store().get(row.raw_key)))
    except (CageError, KeyError, DamagedError) as closed:
        raise Refused("mail_unreadable", UNREADABLE, "ref") from closed


def prepare_parts(read: Read) -> Prepared:
    """The same for a mail that was just read: each thing by itself, so that a refusal of one concerns no other."""
    taken: list[Taken] = []
    left: list[tuple[str, Words]] = []
    for part in read.parts:
        why = LOGO if part.small else TOO_MANY if len(taken) >= MOST else _take(part, taken)
        if why is not None:
            left.append((part.name, why))
    return Prepared(tuple(taken), tuple(left))


def _take(part: Part, taken: list[Taken]) -> Words | None:
    """Take one in like an upload; why not, where it is refused."""
    try:
        taken += exhibits.take_in([(part.name, part.content)])
    except Refused as refused:
        return refused.message
    return None


def hang(row: IncomingMail, case: Case, prepared: Prepared, *, by: Actor, at: datetime) -> None:
    """Append a mail to a case: a contact, exhibits; the very same as what a customer writes on their page.

    A closed case stays closed: whoever owns it reads the mail and decides.
    """
    case = locked(case)
    row.unread_before = case.wrote_on is not None
    closed = case.state is State.CLOSED
    came = Came("email", {"mail": row.id}, _beside(case, prepared))
    text = row.body[:LONGEST].strip() or row.subject.strip() or say(NO_TEXT, lang_of(case))
    if closed:
        entry = cases.record_contact(case, "email", "in", text, by=by, at=at, came=came)
    else:
        entry = cases.customer_wrote(case, text, by=by, at=at, came=came)
    row.entry_seq = entry.seq
    _attach(row, case, prepared, by, at)
    _place(row, case, closed=closed, by=by, at=at)


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
    left = [f"{name} ({say(why, lang).rstrip('.')})" for name, why in prepared.left]
    return {"left": say(LEFT.fill(what="; ".join(left)), lang)} if left else {}


def _attach(row: IncomingMail, case: Case, prepared: Prepared, by: Actor, at: datetime) -> None:
    about = About(brought_by=From.CUSTOMER, audience=Audience.CUSTOMER, author=row.sender_name or row.sender_email)
    added: Sequence[int] = ()
    if prepared.taken:
        rows = exhibits.add_exhibits(case, prepared.taken, [about] * len(prepared.taken), by=by, at=at)
        added = [each.number for each in rows]
    row.exhibits = list(added)
    row.parts = [*_exhibited(prepared, added), *({"name": n, "why": _both(why)} for n, why in prepared.left)]


def _exhibited(prepared: Prepared, added: Sequence[int]) -> list[dict[str, Json]]:
    return [
        {"name": file.name, "size": file.size, "exhibit": number}
        for file, number in zip(prepared.taken, added, strict=True)
    ]


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
