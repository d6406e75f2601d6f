"""Which verdicts of the regimes a person should see on a case without having asked."""

from __future__ import annotations

from collections.abc import Iterable

from app.regimes.rules.events import SEISED
from app.regimes.rules.gates import GateVerdict
from app.regimes.rules.pack import Gate

COURT = "court.filed"
ATTEMPTS = (
    ("mediation", ("mediation.agreed", "mediator.accepted_entry", "mediator.proposal", "mediator.closed")),
    ("conciliation", ("conciliator.seised",)),
)
"""Which events show an amicable attempt, and of which kind (art. 750-1 CPC)."""


def facts_of_court(names: set[str]) -> dict[str, object]:
    """What is known of an action in court from what happened: the customer sues, with or without an amicable attempt."""
    if COURT not in names:
        return {}
    attempt = next((kind for kind, shown_by in ATTEMPTS if names & set(shown_by)), "none")
    return {"claim.claimant": "consumer", "amicable.attempt": attempt}


def has_occasion(gate: Gate, names: set[str]) -> bool:
    """Could what happened give this gate something that a person should know without having asked?

    A refusal recorded without the mediator’s name, a complaint never written, a referral too early or too late, an objection
    open to us in court: what has its occasion in this case, not every rule that could one day speak.
    """
    act = gate.acts[0]
    if act in {"send_answer", "send_notice"}:
        return "refusal.sent" in names
    if act == "refer":
        return SEISED in names or gate.key == "written"
    return act == "answer_summons" and COURT in names


def worth_knowing(verdicts: Iterable[GateVerdict]) -> tuple[GateVerdict, ...]:
    """The verdicts of those gates that say more than that nothing stands in the way."""
    return tuple(verdict for verdict in verdicts if verdict.effect != "pass")
