"""Who carries and who judges a case: assignment, escalation, recusal, derogation, verdicts on claims."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.cases.actions.advising import end_advice_to
from app.cases.actions.applying import apply, refresh
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, Claim, Recusal
from app.cases.queries import bench_of, candidates, judging, staffed_levels
from app.cases.queries.judges import barred_at, levels_open, named_as
from app.cases.rules.independence import ELSE, require_independent
from app.cases.rules.independence import reason as reason_of
from app.cases.rules.ladder import TOP, Wanted, escalation_target, next_level, owner_for
from app.cases.rules.signals import BY_KIND
from app.cases.rules.states import State
from app.cases.rules.verdicts import GIVEN
from app.journal.rules import Sealed
from app.kernel import Audience, Json, Refused, Words, day_of, words
from app.people.models import Staff
from app.people.queries import staff_member, staff_of
from app.people.rules import LEVEL_OF_ROLE, Actor, Level, Permission, Role
from app.plumbing.db import db

ALREADY_RECUSED = words("La récusation de {name} est déjà enregistrée.", "The recusal of {name} is recorded already.")
ALREADY_NAMED = words(
    "{name} est déjà désigné(e) pour ce dossier : nommez quelqu’un d’autre.",
    "{name} is named for this case already: name somebody else.",
)
INDEPENDENT = words("{name} peut juger ce dossier : aucune dérogation.", "{name} may judge this case: no derogation.")
NOT_HIS_LEVEL = words("{name} ne travaille pas au niveau {level}.", "{name} does not work at level {level}.")


def require_judge(case: Case, by: Actor) -> None:
    """Refuse to let anybody judge who is not an independent quality officer."""
    if by.role is not Role.QUALITY:
        message = words(
            "Seul le responsable qualité juge à ce niveau.", "Only the quality officer judges at this level."
        )
        raise Refused("not_a_judge", message, "transition")
    require_independent(by.key, by.name, judging(case))


def require_other_than_contested(case: Case, by: Actor) -> None:
    """Refuse that whoever gave the answer which the customer contests answers the contest; at the quality level see `require_judge`."""
    bar = barred_at(case, case.level).get(by.key) if case.level is not TOP else None
    if bar is not None:
        raise Refused("contested_answer", ELSE.fill(why=reason_of(bar, by.name)), "transition")


def why_not_answer(case: Case, by: Actor) -> Words | None:
    """Why this person may not answer below the quality level, in the words in which they would be refused."""
    try:
        require_other_than_contested(case, by)
    except Refused as refused:
        return refused.message
    return None


def why_not_judge(case: Case, by: Actor) -> Words | None:
    """Why this person may not judge the case, in the words in which they would be refused; None where they may."""
    try:
        require_judge(case, by)
    except Refused as refused:
        return refused.message
    return None


def assign(case: Case, owner: Staff, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Give a case to somebody of its level; at the quality level only to an independent officer."""
    if not owner.active or LEVEL_OF_ROLE.get(owner.role) is not case.level:
        raise Refused("not_this_level", NOT_HIS_LEVEL.fill(name=owner.name, level=case.level.words), "owner")
    if case.level is TOP:
        require_independent(owner.key, owner.name, judging(case))
    elif (bar := barred_at(case, case.level).get(owner.key)) is not None:
        raise Refused("contested_answer", ELSE.fill(why=reason_of(bar, owner.name)), "owner")
    case.owner = owner
    _tell_assigned(case, owner, reason, by, at)


def spread(case: Case, *, by: Actor, at: datetime) -> None:
    """Give a case to the least loaded of its level who is here (the ladder's rule), which may be who carries it already."""
    team = [
        replace(one, open_cases=one.open_cases - 1) if one.staff.id == case.owner_id else one
        for one in candidates(case.level, case.service_id)
    ]
    chosen = owner_for(_wanted(case, case.level, at), team)
    if chosen is None:
        raise Refused("nobody_here", NOBODY_HERE.fill(level=case.level.words), "owner")
    if chosen.id != case.owner_id:
        assign(case, staff_member(chosen.id), by=by, at=at)


NOBODY_HERE = words(
    "Personne de ce niveau ({level}) n’est là dans ce service.",
    "Nobody of this level ({level}) is here in this service.",
)


def _tell_assigned(case: Case, owner: Staff, reason: str, by: Actor, at: datetime, *, found: bool = True) -> None:
    data: dict[str, Json] = {"owner": owner.id, "owner_name": owner.name}
    if not found:
        data["no_judge"] = case.level is TOP
    part = "judged" if case.level is TOP else "handled"
    what = Happening(data, {"reason": reason} if reason else {}, Audience.INTERNAL, ((owner.key, part),))
    tell(case, "case.assigned", what, by=by, at=at)


def escalate(case: Case, reason: str, *, by: Actor, at: datetime, level: Level | None = None) -> Sealed:
    """Move a case up the ladder with a reason, to a named owner there; a signal may let it skip a level."""
    live = [BY_KIND[row.kind] for row in case.signals if row.dismissed_at is None]
    target = escalation_target(case.level, level, reason, live, staffed_levels())
    data: dict[str, Json] = {"level": target.value, "from_level": case.level.value}
    what = Happening(data, {"reason": reason}, Audience.INTERNAL, _escalated(by, case.level))
    entry = apply(case, "escalate", what, by=by, at=at)
    _settle_at(case, target, by, at)
    return entry


def step_up(case: Case, *, by: Actor, at: datetime) -> None:
    """The customer has contested: the next of our levels opens, with an owner of its own."""
    target = next_level(case.level, levels_open(case))
    data: dict[str, Json] = {"level": target.value, "from_level": case.level.value, "contested": True}
    tell(case, "case.escalate", Happening(data, participants=((by.key, "recorded"),)), by=by, at=at)
    _settle_at(case, target, by, at)


def hand_back(case: Case, level: Level, owner: Staff, *, by: Actor, at: datetime) -> None:
    """What a level promised was not kept: the case is theirs again, with whoever promised while they still work there."""
    if case.level is level:
        return
    if level is not TOP and owner.facts.present_on(day_of(at, case.zone)) and LEVEL_OF_ROLE.get(owner.role) is level:
        case.level, case.owner = level, owner
        _tell_assigned(case, owner, "", by, at)
        refresh(case, at=at)
        return
    _settle_at(case, level, by, at)


def _settle_at(case: Case, level: Level, by: Actor, at: datetime) -> None:
    """Find the owner at a level (never silence: a fallback owner otherwise) and derive the duties again."""
    case.level = level
    owner, found = _owner_at(case, level, at)
    case.owner = owner
    _tell_assigned(case, owner, "", by, at, found=found)
    refresh(case, at=at)


def _escalated(by: Actor, below: Level) -> tuple[tuple[str, str], ...]:
    return ((by.key, "escalated"),) if by.staff_id is not None and below is not TOP else ()


def _wanted(case: Case, level: Level, at: datetime) -> Wanted:
    off = frozenset(int(key.split(":")[1]) for key in barred_at(case, level))
    return Wanted(level, case.service_id, case.lang, day_of(at, case.zone), off)


def _owner_at(case: Case, level: Level, at: datetime) -> tuple[Staff, bool]:
    chosen = owner_for(_wanted(case, level, at), candidates(level, case.service_id), candidates(level))
    if chosen is not None:
        return staff_member(chosen.id), True
    spare = [*staff_of(Role.DIRECTOR), *staff_of(Role.SUPERVISOR), *staff_of(Role.QUALITY)]
    return (spare[0] if spare else case.owner), False


def recuse(case: Case, member: Staff, reason: str, *, by: Actor, at: datetime) -> None:
    """Record that somebody steps aside from a case; if they carried it, it goes to another."""
    if not reason.strip():
        raise Refused("reason_missing", words("Dites pourquoi.", "Say why."), "reason")
    if member.id in named_as(case, "recused"):
        raise Refused("already_recused", ALREADY_RECUSED.fill(name=member.name), "staff")
    db.session.add(Recusal(case_id=case.id, staff_id=member.id, kind="recused", reason=reason, at=at, by=by.key))
    db.session.flush()  # the search for another owner must know
    tell(case, "case.recused", Happening({"staff": member.id}, {"reason": reason}, Audience.INTERNAL), by=by, at=at)
    end_advice_to(case, member, by=by, at=at)
    if case.owner_id == member.id:
        owner, found = _owner_at(case, case.level, at)
        case.owner = owner
        _tell_assigned(case, owner, "", by, at, found=found)


def derogate(case: Case, member: Staff, reason: str, *, by: Actor, at: datetime) -> None:
    """The director names a judge by recorded derogation; refuses while an independent officer exists."""
    if not by.may(Permission.CASE_DEROGATE):
        raise Refused("not_allowed", words("Seule la direction déroge.", "Only the director derogates."), "by")
    free = bench_of(case, at).free
    if free:
        raise Refused("independent_exists", INDEPENDENT.fill(name=free[0]), "staff")
    if not reason.strip():
        raise Refused("reason_missing", words("Dites pourquoi.", "Say why."), "reason")
    if member.id in named_as(case, "derogation"):
        raise Refused("already_named", ALREADY_NAMED.fill(name=member.name), "staff")
    db.session.add(Recusal(case_id=case.id, staff_id=member.id, kind="derogation", reason=reason, at=at, by=by.key))
    db.session.flush()  # the assignment below must know
    tell(case, "case.derogated", Happening({"staff": member.id}, {"reason": reason}, Audience.INTERNAL), by=by, at=at)
    assign(case, member, by=by, at=at, reason=reason)


def set_verdict(case: Case, claim: Claim, verdict: str, reason: str, *, by: Actor, at: datetime) -> None:
    """Judge one claim line; at the quality level, by an independent officer. An answer to the whole may follow, or none."""
    if not by.may(Permission.CASE_ANSWER):
        raise Refused("not_allowed", words("Votre rôle ne juge pas les demandes.", "Your role judges no claims."))
    if case.state is State.CLOSED:
        raise Refused("case_closed", VERDICT_CLOSED)
    if verdict not in GIVEN:
        raise Refused("verdict_missing", words("Donnez une appréciation.", "Give a verdict."), "verdict")
    if case.level is TOP:
        require_judge(case, by)
    require_other_than_contested(case, by)
    claim.verdict = verdict
    data: dict[str, Json] = {"claim": claim.position, "verdict": verdict}
    tell(case, "case.verdict", Happening(data, {"reason": reason} if reason else {}, Audience.INTERNAL), by=by, at=at)


VERDICT_CLOSED = words(
    "Le dossier est clos : ses demandes ne se jugent plus. Rouvrez-le d’abord.",
    "The case is closed: its claims are judged no more. Reopen it first.",
)
