"""Complaints on file that could be about the same facts, and those an import knows already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, bindparam, func, or_, select

from app.cases.models import Case, Party
from app.cases.queries import visible
from app.intake.rules.similarity import Likeness, Told, ranked, telling
from app.people.models import Customer
from app.people.rules import Actor
from app.plumbing.db import db, in_chunks
from app.plumbing.search import SearchText, plain

MOST_COMPARED = 60
MOST_SHOWN = 5


def like_this(
    actor: Actor, new: Told, *, name: str = "", email: str = "", phone: str = ""
) -> list[tuple[Case, Likeness]]:
    """The cases this actor may see that resemble a complaint being typed, the most alike first."""
    same = _same_person(new, name, email, phone)
    if not same:
        return []
    wanted = select(Case).join(Customer, Customer.id == Case.customer_id).where(visible(actor), or_(*same))
    cases = {row.id: row for row in db.session.scalars(wanted.order_by(Case.id.desc()).limit(MOST_COMPARED))}
    said = _words_of(cases)
    known = [(str(row.id), _told(row, said.get(row.id, ""))) for row in cases.values()]
    return [(cases[int(key)], found) for key, found in ranked(new, known)[:MOST_SHOWN]]


def _same_person(new: Told, name: str, email: str, phone: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if new.customer_id is not None:
        found.append(Case.customer_id == new.customer_id)
    if new.purchase_id is not None:
        found.append(Case.purchase_id == new.purchase_id)
    if len(key := plain(name).strip()) > 3:
        found.append(Customer.name_key.startswith(key, autoescape=True))
    if "@" in email:
        found.append(func.lower(Customer.email) == email.strip().lower())
    if len(phone.strip()) > 5:
        found.append(Customer.phone == phone.strip())
    return found


def _words_of(cases: Iterable[int]) -> dict[int, str]:
    wanted = select(SearchText.subject_id, SearchText.words).where(
        SearchText.subject_id.in_(list(cases)), SearchText.kind == "complaint"
    )
    return {row.subject_id: row.words for row in db.session.execute(wanted)}


def _told(row: Case, folded: str) -> Told:
    return Told(
        words=telling(folded),
        received_on=row.received_on,
        customer_id=row.customer_id,
        purchase_id=row.purchase_id,
        category=row.category,
        amount_minor=row.claimed_minor,
    )


def parties_beside(actor: Actor, customer_id: int) -> list[tuple[str, Party]]:
    """Who else stands in this customer's cases that the actor may see: (reference of the case, party)."""
    wanted = select(Case.ref, Party).join(Party, Party.case_id == Case.id)
    wanted = wanted.where(Case.customer_id == customer_id, visible(actor)).order_by(Party.id).limit(50)
    return [(row[0], row[1]) for row in db.session.execute(wanted)]


def known_numbers(source: str, numbers: Sequence[str]) -> set[str]:
    """Which of these numbers of a source were brought in already."""
    found: set[str] = set()
    for some in in_chunks(numbers):
        found |= set(
            db.session.scalars(select(Case.external_id).where(Case.source == source, Case.external_id.in_(some)))
        )
    return found


OF_KEY = select(Case.ref).where(Case.source == bindparam("source"), Case.external_id == bindparam("key"))


def ref_of_key(source: str, key: str) -> str | None:
    """The reference of the case that a form (by its key) or a file (by its number) made already."""
    ref: str | None = db.session.connection().execute(OF_KEY, {"source": source, "key": key}).scalar()
    return ref
