"""How long a mediator's link may hold; what the buttons of their space say."""

from __future__ import annotations

from app.kernel import Refused, Words, words

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
