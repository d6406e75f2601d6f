"""Who carries a case: escalation one level up, assignment, and the fallback owner so that nobody is ever silent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.cases.rules.signals import Signal
from app.kernel import Refused, words
from app.people.rules import OUR_LEVELS, Level, Role, StaffFacts

ROLE_OF_LEVEL = {Level.FRONT: Role.AGENT, Level.SUPERVISOR: Role.SUPERVISOR, Level.QUALITY: Role.QUALITY}
TOP = Level.QUALITY
NO_HIGHER = words("Le dossier est déjà au niveau qualité.", "The case is already at the quality level.")
NO_REASON = words("Dites pourquoi le dossier monte.", "Say why the case moves up.")
SKIPS = words(
    "Un dossier monte d’un niveau à la fois, sauf signal (sécurité, avocat, presse, personne vulnérable).",
    "A case moves up one level at a time, unless there is a signal (safety, lawyer, press, vulnerable person).",
)


def next_level(level: Level, staffed: Collection[Level] = OUR_LEVELS) -> Level:
    """The level above this one; refuses above the quality level (outside, only facts move a case).

    A small house may have nobody at a level at all (`staffed` names those where somebody is): it is stepped over.
    """
    if not level.ours or level is TOP:
        raise Refused("no_higher_level", NO_HIGHER, "level")
    above = OUR_LEVELS[OUR_LEVELS.index(level) + 1 :]
    return next((each for each in above if each in staffed), above[0])


def escalation_target(
    level: Level,
    wanted: Level | None,
    reason: str,
    signals: Iterable[Signal],
    staffed: Collection[Level] = OUR_LEVELS,
) -> Level:
    """The level a case moves up to: one up with a reason; more only when a signal allows it."""
    if not reason.strip():
        raise Refused("reason_missing", NO_REASON, "reason")
    one_up = next_level(level, staffed)
    if wanted is None or (wanted.ours and level.rung < wanted.rung <= one_up.rung):
        return one_up
    if not wanted.ours or wanted.rung <= level.rung:
        raise Refused("not_higher", words("Choisissez un niveau plus haut.", "Choose a higher level."), "level")
    if not any(signal.skips_levels for signal in signals):
        raise Refused("skips_level", SKIPS, "level")
    return wanted


@dataclass(frozen=True)
class Candidate:
    """Somebody who could carry a case, and how much they carry already."""

    staff: StaffFacts
    open_cases: int


@dataclass(frozen=True)
class Wanted:
    """What the case needs of its owner."""

    level: Level
    service_id: int
    lang: str
    on: date
    barred: frozenset[int] = frozenset()
    """Staff who may not judge it (never party to the dispute) or who were recused."""


def owner_for(wanted: Wanted, candidates: Sequence[Candidate], fallback: Sequence[Candidate] = ()) -> StaffFacts | None:
    """Present, competent, of the service, speaking the language, least loaded; else the fallback; None if there is nobody."""
    fit = [candidate for candidate in candidates if _fits(candidate.staff, wanted)]
    chosen = min(fit, key=lambda c: _preference(c, wanted), default=None)
    if chosen is None:
        spare = [c for c in fallback if c.staff.active and c.staff.id not in wanted.barred]
        chosen = min(spare, key=lambda c: (not c.staff.present_on(wanted.on), c.open_cases, c.staff.id), default=None)
    return chosen.staff if chosen else None


def _fits(staff: StaffFacts, wanted: Wanted) -> bool:
    competent = staff.role is ROLE_OF_LEVEL[wanted.level]
    placed = wanted.level is Level.QUALITY or wanted.service_id in staff.service_ids
    return competent and placed and staff.present_on(wanted.on) and staff.id not in wanted.barred


def _preference(candidate: Candidate, wanted: Wanted) -> tuple[bool, bool, int, int]:
    staff = candidate.staff
    speaks = wanted.lang in staff.langs
    return (not speaks, wanted.service_id not in staff.service_ids, candidate.open_cases, staff.id)
