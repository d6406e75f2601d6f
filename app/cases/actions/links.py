"""Cases that belong together: merged (and unmerged), linked, or of one incident."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.cases.actions.applying import apply, refresh
from app.cases.actions.logging import next_reference
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, Incident, Link
from app.kernel import Audience, Json, Refused, words
from app.people.models import Staff
from app.people.rules import Actor
from app.plumbing.db import db

ITSELF = words("Un dossier ne se réunit pas à lui-même.", "A case is not merged into itself.")
CHAIN = words(
    "Ce dossier est lui-même réuni à {ref} : choisissez celui-là.",
    "That case is itself merged into {ref}: choose that one.",
)


def merge(case: Case, into: Case, *, by: Actor, at: datetime) -> None:
    """Merge a case into another: a pointer is set, nothing moves, the earliest first written complaint counts."""
    if case.id == into.id:
        raise Refused("itself", ITSELF, "into")
    if into.merged_into is not None:
        raise Refused("chain", CHAIN.fill(ref=into.merged_into.ref), "into")
    before = case.state
    apply(case, "merge", Happening({"into": into.ref}, audience=Audience.INTERNAL), by=by, at=at)
    case.merged_into, case.state_before_merge = into, before.value
    db.session.flush()  # the other case's duties are derived with this one's first complaint
    tell(into, "case.merged_in", Happening({"ref": case.ref}, audience=Audience.INTERNAL), by=by, at=at)
    _earliest(into, case)
    refresh(into, at=at)


def _earliest(into: Case, case: Case) -> None:
    days = [day for day in (into.first_written_on, case.first_written_on) if day is not None]
    into.first_written_on = min(days, default=None)


def undo_merge(case: Case, reason: str, *, by: Actor, at: datetime) -> None:
    """Undo a merge: the case goes on where it stood; what was written meanwhile stays where it was written."""
    what = Happening(text={"reason": reason} if reason else {}, audience=Audience.INTERNAL)
    apply(case, "undo_merge", what, by=by, at=at)


def link_cases(case: Case, other: Case, why: str, *, by: Actor, at: datetime) -> None:
    """Link two cases of a customer (new facts are a new, linked case)."""
    if case.id == other.id:
        raise Refused("itself", words("Choisissez un autre dossier.", "Choose another case."), "other")
    low, high = sorted((case.id, other.id))
    if db.session.get(Link, (low, high)) is not None:
        raise Refused("linked", words("Ces dossiers sont déjà liés.", "These cases are linked already."), "other")
    db.session.add(Link(case_id=low, other_id=high, why=why[:200]))
    for one, two in ((case, other), (other, case)):
        data: dict[str, Json] = {"other": two.ref}
        tell(one, "case.linked", Happening(data, {"why": why} if why else {}, Audience.INTERNAL), by=by, at=at)


def open_incident(
    title: str, cause: str, owner: Staff, *, by: Actor, at: datetime, zone: str = "Europe/Paris"
) -> Incident:
    """Open an incident: one cause behind several cases."""
    if not title.strip():
        raise Refused("title_missing", words("Donnez un titre.", "Give a title."), "title")
    row = Incident(ref=next_reference(at, zone, "IN")[0], title=title.strip(), cause=cause, owner=owner, opened_at=at)
    db.session.add(row)
    db.session.flush()  # cases point at its number
    return row


def attach_to_incident(case: Case, incident: Incident, *, by: Actor, at: datetime) -> None:
    """Say that a case has this cause; refuses one that is said already, and an incident that is over."""
    require_open(incident)
    if case.incident_id == incident.id:
        raise Refused("attached", words("Ce dossier y est déjà rattaché.", "This case is attached already."), "ref")
    case.incident_id = incident.id
    tell(case, "case.incident", Happening({"incident": incident.ref}, audience=Audience.INTERNAL), by=by, at=at)
    if incident.decision and case.is_open:
        _tell_decision(case, incident, by=by, at=at)


def decide_incident(incident: Incident, decision: str, cases: Sequence[Case], *, by: Actor, at: datetime) -> int:
    """Keep one decision for all cases of an incident: each is told, each is then carried out within authority."""
    require_open(incident)
    if not decision.strip():
        raise Refused("empty", words("Écrivez la décision.", "Write the decision."), "text")
    incident.decision = decision.strip()
    live = [case for case in cases if case.is_open]
    for case in live:
        _tell_decision(case, incident, by=by, at=at)
    return len(live)


def _tell_decision(case: Case, incident: Incident, *, by: Actor, at: datetime) -> None:
    what = Happening({"incident": incident.ref}, {"body": incident.decision}, Audience.INTERNAL)
    tell(case, "case.incident_decided", what, by=by, at=at)


def close_incident(incident: Incident, cases: Sequence[Case], *, by: Actor, at: datetime) -> None:
    """Say that an incident is over, once it is decided: no case is attached any more. Its cases go on, each to its own end."""
    require_open(incident)
    if not incident.decision:
        message = words("Écrivez d’abord la décision commune.", "First write the common decision.")
        raise Refused("undecided", message, "incident")
    incident.closed_at = at
    for case in cases:
        tell(
            case,
            "case.incident_closed",
            Happening({"incident": incident.ref}, audience=Audience.INTERNAL),
            by=by,
            at=at,
        )


def require_open(incident: Incident) -> None:
    """Refuse an incident that is over."""
    if incident.closed_at is not None:
        raise Refused("incident_closed", words("Cet incident est clos.", "This incident is closed."), "incident")
