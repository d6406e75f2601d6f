"""What the worker does for the rooms: which job is done by which action, which clocks tick, what `verify` also checks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.exhibits import actions as exhibits
from app.gestures import actions as gestures
from app.intake import actions as intake
from app.plumbing import unit_of_work
from app.plumbing.jobs import Job

Handler = Callable[[Job, datetime], dict[str, Any] | None]


def _without_instant(handler: Callable[[Job], dict[str, Any]]) -> Handler:
    return lambda job, _at: handler(job)


HANDLERS: dict[str, Handler] = {
    **exhibits.HANDLERS,
    **{kind: _without_instant(handler) for kind, handler in intake.HANDLERS.items()},
}
"""Kind of job → what does it."""


def _offers(at: datetime) -> int:
    with unit_of_work.writing():
        return len(gestures.expire_offers(at=at))


def _approvals(at: datetime) -> int:
    with unit_of_work.writing():
        return len(gestures.escalate_approvals(at=at))


CLOCKWORKS: dict[str, Callable[[datetime], int]] = {"offers_expired": _offers, "approvals_passed_up": _approvals}
"""What falls due in the rooms."""
