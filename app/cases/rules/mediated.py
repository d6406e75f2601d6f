"""What a case says of its next step while the mediator’s proposal is considered, and once an agreement was found."""

from __future__ import annotations

from app.kernel import words

PROPOSED = words(
    "Le médiateur a fait une proposition ; il attend la réponse de chacun avant de conclure.",
    "The mediator has made a proposal and awaits each side’s answer before concluding.",
)
PROPOSED_WHY = words(
    "C’est à lui que vous répondez, et lui qui fixe la date ; le recours au juge reste ouvert.",
    "You answer the mediator directly, who sets the date; the court stays open.",
)
AGREED_OURS = words(
    "Exécuter l’accord de médiation, puis le noter dans la médiation",
    "Carry out the mediation agreement, then record it in the mediation",
)
AGREED = words(
    "Un accord a été trouvé en médiation : nous l’exécutons.", "An agreement was found in mediation: we carry it out."
)
AGREED_WHY = words(
    "L’accord ne nous a pas donné de date : à celle-ci, nous vérifions ce qui reste à faire.",
    "The agreement gave us no date: on this one we check what is left to do.",
)
