"""The one function that changes a state: arrow, permission, gates, journal, duties, next step."""

from __future__ import annotations

from datetime import date, datetime

from app.cases.actions.advising import end_all_advice
from app.cases.actions.clocks import derive_duties
from app.cases.actions.telling import Happening, Overriding, tell
from app.cases.models import Case
from app.cases.queries import facts_of, first_written, happened, locked, packs_of
from app.cases.queries.keeping import keeping_times
from app.cases.rules.silence import QUIET_MOVED, announced_from
from app.cases.rules.states import Ended, State
from app.cases.rules.transitions import arrival, transition
from app.cases.rules.workflow import Target, Transition, Who
from app.journal.rules import Sealed
from app.kernel import Json, Refused, day_of, words
from app.people.rules import Actor
from app.plumbing.db import db
from app.regimes.rules.gates import GateVerdict, blocks, gate

NOT_ALLOWED = words("Votre rôle ne permet pas cette action.", "Your role does not allow this.")
OVERRIDE_REASON = words("Passer outre demande un motif.", "Overriding needs a reason.")
CLOSES_AS = {
    "close_solved": Ended.SOLVED,
    "close_quietly": Ended.NO_REACTION,
    "close_not_ours": Ended.NOT_OURS,
    "withdraw": Ended.WITHDRAWN,
    "merge": Ended.MERGED,
    "close_carried_out": Ended.SETTLED,
}
GATED = {
    "answer": "send_answer",
    "final_answer": "send_answer",
    "send_offer": "send_text",
    "send_offer_aside": "send_text",
}
"""Which act of the regimes' gates each of our acts is."""

ANNOUNCING = ("answer", "final_answer")
"""What the customer is written with these says itself until when they may react."""


def apply(case: Case, name: str, what: Happening | None = None, *, by: Actor, at: datetime) -> Sealed:
    """Take a case along one arrow of the workflow: refuses from a wrong state, without the permission, at a closed gate."""
    what = what or Happening()
    case = locked(case)
    arrow = transition(name)
    _may(arrow, by)
    target = arrival(name, case.standing)
    passed = _through_gates(case, arrow, what, by, at)
    before, announced, apart = case.state, case.quiet_close_on, _left_by(case, target)
    _arrive(case, arrow, target, what, at)
    data: dict[str, Json] = {
        **what.data,
        "from": before.value,
        "to": target.value,
        "level": str(what.data.get("level", case.level.value)),
    }
    if passed:
        data["overridden"] = [{"rule": verdict.rule, "message": str(verdict.message)} for verdict in passed]
    entry = tell(case, f"case.{name}", what, by=by, at=at, data=data)
    if name not in ANNOUNCING:
        tell_moved(case, announced, by=by, at=at)
    refresh(case, at=at)
    if apart is not None:
        _come_apart(case, apart, at)
    return entry


def _left_by(case: Case, target: State) -> Case | None:
    """The case out of which a merged one comes: the merge is undone, or a fact (a summons, a mediator's notice) moves it by itself."""
    return case.merged_into if target is not State.CLOSED else None


def _come_apart(case: Case, into: Case, at: datetime) -> None:
    """Each counts from its own complaints again: the case that came out, what it was merged into, and so on up."""
    case.first_written_on = first_written(case)
    refresh(case, at=at)
    above: Case | None = into
    while above is not None:
        above = locked(above)
        above.first_written_on = first_written(above)
        refresh(above, at=at)
        above = above.merged_into


def tell_moved(case: Case, announced: date | None, *, by: Actor, at: datetime) -> None:
    """Tell that silence closes an answered case on another day than the customer was told (a letter says so)."""
    if case.state is State.ANSWERED and case.quiet_close_on not in (None, announced):
        assert case.quiet_close_on is not None
        tell(case, QUIET_MOVED, Happening({"quiet_close_on": case.quiet_close_on.isoformat()}), by=by, at=at)


def _may(arrow: Transition, by: Actor) -> None:
    kind = Who.SYSTEM if by.is_system else Who.CUSTOMER if by.is_customer else Who.STAFF
    allowed = kind in arrow.who and (kind is not Who.STAFF or arrow.needs is None or by.may(arrow.needs))
    if not allowed:
        raise Refused("not_allowed", NOT_ALLOWED, "transition")


def _through_gates(case: Case, arrow: Transition, what: Happening, by: Actor, at: datetime) -> tuple[GateVerdict, ...]:
    act = GATED.get(arrow.name)
    if act is None or arrow.fact:
        return ()
    facts = {**facts_of(case), **what.gate_facts}
    verdicts = gate(act, packs_of(case), happened(case), facts, as_of=at, zone=case.zone)
    return tuple(_pass(verdict, what.override, by) for verdict in blocks(verdicts))


def _pass(verdict: GateVerdict, override: Overriding | None, by: Actor) -> GateVerdict:
    role = by.role.value if by.role else ""
    if override is None or override.rule != verdict.rule or verdict.override_role != role:
        raise Refused(
            f"gate:{verdict.rule}",
            words(
                "{message} ({rule} : {source})",
                "{message} ({rule}: {source})",
                message=verdict.message,
                rule=verdict.rule,
                source=verdict.source,
            ),
            "text",
        )
    if not override.reason.strip():
        raise Refused("override_reason", OVERRIDE_REASON, "override_reason")
    return verdict


def _arrive(case: Case, arrow: Transition, target: State, what: Happening, at: datetime) -> None:
    case.state, case.is_open = target, target is not State.CLOSED
    if target is State.CLOSED:
        case.closed_at, case.ended = at, what.ended or CLOSES_AS[arrow.name]
        case.next_on, case.wrote_on = None, None
        end_all_advice(case, at=at)
        case.kept_until_on = _kept_until(case, what, at)
    else:
        case.closed_at, case.ended, case.kept_until_on = None, None, None
        case.next_on = case.next_on or day_of(at, case.zone)
        case.merged_into, case.state_before_merge = None, None
    if arrow.name in {"answer", "final_answer"}:
        case.answered_at = at
        case.final_at = at if arrow.name == "final_answer" else case.final_at
        case.quiet_close_on = announced_from(day_of(at, case.zone))
    if target is State.ANSWERED and arrow.target is not Target.SAME:
        case.quiet_close_on = announced_from(day_of(at, case.zone))
    if arrow.name == "contest_final":
        case.quiet_close_on = None  # the customer has reacted: such a case never closes "without reaction"
    if target is not State.WAITING:
        case.waiting_until_on = None


def _kept_until(case: Case, what: Happening, at: datetime) -> date:
    """Until when a case that closes is kept at least; what else keeps it is asked when that day has passed."""
    said = what.data.get("closed_on")
    today = day_of(at, case.zone)
    times = keeping_times(case, today, closed=date.fromisoformat(said) if isinstance(said, str) else today)
    return max(each.until_on for each in times)


def refresh(case: Case, *, at: datetime) -> None:
    """Derive the duties again and set the next step and its date."""
    db.session.flush()  # duties are derived from what the journal holds
    with db.session.no_autoflush:
        derive_duties(case, at=at)
