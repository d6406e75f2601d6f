"""Where the time comes from. Rules and actions are handed an instant; only doors hold a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the present instant, aware and in UTC."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant of this machine, in UTC."""
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands still until it is moved: tests, `--at`, the demo story."""

    at: datetime

    def now(self) -> datetime:
        """The instant it was set to."""
        return as_utc(self.at)


def as_utc(instant: datetime) -> datetime:
    """The same instant in UTC; refuses a time without a zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return instant.astimezone(UTC)
