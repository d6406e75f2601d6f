"""A duty as a page shows it: its tone, what is said instead of the days left, its working, source and drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel import Words, words
from app.regimes.rules.duties import Duty, DutyState
from app.regimes.rules.parts import Kind, Status
from app.regimes.rules.reckoning import Pause
from app.regimes.rules.timeline import Mark, marks, timeline

NEAR = timedelta(days=3)
"""A date of ours this close is shown as near (house rule)."""


@dataclass(frozen=True)
class Shown:
    """What the page needs: `on` is the date beside the title; `past` duties stand apart, folded."""

    title: Words
    on: date
    tone: str
    kind: str
    state: str
    status: Words | None
    steps: tuple[Words, ...]
    source: Words | None
    marks: tuple[Mark, ...]
    past: bool


def shown(duty: Duty, today: date, pauses: Sequence[Pause] = ()) -> Shown | None:
    """A duty as a page shows it; None for one without any date."""
    on = _date(duty, today)
    if on is None:
        return None
    return Shown(
        title=duty.label, on=on, tone=_tone(duty, on, today), kind=duty.kind.value, state=duty.state.value,
        status=_status(duty, today), steps=duty.steps or (duty.explanation,), source=_source(duty),
        marks=marks(timeline(duty, today, pauses)), past=_past(duty),
    )  # fmt: skip


def pauses_within(duty: Duty, pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """Those that this duty stood still for: only house targets do, and only between their start and their date."""
    if duty.kind is not Kind.HOUSE:
        return ()
    start, last = duty.starts_from.on, duty.met_on or duty.due_on
    begun = (pause for pause in pauses if pause.end is None or pause.end > start)
    return tuple(pause for pause in begun if last is None or pause.start < last)


def _date(duty: Duty, today: date) -> date | None:
    if duty.met_on is not None:
        return duty.met_on
    opening = duty.opens_on is not None and duty.opens_on > today
    return duty.opens_on if opening or _stands_open(duty, today) else duty.due_on or duty.opens_on


def _stands_open(duty: Duty, today: date) -> bool:
    """A window that has opened and not closed yet: what it says is that it opened, and until when."""
    opened = duty.opens_on is not None and duty.opens_on <= today
    return duty.kind is Kind.WINDOW and duty.state is DutyState.PENDING and opened


def _broken(duty: Duty) -> bool:
    return duty.kind is Kind.PROMISE and duty.state is DutyState.LATE


def _kept_late(duty: Duty) -> bool:
    """Was a promise kept only after the day that was promised?"""
    if duty.kind is not Kind.PROMISE or duty.met_on is None or duty.due_on is None:
        return False
    return duty.met_on > duty.due_on


def _past(duty: Duty) -> bool:
    return duty.state in {DutyState.MET, DutyState.MOOT, DutyState.LATE} and not _broken(duty)


def _tone(duty: Duty, on: date, today: date) -> str:
    if duty.state is DutyState.MISSED or _broken(duty):
        return "missed"
    if _past(duty):
        return "kept"
    if duty.state is DutyState.PAUSED:
        return "paused"
    return "soon" if duty.ours and on <= today + NEAR else "later"


def _status(duty: Duty, today: date) -> Words | None:
    if _stands_open(duty, today):
        return OPEN_UNTIL.fill(due_on=duty.due_on) if duty.due_on else OPEN
    if _broken(duty):
        return BROKEN
    if duty.state is DutyState.PAUSED:
        return PAUSED.get(duty.kind, MAY_WAIT)
    if duty.state is DutyState.MET:
        return KEPT_LATE if _kept_late(duty) else None if duty.ours else DONE
    if duty.state is DutyState.LATE:
        return DONE_LATE if duty.met_on else GONE_BY
    return MOOT if duty.state is DutyState.MOOT else None


def _source(duty: Duty) -> Words | None:
    if duty.kind is Kind.PROMISE:
        return None
    pack, _space, version = duty.pack.partition(" ")
    return SOURCE.fill(rule=duty.rule, source=duty.source, status=STATUS[duty.status], pack=pack, version=version)


STATUS = {
    Status.VERIFIED: words("texte lu", "text read"),
    Status.SECONDARY: words("source secondaire", "secondary source"),
    Status.KNOWLEDGE: words("de connaissance, à vérifier", "from knowledge, to be checked"),
}
SOURCE = words(
    "{rule} · {source} · {status} · régime {pack} {version}", "{rule} · {source} · {status} · regime {pack} {version}"
)
BROKEN = words("rompu", "broken")
DONE = words("fait", "done")
KEPT_LATE = words("tenu en retard", "kept late")
DONE_LATE = words("faite en retard", "done late")
GONE_BY = words("date passée", "date gone by")
MOOT = words("sans objet", "no longer matters")
OPEN = words("ouverte", "open")
OPEN_UNTIL = words("ouverte, jusqu’au {due_on}", "open, until {due_on}")
MAY_WAIT = words("suspendue : nous pouvons attendre", "paused: we may wait")
PAUSED = {
    Kind.HOUSE: words("suspendue : nous attendons le client", "paused: we wait for the customer"),
    Kind.WINDOW: words("suspendue par la médiation", "suspended by the mediation"),
}
