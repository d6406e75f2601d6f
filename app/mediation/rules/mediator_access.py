"""How long a mediator's link may hold; what the buttons of their space say."""

from __future__ import annotations

from datetime import date

from app.kernel import Refused, Words, words
from app.mediation.rules.referral import Outcome, ReferralState

DAYS = (14, 30, 60, 120)
"""For how many days a link may be given."""

IN_THEIR_WORDS: dict[str, Words] = {
    "accept_entry": words("L’entreprise accepte d’entrer en médiation", "The company agrees to enter mediation"),
    "decline_entry": words("L’entreprise décline l’entrée en médiation", "The company declines to enter mediation"),
    "admissible": words("Déclarer la saisine recevable", "Hold the referral admissible"),
    "inadmissible": words("Déclarer la saisine irrecevable", "Hold the referral inadmissible"),
    "requested": words("Poser une question ou demander une pièce", "Ask a question or for a document"),
    "hearing": words("Noter une audition", "Record a hearing"),
    "extended": words("Prolonger le délai", "Extend the time"),
    "proposal": words("Faire une proposition", "Make a proposal"),
    "their_answer": words("Noter la réponse du client", "Record the customer’s answer"),
    "agreed": words("Constater un accord", "Record an agreement"),
    "failed": words("Clore sans accord", "Close without agreement"),
    "withdrawn": words("Noter le retrait d’une partie", "Record that a party withdraws"),
}
"""The mediator's steps as their own buttons say them."""
WHAT_FOLLOWS: dict[str, Words] = {
    "accept_entry": words("La médiation commence pour nous à cette date.", "For us the mediation begins on that day."),
    "decline_entry": words("La médiation n’aura pas lieu avec nous.", "The mediation will not take place with us."),
    "admissible": words("Le délai de la médiation court.", "The time of the mediation runs."),
    "inadmissible": words(
        "La médiation s’arrête là ; le client garde ses autres droits, celui d’aller en justice compris.",
        "The mediation stops there; the customer keeps their other rights, going to court included.",
    ),
    "requested": words(
        "Nous recevons votre demande ; le jour que vous fixez devient notre échéance pour répondre.",
        "We receive your request; the day you set becomes our date to reply.",
    ),
    "hearing": words(
        "L’audition est versée aux échanges de cette saisine.", "The hearing joins the exchanges of this referral."
    ),
    "extended": words(
        "La fin de la médiation passe au jour que vous indiquez.", "The end of the mediation moves to the day you give."
    ),
    "proposal": words(
        "Nous recevons votre proposition, et la date avant laquelle y répondre.",
        "We receive your proposal, and the date by which to answer it.",
    ),
    "their_answer": words("Nous apprenons ce que le client répond.", "We learn what the customer answers."),
    "agreed": words(
        "La médiation se termine par un accord ; le jour que vous indiquez est celui où nous devons l’avoir exécuté.",
        "The mediation ends with an agreement; the day you give is the one by which we must have carried it out.",
    ),
    "failed": words(
        "La médiation se termine sans accord ; le client garde ses autres droits, celui d’aller en justice compris.",
        "The mediation ends without agreement; the customer keeps their other rights, going to court included.",
    ),
    "withdrawn": words(
        "La médiation se termine par ce retrait ; les droits de chacun demeurent.",
        "The mediation ends with this withdrawal; everybody’s rights remain.",
    ),
}
"""What recording a step does, said before it is recorded."""
PROPOSED = words("Proposition faite", "Proposal made")
AGREED_BY = words("Accord, à exécuter au plus tard le {by}", "Agreement, to be carried out by {by}")
ENDED = words("Terminée le {on} : {how}", "Over since {on}: {how}")


def where_it_stands(
    state: ReferralState, outcome: Outcome | None, closed_on: date | None, carry_out_by_on: date | None
) -> Words:
    """Where a referral stands, as its mediator says it: what they did is not “received”, and an end says which, and since when."""
    if state is ReferralState.PROPOSED:
        return PROPOSED
    if state is ReferralState.CARRYING_OUT and carry_out_by_on is not None:
        return AGREED_BY.fill(by=carry_out_by_on)
    if state is ReferralState.CLOSED and outcome is not None and closed_on is not None:
        return ENDED.fill(on=closed_on, how=outcome.words)
    return state.words


NO_LINK = words("Ce lien n’existe pas ou n’est plus valable.", "This link does not exist or is no longer valid.")
NO_EMAIL = words("Donnez l’adresse à laquelle le code sera envoyé.", "Give the address to which the code will be sent.")
NOT_NOTIFIED = words(
    "Aucun accès avant que la notification du médiateur soit enregistrée.",
    "No access before the mediator’s notification is recorded.",
)
BAD_DAYS = words("Choisissez une durée proposée.", "Choose one of the periods offered.")


def unknown_link() -> Refused:
    """One refusal for a link that never was, has expired or was revoked."""
    return Refused("no_such_link", NO_LINK, "link")
