"""House rules of a case's life, in days: how long we wait, when silence closes, who may see what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.people.rules import Actor, Role

QUIET_CLOSE_DAYS = 30
"""An answered case closes quietly after this many days, announced in the answer (house rule)."""
WAITING_DAYS = 14
"""How long the customer has to send what we asked, before the first reminder (house rule)."""
REMINDERS = 2
"""After this many reminders we answer on the pieces we have (house rule)."""
REMIND_EVERY = timedelta(days=7)

SEES_ALL = frozenset({Role.QUALITY, Role.DIRECTOR, Role.AUDITOR})
SEES_SERVICES = frozenset({Role.AGENT, Role.SUPERVISOR})


@dataclass(frozen=True)
class Sight:
    """Which cases an actor may see; queries turn it into a condition."""

    everything: bool = False
    nothing: bool = False
    own_id: int | None = None
    service_ids: tuple[int, ...] = ()
    created: bool = False


def sight_of(actor: Actor) -> Sight:
    """Agents: own, created, their services'. Supervisors: their services'. Quality, director, auditor: all. Admin: none."""
    if actor.is_system or actor.role in SEES_ALL:
        return Sight(everything=True, own_id=actor.staff_id)
    if actor.role is Role.AGENT:
        return Sight(own_id=actor.staff_id, service_ids=actor.service_ids, created=True)
    if actor.role is Role.SUPERVISOR:
        return Sight(own_id=actor.staff_id, service_ids=actor.service_ids)
    return Sight(nothing=True)
