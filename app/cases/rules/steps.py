"""Every case has a next step and a date: which step, by when, and how urgent it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.cases.rules.messages import reply_by
from app.cases.rules.reminding import ACT_WITHIN, reminded_enough, silent_since
from app.cases.rules.states import State
from app.cases.rules.steps_said import (
    AGAIN,
    AGREED,
    ANSWER,
    BROKEN,
    BY_STATE,
    CLOSE,
    CONTESTED,
    DECIDE_OFFER,
    DUTY,
    JUDGE,
    LAST_WORD,
    NOTHING,
    OF_MEDIATION,
    ON_THE_PIECES,
    PROMISED,
    PROPOSED,
    REMIND,
    REPLY,
    REPLY_MEDIATOR,
    TAKE,
    Step,
)
from app.kernel import Words
from app.people.rules import Level


@dataclass(frozen=True)
class StepFacts:
    """What decides the next step."""

    state: State
    level: Level
    today: date
    answer_due_on: date | None = None
    """The strictest date by which we must act: the first of our legal and house duties still to be done."""
    duty: Words | None = None
    """What that date asks, in words."""
    waiting_until_on: date | None = None
    reminders: int = 0
    """How many reminders followed our question to the customer."""
    offer_valid_until_on: date | None = None
    settle_due_on: date | None = None
    promise_due_on: date | None = None
    promise: str = ""
    promise_broken: bool = False
    """Has the date of that promise gone by?"""
    quiet_close_on: date | None = None
    wrote_on: date | None = None
    """The day of a message from the customer that awaits our reply."""
    mediator_due_on: date | None = None
    asked_by_mediator: str = ""
    """What that date asks in a mediation: a name of `OF_MEDIATION`, or nothing."""
    mediator_asks_on: date | None = None
    """By when the mediator asks for our answers, in their own letter."""
    offer_draft: bool = False
    """An offer is written and has not left yet."""
    final: bool = False
    """Was our final answer given?"""
    proposed: bool = False
    """Has the mediator made a proposal that this mediation has not ended with yet?"""
    agreed: bool = False
    """Was an agreement found in mediation, which nobody has noted as carried out?"""
    kept_code: str = ""
    """The step that stood until now with a date that only the house set, and that date."""
    kept_on: date | None = None


FOLLOW_UP = timedelta(days=14)
"""Where nothing else sets a date, somebody looks again within this time (house rule)."""
FOLLOW_UP_RULE = "follow-up"
"""How a case keeps that its date is that one: it stands until the step is done, and goes by like any other."""


def next_step(facts: StepFacts) -> Step:
    """The next step of a case and its date: of several dates the first, so that no duty hides behind a later one."""
    if facts.state is State.CLOSED:
        return NOTHING
    step, due = _by_state(facts)
    if facts.duty is not None and _earlier(facts.answer_due_on, due):
        step, due = _filled(DUTY, duty=facts.duty), facts.answer_due_on
    replied = reply_by(facts.wrote_on) if facts.wrote_on is not None else None
    if replied is not None and (step.code not in OURS or _earlier(replied, due)):
        step, due = REPLY, replied
    if facts.promise_due_on is not None and (due is None or facts.promise_due_on <= due):
        promised = BROKEN if facts.promise_broken else PROMISED
        step, due = _filled(promised, promise=facts.promise), facts.promise_due_on
    if due is None:
        return replace(step, due_on=follow_up(step.code, facts), follow_up=True)
    return replace(step, due_on=due)


def follow_up(code: str, facts: StepFacts) -> date:
    """The day on which somebody looks again: set once for a step; renewed once gone by, where the step is not ours."""
    kept = facts.kept_on if facts.kept_code == code else None
    if kept is not None and (code in OURS or kept >= facts.today):
        return kept
    return facts.today + FOLLOW_UP


def _earlier(one: date | None, other: date | None) -> bool:
    return one is not None and (other is None or one < other)


def _filled(step: Step, **values: object) -> Step:
    return replace(step, ours=step.ours.fill(**values), theirs=step.theirs.fill(**values))


def _by_state(facts: StepFacts) -> tuple[Step, date | None]:
    if facts.state is State.RECEIVED:
        return TAKE, facts.answer_due_on
    if facts.state is State.IN_PROGRESS:
        if facts.offer_draft:
            return DECIDE_OFFER, facts.answer_due_on
        return _examining(facts), facts.answer_due_on
    if facts.state is State.SETTLING and facts.settle_due_on is None and facts.promise_due_on is None:
        return (AGREED if facts.agreed else CLOSE), None
    if facts.state is State.IN_MEDIATION and _asks_first(facts):
        return REPLY_MEDIATOR, facts.mediator_asks_on
    if facts.state is State.IN_MEDIATION and facts.asked_by_mediator:
        return OF_MEDIATION[facts.asked_by_mediator], facts.answer_due_on
    if facts.state is State.ANSWERED and facts.quiet_close_on is None:
        return CONTESTED, None
    silent = _silent(facts)
    dates = {
        State.WAITING: silent + ACT_WITHIN if silent else facts.waiting_until_on,
        State.OFFER_OPEN: facts.offer_valid_until_on,
        State.SETTLING: facts.settle_due_on,
        State.ANSWERED: facts.quiet_close_on,
        State.IN_MEDIATION: facts.mediator_due_on,
    }
    return _waiting(facts), dates.get(facts.state)


def _silent(facts: StepFacts) -> date | None:
    """The day of our question that the customer let go by."""
    return silent_since(facts.waiting_until_on, facts.today) if facts.state is State.WAITING else None


def _after_silence(facts: StepFacts) -> Step:
    """Remind, twice at most; then answer on the pieces we have."""
    if not reminded_enough(facts.reminders):
        return REMIND
    return replace(ON_THE_PIECES, code="judge") if facts.level is Level.QUALITY else ON_THE_PIECES


def _waiting(facts: StepFacts) -> Step:
    """What the state waits for; after a final answer, and after a mediator’s proposal, in words of their own."""
    if facts.final and facts.state is State.ANSWERED:
        return LAST_WORD
    if _silent(facts) is not None:
        return _after_silence(facts)
    return PROPOSED if facts.proposed else BY_STATE[facts.state]


def _examining(facts: StepFacts) -> Step:
    """At the quality level afresh; but not by somebody new once a final answer was given and the case came back."""
    if facts.final:
        return AGAIN
    return JUDGE if facts.level is Level.QUALITY else ANSWER


def _asks_first(facts: StepFacts) -> bool:
    """Does the date in the mediator's own letter come before every other that waits for us?"""
    if facts.mediator_asks_on is None:
        return False
    return not facts.asked_by_mediator or not _earlier(facts.answer_due_on, facts.mediator_asks_on)


OURS = frozenset(
    {
        "keep_promise", "take_charge", "answer", "judge", "send_offer", "carry_out", "close", "duty", "enter_mediation",
        "answer_proposal", "reply_mediator", "reply_message", "remind",
    }
)  # fmt: skip
"""Steps that wait for us: late, they are missed; the others merely pass."""


def urgency(code: str, due_on: date | None, today: date) -> str:
    """How a date is shown: `missed` (ours, gone by), `soon` (within three days, ours), else `later`."""
    if due_on is None or code not in OURS:
        return "later"
    if due_on < today:
        return "missed"
    return "soon" if due_on <= today + timedelta(days=3) else "later"
