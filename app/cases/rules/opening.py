"""A case that is being opened, before it has a number: the rules read it as they read a case that is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.cases.rules.states import State
from app.kernel import Money
from app.people.rules import CustomerKind, Level


@dataclass(eq=False, kw_only=True)
class Opening:
    """What the row of a new case will hold, name by name; its reference and its number come last."""

    id: int = 0
    ref: str = ""
    state: State = State.RECEIVED
    is_open: bool = True
    level: Level = Level.FRONT
    owner_id: int
    service_id: int
    created_by_id: int | None
    customer_id: int = 0
    purchase_id: int | None
    complainant_kind: CustomerKind
    subject: str
    category: str
    product: str
    channel: str
    lang: str
    country: str
    sector: str
    zone: str
    regimes: list[Any]
    editions: str
    notices: list[Any] = field(default_factory=list)
    currency: str
    claimed_minor: int
    logged_at: datetime
    sent_on: date
    received_on: date
    first_written_on: date | None
    waiting_until_on: date | None = None
    quiet_close_on: date | None = None
    offer_until_on: date | None = None
    wrote_on: date | None = None
    offer_draft: bool = False
    final_at: datetime | None = None
    priority: int = 0
    next_code: str = ""
    next_on: date | None
    next_kind: str = ""
    next_rule: str = ""
    look_at: datetime | None = None
    merged_into_id: int | None = None
    erased_at: datetime | None = None
    imported: bool
    source: str | None
    external_id: str | None

    @property
    def stream(self) -> str:
        """Where its journal will lie."""
        return f"case:{self.ref}"

    @property
    def claimed(self) -> Money:
        """What is asked in all."""
        return Money(self.claimed_minor, self.currency)

    @property
    def row(self) -> dict[str, Any]:
        """Its row, all but the number."""
        columns = dict(vars(self))
        del columns["id"]
        return columns


def number_elsewhere(external_id: str | None) -> str:
    """The number that another system gave a case, as people there say it; empty where none did (a line without one)."""
    return "" if external_id is None or external_id.startswith("digest:") else external_id
