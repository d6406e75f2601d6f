"""What the law and the house ask, by when: duties derived from what happened. Deriving again gives the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.kernel import Words, day_ends_at
from app.regimes.rules.parts import Kind, Status


class DutyState(StrEnum):
    """Where a duty stands.

    `met` done in time · `late` done, but after the date (or a third party's date gone by) · `missed` ours, the date
    has passed and it is not done · `paused` we wait for the customer · `moot` no longer matters (withdrawn, or a
    window that closed unused) · `pending` otherwise. Only legal and house duties can be missed.
    """

    PENDING = "pending"
    MET = "met"
    LATE = "late"
    MISSED = "missed"
    PAUSED = "paused"
    MOOT = "moot"


@dataclass(frozen=True)
class Start:
    """The event a duty counts from, and its civil day."""

    event: str
    label: Words
    on: date


@dataclass(frozen=True)
class Duty:
    """One date: its rule, its working, whose it is and where it stands."""

    rule: str
    key: str
    kind: Kind
    label: Words
    opens_on: date | None
    due_on: date | None
    due_at: datetime | None
    state: DutyState
    starts_from: Start
    steps: tuple[Words, ...]
    explanation: Words
    source: str
    status: Status
    checked_on: date
    ours: bool
    thresholds: tuple[int, ...] = ()
    met_on: date | None = None
    pack: str = ""

    def ends_at(self, zone: str) -> datetime | None:
        """The first instant that is too late, in UTC: the civil day ends where the clocks of the place say."""
        if self.due_at is not None:
            return self.due_at
        return day_ends_at(self.due_on, zone) if self.due_on else None


OURS = (Kind.LEGAL, Kind.HOUSE, Kind.PROMISE, Kind.SETTLEMENT)


def strictest(duties: Iterable[Duty]) -> Duty | None:
    """The duty of ours that comes first among those still to be done (missed ones included: they are overdue)."""
    todo = [duty for duty in duties if duty.ours and duty.state in (DutyState.PENDING, DutyState.MISSED)]
    dated = [duty for duty in todo if duty.due_on or duty.due_at]
    return min(dated, key=lambda duty: (_sort_day(duty), duty.kind is not Kind.LEGAL, duty.key), default=None)


def _sort_day(duty: Duty) -> date:
    day = duty.due_on or (duty.due_at.date() if duty.due_at else None)
    assert day is not None
    return day


def by_key(duties: Sequence[Duty]) -> Mapping[str, Duty]:
    """The duties under their stable keys."""
    return {duty.key: duty for duty in duties}
