"""The documents that commands print too, as shapes: a test reads every document with them, so that neither goes its own way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import RootModel

from app.api.forms.given import Given
from app.cases.rules.states import Ended, State
from app.gestures.rules.authority import Rank
from app.gestures.rules.verdict import Answer
from app.kernel import Audience, words
from app.people.rules import CustomerKind, Level
from app.regimes.rules.duties import DutyState
from app.regimes.rules.parts import Kind

MINOR = words("en unités mineures", "in minor units")


class Sentence(Given):
    """A sentence in both languages."""

    fr: str
    en: str


class GivenDuty(Given):
    """One date: whose it is, its rule, how it is reckoned."""

    key: str
    rule: str
    pack: str
    kind: Kind
    ours: Annotated[bool, words("à nous de la tenir", "ours to meet")]
    state: DutyState
    label: Sentence
    opens_on: date | None
    due_on: date | None
    due_at: datetime | None
    explanation: Sentence
    steps: Annotated[list[Sentence], words("le calcul, pas à pas", "the working, step by step")]
    starts_from: Annotated[str, words("l’événement et son jour", "the event and its day")]
    source: str
    status: str


class GivenDuties(RootModel[list[GivenDuty]]):
    """The duties of a case."""


class Dates(Given):
    """The dates of a case."""

    sent_on: date | None
    received_on: date
    first_written_on: date | None
    logged_at: datetime
    answered_at: datetime | None
    final_at: datetime | None
    closed_at: datetime | None
    next_on: date | None


class GivenCustomer(Given):
    """Who complains."""

    id: int
    kind: CustomerKind
    name: str
    email: str
    address: str
    anonymous: bool


class GivenParty(Given):
    """Who else is in the dispute."""

    role: str
    name: str
    kind: CustomerKind
    share_percent: float | None


class GivenClaim(Given):
    """One thing asked."""

    position: int
    label: str
    amount: Annotated[int, MINOR]
    basis: str
    verdict: str | None
    due: Annotated[
        int,
        words("ce que la loi en accorde déjà, en unités mineures", "what the law already grants of it, in minor units"),
    ]


class GivenPromise(Given):
    """A dated thing that we said we would do."""

    what: str
    due_at: datetime
    state: Annotated[str, words("open, kept, broken, moot", "open, kept, broken, moot")]
    owner: str


class GivenEntry(Given):
    """One entry of the journal."""

    seq: int
    kind: str
    at: datetime
    by: str
    audience: Audience
    data: dict[str, Any]
    text: Annotated[dict[str, Any] | None, words("null une fois effacé", "null once erased")]
    seal: str


class GivenJournal(Given):
    """The journal of a case."""

    head: str | None
    entries: list[GivenEntry]


class GivenCase(Given):
    """One case, whole."""

    ref: str
    state: State
    ended: Ended | None
    level: Level
    verdict: str | None
    owner: str
    service: str
    subject: str
    category: str
    channel: str
    lang: str
    country: str
    sector: str
    zone: Annotated[str, words("fuseau de ses dates", "zone of its civil dates")]
    regimes: list[str]
    currency: str
    claimed: Annotated[int, MINOR]
    stake: Annotated[
        int | None,
        words("coût attendu sans règlement, en unités mineures", "expected cost if not settled, in minor units"),
    ]
    priority: int
    version: int
    imported: bool
    dates: Dates
    next_step: str
    merged_into: str | None
    customer: GivenCustomer
    parties: list[GivenParty]
    claims: list[GivenClaim]
    signals: list[str]
    promises: list[GivenPromise]
    duties: list[GivenDuty]
    linked: list[str]
    minutes: int
    journal: GivenJournal


class EstimateLine(Given):
    """One line of an estimate."""

    code: str
    label: Sentence
    amount: Annotated[int, MINOR]
    formula: str
    source: Sentence


class MissingFact(Given):
    """What we do not know, and what was taken instead."""

    fact: str
    label: Sentence
    assumption: Sentence


class GivenEstimate(Given):
    """What the dispute is expected to cost."""

    ref: str
    at: datetime
    currency: str
    mean: Annotated[int, words("la somme des lignes, en unités mineures", "the sum of the lines, in minor units")]
    p10: Annotated[int, MINOR]
    p50: Annotated[int, MINOR]
    p90: Annotated[int, MINOR]
    lines: list[EstimateLine]
    missing: list[MissingFact]
    model: str


class Because(Given):
    """Why."""

    code: str
    sentence: Annotated[str, words("selon Accept-Language", "by Accept-Language")]


class Counted(Given):
    """What was granted already, in minor units."""

    case: int
    customer_12m: int


class GivenVerdict(Given):
    """May this gesture be granted?"""

    verdict: Answer
    level: Rank | None
    people: Annotated[list[str], words("identifiants de qui peut l’accorder", "logins of who can grant it")]
    because: Because
    counted: Counted
