"""What a case mainly waits for, and how it ended."""

from __future__ import annotations

from enum import StrEnum

from app.kernel import Words, words


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
