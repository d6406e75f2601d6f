"""The workflow of a case: one table. Buttons, permissions, required fields, drawings and tests derive from it.

The state is what we mainly wait for. Facts (what others did) can be recorded from every state they name, `closed`
included, and no gate stops them; acts (what we do) are stopped by gates in the one function that applies a transition.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.cases.rules.states import ANY, OPEN, State
from app.kernel import Words, words
from app.people.rules import Permission


class Target(StrEnum):
    """Where a transition leads when that is not one fixed state."""

    SAME = "same"
    """The state stays."""
    BACK = "back"
    """To `answered` when an answer was given, else to `in_progress`: a lapsed offer never closes a case."""
    BEFORE = "before"
    """To the state before the merge that is undone."""


class Intent(StrEnum):
    """How the case page groups its buttons."""

    ANSWER = "answer"
    PROPOSE = "propose"
    ESCALATE = "escalate"
    RECORD = "record"
    CLOSE = "close"


class Who(StrEnum):
    """Who can make a transition happen."""

    STAFF = "staff"
    CUSTOMER = "customer"
    SYSTEM = "system"


@dataclass(frozen=True)
class Transition:
    """One arrow of the workflow."""

    name: str
    label: Words
    sources: frozenset[State]
    target: State | Target
    intent: Intent
    needs: Permission | None = None
    who: frozenset[Who] = frozenset({Who.STAFF})
    asks: tuple[str, ...] = ()
    fact: bool = False
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()


S, P = State, Permission
BY_CUSTOMER = frozenset({Who.STAFF, Who.CUSTOMER})
BY_SYSTEM = frozenset({Who.STAFF, Who.SYSTEM})
BY_ALL = frozenset(Who)
WORKING = frozenset({S.RECEIVED, S.IN_PROGRESS})

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "take_charge",
        words("Prendre en charge", "Take charge"),
        frozenset({S.RECEIVED}),
        S.IN_PROGRESS,
        Intent.ANSWER,
        P.CASE_WORK,
        starts=("acknowledged",),
    ),
    Transition(
        "ask_customer",
        words("Demander des pièces au client", "Ask the customer"),
        WORKING | {S.WAITING},
        S.WAITING,
        Intent.ANSWER,
        P.CASE_WORK,
        asks=("text", "until_on"),
        starts=("waiting.started",),
    ),
    Transition(
        "customer_replied",
        words("Noter la réponse du client", "Record the customer’s reply"),
        frozenset({S.WAITING}),
        S.IN_PROGRESS,
        Intent.RECORD,
        P.CASE_FACT,
        BY_ALL,
        ("text",),
        fact=True,
        stops=("waiting.ended",),
    ),
    Transition(
        "answer",
        words("Répondre", "Answer"),
        frozenset({S.RECEIVED, S.IN_PROGRESS, S.WAITING, S.OFFER_OPEN, S.ANSWERED}),
        S.ANSWERED,
        Intent.ANSWER,
        P.CASE_ANSWER,
        BY_SYSTEM,
        ("text", "verdict"),
        stops=("waiting.ended",),
        starts=("reply.sent",),
    ),
    Transition(
        "final_answer",
        words("Envoyer la réponse définitive", "Send the final answer"),
        frozenset({S.IN_PROGRESS, S.WAITING, S.OFFER_OPEN, S.ANSWERED}),
        S.ANSWERED,
        Intent.ANSWER,
        P.CASE_FINAL,
        asks=("text", "verdict"),
        stops=("waiting.ended",),
        starts=("final_reply.sent",),
    ),
    Transition(
        "escalate",
        words("Escalader", "Escalate"),
        frozenset({S.RECEIVED, S.IN_PROGRESS, S.WAITING, S.ANSWERED}),
        S.IN_PROGRESS,
        Intent.ESCALATE,
        P.CASE_WORK,
        BY_SYSTEM,
        ("reason",),
        starts=("escalated",),
        stops=("waiting.ended",),
    ),
    Transition(
        "contest",
        words("Noter que le client conteste", "Record that the customer contests"),
        frozenset({S.ANSWERED}),
        S.IN_PROGRESS,
        Intent.RECORD,
        P.CASE_FACT,
        BY_CUSTOMER,
        ("text",),
        fact=True,
        starts=("contested",),
    ),
    Transition(
        "contest_final",
        words(
            "Noter que le client conteste la réponse définitive", "Record that the customer contests the final answer"
        ),
        frozenset({S.ANSWERED}),
        Target.SAME,
        Intent.RECORD,
        P.CASE_FACT,
        BY_CUSTOMER,
        ("text",),
        fact=True,
        starts=("contested",),
    ),
    Transition(
        "send_offer",
        words("Proposer un geste", "Propose a gesture"),
        frozenset({S.IN_PROGRESS, S.OFFER_OPEN}),
        S.OFFER_OPEN,
        Intent.PROPOSE,
        P.GESTURE_OFFER,
        starts=("offer_made",),
    ),
    Transition(
        "send_offer_aside",
        words("Proposer un geste", "Propose a gesture"),
        frozenset({S.ANSWERED, S.IN_MEDIATION, S.IN_COURT}),
        Target.SAME,
        Intent.PROPOSE,
        P.GESTURE_OFFER,
        starts=("offer_made",),
    ),
    Transition(
        "offer_accepted",
        words("Noter l’acceptation de l’offre", "Record that the offer is accepted"),
        frozenset({S.OFFER_OPEN, S.ANSWERED, S.IN_PROGRESS, S.WAITING, S.IN_MEDIATION, S.IN_COURT, S.CLOSED}),
        S.SETTLING,
        Intent.RECORD,
        P.CASE_FACT,
        BY_CUSTOMER,
        fact=True,
        starts=("offer_accepted",),
    ),
    Transition(
        "offer_lapsed",
        words("Noter le refus ou l’expiration", "Record the refusal or expiry"),
        frozenset({S.OFFER_OPEN}),
        Target.BACK,
        Intent.RECORD,
        P.CASE_FACT,
        BY_ALL,
        fact=True,
        starts=("offer_refused",),
    ),
    Transition(
        "mediation_notified",
        words("Noter la notification du médiateur", "Record the mediator’s notification"),
        ANY,
        S.IN_MEDIATION,
        Intent.RECORD,
        P.CASE_FACT,
        asks=("notified_on", "mediator"),
        fact=True,
        starts=("mediator.notified",),
    ),
    Transition(
        "mediation_over",
        words("Noter la fin de la médiation", "Record the end of the mediation"),
        frozenset({S.IN_MEDIATION}),
        S.ANSWERED,
        Intent.RECORD,
        P.CASE_FACT,
        BY_SYSTEM,
        asks=("outcome",),
        fact=True,
        starts=("mediator.closed",),
    ),
    Transition(
        "mediation_agreed",
        words("Noter l’accord en médiation", "Record the agreement in mediation"),
        frozenset({S.IN_MEDIATION}),
        S.SETTLING,
        Intent.RECORD,
        P.CASE_FACT,
        BY_SYSTEM,
        fact=True,
        starts=("mediator.closed",),
    ),
    Transition(
        "court_seized",
        words("Noter une assignation", "Record a summons"),
        ANY,
        S.IN_COURT,
        Intent.RECORD,
        P.CASE_FACT,
        asks=("on", "court"),
        fact=True,
        starts=("court.filed",),
    ),
    Transition(
        "judgment",
        words("Noter le jugement", "Record the judgment"),
        frozenset({S.IN_COURT}),
        S.SETTLING,
        Intent.RECORD,
        P.CASE_FACT,
        asks=("on", "text"),
        fact=True,
        starts=("court.judged",),
    ),
    Transition(
        "proceedings_dropped",
        words("Noter le désistement", "Record that proceedings were dropped"),
        frozenset({S.IN_COURT}),
        S.ANSWERED,
        Intent.RECORD,
        P.CASE_FACT,
        asks=("on",),
        fact=True,
    ),
    Transition(
        "close_carried_out",
        words("Clore : tout est exécuté", "Close: all carried out"),
        frozenset({S.SETTLING}),
        S.CLOSED,
        Intent.CLOSE,
        P.CASE_CLOSE,
        BY_SYSTEM,
        starts=("closed",),
    ),
    Transition(
        "close_solved",
        words("Clore : résolu, dit le client", "Close: solved, says the customer"),
        frozenset({S.IN_PROGRESS, S.WAITING, S.ANSWERED}),
        S.CLOSED,
        Intent.CLOSE,
        P.CASE_CLOSE,
        BY_CUSTOMER,
        ("solved", "text"),
        starts=("closed",),
    ),
    Transition(
        "close_quietly",
        words("Clore : répondu, sans réaction", "Close: answered, no reaction"),
        frozenset({S.ANSWERED}),
        S.CLOSED,
        Intent.CLOSE,
        P.CASE_CLOSE,
        BY_SYSTEM,
        starts=("closed",),
    ),
    Transition(
        "close_not_ours",
        words("Clore : pas une réclamation, ou pas la nôtre", "Close: not a complaint, or not ours"),
        WORKING,
        S.CLOSED,
        Intent.CLOSE,
        P.CASE_CLOSE,
        asks=("reason",),
        starts=("closed",),
    ),
    Transition(
        "withdraw",
        words("Noter le retrait du client", "Record the customer’s withdrawal"),
        ANY,
        S.CLOSED,
        Intent.RECORD,
        P.CASE_FACT,
        BY_CUSTOMER,
        ("text",),
        fact=True,
        starts=("closed",),
    ),
    Transition(
        "merge",
        words("Réunir à un autre dossier", "Merge into another case"),
        OPEN,
        S.CLOSED,
        Intent.CLOSE,
        P.CASE_MERGE,
        asks=("into",),
        starts=("closed",),
    ),
    Transition(
        "undo_merge",
        words("Défaire la réunion", "Undo the merge"),
        frozenset({S.CLOSED}),
        Target.BEFORE,
        Intent.CLOSE,
        P.CASE_MERGE,
        asks=("reason",),
    ),
    Transition(
        "reopen",
        words("Rouvrir", "Reopen"),
        frozenset({S.CLOSED}),
        S.IN_PROGRESS,
        Intent.CLOSE,
        P.CASE_REOPEN,
        BY_ALL,
        ("reason",),
        starts=("reopened",),
    ),
)
BY_NAME = {transition.name: transition for transition in TRANSITIONS}
