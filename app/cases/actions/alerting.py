"""Alerts: each threshold of a duty is told once, also after an outage (then marked late); history raises none.

Of a case brought in from a file still open, only what comes after that day is told: its list of dates tells the rest.

The thresholds are the packs' own, in days before the date; a promise has its own, in minutes. When the next one falls
due is kept on the duty, so that a round reads only what it has to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol, cast

from sqlalchemy import Table, bindparam, select, update

from app.cases.models import Alert, Case, DutyRow, Promise
from app.cases.queries import as_duty, packs_of
from app.cases.queries.alerts import OUTLIVES_CLOSING, TO_DO
from app.cases.rules.limits import sight_of
from app.cases.rules.opening import Opening
from app.kernel import day_ends_at, day_of
from app.people.models import Staff
from app.people.rules import Actor
from app.plumbing.db import NOT_KEYS, db, in_chunks
from app.regimes.queries import region_of, working_hours
from app.regimes.rules.alerts import due_alerts, planned_alerts, planned_reminders, reminder_is_late
from app.regimes.rules.duties import Duty, DutyState
from app.regimes.rules.parts import Kind
from app.regimes.rules.worktime import WorkCalendar

Planned = tuple[tuple[int, datetime], ...]


class Waiting(Protocol):
    """What of a duty decides when time alone changes it."""

    @property
    def state(self) -> DutyState:
        """Where it stands."""
        ...

    @property
    def due_on(self) -> date | None:
        """Its civil date."""
        ...


class Place(Protocol):
    """What of a case decides whether and where its days end."""

    @property
    def zone(self) -> str:
        """Its time zone."""
        ...

    @property
    def imported(self) -> bool:
        """Was it brought in from a file?"""
        ...

    @property
    def is_open(self) -> bool:
        """Is there still something to do?"""
        ...


def is_history(place: Place) -> bool:
    """Brought in closed: nothing of it is told."""
    return place.imported and not place.is_open


def plan_alerts(
    case: Case, rows: Sequence[DutyRow], closed: frozenset[date], derived: Mapping[str, Duty], *, at: datetime
) -> None:
    """Keep on each duty of a case when it is next to be told of (`closed`: our closing days); nothing on history.

    `derived`: those of the rows that were just written from a duty, by key.
    """
    speaking = [row for row in rows if speaks(case, row)]
    for row in rows:
        if row not in speaking:
            row.alert_at = None
    if speaking:
        hours = hours_of(case, at, closed=closed)
        told = _told([row.id for row in speaking if row.id is not None])
        for row in speaking:
            planned = _planned(row, _promise(row), case, hours, derived.get(row.key))
            row.alert_at = _next(planned, told.get(row.id, set()))
    case.look_at = next_look(((row, row.alert_at) for row in rows), case)


def next_look(duties: Iterable[tuple[Waiting, datetime | None]], case: Place) -> datetime | None:
    """When time alone may next say something new of these duties, each given with its next alert.

    At that alert; where a duty stands pending, when its date has passed. Never for history.
    """
    if is_history(case):
        return None
    found = list[datetime]()
    for duty, alert_at in duties:
        if alert_at is not None:
            found.append(alert_at)
        if duty.state is DutyState.PENDING and duty.due_on is not None:
            found.append(day_ends_at(duty.due_on, case.zone))
    return min(found, default=None)


def raise_alerts(*, at: datetime) -> int:
    """Tell the owners which duties come near or have passed; returns how many alerts were new.

    Only cases that are to be looked at now are read; when to look at them again is kept on them.
    """
    wanted = select(Case.id).where(Case.look_at <= at).order_by(Case.id).with_for_update(**NOT_KEYS)
    numbers = list(db.session.scalars(wanted))
    fresh = [alert for some in in_chunks(numbers) for alert in _raised(some, at)]
    db.session.add_all(fresh)
    db.session.flush()
    for some in in_chunks(numbers):
        _look_again(some)
    return len(fresh)


def _look_again(numbers: Sequence[int]) -> None:
    """Keep anew when to look at these cases; nobody’s page of them grows old by it."""
    wanted = select(Case.id, Case.zone, Case.imported, Case.is_open, DutyRow.state, DutyRow.due_on, DutyRow.alert_at)
    rows = db.session.execute(wanted.outerjoin(DutyRow, DutyRow.case_id == Case.id).where(Case.id.in_(numbers)))
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.id, []).append(row)
    looks = [
        {"case": number, "look": next_look(((row, row.alert_at) for row in duties), duties[0])}
        for number, duties in found.items()
    ]
    if looks:
        db.session.connection().execute(LOOK, looks)
    for case in [row for row in db.session.identity_map.values() if isinstance(row, Case) and row.id in found]:
        db.session.expire(case, ["look_at"])


CASES = cast(Table, Case.__table__)
LOOK = update(CASES).where(CASES.c.id == bindparam("case")).values(look_at=bindparam("look"))
"""Past the version of the case."""


def _raised(numbers: Sequence[int], at: datetime) -> list[Alert]:
    wanted = (
        select(DutyRow, Case).join(Case, Case.id == DutyRow.case_id)
        .where(Case.id.in_(numbers), DutyRow.alert_at <= at)
        .order_by(DutyRow.alert_at, DutyRow.id)
    )  # fmt: skip
    rows = [(duty, case) for duty, case in db.session.execute(wanted)]
    told = _told([duty.id for duty, _case in rows])
    fresh: list[Alert] = []
    places: dict[tuple[str, str], WorkCalendar] = {}
    for duty, case in rows:
        hours, promise, known = hours_of(case, at, places), _promise(duty), told.get(duty.id, set())
        new = _due(duty, promise, case, known, hours, at) if speaks(case, duty) else []
        fresh += new
        known |= {alert.threshold for alert in new}
        duty.alert_at = _next(_planned(duty, promise, case, hours), known) if speaks(case, duty) else None
    return fresh


def speaks(case: Case | Opening, row: DutyRow | Duty) -> bool:
    """Whether a duty has anything to tell: still to be done (or a broken promise), of a case that lives."""
    if is_history(case) or case.merged_into_id is not None or not (row.thresholds or row.ours):
        return False
    waits = row.state in TO_DO or (row.kind is Kind.PROMISE and row.state is DutyState.LATE)
    return waits and (case.is_open or row.kind in OUTLIVES_CLOSING)


def hours_of(
    case: Case | Opening,
    at: datetime,
    known: dict[tuple[str, str], WorkCalendar] | None = None,
    closed: frozenset[date] | None = None,
) -> WorkCalendar:
    """Our opening hours where the case is; a round reads them once per place."""
    known = {} if known is None else known
    place = (case.zone, region_of(packs_of(case)))
    if place not in known:
        known[place] = working_hours(*place, day_of(at, case.zone), closed)
    return known[place]


def _promise(row: DutyRow) -> Promise | None:
    if row.kind is not Kind.PROMISE:
        return None
    return db.session.get(Promise, int(row.key.partition(":")[2]))


def _planned(
    row: DutyRow, promise: Promise | None, case: Case, hours: WorkCalendar, duty: Duty | None = None
) -> Planned:
    if promise is not None:
        return planned_reminders(promise.made_at, promise.due_at, hours)
    return planned_of(case, duty or as_duty(row), hours)


def planned_of(case: Case | Opening, duty: Duty, hours: WorkCalendar) -> Planned:
    """When a duty of a case is told of; of one from a file, what had passed when it was brought in is not."""
    if not case.imported:
        return planned_alerts(duty, case.zone, hours, case.logged_at)
    return tuple(one for one in planned_alerts(duty, case.zone, hours) if one[1] >= case.logged_at)


def _next(planned: Planned, told: Iterable[int]) -> datetime | None:
    return min((at for threshold, at in planned if threshold not in told), default=None)


def _told(ids: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for some in in_chunks(ids):
        for duty, threshold in db.session.execute(
            select(Alert.duty_id, Alert.threshold).where(Alert.duty_id.in_(some))
        ):
            found.setdefault(duty, set()).add(threshold)
    return found


def _due(
    row: DutyRow, promise: Promise | None, case: Case, told: set[int], hours: WorkCalendar, at: datetime
) -> list[Alert]:
    """The alerts to tell now: a promise's go to whoever made it, the others to the owner of the case; or to the deputy."""
    reader = reader_of(case, case.owner_id if promise is None else promise.owner_id, day_of(at, case.zone))
    if promise is not None:
        return [
            Alert(duty_id=row.id, threshold=minutes, staff_id=reader, planned_at=planned, at=at,
                  late=reminder_is_late(at, planned))
            for minutes, planned in planned_reminders(promise.made_at, promise.due_at, hours)
            if planned <= at and minutes not in told
        ]  # fmt: skip
    since = None if case.imported else case.logged_at
    fired = {(row.key, threshold) for threshold in told}
    return [
        Alert(duty_id=row.id, threshold=each.threshold, staff_id=reader, planned_at=each.planned_at, at=at,
              late=each.late)
        for each in due_alerts(as_duty(row), fired, as_of=at, zone=case.zone, hours=hours, since=since)
        if since is not None or each.planned_at >= case.logged_at
    ]  # fmt: skip


def reader_of(case: Case, staff_id: int, on: date) -> int:
    """Who reads what is told to somebody on that civil day: themselves, or the deputy of an absent person.

    The deputy of an absent deputy is asked in turn. One who may not see the case is passed over; where nobody is left,
    it waits for the person it was meant for; or, where their account is closed, whoever they reported to reads it.
    """
    meant = db.session.get(Staff, staff_id)
    asked, seen = meant, set[int]()
    while asked is not None and asked.id not in seen:
        if asked.facts.present_on(on) and (asked.id == staff_id or _sees(asked, case)):
            return asked.id
        seen.add(asked.id)
        asked = db.session.get(Staff, asked.deputy_id) if asked.deputy_id is not None else None
    return staff_id if meant is None or meant.active else _above(meant, case, on)


def _above(gone: Staff, case: Case, on: date) -> int:
    """The first of the line above somebody who left, who is there and may see the case."""
    asked, seen = gone.manager, set[int]()
    while asked is not None and asked.id not in seen:
        if asked.facts.present_on(on) and _sees(asked, case):
            return asked.id
        seen.add(asked.id)
        asked = asked.manager
    return gone.id


def _sees(member: Staff, case: Case) -> bool:
    sight = sight_of(member.actor)
    mine = member.id in {case.owner_id, case.created_by_id if sight.created else None}
    return sight.everything or mine or case.service_id in sight.service_ids


def see_alerts(*, by: Actor, at: datetime) -> None:
    """Mark this person's alerts as seen."""
    db.session.execute(update(Alert).where(Alert.staff_id == by.staff_id, Alert.seen_at.is_(None)).values(seen_at=at))
