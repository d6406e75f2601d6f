"""Alerts, the time line, and what an upgrade of the packs would change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.regimes.queries import packs_named, shipped
from app.regimes.rules import Duty, Happened, derive
from app.regimes.rules.alerts import due_alerts, planned_alerts, planned_at
from app.regimes.rules.reckoning import Pause
from app.regimes.rules.timeline import timeline
from app.regimes.rules.upgrading import compare
from app.regimes.rules.worktime import WEEKDAYS, WorkCalendar
from tests.regimes.helpers import PARIS, derived, duty, events, on, spoken

OFFICE = WorkCalendar(PARIS, tuple((day, ((480, 720), (780, 1020))) for day in WEEKDAYS[:5]))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(PARIS)).astimezone(UTC)


def answer(as_of: str, **more: str) -> Duty:
    """FR-FIN-01: two months from 14 January 2026, hence Saturday 14 March; warned at 30, 14, 7, 1 days."""
    found = derived("FR-FIN", events(first_written_complaint__sent="2026-01-14", **more), as_of=as_of)
    return duty(found, "FR-FIN-01/answer")


def test_each_threshold_fires_once_whatever_the_number_of_rounds() -> None:
    fired: set[tuple[str, int]] = set()
    seen = []
    at = local("2026-01-14T08:00")
    while at < local("2026-03-20T08:00"):
        one = answer(at.date().isoformat())
        for alert in due_alerts(one, fired, as_of=at, zone=PARIS, hours=OFFICE):
            seen.append((alert.threshold, alert.late))
            fired.add((alert.duty_key, alert.threshold))
        at += timedelta(hours=7)
    assert seen == [(30, False), (14, False), (7, False), (1, False), (-1, False)]


def test_after_an_outage_the_missed_thresholds_fire_once_and_say_they_are_late() -> None:
    now = local("2026-03-09T10:00")
    found = due_alerts(answer("2026-03-09"), set(), as_of=now, zone=PARIS, hours=OFFICE)
    assert [(alert.threshold, alert.late) for alert in found] == [(30, True), (14, True), (7, True)]
    fired = {(alert.duty_key, alert.threshold) for alert in found}
    assert not due_alerts(answer("2026-03-09"), fired, as_of=now, zone=PARIS, hours=OFFICE)


def test_of_the_thresholds_before_the_case_was_logged_the_last_alone_is_told_once_and_not_as_late() -> None:
    logged, later = local("2026-03-09T10:00"), local("2026-03-14T10:00")
    one = answer("2026-03-09")
    found = due_alerts(one, set(), as_of=logged, zone=PARIS, hours=OFFICE, since=logged)
    assert [(alert.threshold, alert.late) for alert in found] == [(7, False)]
    found = due_alerts(one, {("FR-FIN-01/answer", 7)}, as_of=later, zone=PARIS, hours=OFFICE, since=logged)
    assert [alert.threshold for alert in found] == [1]


def test_what_was_overdue_when_logged_on_a_sunday_is_told_once_when_we_open() -> None:
    sunday, monday = local("2026-03-22T10:00"), local("2026-03-23T08:00")
    planned = planned_alerts(answer("2026-03-22"), PARIS, OFFICE, sunday)
    assert planned == ((-1, monday),)
    assert not due_alerts(answer("2026-03-22"), set(), as_of=sunday, zone=PARIS, hours=OFFICE, since=sunday)


def test_a_legal_alert_outside_working_hours_is_brought_forward() -> None:
    one = answer("2026-02-20")
    assert planned_at(one, 7, PARIS, OFFICE) == local("2026-03-06T16:59:59"), "Saturday 7 March: the Friday before"
    assert planned_at(one, 14, PARIS, OFFICE) == local("2026-02-27T16:59:59")


def test_a_house_alert_outside_working_hours_waits_for_the_opening() -> None:
    found = derived("ISO-10002", events(first_written_complaint__sent="2026-01-15"), as_of="2026-01-16")
    house = duty(found, "ISO-10002-74/acknowledge")  # due on Monday 19 January, warned one day before: a Sunday
    assert planned_at(house, 1, PARIS, OFFICE) == local("2026-01-19T08:00")


def test_done_paused_and_withdrawn_duties_stay_silent() -> None:
    late = local("2026-03-12T10:00")
    for more in ({"final_reply__sent": "2026-02-01"}, {"withdrawn": "2026-02-01"}):
        assert not due_alerts(answer("2026-03-12", **more), set(), as_of=late, zone=PARIS, hours=OFFICE)


def test_no_alert_fires_before_the_duty_began() -> None:
    found = derived("ISO-10002", [Happened("complaint.first", on=date(2026, 1, 5))], as_of="2026-01-05")
    house = duty(found, "ISO-10002-77/answer")
    assert not due_alerts(house, set(), as_of=local("2026-01-05T08:30"), zone=PARIS, hours=OFFICE)


# --- the time line ---------------------------------------------------------------------------------------------------


def test_the_time_line_places_start_opening_end_and_today() -> None:
    window = duty(derived("FR-GEN", events(first_written_complaint__sent="2026-01-31")), "FR-MED-06/opens")
    drawn = timeline(window, date(2026, 5, 1))
    assert [(point.kind, point.on) for point in drawn.points] == [
        ("start", date(2026, 1, 31)),
        ("opens", date(2026, 3, 31)),
        ("today", date(2026, 5, 1)),
        ("due", date(2027, 1, 31)),
    ]
    assert (drawn.share(drawn.points[0].on), drawn.share(drawn.points[-1].on)) == (0, 1)
    assert drawn.share(drawn.points[1].on) == 59 / 365
    assert [(each.kind, each.start, each.end) for each in drawn.stretches] == [
        ("running", date(2026, 1, 31), date(2026, 3, 31)),
        ("window", date(2026, 3, 31), date(2027, 1, 31)),
    ]


def test_pauses_are_drawn_within_the_line() -> None:
    found = derived("ISO-10002", events(first_written_complaint__sent="2026-01-05", waiting__started="2026-01-08"))
    drawn = timeline(duty(found, "ISO-10002-77/answer"), date(2026, 1, 20), [Pause(date(2026, 1, 8), None)])
    assert [(s.kind, s.start, s.end) for s in drawn.stretches if s.kind == "pause"] == [
        ("pause", date(2026, 1, 8), date(2026, 1, 20))
    ]
    assert all(0 <= drawn.share(s.start) <= drawn.share(s.end) <= 1 for s in drawn.stretches)


# --- an upgrade of the packs -----------------------------------------------------------------------------------------


def test_the_same_packs_propose_nothing() -> None:
    found = derived("ISO-10002 FR-GEN", events(first_written_complaint__sent="2026-01-31"))
    assert compare(found, found) == ()


def test_an_upgrade_proposes_every_change_and_moves_nothing_itself() -> None:
    happened = events(first_written_complaint__sent="2026-01-05")
    old = derived("ISO-10002 FR-FIN", happened)
    pack = shipped()["ISO-10002"]
    first, second = pack.deadlines
    moved = second.model_copy(update={"add": second.add.model_copy(update={"days": 10})})
    renamed = first.model_copy(update={"key": "confirm"})
    newer = pack.model_copy(update={"deadlines": (renamed, moved)})
    new = derive((newer, *packs_named("FR-FIN")), happened, {}, as_of=on("2026-02-10"), zone=PARIS)
    changes = compare(old, new)
    assert [(each.key, each.change, each.earlier) for each in changes] == [
        ("ISO-10002-77/answer", "moves", True),
        ("ISO-10002-74/acknowledge", "disappears", False),
        ("ISO-10002-74/confirm", "appears", False),
    ]
    assert (changes[0].before, changes[0].after) == (date(2026, 1, 26), date(2026, 1, 19))
    assert spoken(changes[0].message) == "Répondre : passerait du 26 janvier 2026 au 19 janvier 2026."
