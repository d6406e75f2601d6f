"""What each node of the tree is called, and what its chance is conditional on."""

from __future__ import annotations

from app.kernel import words

LABEL = {
    "front": words("Réponse du premier niveau", "Answer of the front line"),
    "supervisor": words("Réponse de la supervision", "Answer of the supervisor"),
    "quality": words("Réponse définitive de la qualité", "Final answer of the quality officer"),
    "after_front": words("Après la réponse du premier niveau", "After the front line’s answer"),
    "after_supervisor": words("Après la réponse de la supervision", "After the supervisor’s answer"),
    "after_quality": words("Après la réponse définitive", "After the final answer"),
    "mediator": words("Saisine du médiateur", "Referral to the mediator"),
    "admissible": words("Saisine recevable", "Referral admissible"),
    "inadmissible": words("Saisine irrecevable", "Referral inadmissible"),
    "agreement": words("Accord en médiation", "Agreement in mediation"),
    "no_agreement": words("Médiation sans accord", "Mediation without agreement"),
    "court": words("Tribunal", "Court"),
    "court_after": words("Tribunal après la médiation", "Court after mediation"),
    "expert": words("Expert désigné", "Expert appointed"),
    "no_expert": words("Sans expert", "No expert"),
    "settled": words("Réglé à l’amiable", "Settled amicably"),
    "content": words("Client satisfait de la réponse", "Customer content with the answer"),
    "gives_up": words("Client qui renonce", "Customer gives up"),
    "mediated_paid": words(
        "Accord favorable au client, en tout ou partie", "Agreement for the customer, whole or part"
    ),
    "mediated_nothing": words("Accord sans paiement", "Agreement without payment"),
    "lost": words("Jugement contre nous", "Judgment against us"),
    "won": words("Jugement pour nous", "Judgment for us"),
}

NOW = words("là où en est le dossier", "where the case stands")
CONDITION = {
    "front": NOW,
    "supervisor": words("la réponse du premier niveau ne concède rien", "the front line’s answer grants nothing"),
    "quality": words("la réponse de la supervision ne concède rien", "the supervisor’s answer grants nothing"),
    "after_front": NOW,
    "after_supervisor": NOW,
    "after_quality": NOW,
    "mediator": words("réponse définitive, médiateur accessible", "final answer given, mediator open to them"),
    "admissible": words("le médiateur est saisi", "the mediator has been seised"),
    "inadmissible": words("le médiateur est saisi", "the mediator has been seised"),
    "agreement": words("la saisine est recevable", "the referral is admissible"),
    "no_agreement": words("la saisine est recevable", "the referral is admissible"),
    "court": words("réponse définitive donnée", "final answer given"),
    "court_after": words("médiation irrecevable ou sans accord", "mediation inadmissible or without agreement"),
    "expert": words("le tribunal est saisi", "the court has been seised"),
    "no_expert": words("le tribunal est saisi", "the court has been seised"),
    "settled": NOW,
    "content": words("la réponse est donnée", "the answer has been given"),
    "gives_up": words("l’étape précédente n’a rien accordé", "the step before granted nothing"),
    "mediated_paid": words("un accord est trouvé", "an agreement is reached"),
    "mediated_nothing": words("un accord est trouvé", "an agreement is reached"),
    "lost": words("l’affaire est jugée", "the case is judged"),
    "won": words("l’affaire est jugée", "the case is judged"),
}
"""The condition of each chance: it holds only for cases that reached the node above."""
