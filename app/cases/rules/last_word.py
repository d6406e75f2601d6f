"""What a case says of its next step once our final answer was given: when it awaits a reaction, is contested, or was reopened."""

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
GIVEN = words(
    "Nous vous avons donné notre réponse définitive. Si elle ne vous convient pas, elle dit à qui vous pouvez vous adresser "
    "maintenant. Vous pouvez aussi la contester par écrit, ou nous dire que c’est résolu.",
    "We have given you our final answer. If it does not suit you, it says whom you may turn to now. You may also contest it in "
    "writing, or tell us it is solved.",
)
AGAIN_OURS = words(
    "Reprendre le dossier rouvert et répondre par écrit", "Take up the reopened case again and answer in writing"
)
AGAIN = words(
    "Nous reprenons votre dossier, déjà examiné jusqu’à notre réponse définitive, et vous répondons par écrit.",
    "We take up your case again, which was examined up to our final answer, and answer you in writing.",
)
AGAIN_WHY = words(
    "Nous regardons ce qui a changé depuis. Vos autres recours restent ouverts.",
    "We look at what has changed since. Your other remedies stay open.",
)
