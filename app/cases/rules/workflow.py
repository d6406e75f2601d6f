"""The workflow of a case: one table. Buttons, permissions, required fields, drawings and tests derive from it.

The state is what we mainly wait for. Facts (what others did) can be recorded from every state they name, `closed`
included, and no gate stops them; acts (what we do) are stopped by gates in the one function that applies a transition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.kernel import Refused, Words, words
from app.people.rules import Permission


class State(StrEnum):
    """What a case mainly waits for."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    OFFER_OPEN = "offer_open"
    ANSWERED = "answered"
    SETTLING = "settling"
    IN_MEDIATION = "in_mediation"
    IN_COURT = "in_court"
    CLOSED = "closed"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return STATE_WORDS[self][0]

    @property
    def meaning(self) -> Words:
        """What it waits for, in a sentence."""
        return STATE_WORDS[self][1]


STATE_WORDS = {
    State.RECEIVED: (
        words("Reçu", "Received"),
        words("La réclamation attend d’être prise en charge.", "The complaint waits to be taken in charge."),
    ),
    State.IN_PROGRESS: (
        words("En cours", "In progress"),
        words("Nous travaillons au dossier.", "We are working on the case."),
    ),
    State.WAITING: (
        words("En attente du client", "Waiting for the customer"),
        words("Nous avons demandé quelque chose au client.", "We asked the customer something."),
    ),
    State.OFFER_OPEN: (
        words("Offre en cours", "Offer open"),
        words("Le client a une offre sous les yeux.", "The customer has an offer to answer."),
    ),
    State.ANSWERED: (
        words("Répondu", "Answered"),
        words("Nous avons répondu ; le client peut réagir.", "We have answered; the customer may react."),
    ),
    State.SETTLING: (
        words("En exécution", "Being carried out"),
        words("Ce qui a été accepté est en cours d’exécution.", "What was accepted is being carried out."),
    ),
    State.IN_MEDIATION: (
        words("En médiation", "In mediation"),
        words("Un médiateur examine le dossier.", "A mediator examines the case."),
    ),
    State.IN_COURT: (words("Au tribunal", "In court"), words("Un juge est saisi.", "A court has the case.")),
    State.CLOSED: (
        words("Clos", "Closed"),
        words(
            "Le dossier est clos ; délais et droits continuent de courir.",
            "The case is closed; windows and rights keep running.",
        ),
    ),
}
OPEN_STATES = tuple(state for state in State if state is not State.CLOSED)
ANY = frozenset(State)
OPEN = frozenset(OPEN_STATES)


class Ended(StrEnum):
    """How a case ended; the verdict is apart."""

    SOLVED = "solved"
    SETTLED = "settled"
    MEDIATED = "mediated"
    JUDGED = "judged"
    NO_REACTION = "no_reaction"
    WITHDRAWN = "withdrawn"
    NOT_OURS = "not_ours"
    MERGED = "merged"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return ENDED_WORDS[self]


ENDED_WORDS = {
    Ended.SOLVED: words("Résolu", "Solved"),
    Ended.SETTLED: words("Réglé à l’amiable", "Settled"),
    Ended.MEDIATED: words("Réglé par la médiation", "Mediated"),
    Ended.JUDGED: words("Jugé", "Judged"),
    Ended.NO_REACTION: words("Répondu, sans réaction", "Answered without reaction"),
    Ended.WITHDRAWN: words("Retiré par le client", "Withdrawn by the customer"),
    Ended.NOT_OURS: words("Pas une réclamation, ou pas la nôtre", "Not a complaint, or not ours"),
    Ended.MERGED: words("Réuni à un autre dossier", "Merged"),
}


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
        WORKING,
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
        frozenset({S.OFFER_OPEN, S.ANSWERED, S.IN_PROGRESS, S.WAITING, S.IN_MEDIATION, S.IN_COURT}),
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


@dataclass(frozen=True)
class Standing:
    """What the workflow needs to know of a case."""

    state: State
    answered: bool = False
    """Was any answer given?"""
    final: bool = False
    """Was our final answer given?"""
    merged: bool = False
    state_before_merge: State | None = None
    open_promises: int = 0
    erased: bool = False
    """Were its words erased as a whole? Then it stays closed for good."""


def transition(name: str) -> Transition:
    """The transition of this name; refuses an unknown one."""
    found = BY_NAME.get(name)
    if found is None:
        raise Refused("unknown_transition", words("Action inconnue.", "Unknown action."), "transition")
    return found


def arrival(name: str, case: Standing) -> State:
    """Where this transition takes the case; refuses it from a state that has no such arrow."""
    arrow = transition(name)
    if case.state not in arrow.sources:
        raise Refused("not_from_here", NOT_FROM_HERE.fill(act=arrow.label, state=case.state.words), "transition")
    against = _against(arrow, case)
    if against is not None:
        raise Refused(*against, "transition")
    if arrow.target is Target.SAME:
        return case.state
    if arrow.target is Target.BACK:
        return State.ANSWERED if case.answered else State.IN_PROGRESS
    if arrow.target is Target.BEFORE:
        return case.state_before_merge or State.IN_PROGRESS
    assert isinstance(arrow.target, State)
    return arrow.target


def _against(arrow: Transition, case: Standing) -> tuple[str, Words] | None:
    """What the particulars of the case have against an arrow that starts from its state: a code and a sentence."""
    if case.erased:
        return "erased", ERASED
    if case.merged and not arrow.fact and arrow.name != "undo_merge":
        return "merged", MERGED
    if arrow.name == "undo_merge" and not case.merged:
        return "not_merged", NOT_MERGED
    if arrow.name == "contest" and case.final:
        return "final_given", FINAL_GIVEN
    if arrow.name == "contest_final" and not case.final:
        return "no_final", NO_FINAL
    return None


NOT_FROM_HERE = words(
    "« {act} » n’est pas possible : le dossier est « {state} ».", "“{act}” is not possible: the case is “{state}”."
)
ERASED = words(
    "Les mots de ce dossier sont effacés : il reste clos.", "The words of this case are erased: it stays closed."
)
NOT_MERGED = words("Ce dossier n’est réuni à aucun autre.", "This case is not merged.")
NO_FINAL = words("Aucune réponse définitive n’a été donnée.", "No final answer was given.")
MERGED = words("Ce dossier est réuni à un autre : agissez sur l’autre.", "This case is merged: act on the other one.")
FINAL_GIVEN = words(
    "La réponse définitive est donnée : une contestation ouvre la voie du médiateur, pas un nouveau niveau.",
    "The final answer was given: contesting it opens the way to the mediator, not another level.",
)


def possible(case: Standing) -> Iterator[Transition]:
    """The transitions that this case allows now, in the order of the table."""
    return (arrow for arrow in TRANSITIONS if case.state in arrow.sources and _against(arrow, case) is None)


def mermaid() -> str:
    """The table as a Mermaid state diagram, for the help page and the documents."""
    lines = ["stateDiagram-v2", "    [*] --> received"]
    for arrow in TRANSITIONS:
        for source in sorted(arrow.sources):
            lines += [f"    {source} --> {end}: {arrow.name}" for end in _ends(arrow, source)]
    return "\n".join([*lines, "    closed --> [*]"]) + "\n"


def _ends(arrow: Transition, source: State) -> tuple[State, ...]:
    if isinstance(arrow.target, State):
        return (arrow.target,)
    ends = {
        Target.SAME: (source,),
        Target.BACK: (State.IN_PROGRESS, State.ANSWERED),
        Target.BEFORE: (State.IN_PROGRESS,),
    }
    return ends[arrow.target]
