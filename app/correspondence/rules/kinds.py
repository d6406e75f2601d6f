"""The kinds of letters, and which of them an act on a case brings with it."""

from __future__ import annotations

from enum import StrEnum

from app.kernel import Words, words


class LetterKind(StrEnum):
    """Why we write."""

    ACKNOWLEDGEMENT = "acknowledgement"
    REQUEST = "request"
    HOLDING = "holding"
    OFFER = "offer"
    CONFIRMATION = "confirmation"
    ENTITLEMENT = "entitlement"
    ANSWER = "answer"
    FINAL_ANSWER = "final_answer"
    CLOSING = "closing"
    AGREEMENT = "agreement"
    LETTER = "letter"
    PROACTIVE = "proactive"
    """About an incident, to whoever has not complained: never a letter of a case (its table refuses it)."""

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return KIND_WORDS[self]

    @property
    def received(self) -> Words:
        """Its name for whoever received it, to whom it is not “other” than anything."""
        return words("Lettre", "Letter") if self is LetterKind.LETTER else self.words


KIND_WORDS = {
    LetterKind.ACKNOWLEDGEMENT: words("Accusé de réception", "Acknowledgement"),
    LetterKind.REQUEST: words("Demande de pièces", "Request for documents"),
    LetterKind.HOLDING: words("Lettre d’attente", "Holding reply"),
    LetterKind.OFFER: words("Offre amiable", "Offer"),
    LetterKind.CONFIRMATION: words("Confirmation de votre accord", "Confirmation of your acceptance"),
    LetterKind.ENTITLEMENT: words("Droit reconnu", "Entitlement recognised"),
    LetterKind.ANSWER: words("Réponse", "Answer"),
    LetterKind.FINAL_ANSWER: words("Réponse définitive", "Final answer"),
    LetterKind.CLOSING: words("Clôture", "Closing"),
    LetterKind.AGREEMENT: words("Protocole transactionnel", "Settlement agreement"),
    LetterKind.LETTER: words("Autre lettre", "Other letter"),
    LetterKind.PROACTIVE: words("Lettre d’incident", "Proactive letter"),
}
OF_ENTRY: dict[str, LetterKind] = {
    "case.take_charge": LetterKind.ACKNOWLEDGEMENT,
    "case.ask_customer": LetterKind.REQUEST,
    "case.send_offer": LetterKind.OFFER,
    "case.send_offer_aside": LetterKind.OFFER,
    "case.answer": LetterKind.ANSWER,
    "case.final_answer": LetterKind.FINAL_ANSWER,
    "case.close_carried_out": LetterKind.CLOSING,
    "case.close_solved": LetterKind.CLOSING,
    "case.close_quietly": LetterKind.CLOSING,
    "gesture.accepted": LetterKind.CONFIRMATION,
    "gesture.partly_accepted": LetterKind.CONFIRMATION,
    "entitlement.recognised": LetterKind.ENTITLEMENT,
    "entitlement.confirmed": LetterKind.ENTITLEMENT,
}
"""Acts that write to the customer: their gates were passed in the act itself, and the letter is written in its transaction."""

NOTED = ("gesture.refused", "gesture.countered", "case.second_level", "case.second_level_answered")
"""What one of us noted (an answer of the customer, what another level has or says): confirmed by a plain letter."""

WRITTEN_HERE = (LetterKind.HOLDING, LetterKind.LETTER)
"""Letters that change no state: written on our own page."""
