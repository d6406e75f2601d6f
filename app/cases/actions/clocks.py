"""Duties derived from the journal and kept for queues and alerts; the next step and date of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select

from app.cases.actions.alerting import hours_of, next_look, plan_alerts, planned_of, speaks
from app.cases.actions.wordings import keep_wordings
from app.cases.models import Case, DutyRow, Promise
from app.cases.queries import facts_of, happened, packs_of, step_facts, told_of
from app.cases.rules.duty_wordings import Wording, wording, wording_of
from app.cases.rules.notices import facts_of_court, worth_knowing
from app.cases.rules.opening import Opening
from app.cases.rules.steps import FOLLOW_UP_RULE, next_step
from app.cases.rules.stored_words import kept, written
from app.kernel import Json, day_of, words
from app.kernel import zone as place
from app.plumbing.db import Written, as_json, db
from app.regimes.queries import closed_on, our_calendar, packs_of_editions
from app.regimes.rules.alerts import PROMISE_MINUTES, at_once, first_alert
from app.regimes.rules.duties import Duty, DutyState
from app.regimes.rules.events import Happened
from app.regimes.rules.gates import Derived, derive
from app.regimes.rules.pack import Pack
from app.regimes.rules.parts import Kind
from app.regimes.rules.reckoning import Pause
from app.regimes.rules.scene import scene_of
from app.regimes.rules.showing import pauses_within
from app.regimes.rules.worktime import WorkCalendar

BEGINNINGS = 512
"""How many ways to begin are remembered; a day of a large house has a few dozen."""
NOON = time(12)
"""Duties follow from civil days only: any moment of the day says the same."""


def derive_duties(case: Case, *, at: datetime) -> list[DutyRow]:
    """Derive all duties of a case again (the same journal gives the same duties) and set its next step.

    Meant to run without autoflush, after a flush: each row is then written once, with all that is known of it.
    """
    told, closed = told_of(case), closed_on()
    found = _found(packs_of(case), happened(case, told), facts_of(case, told), closed, as_of=at, zone=case.zone)
    rows, current = _kept_rows(case), list[DutyRow]()
    said = list[Wording]()
    for duty in found.derived.duties:
        row = _row(rows, case, duty.key)
        said.append(wording_of(duty))
        for name, value in {
            **_kept(duty, found.pauses),
            "label": kept(duty.label),
            "wording_key": said[-1].key,
        }.items():
            setattr(row, name, value)
        current.append(row)
    for promise in case_promises(case):
        row = _row(rows, case, f"promise:{promise.id}")
        said.append(_of_promise(promise, case))
        _fill_promise(row, promise, case, said[-1])
        current.append(row)
    keep_wordings(said)
    for gone in rows.values():
        gone.state = DutyState.MOOT
        current.append(gone)
    case.notices = _notices(found)
    db.session.add_all(current)
    plan_alerts(case, current, closed, {duty.key: duty for duty in found.derived.duties}, at=at)
    set_next_step(case, current, at=at)
    db.session.flush()  # the kept rows are what queues and alerts read
    return current


def first_duties(
    case: Opening, told: Mapping[str, Any], *, at: datetime
) -> tuple[list[dict[str, Any]], tuple[Wording, ...]]:
    """The duties of a case that is being opened with these facts: rows still without its number, and what is said of them.

    Sets its next step. Nothing else can be on record yet: no promise, no other case, no alert told.
    """
    closed = closed_on()
    hours = hours_of(case, at, closed=closed)
    events, facts = tuple(happened(case, [told], alone=True)), tuple(facts_of(case, [told]).items())
    begun = _begun(case.editions, events, facts, day_of(at, case.zone), case.zone, closed, hours)
    case.notices = [*begun.notices]
    set_next_step(case, begun.duties, at=at, promised=())
    firsts = [_first(case, duty, alert, at, hours) for duty, alert in zip(begun.duties, begun.alerts, strict=True)]
    alerts = [alert if speaks(case, duty) else None for duty, alert in zip(begun.duties, firsts, strict=True)]
    case.look_at = next_look(zip(begun.duties, alerts, strict=True), case)
    return [{**row, "alert_at": alert} for row, alert in zip(begun.rows, alerts, strict=True)], begun.said


def _first(case: Opening, duty: Duty, alert: datetime | None, at: datetime, hours: WorkCalendar) -> datetime | None:
    """When a duty is first told of: at once where its first alert has passed; from a file, only what is still to come."""
    if alert is None or alert >= at:
        return alert
    if case.imported:
        return next((planned for _threshold, planned in planned_of(case, duty, hours)), None)
    return at_once(at, hours)


class _Begun(NamedTuple):
    """What the regimes say of complaints that begin alike: the duties, their rows, their words, when each is first told of, the notices."""

    duties: tuple[Duty, ...]
    rows: tuple[dict[str, Any], ...]
    said: tuple[Wording, ...]
    alerts: tuple[datetime | None, ...]
    notices: tuple[dict[str, Json], ...]


@lru_cache(maxsize=BEGINNINGS)
def _begun(
    editions: str,
    events: tuple[Happened, ...],
    facts: tuple[tuple[str, object], ...],
    today: date,
    zone: str,
    closed: frozenset[date],
    hours: WorkCalendar,
) -> _Begun:
    """The same in, the same out, and the complaints of one day are much alike: what is worked out once serves the next ones."""
    noon = datetime.combine(today, NOON, place(zone))
    found = _found(packs_of_editions(editions), events, dict(facts), closed, as_of=noon, zone=zone)
    duties = found.derived.duties
    said = tuple(wording_of(duty) for duty in duties)
    return _Begun(
        duties,
        tuple(_first_row(duty, found.pauses, each) for duty, each in zip(duties, said, strict=True)),
        said,
        tuple(first_alert(duty, zone, hours) for duty in duties),
        tuple(_notices(found)),
    )


def _first_row(duty: Duty, pauses: tuple[Pause, ...], said: Wording) -> dict[str, Any]:
    """A duty as its row keeps it, its lists and words written out before anything is locked."""
    row = _kept(duty, pauses)
    listed = {name: Written(as_json(row[name])) for name in ("thresholds", "pauses")}
    return {"key": duty.key, **row, **listed, "label": Written(written(duty.label)), "wording_key": said.key}


@dataclass(frozen=True)
class _Found:
    """What the regimes say of a case now, with what happened and when we waited."""

    derived: Derived
    names: set[str]
    pauses: tuple[Pause, ...]


def _found(
    packs: tuple[Pack, ...],
    events: Sequence[Happened],
    facts: Mapping[str, object],
    closed: frozenset[date],
    *,
    as_of: datetime,
    zone: str,
) -> _Found:
    names = {event.name for event in events}
    facts = {**facts, **facts_of_court(names)}
    derived = derive(packs, events, facts, as_of=as_of, zone=zone, calendar=our_calendar(packs, closed))
    waited = "waiting.started" in names
    return _Found(derived, names, scene_of((), events, {}, as_of=as_of, zone=zone).pauses() if waited else ())


def _kept_rows(case: Case) -> dict[str, DutyRow]:
    return {row.key: row for row in db.session.scalars(select(DutyRow).where(DutyRow.case_id == case.id))}


def _row(rows: dict[str, DutyRow], case: Case, key: str) -> DutyRow:
    return rows.pop(key, None) or DutyRow(case_id=case.id, key=key)


def case_promises(case: Case) -> list[Promise]:
    """Every promise of a case."""
    return list(db.session.scalars(select(Promise).where(Promise.case_id == case.id).order_by(Promise.id)))


def _kept(duty: Duty, pauses: tuple[Pause, ...]) -> dict[str, Any]:
    """A duty as its row keeps it, but for its sentences."""
    mine = pauses_within(duty, pauses) if pauses else ()
    return {
        "rule": duty.rule, "pack": duty.pack, "kind": duty.kind, "state": duty.state, "ours": duty.ours,
        "opens_on": duty.opens_on, "due_on": duty.due_on, "due_at": duty.due_at, "met_on": duty.met_on,
        "starts_from": f"{duty.starts_from.event} {duty.starts_from.on.isoformat()}",
        "status": duty.status.value, "thresholds": list(duty.thresholds),
        "pauses": [[pause.start.isoformat(), pause.end.isoformat() if pause.end else None] for pause in mine],
    }  # fmt: skip


def _fill_promise(row: DutyRow, promise: Promise, case: Case, said: Wording) -> None:
    states = {"open": DutyState.PENDING, "kept": DutyState.MET, "broken": DutyState.LATE, "moot": DutyState.MOOT}
    row.rule, row.pack, row.kind, row.state, row.ours = "promise", "", Kind.PROMISE, states[promise.state], True
    row.label, row.wording_key = kept(words("{what}", "{what}", what=promise.what)), said.key
    row.opens_on, row.due_at = None, promise.due_at
    row.due_on, row.status = day_of(promise.due_at, case.zone), "house"
    kept_on = day_of(promise.settled_at, case.zone) if promise.state == "kept" and promise.settled_at else None
    row.met_on, row.pauses, row.thresholds = kept_on, [], list(PROMISE_MINUTES)
    row.starts_from = f"promise {day_of(promise.made_at, case.zone).isoformat()}"


def _of_promise(promise: Promise, case: Case) -> Wording:
    """When a promise was made and falls due; what was promised stands on its own row, from which it can be erased."""
    return wording(
        words(
            "Engagement pris le {made}, à tenir au plus tard le {due}.",
            "Promise made on {made}, to be kept by {due}.",
            made=day_of(promise.made_at, case.zone),
            due=day_of(promise.due_at, case.zone),
        )
    )


def _notices(found: _Found) -> list[dict[str, Json]]:
    """What the regimes' gates say of a case unasked, for its page."""
    return [
        {"rule": each.rule, "effect": each.effect, "message": kept(each.message), "source": each.source, "status": each.status.value}
        for each in worth_knowing(found.derived.gates, found.names)
    ]  # fmt: skip


def set_next_step(
    case: Case | Opening, duties: Sequence[DutyRow | Duty], *, at: datetime, promised: Sequence[Promise] | None = None
) -> None:
    """Keep on the case what the queue sorts by and shows: its step, its date, and which rule set it."""
    step = next_step(step_facts(case, duties, at, promised))
    case.next_code, case.next_on = step.code, step.due_on
    if step.follow_up:
        case.next_kind, case.next_rule = Kind.HOUSE.value, FOLLOW_UP_RULE
        return
    same = [row for row in duties if row.due_on == step.due_on and row.ours and row.state is not DutyState.MOOT]
    chosen = min(same, key=lambda row: (row.kind is not Kind.PROMISE, row.kind is not Kind.LEGAL), default=None)
    case.next_kind, case.next_rule = (chosen.kind.value, chosen.rule) if chosen else ("house", "")
