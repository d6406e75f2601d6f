"""How a mediation that found no agreement ended, as its customer reads it."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel import Json, Words, words
from app.mediation.rules import Outcome
from app.mediation.rules.admissibility import REJECTED

OVER = words("La médiation est terminée", "The mediation is over")
HOW = {
    Outcome.FAILED.value: words("La médiation s’est terminée sans accord", "The mediation ended without agreement"),
    Outcome.INADMISSIBLE.value: words(
        "Le médiateur a déclaré votre saisine irrecevable", "The mediator held your referral inadmissible"
    ),
    Outcome.DECLINED.value: words("Nous avons décliné l’entrée en médiation", "We declined to enter mediation"),
    Outcome.WITHDRAWN.value: words(
        "La médiation s’est arrêtée : une partie s’est retirée", "The mediation stopped: a party withdrew"
    ),
}


WHO = {
    "customer": words("Vous vous êtes retiré de la médiation", "You withdrew from mediation"),
    "us": words("Nous nous sommes retirés de la médiation", "We withdrew from mediation"),
}


def mediation_ended(data: Mapping[str, Json]) -> Words:
    """How it ended, in a line of the story; who withdrew, where it was said."""
    if data.get("outcome") == Outcome.WITHDRAWN.value and data.get("who") in WHO:
        return WHO[str(data["who"])]
    ground = REJECTED.get(str(data.get("ground", "")))
    if data.get("outcome") == Outcome.INADMISSIBLE.value and ground is not None:
        return words("{what} : {ground}", "{what}: {ground}", what=HOW[Outcome.INADMISSIBLE.value], ground=ground)
    return HOW.get(str(data.get("outcome")), OVER)


WITHOUT_AGREEMENT = words(
    "La médiation s’est terminée sans accord : notre réponse demeure, et le recours au juge vous est ouvert. Vous pouvez aussi "
    "nous écrire, ou nous dire que c’est résolu.",
    "The mediation ended without agreement: our answer stands, and the court is open to you. You may also write to us, or tell "
    "us it is solved.",
)
"""What a case says of where it is once a mediator has examined it to the end."""
