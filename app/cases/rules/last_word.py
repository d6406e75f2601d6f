"""What a case says of its next step once our final answer is contested: silence closes it no more, and none of our levels is left."""

from __future__ import annotations

from app.kernel import words

OURS = words(
    "Suivre un dossier dont la réponse définitive est contestée",
    "Follow a case whose final answer is contested",
)
THEIRS = words(
    "Vous contestez notre réponse définitive : c’est noté. Aucun autre niveau de chez nous ne la réexamine ; notre réponse dit "
    "à qui vous pouvez vous adresser maintenant.",
    "You contest our final answer: this is recorded. No other level of ours examines it again; our answer says whom you may "
    "turn to now.",
)
WHY = words(
    "Votre dossier ne se clôt pas faute de nouvelles. Nous le regardons de nouveau à cette date.",
    "Your case does not close for want of news. We look at it again on that date.",
)
