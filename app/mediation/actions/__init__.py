"""Recording a mediation, and letting the mediator into it."""

from app.mediation.actions.erasing import forget_referrals
from app.mediation.actions.letters import Letter
from app.mediation.actions.mediator_access import (
    CODE,
    HANDLERS,
    ask_code,
    enter,
    give_link,
    note_opening,
    record_by_mediator,
    revoke,
)
from app.mediation.actions.recording import declining, notify, record_fee, record_step, refer, referring

CODES = frozenset({CODE})
"""Which work of this room lets somebody in."""

__all__ = [
    "CODES",
    "HANDLERS",
    "Letter",
    "ask_code",
    "declining",
    "enter",
    "forget_referrals",
    "give_link",
    "note_opening",
    "notify",
    "record_by_mediator",
    "record_fee",
    "record_step",
    "refer",
    "referring",
    "revoke",
]
