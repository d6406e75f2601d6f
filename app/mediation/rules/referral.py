"""A referral and its steps: one table from which buttons, refusals and tests derive. Steps are facts: none is gated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel import Refused, Words, words
from app.people.rules import Actor


class Mode(StrEnum):
    """How a dispute comes before a third party; in consumer mediation only the customer refers (L. 611-3 C. conso)."""

    CONSUMER = "consumer"
    CONVENTIONAL = "conventional"
    CONCILIATOR = "conciliator"
    PARTICIPATIVE = "participative"

    @property
    def words(self) -> Words:
        """Its name on screen and in files."""
        return MODE_WORDS[self]

    @property
    def ours_to_refer(self) -> bool:
        """May we refer, with proof? Never to a consumer mediator."""
        return self is not Mode.CONSUMER


MODE_WORDS = {
    Mode.CONSUMER: words("médiation de la consommation", "consumer mediation"),
    Mode.CONVENTIONAL: words("médiation conventionnelle", "conventional mediation"),
    Mode.CONCILIATOR: words("conciliateur de justice", "court-appointed conciliator"),
    Mode.PARTICIPATIVE: words("procédure participative", "participative procedure"),
}


class Entry(StrEnum):
    """Whether we agreed to enter mediation."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class Answer(StrEnum):
    """A side's answer to the mediator's proposal."""

    ACCEPTED = "accepted"
    REFUSED = "refused"

    @property
    def words(self) -> Words:
        """In words."""
        return words("acceptée", "accepted") if self is Answer.ACCEPTED else words("refusée", "refused")


class Outcome(StrEnum):
    """How a referral ended."""

    AGREED = "agreed"
    FAILED = "failed"
    INADMISSIBLE = "inadmissible"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return OUTCOME_WORDS[self]


OUTCOME_WORDS = {
    Outcome.AGREED: words("accord", "agreement"),
    Outcome.FAILED: words("sans accord", "no agreement"),
    Outcome.INADMISSIBLE: words("irrecevable", "inadmissible"),
    Outcome.DECLINED: words("entrée déclinée", "entry declined"),
    Outcome.WITHDRAWN: words("retrait d’une partie", "a party withdrew"),
}


class ReferralState(StrEnum):
    """Where a referral stands: what it mainly waits for."""

    REFERRED = "referred"
    NOTIFIED = "notified"
    ENTERED = "entered"
    ADMISSIBLE = "admissible"
    PROPOSED = "proposed"
    CARRYING_OUT = "carrying_out"
    CLOSED = "closed"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return STATE_WORDS[self]

    @property
    def is_open(self) -> bool:
        """Does the mediator still have it?"""
        return self not in (ReferralState.CARRYING_OUT, ReferralState.CLOSED)


STATE_WORDS = {
    ReferralState.REFERRED: words("Saisine envoyée", "Referral sent"),
    ReferralState.NOTIFIED: words("Notifiée", "Notified"),
    ReferralState.ENTERED: words("Entrée acceptée", "Entry accepted"),
    ReferralState.ADMISSIBLE: words("Recevable, à l’examen", "Admissible, under examination"),
    ReferralState.PROPOSED: words("Proposition reçue", "Proposal received"),
    ReferralState.CARRYING_OUT: words("Accord à exécuter", "Agreement to carry out"),
    ReferralState.CLOSED: words("Terminée", "Over"),
}


@dataclass(frozen=True)
class Standing:
    """What the steps need to know of a referral."""

    mode: Mode
    notified_on: date | None = None
    entry: Entry | None = None
    admissible: bool | None = None
    proposal_on: date | None = None
    our_answer: Answer | None = None
    their_answer: Answer | None = None
    outcome: Outcome | None = None
    carried_out_on: date | None = None
    asked: int = 0
    """Requests of the mediator that we have not answered."""


def state_of(standing: Standing) -> ReferralState:
    """Where it stands, from what happened."""
    if standing.outcome is not None:
        waiting = standing.outcome is Outcome.AGREED and standing.carried_out_on is None
        return ReferralState.CARRYING_OUT if waiting else ReferralState.CLOSED
    if standing.proposal_on is not None:
        return ReferralState.PROPOSED
    if standing.admissible:
        return ReferralState.ADMISSIBLE
    if standing.entry is Entry.ACCEPTED:
        return ReferralState.ENTERED
    return ReferralState.NOTIFIED if standing.notified_on is not None else ReferralState.REFERRED


@dataclass(frozen=True)
class Step:
    """One thing that happens in a mediation: its words, when it is possible, what it asks, what the regimes count."""

    name: str
    label: Words
    when: Callable[[Standing], bool]
    event: str | None = None
    asks: tuple[str, ...] = ()
    """Fields of the form besides the date, the exhibit and the text: until_on, reason, ground, amount, answer…"""
    restricted: bool = True
    """What is said in it is confidential (L. 612-3 C. conso): it never goes to court."""
    ends: Outcome | None = None


def _open(s: Standing) -> bool:
    return s.outcome is None


def _notified(s: Standing) -> bool:
    return _open(s) and s.notified_on is not None


def _table(*steps: Step) -> dict[str, Step]:
    return {step.name: step for step in steps}


STEPS = _table(
    Step(
        "notified",
        words("Noter la notification du médiateur", "Record the mediator’s notification"),
        lambda s: _open(s) and s.notified_on is None,
        "mediator.notified",
        restricted=False,
    ),
    Step(
        "accept_entry",
        words("Accepter l’entrée en médiation", "Agree to enter mediation"),
        lambda s: _notified(s) and s.entry is None,
        "mediator.accepted_entry",
        restricted=False,
    ),
    Step(
        "decline_entry",
        words("Décliner l’entrée en médiation", "Decline to enter mediation"),
        lambda s: _notified(s) and s.entry is None,
        "mediator.declined_entry",
        ("reason",),
        restricted=False,
        ends=Outcome.DECLINED,
    ),
    Step(
        "admissible",
        words("Noter que la saisine est recevable", "Record that the referral is admissible"),
        lambda s: _notified(s) and s.admissible is None,
        "mediator.admissible_notified",
        restricted=False,
    ),
    Step(
        "inadmissible",
        words("Noter que la saisine est irrecevable", "Record that the referral is inadmissible"),
        lambda s: _notified(s) and not s.admissible,
        "mediator.inadmissible",
        ("ground",),
        restricted=False,
        ends=Outcome.INADMISSIBLE,
    ),
    Step(
        "requested",
        words("Noter une demande du médiateur", "Record a request of the mediator"),
        _notified,
        "mediator.requested",
        ("until_on",),
    ),
    Step(
        "replied",
        words("Noter notre réponse au médiateur", "Record our reply to the mediator"),
        lambda s: _notified(s) and s.asked > 0,
        "mediator.replied",
    ),
    Step("hearing", words("Noter une audition", "Record a hearing"), _notified),
    Step(
        "extended",
        words("Noter une prolongation", "Record an extension"),
        _notified,
        "mediator.extended",
        ("until_on",),
        restricted=False,
    ),
    Step(
        "proposal",
        words("Noter la proposition du médiateur", "Record the mediator’s proposal"),
        lambda s: _notified(s) and s.proposal_on is None,
        "mediator.proposal",
        ("amount", "until_on"),
    ),
    Step(
        "our_answer",
        words("Répondre à la proposition", "Answer the proposal"),
        lambda s: _open(s) and s.proposal_on is not None and s.our_answer is None,
        "proposal.answered",
        ("answer",),
    ),
    Step(
        "their_answer",
        words("Noter la réponse du client à la proposition", "Record the customer’s answer to the proposal"),
        lambda s: _open(s) and s.proposal_on is not None and s.their_answer is None,
        None,
        ("answer",),
    ),
    Step(
        "agreed",
        words("Noter l’accord", "Record the agreement"),
        lambda s: _notified(s) and Answer.REFUSED not in (s.our_answer, s.their_answer),
        "mediator.closed",
        ("until_on",),
        restricted=False,
        ends=Outcome.AGREED,
    ),
    Step(
        "failed",
        words("Noter la fin sans accord", "Record the end without agreement"),
        _notified,
        "mediator.closed",
        restricted=False,
        ends=Outcome.FAILED,
    ),
    Step(
        "withdrawn",
        words("Noter le retrait d’une partie", "Record that a party withdraws"),
        _open,
        "mediator.closed",
        ("who",),
        restricted=False,
        ends=Outcome.WITHDRAWN,
    ),
    Step(
        "carried_out",
        words("Noter que l’accord est exécuté", "Record that the agreement was carried out"),
        lambda s: s.outcome is Outcome.AGREED and s.carried_out_on is None,
        None,
        restricted=False,
    ),
)


MEDIATORS_STEPS = frozenset(
    {
        "accept_entry", "decline_entry", "admissible", "inadmissible", "requested", "hearing", "extended", "proposal", "their_answer",
        "agreed", "failed", "withdrawn",
    }
)  # fmt: skip
"""What a mediator may record from their own space; our replies, our answer and the carrying out stay ours."""


def is_mediator(by: Actor) -> bool:
    """Is this a mediator come by a link?"""
    return by.key.startswith("mediator:")


def possible_steps(standing: Standing) -> Iterator[Step]:
    """The steps that can be recorded now, in the order of the table."""
    return (step for step in STEPS.values() if step.when(standing))


def require_step(name: str, standing: Standing) -> Step:
    """This step; refuses one that does not exist or cannot follow."""
    step = STEPS.get(name)
    if step is None:
        raise Refused("unknown_step", words("Étape inconnue.", "Unknown step."), "step")
    if not step.when(standing):
        message = words(
            "« {step} » n’est pas possible : la saisine est « {state} ».",
            "“{step}” is not possible: the referral is “{state}”.",
            step=step.label,
            state=state_of(standing).words,
        )
        raise Refused("step_not_now", message, "step")
    return step


def may_send_file(mode: Mode | None, notified: bool) -> Words | None:
    """Why no file may go to a mediator yet, or None when it may (design 6: once notified, and not before)."""
    if mode is not None and mode.ours_to_refer:
        return None
    return None if notified else NOT_BEFORE


def may_send_pack(informed: bool) -> Words | None:
    """Why the consumer's pack cannot be given yet, or None: an answer naming the mediator comes first."""
    return None if informed else NOT_INFORMED


NOT_BEFORE = words(
    "En médiation de la consommation, seul le client saisit : notre dossier ne part qu’une fois la notification du médiateur enregistrée.",
    "In consumer mediation only the customer refers: our file leaves only once the mediator’s notification is recorded.",
)
NOT_INFORMED = words(
    "Le dossier du client accompagne une réponse qui nomme le médiateur : envoyez-la d’abord.",
    "The customer’s pack goes with an answer that names the mediator: send that first.",
)
