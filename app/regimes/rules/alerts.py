"""When to warn about a duty: each threshold once, in working hours, legal ones brought forward, late ones marked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.kernel import Words, as_utc, day_ends_at, words
from app.kernel import zone as place
from app.regimes.rules.duties import Duty, DutyState
from app.regimes.rules.parts import Kind
from app.regimes.rules.worktime import WorkCalendar, is_open, last_open, next_open

MORNING = time(9)
OVERDUE_BY = -1
"""The threshold that says the date has passed."""
PROMISE_MINUTES = (24 * 60, 60)
"""When the owner of a promise is reminded: a day and an hour before its instant (house rule)."""


@dataclass(frozen=True)
class Alert:
    """A threshold of a duty that has come: when it was for, and whether it goes out late (after an outage)."""

    duty_key: str
    threshold: int
    planned_at: datetime
    late: bool
    message: Words


Fired = Collection[tuple[str, int]]
"""(duty key, threshold) of every alert already sent: the same pair never fires twice."""


def due_alerts(
    duty: Duty,
    fired: Fired,
    *,
    as_of: datetime,
    zone: str,
    hours: WorkCalendar | None = None,
    since: datetime | None = None,
) -> tuple[Alert, ...]:
    """The alerts of a duty to send now. A duty done, paused or moot raises none; an overdue one says so once."""
    now = as_utc(as_of)
    return tuple(
        Alert(duty.key, threshold, planned, _is_late(now, planned), _message(duty, threshold))
        for threshold, planned in planned_alerts(duty, zone, hours, since)
        if (duty.key, threshold) not in fired and planned <= now
    )


def planned_alerts(
    duty: Duty, zone: str, hours: WorkCalendar | None = None, since: datetime | None = None
) -> tuple[tuple[int, datetime], ...]:
    """Every (threshold, instant) of a duty that still waits, the farthest threshold first; past ones included.

    Nobody could be told before the case was there (`since`): of the thresholds before, the last alone is told, at once.
    """
    planned = tuple(_planned(duty, zone, hours))
    before = [threshold for threshold, at in planned if since is not None and at < since]
    if since is None or not before:
        return planned
    return ((before[-1], at_once(since, hours)), *planned[len(before) :])


def at_once(since: datetime, hours: WorkCalendar | None) -> datetime:
    """When we are next open."""
    return since if hours is None or is_open(hours, since) else next_open(hours, since)


def first_alert(duty: Duty, zone: str, hours: WorkCalendar | None = None) -> datetime | None:
    """When a duty of which nothing was told yet is to be told of: its farthest threshold comes first."""
    return next((at for _threshold, at in _planned(duty, zone, hours)), None)


def _planned(duty: Duty, zone: str, hours: WorkCalendar | None) -> Iterator[tuple[int, datetime]]:
    if duty.state not in (DutyState.PENDING, DutyState.MISSED) or duty.due_on is None:
        return
    for threshold in sorted({*duty.thresholds, *((OVERDUE_BY,) if duty.ours else ())}, reverse=True):
        planned = planned_at(duty, threshold, zone, hours)
        if _started(duty, planned, zone):
            yield threshold, planned


def planned_reminders(
    made_at: datetime, due_at: datetime, hours: WorkCalendar | None = None
) -> tuple[tuple[int, datetime], ...]:
    """Every (minutes before, instant) at which the owner of a promise is reminded; −1: its instant has passed.

    A reminder outside working hours is brought forward, unless that would be before the promise was made.
    """
    raw = [(minutes, due_at - timedelta(minutes=minutes)) for minutes in PROMISE_MINUTES]
    begun = [(minutes, at) for minutes, at in raw if at > made_at]
    early = [(minutes, last_open(hours, at) if hours and not is_open(hours, at) else at) for minutes, at in begun]
    kept = [(minutes, at if at > made_at else plain) for (minutes, at), (_, plain) in zip(early, begun, strict=True)]
    return (*kept, (OVERDUE_BY, due_at))


def reminder_is_late(now: datetime, planned: datetime) -> bool:
    """Told more than half an hour after it should have been: promises are counted in minutes."""
    return now - planned > timedelta(minutes=30)


def planned_at(duty: Duty, threshold: int, zone: str, hours: WorkCalendar | None) -> datetime:
    """So many days before the due date (−1: the day after), in the morning; moved into working hours.

    A legal alert that falls outside them is brought forward to the last working moment before; others wait for the
    next opening.
    """
    assert duty.due_on is not None
    morning = _morning(duty.due_on - timedelta(days=threshold), zone)
    if hours is None or is_open(hours, morning):
        return morning
    if duty.kind is Kind.LEGAL and threshold >= 0:
        return last_open(hours, morning)
    return next_open(hours, morning)


def _morning(day: date, zone: str) -> datetime:
    return datetime.combine(day, MORNING, place(zone)).astimezone(UTC)


def _started(duty: Duty, planned: datetime, zone: str) -> bool:
    """Never before the first full period: a threshold that falls before the duty began does not fire."""
    return planned >= day_ends_at(duty.starts_from.on - timedelta(days=1), zone)


def _is_late(now: datetime, planned: datetime) -> bool:
    """Sent more than a day after it should have been."""
    return now - planned > timedelta(days=1)


def _message(duty: Duty, threshold: int) -> Words:
    if threshold < 0:
        return OVERDUE.fill(label=duty.label, day=duty.due_on)
    return SOON.fill(label=duty.label, day=duty.due_on, n=threshold)


SOON = words("{label} : au plus tard le {day} ({n} {n:jour|jours}).", "{label}: by {day} ({n} {n:day|days}).")
OVERDUE = words("{label} : la date du {day} est passée.", "{label}: the date of {day} has passed.")
