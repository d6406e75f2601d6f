"""The figures: one table. Pages, lists, exports, commands and tests derive from it.

Each figure is a sum over cases of one number per case, so that its list (the cases where that number is not nought) always
adds up to it. Its basis says which of the case's days places it in a period.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.gestures.rules.authority import Rank
from app.kernel import Refused, Words, words


class Basis(StrEnum):
    """Which day of a case places it in a period."""

    RECEIVED = "received"
    ANSWERED = "answered"
    CLOSED = "closed"
    OFFERED = "offered"
    REFERRED = "referred"
    PROMISED = "promised"
    ASKED = "asked"
    NOW = "now"
    """No day: cases as they stand now, whatever the period."""

    @property
    def words(self) -> Words:
        """Over which cases the figure is made."""
        return BASIS_WORDS[self]


BASIS_WORDS = {
    Basis.RECEIVED: words("dossiers reçus dans la période", "cases received in the period"),
    Basis.ANSWERED: words("dossiers répondus une première fois dans la période", "cases first answered in the period"),
    Basis.CLOSED: words("dossiers clos dans la période", "cases closed in the period"),
    Basis.OFFERED: words(
        "dossiers dont la première offre est de la période", "cases first made an offer in the period"
    ),
    Basis.REFERRED: words("dossiers portés devant un tiers dans la période", "cases referred in the period"),
    Basis.PROMISED: words(
        "dossiers dont le premier engagement est de la période", "cases first made a promise in the period"
    ),
    Basis.ASKED: words("dossiers dont la première enquête est de la période", "cases first surveyed in the period"),
    Basis.NOW: words("dossiers ouverts à ce jour", "cases open today"),
}


class Unit(StrEnum):
    """What the number of a case counts."""

    CASES = "cases"
    TIMES = "times"
    MONEY = "money"
    """Minor units of the currency of the case."""
    MINUTES = "minutes"


@dataclass(frozen=True)
class Metric:
    """One figure: what it is called, what it counts, over which cases."""

    code: str
    label: Words
    basis: Basis
    unit: Unit = Unit.CASES
    meaning: Words | None = None
    """How it is counted, where its name does not say it all."""


B, U = Basis, Unit
METRICS: tuple[Metric, ...] = (
    Metric("received", words("Réclamations reçues", "Complaints received"), B.RECEIVED),
    Metric("answered", words("Premières réponses données", "First answers given"), B.ANSWERED),
    Metric("closed", words("Dossiers clos", "Cases closed"), B.CLOSED),
    Metric("open_now", words("Ouverts à ce jour", "Open today"), B.NOW),
    Metric(
        "overdue",
        words("Échéance légale dépassée à ce jour", "Past a legal date today"),
        B.NOW,
        meaning=words("une date légale à notre charge, non tenue", "a legal date of ours, not met"),
    ),
    Metric(
        "set_aside",
        words("Réunis, ou pas une réclamation", "Merged, or not a complaint"),
        B.CLOSED,
        meaning=words("dans aucun autre chiffre", "in no other figure"),
    ),
    Metric("upheld", words("Réclamations fondées, en tout ou partie", "Complaints upheld, in whole or part"), B.CLOSED),
    Metric("rejected", words("Réclamations infondées", "Complaints rejected"), B.CLOSED),
    Metric("reopened", words("Réouvertures", "Reopenings"), B.CLOSED, U.TIMES),
    Metric("to_supervisor", words("Passés à la supervision", "Escalated to the supervisor"), B.CLOSED),
    Metric("to_quality", words("Passés à la qualité", "Escalated to quality"), B.CLOSED),
    Metric("to_mediator", words("Allés jusqu’au médiateur", "Gone as far as the mediator"), B.CLOSED),
    Metric("to_court", words("Allés jusqu’au tribunal", "Gone as far as the court"), B.CLOSED),
    Metric(
        "contacts",
        words("Contacts", "Contacts"),
        B.CLOSED,
        U.TIMES,
        words("dans les deux sens, la réclamation comprise", "both ways, the complaint included"),
    ),
    Metric("contacts_in", words("Contacts du client", "Contacts by the customer"), B.CLOSED, U.TIMES),
    Metric(
        "channel_changes",
        words("Changements de canal", "Channel changes"),
        B.CLOSED,
        U.TIMES,
        words("le client s’y reprend par une autre voie", "the customer tries another way"),
    ),
    Metric("transfers", words("Changements de main", "Transfers"), B.CLOSED, U.TIMES),
    Metric("minutes", words("Temps compté", "Time booked"), B.CLOSED, U.MINUTES),
    Metric("legal_kept", words("Échéances légales tenues", "Legal dates met"), B.CLOSED, U.TIMES),
    Metric("legal_late", words("Échéances légales manquées", "Legal dates missed"), B.CLOSED, U.TIMES),
    Metric("house_kept", words("Échéances de la maison tenues", "House dates met"), B.CLOSED, U.TIMES),
    Metric("house_late", words("Échéances de la maison manquées", "House dates missed"), B.CLOSED, U.TIMES),
    Metric("entitled", words("Reconnu comme dû par la loi", "Recognised as due by law"), B.CLOSED, U.MONEY),
    Metric("promises", words("Engagements pris", "Promises made"), B.PROMISED, U.TIMES),
    Metric("promises_kept", words("Engagements tenus", "Promises kept"), B.PROMISED, U.TIMES),
    Metric("promises_broken", words("Engagements rompus", "Promises broken"), B.PROMISED, U.TIMES),
    Metric("offers", words("Offres envoyées", "Offers sent"), B.OFFERED, U.TIMES),
    Metric(
        "offers_accepted", words("Offres acceptées, en tout ou partie", "Offers accepted, in whole or part"), B.OFFERED, U.TIMES
    ),
    Metric("offers_refused", words("Offres refusées", "Offers refused"), B.OFFERED, U.TIMES),
    Metric("offers_expired", words("Offres expirées sans réponse", "Offers expired unanswered"), B.OFFERED, U.TIMES),
    Metric(
        "granted", words("Gestes accordés, coût pour nous", "Gestures granted, cost to us"), B.OFFERED, U.MONEY,
        words("gestes acceptés par le client", "gestures the customer accepted"),
    ),
    *(
        Metric(
            f"granted_{rank.value}",
            words("dont par : {rank}", "of which by: {rank}", rank=rank.words),
            B.OFFERED,
            U.MONEY,
            words("de qui l’offre a demandé le pouvoir", "whose authority the offer needed"),
        )
        for rank in Rank
    ),
    Metric(
        "granted_value", words("Gestes accordés, valeur pour le client", "Gestures granted, value to the customer"),
        B.OFFERED, U.MONEY,
    ),
    Metric(
        "foreseen",
        words("Ce que ces litiges auraient coûté", "What these disputes would have cost"),
        B.OFFERED,
        U.MONEY,
        words(
            "estimation gardée à l’envoi de l’offre acceptée ; jamais comptabilisée",
            "estimate kept when the accepted offer was sent; never booked",
        ),
    ),
    Metric("referrals", words("Saisines", "Referrals"), B.REFERRED, U.TIMES),
    Metric("admissible", words("Recevables", "Admissible"), B.REFERRED, U.TIMES),
    Metric("inadmissible", words("Irrecevables", "Inadmissible"), B.REFERRED, U.TIMES),
    Metric("mediation_agreed", words("Terminées par un accord", "Ended in agreement"), B.REFERRED, U.TIMES),
    Metric("mediation_failed", words("Terminées sans accord", "Ended without agreement"), B.REFERRED, U.TIMES),
    Metric(
        "mediation_refused_by_us",
        words("Refusées par nous", "Refused by us"),
        B.REFERRED,
        U.TIMES,
        words("entrée déclinée, ou proposition refusée", "entry declined, or proposal refused"),
    ),
    Metric("surveys", words("Enquêtes envoyées", "Surveys sent"), B.ASKED, U.TIMES),
    Metric("surveys_answered", words("Enquêtes répondues", "Surveys answered"), B.ASKED, U.TIMES),
    Metric("satisfaction_given", words("Notes de satisfaction", "Satisfaction scores"), B.ASKED, U.TIMES),
    Metric("satisfied", words("Clients satisfaits (4 ou 5 sur 5)", "Satisfied (4 or 5 of 5)"), B.ASKED, U.TIMES),
    Metric("effort_given", words("Notes d’effort", "Effort scores"), B.ASKED, U.TIMES),
    Metric(
        "effort_sum", words("Somme des notes d’effort", "Sum of effort scores"), B.ASKED, U.TIMES,
        words("de 1 à 7, plus c’est haut, plus c’était facile", "1 to 7, higher is easier"),
    ),
    Metric("recommendation_given", words("Notes de recommandation", "Recommendation scores"), B.ASKED, U.TIMES),
    Metric("promoters", words("Promoteurs (9 ou 10 sur 10)", "Promoters (9 or 10 of 10)"), B.ASKED, U.TIMES),
    Metric("detractors", words("Détracteurs (6 ou moins)", "Detractors (6 or less)"), B.ASKED, U.TIMES),
    Metric("solved_given", words("« Est-ce résolu ? » : réponses", "“Is it solved?”: replies"), B.ASKED, U.TIMES),
    Metric("solved_confirmed", words("Confirmés résolus par le client", "Confirmed solved by the customer"), B.ASKED, U.TIMES),
    Metric(
        "incoming", words("Contacts entrants", "Incoming contacts"), B.RECEIVED, U.TIMES,
        words("la réclamation, puis tout ce que le client nous dit", "the complaint, then all the customer tells us"),
    ),
)  # fmt: skip
BY_CODE = {metric.code: metric for metric in METRICS}
DERIVED = frozenset({"answered", "overdue"})
"""Figures that no number of a case holds: they follow from its days, when the figure is asked."""
COUNTED = tuple(metric.code for metric in METRICS if metric.code not in DERIVED)
"""The numbers that are kept with each case."""
UNKNOWN = words("Ce chiffre n’existe pas.", "There is no such figure.")


def metric(code: str) -> Metric:
    """The figure of this code; refuses an unknown one."""
    found = BY_CODE.get(code)
    if found is None:
        raise Refused("no_such_metric", UNKNOWN, "metric")
    return found
