"""What the journal says of a mediation."""

from __future__ import annotations

from collections.abc import Mapping

from app.cases.rules.entries import EntryKind, amount, day, said
from app.kernel import Json, Words, words
from app.mediation.rules.admissibility import REJECTED
from app.mediation.rules.referral import Mode

Data = Mapping[str, Json]


def _requested(data: Data) -> Words:
    return words(
        "Demande du médiateur, réponse pour le {on}", "Mediator’s request, reply by {on}", on=day(data, "until_on")
    )


def _extended(data: Data) -> Words:
    return words(
        "Délai prolongé par le médiateur au {on}", "Extended by the mediator to {on}", on=day(data, "until_on")
    )


def _proposal(data: Data) -> Words:
    if isinstance(data.get("amount"), int):
        return words(
            "Proposition du médiateur : {amount}", "Mediator’s proposal: {amount}", amount=amount(data, "amount")
        )
    return words("Proposition du médiateur", "Mediator’s proposal")


def _inadmissible(data: Data) -> Words:
    """On which ground, where it was said."""
    ground = REJECTED.get(str(data.get("ground", "")))
    if ground is None:
        return words("Saisine déclarée irrecevable", "Referral held inadmissible")
    return words("Saisine déclarée irrecevable : {ground}", "Referral held inadmissible: {ground}", ground=ground)


def _referred(data: Data) -> Words:
    who = str(data.get("mediator", "")) or Mode(str(data["mode"])).words
    return words("Tiers saisi : {who}", "Third party seised: {who}", who=who)


def _withdrawn(data: Data) -> Words:
    """Who withdrew, where it was said."""
    if data.get("who") == "us":
        return words("L’entreprise s’est retirée de la médiation", "The company withdrew from mediation")
    if data.get("who") == "customer":
        return words("Le client s’est retiré de la médiation", "The customer withdrew from mediation")
    return words("Retrait de la médiation", "Withdrawal from mediation")


def _answered(ours: bool) -> Words:
    return words("Notre réponse à la proposition", "Our answer to the proposal") if ours else words(
        "Réponse du client à la proposition", "Customer’s answer to the proposal"
    )  # fmt: skip


def _answer(ours: bool) -> EntryKind:
    def title(data: Data) -> Words:
        yes = data.get("answer") == "accepted"
        verdict = words("acceptée", "accepted") if yes else words("refusée", "refused")
        return words("{what} : {verdict}", "{what}: {verdict}", what=_answered(ours), verdict=verdict)

    return EntryKind(title, "scales", True)


ENTRIES: dict[str, EntryKind] = {
    "mediation.referred": EntryKind(_referred, "scales", True),
    "mediation.accept_entry": EntryKind(
        said("Entrée en médiation acceptée", "Entry into mediation accepted"), "scales", True
    ),
    "mediation.decline_entry": EntryKind(
        said("Entrée en médiation déclinée", "Entry into mediation declined"), "scales", True
    ),
    "mediation.admissible": EntryKind(said("Saisine déclarée recevable", "Referral held admissible"), "scales", True),
    "mediation.inadmissible": EntryKind(_inadmissible, "scales", True),
    "mediation.requested": EntryKind(_requested, "question-circle", True),
    "mediation.replied": EntryKind(said("Réponse au médiateur", "Reply to the mediator"), "send", True),
    "mediation.hearing": EntryKind(said("Audition par le médiateur", "Hearing by the mediator"), "scales", True),
    "mediation.extended": EntryKind(_extended, "clock", True),
    "mediation.proposal": EntryKind(_proposal, "scales", True),
    "mediation.our_answer": _answer(True),
    "mediation.their_answer": _answer(False),
    "mediation.agreed": EntryKind(
        said("Accord trouvé en médiation", "Agreement reached in mediation"), "check-circle", True
    ),
    "mediation.failed": EntryKind(
        said("Médiation terminée sans accord", "Mediation ended without agreement"), "x-circle", True
    ),
    "mediation.withdrawn": EntryKind(_withdrawn, "x-circle", True),
    "mediation.carried_out": EntryKind(
        said("Accord de médiation exécuté", "Mediation agreement carried out"), "check-circle", True
    ),
    "mediation.fee": EntryKind(said("Frais du médiateur enregistrés", "Mediator’s fee recorded"), "cash-coin"),
    "mediation.competence": EntryKind(
        said("Compétence confirmée par le médiateur", "Competence confirmed by the mediator"), "scales"
    ),
    "mediation.described": EntryKind(said("Fiche de la saisine corrigée", "Referral details corrected"), "sticky"),
}
