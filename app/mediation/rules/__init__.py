"""Pure verdicts on mediation: admissibility (advice only), the steps of a referral, what may leave and when."""

from app.mediation.rules.admissibility import (
    Admissibility,
    Advice,
    Finding,
    GroundFinding,
    MediationFacts,
    assess,
)
from app.mediation.rules.entries import ENTRIES
from app.mediation.rules.referral import (
    MEDIATORS_STEPS,
    STEPS,
    Answer,
    Entry,
    Mode,
    Outcome,
    ReferralState,
    Standing,
    Step,
    is_mediator,
    may_send_file,
    may_send_pack,
    possible_steps,
    require_step,
    state_of,
)

__all__ = [
    "ENTRIES",
    "MEDIATORS_STEPS",
    "STEPS",
    "Admissibility",
    "Advice",
    "Answer",
    "Entry",
    "Finding",
    "GroundFinding",
    "MediationFacts",
    "Mode",
    "Outcome",
    "ReferralState",
    "Standing",
    "Step",
    "assess",
    "is_mediator",
    "may_send_file",
    "may_send_pack",
    "possible_steps",
    "require_step",
    "state_of",
]
