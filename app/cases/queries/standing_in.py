"""Who stands in for the customer of a case, read from its parties."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, select

from app.cases.models import Case, Party
from app.cases.rules.parties import PartyRole
from app.cases.rules.standing_in import (
    StandIn,
    in_whose_name,
    lacking,
    left_out_words,
    paid_words,
    speaks_words,
    stand_in,
)
from app.kernel import Words, words
from app.people.models import Customer
from app.plumbing.db import db
from app.plumbing.memo import read_once

BY_LAW = (PartyRole.HEIR, PartyRole.GUARDIAN, PartyRole.PROTECTED)
"""Whose records say that a customer is dead or cannot act; a mandate is given for one dispute and says nothing elsewhere."""
ELSEWHERE = (
    select(Party)
    .join(Case, Case.id == Party.case_id)
    .where(
        Case.customer_id == bindparam("customer"), Case.id != bindparam("case"), Case.erased_at.is_(None), Party.role.in_(BY_LAW)
    )
    .order_by(Case.id.desc(), Party.id)
)  # fmt: skip


@read_once
def noted_elsewhere(case: Case) -> list[Party]:
    """Who died or is protected, and who acts for them, as other cases of this customer know it; the newest first."""
    return list(db.session.scalars(ELSEWHERE, {"customer": case.customer_id, "case": case.id}))


def voices(case: Case) -> list[Party]:
    """Everybody who is in this dispute beside the customer, and whoever acts for them by law where only another case of theirs
    knows it: a customer who died, or is protected, is so in all their cases.
    """
    own = list(case.parties)
    roles = {row.role for row in own}
    if PartyRole.HEIR in roles or case.customer.anonymous:
        return own
    known = noted_elsewhere(case)
    heirs = [row for row in known if row.role is PartyRole.HEIR]
    found = heirs or ([] if roles & {*BY_LAW} else known)
    return [*own, *(row for row in found if row.case_id == found[0].case_id)]


def who_stands_in(case: Case, on: date) -> StandIn | None:
    """Whoever is written to in the customer's place that day; none where the customer is."""
    return stand_in(voices(case), on)


def acting_by_law(customers: Collection[int], on: date) -> dict[int, tuple[StandIn, list[Party]]]:
    """Who stands in, outside any case, for those of these customers who are dead or cannot act: as their newest case knows it."""
    wanted = (
        select(Case.customer_id, Case.id, Party)
        .join(Party, Party.case_id == Case.id)
        .where(Case.customer_id.in_(customers), Case.erased_at.is_(None), Party.role.in_(BY_LAW))
        .order_by(Case.id.desc(), Party.id)
    )
    known: dict[tuple[int, int], list[Party]] = {}
    for customer, case, party in db.session.execute(wanted):
        known.setdefault((customer, case), []).append(party)
    found: dict[int, tuple[StandIn, list[Party]]] = {}
    for (customer, _case), parties in known.items():
        standing = stand_in(parties, on)
        if standing is not None and customer not in found:
            found[customer] = (standing, parties)
    return found


def customer_words(case: Case) -> Words:
    """The customer's name in each language."""
    return named(case.customer)


def named(row: Customer) -> Words:
    """A customer's name in each language."""
    return words("{in_french}", "{in_english}", in_french=row.name_in("fr"), in_english=row.name_in("en"))


def for_whom(case: Case, found: StandIn) -> Words:
    """For whom somebody stands in: the customer, or what they left."""
    return in_whose_name(found, voices(case), customer_words(case))


def voices_said(case: Case, on: date) -> tuple[list[Words], Words | None]:
    """What the page of a case says of who speaks and who is paid, where that is not simply the customer; and what is lacking."""
    found, who, everybody = who_stands_in(case, on), customer_words(case), voices(case)
    paid = paid_words(everybody, who, on)
    said = [speaks_words(found, for_whom(case, found))] if found is not None else []
    alone = left_out_words(found, for_whom(case, found)) if found is not None else None
    if alone is not None:
        said.append(alone)
    if found is not None and not any(row is found.party for row in case.parties):
        said.append(KNOWN_FROM)
    if paid is not None:
        said.append(PAID.fill(to=paid))
    return said, lacking(everybody, case.customer.name, who, on)


def paid_to(case: Case, on: date) -> Words | None:
    """Who is paid what this case ends with, in words; none where that is simply the customer."""
    return paid_words(voices(case), customer_words(case), on)


KNOWN_FROM = words("C’est noté dans un autre dossier de ce client.", "It is noted in another case of this customer.")
PAID = words("À payer à : {to}.", "To be paid to: {to}.")
