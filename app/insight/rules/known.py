"""What is read of one case to count it: its entries, promises, offers, referrals, duties, surveys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.cases.rules.states import Ended
from app.feedback.rules import Question
from app.gestures.rules.authority import Rank
from app.gestures.rules.offers import OfferState
from app.mediation.rules import Answer, Outcome
from app.regimes.rules.calendars import Calendar
from app.regimes.rules.parts import Kind as DutyKind

INCOMING = frozenset({"case.logged", "case.customer_replied", "case.contest", "case.contest_final"})
OUTGOING = frozenset(
    {"case.ask_customer", "case.answer", "case.final_answer", "case.send_offer", "case.send_offer_aside", "correspondence.written"}
)  # fmt: skip
READ = (*sorted(INCOMING | OUTGOING), "case.contact", "case.assigned", "case.escalate", "case.reopen", "case.court_seized",
        "case.close_quietly")  # fmt: skip
"""The kinds of entries that are counted."""


@dataclass(frozen=True)
class Told:
    """One entry of the journal of a case: what, when, with which facts."""

    kind: str
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Promised:
    """A promise: when it was made, how it stands (open, kept, broken)."""

    made_at: datetime
    state: str


@dataclass(frozen=True)
class Offered:
    """An offer that reached the customer, and whose authority it needed; amounts in minor units of the case's currency."""

    sent_at: datetime
    state: OfferState
    rank: Rank
    cost: int = 0
    """Cost to us of what was accepted."""
    value: int = 0
    """Its value to the customer."""
    foreseen: int | None = None
    """What the dispute was expected to cost when it was sent, if it was not settled."""


@dataclass(frozen=True)
class Referred:
    """A referral to a mediator or conciliator, as far as it has come."""

    on: date
    admissible: bool | None = None
    outcome: Outcome | None = None
    our_answer: Answer | None = None


@dataclass(frozen=True)
class DutyDone:
    """A duty of ours: legal or house, by when, and the day it was done."""

    kind: DutyKind
    due_on: date | None
    met_on: date | None
    moot: bool = False


@dataclass(frozen=True)
class Surveyed:
    """A survey: when the customer was asked; question → score, once they answered."""

    made_at: datetime
    scores: Mapping[Question, int] | None = None


@dataclass(frozen=True)
class Known:
    """All that is read of one case."""

    case_id: int
    seq: int
    service_id: int
    category: str
    product: str
    channel: str
    currency: str
    regimes: tuple[str, ...]
    zone: str
    received_on: date
    logged_at: datetime
    closed_at: datetime | None = None
    ended: Ended | None = None
    verdict: str = "not_examined"
    imported: bool = False
    calendar: Calendar = field(default_factory=Calendar)
    entries: Sequence[Told] = ()
    promises: Sequence[Promised] = ()
    offers: Sequence[Offered] = ()
    referrals: Sequence[Referred] = ()
    duties: Sequence[DutyDone] = ()
    surveys: Sequence[Surveyed] = ()
    entitled: int = 0
    minutes: int = 0


def comes_in(one: Told) -> bool:
    """Did the customer come to us?"""
    return one.kind in INCOMING or (one.kind == "case.contact" and one.data.get("direction") == "in")


def goes_out(one: Told) -> bool:
    """Did we go to the customer?"""
    return one.kind in OUTGOING or (one.kind == "case.contact" and one.data.get("direction") == "out")
