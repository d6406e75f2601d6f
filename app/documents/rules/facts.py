"""What a file for somebody outside may say: the pieces from which each audience's file is made.

Every class here is an allow-list. What has no field cannot travel: no author of an internal note, no authority, no
budget, no cost, no blind copy, no file name given by a sender.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from app.kernel import Money, Words


@dataclass(frozen=True)
class Contact:
    """How to reach somebody who may be named: the signatory or the designated contact."""

    name: str
    capacity: Words | None = None
    address: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    site: str = ""


@dataclass(frozen=True)
class Imprint:
    """Which file this is: case, version, the journal entry at which it is cut, and who answers for it."""

    ref: str
    version: int
    made_at: datetime
    made_on: date
    company: str
    head: str
    """The hash of the last journal entry taken in: the same case at the same head gives the same file."""
    head_seq: int
    contact: Contact | None = None
    verify_url: str = ""
    """Where the seal and the version can be checked; printed with its QR code."""


@dataclass(frozen=True)
class Party:
    """One of the parties, as the other side already knows it."""

    role: Words
    name: str
    capacity: Words | None = None
    address: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    reference: str = ""
    """Customer or contract number."""
    registration: str = ""
    """Company registration (SIREN)."""
    represented_by: str = ""
    mandate_on: date | None = None
    mandate_exhibit: int | None = None
    share: int = 0
    """In percent of what is paid, where it was established."""
    protection: Words | None = None
    """What protects them, and who decides under it."""


@dataclass(frozen=True)
class Addressee:
    """The mediator or court the file is for."""

    name: str
    address: tuple[str, ...] = ()
    site: str = ""
    email: str = ""
    reference: str = ""
    """Their number of the matter."""


@dataclass(frozen=True)
class Referral:
    """How the matter came before the mediator."""

    mode: Words
    referred_on: date | None = None
    notified_on: date | None = None
    answer_by: date | None = None
    exhibits: tuple[int, ...] = ()


@dataclass(frozen=True)
class Summary:
    """What must be understood from one page alone; texts are shortened to fit it."""

    subject: str
    purchase: str
    purchased_on: date | None
    paid: Money | None
    customer_says: str
    company_says: str
    in_dispute: str
    first_complaint_on: date | None = None
    final_answer_on: date | None = None
    first_written_on: date | None = None


@dataclass(frozen=True)
class ClaimLine:
    """One thing asked, on what basis, for how much, and what the company answered to it."""

    number: int
    asked: str
    basis: str
    amount: Money | None
    answer: Words
    recognised: Money | None = None
    """Recognised as due by law."""
    offered: Money | None = None
    """Offered beyond what is due."""
    exhibits: tuple[int, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One event both sides may know, in the order of time."""

    on: date
    title: Words
    text: str = ""
    exhibits: tuple[int, ...] = ()


@dataclass(frozen=True)
class Attempt:
    """One step taken to settle amicably."""

    on: date
    step: Words
    text: str = ""
    value: Money | None = None
    valid_until: date | None = None
    answer: Words | None = None
    answered_on: date | None = None
    exhibits: tuple[int, ...] = ()


@dataclass(frozen=True)
class Clause:
    """A clause of the terms in force at the contract date."""

    terms: str
    number: str
    text: str
    exhibits: tuple[int, ...] = ()


@dataclass(frozen=True)
class LawText:
    """A legal text a party relies on: its reference and what it says, in short."""

    reference: str
    says: Words


@dataclass(frozen=True)
class Fact:
    """A dated fact and its exhibits."""

    text: Words
    on: date | None = None
    exhibits: tuple[int, ...] = ()


@dataclass(frozen=True)
class Condition:
    """One condition of admissibility with the facts that bear on it: no verdict, the mediator alone judges."""

    question: Words
    source: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class ExhibitLine:
    """One line of the list of exhibits."""

    number: int
    title: str
    kind: Words
    on: date | None = None
    author: str = ""
    pages: int = 0
    form: Words | None = None
    """Copy or original."""
    sha256: str = ""
    """Of the original as received."""
    copy_sha256: str = ""
    """Of the copy that travels, where it differs."""
    note: Words | None = None
    """Why it is not shown or not joined, or what was masked."""


@dataclass(frozen=True)
class FormField:
    """A field of the mediator's form with the customer's answer, empty where only they can fill it."""

    label: Words
    value: str | date | Money | Words | None = None


@dataclass(frozen=True)
class Position:
    """The company's answer to one claim line, for the mediator."""

    claim: int
    asked: str
    position: str
    reasons: str = ""
    exhibits: tuple[int, ...] = ()


@dataclass(frozen=True)
class OpenOffer:
    """What the company still offers, and until when."""

    text: str
    value: Money | None = None
    valid_until: date | None = None


# --- inside only -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Note:
    """An internal entry: note, transfer, decision."""

    at: datetime
    by: str
    title: Words
    text: str = ""


@dataclass(frozen=True)
class Approval:
    """A gesture that needed somebody's agreement."""

    at: datetime
    gesture: Words
    asked_by: str
    decided_by: str
    verdict: Words
    value: Money
    cost: Money
    reason: str = ""


@dataclass(frozen=True)
class CostLine:
    """One line of the estimate that informed the decision."""

    label: Words
    mean: Money
    low: Money | None = None
    high: Money | None = None


@dataclass(frozen=True)
class RestrictedEntry:
    """Something elaborated in mediation: it stays in the annex (art. 1528-3 CPC)."""

    at: datetime
    title: Words
    text: str = ""


@dataclass(frozen=True)
class Inside:
    """What only the house reads."""

    owner: str
    service: str
    notes: tuple[Note, ...] = ()
    approvals: tuple[Approval, ...] = ()
    costs: tuple[CostLine, ...] = ()
    spent: Money | None = None
    mediation: tuple[RestrictedEntry, ...] = field(default=())
