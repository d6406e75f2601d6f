"""The next step of a case, from its duties and promises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from app.cases.models import Case, Promise
from app.cases.queries.clocks import told_of
from app.cases.queries.kept_duties import AnyDuty
from app.cases.queries.promising import owed_promises
from app.cases.rules.opening import Opening
from app.cases.rules.reminding import reminders_sent
from app.cases.rules.states import State
from app.cases.rules.steps import FOLLOW_UP_RULE, StepFacts, next_step
from app.cases.rules.steps_said import OF_MEDIATION, Step
from app.cases.rules.stored_words import said
from app.kernel import Words, day_of
from app.regimes.rules.duties import Duty, DutyState
from app.regimes.rules.parts import Kind


def step_facts(
    case: Case | Opening, duties: Iterable[AnyDuty], at: datetime, promised: Sequence[Promise] | None = None
) -> StepFacts:
    """What decides the next step, read from the case and its duties, kept or just derived (and its promises still to be kept, where
    they are not given).
    """
    todo = [row for row in duties if row.due_on is not None and row.state in {DutyState.PENDING, DutyState.MISSED}]
    proposed = case.state is State.IN_MEDIATION and _proposed(case)
    asked = [row for row in todo if row.ours and row.kind in {Kind.LEGAL, Kind.HOUSE} and not _behind(row, proposed)]
    settle = [row.due_on for row in todo if row.kind is Kind.SETTLEMENT]
    outside = [row.due_on for row in todo if row.kind is Kind.THIRD_PARTY]
    promised = owed_promises(case) if promised is None else promised
    first = promised[0] if promised else None
    strictest = min(asked, key=_strictness, default=None)
    carried = [day_of(p.due_at, case.zone) for p in promised if p.origin.startswith("offer:")]
    return StepFacts(
        state=case.state,
        level=case.level,
        today=day_of(at, case.zone),
        answer_due_on=strictest.due_on if strictest else None,
        duty=_label(strictest) if strictest else None,
        waiting_until_on=case.waiting_until_on,
        reminders=reminders_sent(told_of(case)) if case.state is State.WAITING else 0,
        offer_valid_until_on=case.offer_until_on,
        settle_due_on=_first(settle) or _first(carried),
        promise_due_on=day_of(first.due_at, case.zone) if first else None,
        promise=first.what if first else "",
        promise_broken=first is not None and first.state == "broken",
        quiet_close_on=case.quiet_close_on,
        wrote_on=case.wrote_on,
        mediator_due_on=_first(outside),
        asked_by_mediator=_place(strictest.key) if strictest and case.state is State.IN_MEDIATION else "",
        mediator_asks_on=_asked_until(case) if case.state is State.IN_MEDIATION else None,
        offer_draft=case.offer_draft,
        final=case.final_at is not None,
        proposed=proposed,
        agreed=case.state is State.SETTLING and not promised and _agreed(case),
        kept_code=case.next_code if case.next_rule == FOLLOW_UP_RULE else "",
        kept_on=case.next_on,
    )


def _asked_until(case: Case | Opening) -> date | None:
    """By when the mediator asks for our answers, as the last letter of this mediation says."""
    until = ""
    for data in told_of(case):
        until = "" if "mediator.notified" in data.get("happened", {}) else str(data.get("reply_by_on", until))
    return date.fromisoformat(until) if until else None


def _proposed(case: Case | Opening) -> bool:
    """Has the mediator of the mediation under way made a proposal?"""
    said = [name for data in told_of(case) for name in data.get("happened", {})]
    return "mediator.proposal" in said[_last(said, "mediator.notified") :]


def _behind(row: AnyDuty, proposed: bool) -> bool:
    """Is it whether we enter a mediation in which a proposal is made already? Nobody asks that any more."""
    return proposed and _place(row.key) == "entry"


def _last(said: list[str], name: str) -> int:
    """Where this was told last, from the beginning if never."""
    return len(said) - said[::-1].index(name) - 1 if name in said else 0


def _agreed(case: Case | Opening) -> bool:
    """Did the last mediation end with an agreement that gives no date, and that nobody has noted as carried out?"""
    ends = [data for data in told_of(case) if data.get("outcome")]
    return bool(ends) and ends[-1]["outcome"] == "agreed" and "until_on" not in ends[-1]


def _label(row: AnyDuty) -> Words:
    return row.label if isinstance(row, Duty) else said(row.label)


def _strictness(row: AnyDuty) -> tuple[date, bool, str]:
    return row.due_on or date.max, row.kind is not Kind.LEGAL, row.key


def _place(key: str) -> str:
    """What a duty of mediation asks, by the name its rule gives it ("FR-MED-09/entry": entry)."""
    name = key.partition("/")[2].partition("#")[0]
    return name if name in OF_MEDIATION else ""


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


def next_step_of(
    case: Case, duties: Iterable[AnyDuty], at: datetime, promised: Sequence[Promise] | None = None
) -> Step:
    """The next step of a case, in words; where it is the step that was kept, its date is the one that queues sort by."""
    step = next_step(step_facts(case, duties, at, promised))
    return replace(step, due_on=case.next_on) if step.code == case.next_code and case.is_open else step
