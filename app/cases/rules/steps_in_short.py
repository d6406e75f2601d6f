"""The next step in two or three words."""

from __future__ import annotations

from app.kernel import words

SHORT = {
    "keep_promise": words("engagement", "promise"),
    "take_charge": words("prise en charge", "take charge"),
    "answer": words("réponse", "answer"),
    "judge": words("réponse définitive", "final answer"),
    "send_offer": words("offre à envoyer", "offer to send"),
    "wait_customer": words("réponse du client", "customer’s reply"),
    "remind": words("relance", "reminder"),
    "await_offer": words("réponse à l’offre", "answer to the offer"),
    "carry_out": words("exécution", "carrying out"),
    "close": words("à clore", "to close"),
    "await_reaction": words("réaction du client", "customer’s reaction"),
    "mediation": words("médiation", "mediation"),
    "enter_mediation": words("entrée en médiation", "entering mediation"),
    "answer_proposal": words("proposition du médiateur", "mediator’s proposal"),
    "reply_mediator": words("demande du médiateur", "mediator’s request"),
    "duty": words("échéance", "duty"),
    "reply_message": words("message à lire", "message to read"),
    "court": words("procédure", "proceedings"),
    "none": words("clos", "closed"),
}
"""The next step in two or three words, for tables."""
