"""Which verdicts of the regimes a person should see on a case without having asked."""

from __future__ import annotations

from collections.abc import Iterable

from app.regimes.rules.events import SEISED
from app.regimes.rules.gates import GateVerdict

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


def worth_knowing(verdicts: Iterable[GateVerdict], names: set[str]) -> tuple[GateVerdict, ...]:
    """A refusal recorded without the mediator’s name, a complaint never written, a referral too early or too late,

    an objection open to us in court: what has its occasion in this case, not every rule that could one day speak.
    """
    return tuple(verdict for verdict in verdicts if verdict.effect != "pass" and _has_occasion(verdict, names))


def _has_occasion(verdict: GateVerdict, names: set[str]) -> bool:
    if verdict.act in {"send_answer", "send_notice"}:
        return "refusal.sent" in names
    if verdict.act == "refer":
        return SEISED in names or verdict.key == "written"
    return verdict.act == "answer_summons" and COURT in names
